// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/operationtracker.h"

namespace Drydock {

/// An admitted, registered operation: counted until released or destroyed. Copying would register again unseen, so it
/// is move-only with a counted, fallible clone(). In a forked child it holds nothing: the operation is the parent's.
/// Thread: may be moved between threads, used by one at a time.
class OperationGuard
{
public:
    OperationGuard() = default;
    OperationGuard(OperationGuard &&) noexcept;
    OperationGuard &operator=(OperationGuard &&) noexcept;
    OperationGuard(const OperationGuard &) = delete;
    OperationGuard &operator=(const OperationGuard &) = delete;
    ~OperationGuard(); ///< releases; a failure is left to the ledger's later tries

    [[nodiscard]] bool isHeld() const;
    /// One more registration of the same operation, without the gate, only while this one is held (Cancelled if it is
    /// not). Failure: as OperationTracker::acquire; then there is no clone.
    Result<OperationGuard> clone() const;
    /// Releases and says whether the file was updated. A second call is success and does nothing.
    Result<void> release();

private:
    friend class DatastoreGate;
    OperationGuard(std::shared_ptr<OperationTracker> tracker, const QString &store, Operation operation,
                   const EntryInfo &info);
    std::shared_ptr<OperationTracker> m_tracker;
    QString m_store;
    Operation m_operation = Operation::Read;
    EntryInfo m_info;
    quint64 m_generation = 0;
};

} // namespace Drydock

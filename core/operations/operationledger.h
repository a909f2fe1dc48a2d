// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/trackingfile.h"

#include <mutex>

namespace Drydock {

/// What goes into an entry beside the counts.
struct EntryInfo {
    QString job;
    QString label;
    std::optional<ProcessKey> process; ///< under `run`: the process that does the work; we are its guardian
};

/// What this process holds on one store (protocol 2.6): the numbers that its entries in the tracking file must show,
/// one entry for itself and one for each process that it is the guardian of. Thread: any, internally locked.
class OperationLedger
{
public:
    /// One operation more. The first one gives the entry its time, job and label. Returns what undo() wants.
    bool add(const EntryInfo &info, Operation operation, qint64 now);
    /// As if that add() had not been; `created` is what it returned.
    void undoAdd(const EntryInfo &info, Operation operation, bool created);
    /// One operation less, never below zero. The entry stays, at 0/0, until the process ends.
    void subtract(const EntryInfo &info, Operation operation);

    /// The entry that names `from` names `to` from now on. False if neither is named by an entry.
    bool move(const ProcessKey &from, const ProcessKey &to);
    void remove(const ProcessKey &process);
    void clear();

    [[nodiscard]] bool isIdle() const; ///< no operation is held
    /// The entries as they must stand in the file of the process `self` in the namespace `space`.
    [[nodiscard]] QList<TrackingEntry> entries(const ProcessKey &self, const QByteArray &space) const;

private:
    struct Own {
        std::optional<ProcessKey> process; ///< no value: ourselves
        OperationCounts counts;
        qint64 since = 0;
        QString job;
        QString label;
    };
    Own *find(const std::optional<ProcessKey> &process);

    mutable std::mutex m_mutex;
    QList<Own> m_own;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/datastoreconfig.h"
#include "core/operations/operationguard.h"

namespace Drydock {

/// The one place where an operation is admitted or refused (protocol 4). Needs no event loop. Thread: any.
/// Locks: the config lock over check and registration, the tracking lock inside it for at most 1 s at a time.
class DatastoreGate
{
public:
    DatastoreGate(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock, const Site &site);
    ~DatastoreGate();

    /// Admits and registers a read or a write; a lookup is checked and not counted, its guard holds nothing.
    /// Failure: Refused (detail: Refusal, PBS's reason, then who and when if the change log knows; a mode of an unknown
    /// type too), NotMounted, NoSuchStore, ConfigInvalid, InvalidStoreName (a reserved name), LockTimeout,
    /// NetworkFileSystem, TrackingInvalid, TrackingFolderMissing, ForeignProcFs, file errors. Nothing is registered
    /// after a failure.
    Result<OperationGuard> begin(const QString &store, Operation operation, const EntryInfo &info,
                                 const Deadline &deadline);

    /// The same check without registering: under the config lock, as `lookup` does (Operation::Lookup), or for
    /// `drydockctl check` with a read or write: then of the place to register in, too, as begin() would find it.
    Result<void> check(const QString &store, Operation operation, const Deadline &deadline);

    [[nodiscard]] const std::shared_ptr<OperationTracker> &tracker() const;

private:
    struct State;
    struct Admission;
    Result<Admission> admit(const QString &store, Operation operation, const Deadline &deadline);
    std::unique_ptr<State> m_state;
};

} // namespace Drydock

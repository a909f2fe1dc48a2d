// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/sitefolder.h"
#include "core/operations/operationledger.h"

#include <functional>
#include <memory>

namespace Drydock {

/// One store's tracking as read (protocol 3.5): every entry judged, nothing locked, nothing written.
struct TrackingReading {
    struct Holder {
        TrackingEntry entry;
        bool provable = true; ///< false: of another namespace; counts for ever
    };
    QList<Holder> holders; ///< entries that count, 0/0 ones too
    OperationCounts counts;
    int deadEntries = 0;
    bool fileExists = false;
    FileStatus status; ///< of the file, all zero if missing
};

/// The tracking files of a site, and this process' ledger of what it holds in them (protocol 2 and 3).
/// Thread: any. Kept descriptors, identity and ledger belong to one fork generation: after fork the child's ledger is
/// empty. Locks: a store's tracking lock for one update, never across anything else.
class OperationTracker
{
public:
    OperationTracker(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock, const Site &site);
    ~OperationTracker();

    [[nodiscard]] const Site &site() const;
    [[nodiscard]] const Clock &clock() const;

    /// Creates the tracking folder of an own site. pbs: never (TrackingFolderMissing). Failure: also NetworkFileSystem.
    Result<void> ensureFolder();

    /// Whether acquire() would refuse before it locks anything, without making or writing anything. Failure: as
    /// acquire().
    Result<void> check(const QString &store);
    /// Before the first acquire, with no lock held: unlinks temporary files that dead processes have left. Once.
    void tidy();

    /// Ledger +1 and one update; rolled back if the write fails. The mode is not looked at. limit: for the lock.
    /// Makes the folder of an own site. Failure: LockTimeout, TrackingInvalid, TooLarge, TrackingFolderMissing,
    /// NetworkFileSystem, ForeignProcFs, InvalidStoreName, InvalidMessage (job or label), and file errors. After
    /// success the entry stands in the file.
    Result<void> acquire(const QString &store, Operation operation, const EntryInfo &info, const Deadline &limit);

    /// Ledger -1 and one update. On failure the ledger keeps the lower number: every later update of the store writes
    /// it, and so do tries after 1, 10 and 60 s by a helper thread.
    Result<void> release(const QString &store, Operation operation, const EntryInfo &info);

    /// `run`: our entry that names `from` names `to` from now on, in one update. After a failure the ledger names `to`,
    /// the file may still name `from`; a second call writes it. Failure: NotFound, if no entry of ours names either.
    Result<void> move(const QString &store, const ProcessKey &from, const ProcessKey &to);
    /// `run`: removes our entry that names `process` (it has ended, and nothing of its is left).
    Result<void> remove(const QString &store, const ProcessKey &process);
    /// Rewrites our entries of the store if the file lacks them or differs from the ledger. True if it wrote.
    Result<bool> restore(const QString &store);

    /// One update that changes nothing of ours, for its other effect: entries of the dead go, as far as it probes them.
    /// True if it wrote. Failure: as release().
    Result<bool> update(const QString &store, const Deadline &limit);

    /// Failure: TrackingInvalid, UnsafeFile, TooLarge, TrackingFolderMissing, NetworkFileSystem, ForeignProcFs,
    /// PermissionDenied, Io. A missing file in a good folder is zero.
    Result<TrackingReading> read(const QString &store);

    /// Waits for the tracking lock and lets go of it: for who must not hold another lock meanwhile.
    Result<void> awaitLock(const QString &store, const Deadline &limit);

    /// For the removal of a store: takes the tracking lock, reads, and calls `decide` with the sum; if it answers
    /// success, the file is unlinked under the lock (the lock file stays).
    Result<void> removeFile(const QString &store, const Deadline &limit,
                            const std::function<Result<void>(const TrackingReading &)> &decide);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace Drydock

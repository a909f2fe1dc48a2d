// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/operationledger.h"
#include "core/operations/trackingfolder.h"

#include <functional>

namespace Drydock {

/// One store's tracking file, lock and ledger: the updates of protocol 3.1. Thread: any.
class StoreTracking
{
public:
    StoreTracking(TrackingFolder &folder, const QString &store);

    Result<void> acquire(Operation operation, const EntryInfo &info, const Deadline &limit);
    /// Lowers the ledger, then update().
    Result<void> release(Operation operation, const EntryInfo &info);
    /// Takes the lock and brings the file up to date with the ledger. True if it had to be written.
    Result<bool> update(const Deadline &limit);
    /// update() within the usual time for a lock.
    Result<void> updateNow();
    /// Takes and releases the lock.
    Result<void> awaitLock(const Deadline &limit);
    /// Takes the lock, asks `decide`, then unlinks the file and forgets the idle ledger.
    Result<void> removeFile(const Deadline &limit, const std::function<Result<void>()> &decide);

    struct File {
        QList<TrackingEntry> entries;
        FileStatus status; ///< all zero if it is missing
        bool exists = false;
    };
    /// Without a lock: a rename makes each reading one writer's.
    Result<File> readFile();
    /// Whether the file says what the ledger says. Without a lock.
    Result<bool> isUpToDate();

    [[nodiscard]] OperationLedger &ledger() { return m_ledger; }

private:
    enum class Purpose { Acquire, Other };
    Result<LockFile::Guard> lock(const Deadline &limit);
    Result<LockFile::Guard> lockToAcquire(const Deadline &limit);
    Result<bool> rewrite(Purpose purpose);
    Result<FileSystemKind> load();
    Result<std::optional<FileContent>> readBytes(const WrittenFile &written);

    TrackingFolder &m_folder;
    const QString m_path;
    const QByteArray m_name;
    LockFile m_lock;
    OperationLedger m_ledger;
    // Under the lock: the file as it was read or written last.
    TrackingImage m_image;
    WrittenFile m_written; ///< while it is the file of that name, it need not be opened
};

} // namespace Drydock

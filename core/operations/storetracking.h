// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/operationledger.h"
#include "core/operations/trackingfolder.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace Drydock {

/// One store's tracking file, lock and ledger: the updates of protocol 3.1. Threads that want an update while another
/// one's runs share the next: whoever is first of them takes the lock and writes once for all. Thread: any.
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
    /// What one thread wants of an update; it lives on that thread's stack.
    struct Wish {
        Purpose purpose = Purpose::Other;
        Operation operation = Operation::Read;
        const EntryInfo *info = nullptr; ///< of what is acquired
        bool created = false; ///< what add() returned
        Result<bool> outcome = false;
        // Under m_wishMutex:
        bool isTaken = false; ///< the one who carries it out won't be stopped by a deadline
        bool isDone = false;
    };

    Result<bool> submit(Wish &wish, const Deadline &limit);
    bool becomeFirst(Wish &wish, const Deadline &limit);
    std::vector<Wish *> takeWishes(Wish &mine, bool isFirst);
    void finish(const std::vector<Wish *> &wishes, bool isFirst);
    void carryOut(const std::vector<Wish *> &wishes);
    Result<bool> writeFor(const std::vector<Wish *> &wishes);
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
    std::mutex m_wishMutex;
    std::condition_variable m_changed; ///< a wish was carried out, or the first in line is another one
    std::vector<Wish *> m_wishes; ///< the first one's thread leads, the others wait
    // Under the lock: the file as it was read or written last.
    TrackingImage m_image;
    WrittenFile m_written; ///< while it is the file of that name, it need not be opened
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/storetracking.h"

#include "core/base/turn.h"

#include <algorithm>
#include <cerrno>

namespace Drydock {

StoreTracking::StoreTracking(TrackingFolder &folder, const QString &store)
    : m_folder(folder)
    , m_path(folder.pathOf(store))
    , m_name(store.toLatin1())
    , m_lock(folder.files(), m_name + ".lock", folder.site().lockOwner, folder.clock())
    , m_image(folder.processes())
{
}

Result<void> StoreTracking::acquire(Operation operation, const EntryInfo &info, const Deadline &limit)
{
    Wish wish;
    wish.purpose = Purpose::Acquire;
    wish.operation = operation;
    wish.info = &info;
    const auto written = submit(wish, limit);
    if (!written)
        return failure(written.error());
    return {};
}

Result<void> StoreTracking::release(Operation operation, const EntryInfo &info)
{
    // Before the lock: what keeps us from locking does not keep the operation.
    m_ledger.subtract(info, operation);
    return updateNow();
}

Result<bool> StoreTracking::update(const Deadline &limit)
{
    Wish wish;
    return submit(wish, limit);
}

Result<bool> StoreTracking::submit(Wish &wish, const Deadline &limit)
{
    const bool isFirst = becomeFirst(wish, limit);
    if (wish.isDone)
        return wish.outcome;
    // Whose turn has not come in time tries once for itself, and so learns who has the lock.
    auto locked = wish.purpose == Purpose::Acquire ? lockToAcquire(limit) : lock(limit);
    std::vector<Wish *> wishes{&wish};
    if (locked) {
        wishes = takeWishes(wish, isFirst);
        carryOut(wishes);
        locked->release();
    } else {
        wish.outcome = failure(locked.error());
    }
    finish(wishes, isFirst);
    return wish.outcome;
}

/// Waits until the wish is carried out, or the first in line. False if it was neither in time: it is not in line then.
bool StoreTracking::becomeFirst(Wish &wish, const Deadline &limit)
{
    std::unique_lock lock(m_wishMutex);
    m_wishes.push_back(&wish);
    const auto isUp = [&] { return wish.isDone || m_wishes.front() == &wish; };
    if (waitUntil(m_changed, lock, limit, m_folder.clock(), isUp))
        return true;
    m_changed.wait(lock, [&] { return wish.isDone || !wish.isTaken; });
    if (wish.isDone)
        return true;
    m_wishes.erase(std::find(m_wishes.begin(), m_wishes.end(), &wish));
    return false;
}

std::vector<StoreTracking::Wish *> StoreTracking::takeWishes(Wish &mine, bool isFirst)
{
    if (!isFirst)
        return {&mine};
    const std::lock_guard lock(m_wishMutex);
    for (Wish *each : m_wishes)
        each->isTaken = true;
    return m_wishes;
}

/// The wishes leave the line, their threads go on, and the next in line leads. A wish may be gone once it is done.
void StoreTracking::finish(const std::vector<Wish *> &wishes, bool isFirst)
{
    if (!isFirst)
        return;
    std::unique_lock lock(m_wishMutex);
    m_wishes.erase(m_wishes.begin(), m_wishes.begin() + static_cast<ptrdiff_t>(wishes.size()));
    for (Wish *each : wishes)
        each->isDone = true;
    const bool isAlone = wishes.size() == 1 && m_wishes.empty();
    lock.unlock();
    if (!isAlone)
        m_changed.notify_all();
}

/// Under the lock. What fails for all together may still do for one: the file may be too large for the last of them.
void StoreTracking::carryOut(const std::vector<Wish *> &wishes)
{
    const auto written = writeFor(wishes);
    for (Wish *each : wishes)
        each->outcome = written || wishes.size() == 1 ? written : writeFor({each});
}

/// Under the lock: adds what is to be acquired to the ledger, writes, and takes it back if that failed.
Result<bool> StoreTracking::writeFor(const std::vector<Wish *> &wishes)
{
    Purpose purpose = Purpose::Other;
    for (Wish *each : wishes) {
        if (each->purpose != Purpose::Acquire)
            continue;
        purpose = Purpose::Acquire;
        each->created = m_ledger.add(*each->info, each->operation, m_folder.clock().wallSeconds());
    }
    auto written = rewrite(purpose);
    if (written)
        return written;
    std::for_each(wishes.rbegin(), wishes.rend(), [this](Wish *each) {
        if (each->purpose == Purpose::Acquire)
            m_ledger.undoAdd(*each->info, each->operation, each->created);
    });
    return written;
}

Result<void> StoreTracking::updateNow()
{
    const auto updated = update(Deadline::after(m_folder.clock(), lockTimeLimit));
    if (!updated)
        return failure(updated.error());
    return {};
}

Result<StoreTracking::File> StoreTracking::readFile()
{
    const auto content = readBytes({});
    if (!content)
        return failure(content.error());
    if (!*content)
        return File{};
    auto entries = parseTracking((*content)->bytes, m_path);
    if (!entries)
        return failure(entries.error());
    return File{std::move(*entries), (*content)->status, true};
}

Result<bool> StoreTracking::isUpToDate()
{
    // What is compared must be what others see, and the kept folder may have been replaced.
    if (const auto reopened = m_folder.files()->reopenIfReplaced(); !reopened)
        return failure(trackingError(reopened.error()));
    const auto file = readFile();
    if (!file)
        return failure(file.error());
    TrackingImage::Writer writer = m_folder.writer();
    writer.mayDrop = false;
    TrackingImage image(m_folder.processes());
    const QByteArray text = printTracking(file->entries);
    if (file->exists) {
        if (auto loaded = image.load(text, m_path); !loaded)
            return failure(loaded.error());
    }
    return !image.apply(m_ledger.entries(writer.self.key, writer.space), writer);
}

Result<void> StoreTracking::awaitLock(const Deadline &limit)
{
    const auto locked = lock(limit);
    if (!locked)
        return failure(locked.error());
    return {};
}

Result<void> StoreTracking::removeFile(const Deadline &limit, const std::function<Result<void>()> &decide)
{
    const auto locked = lock(limit);
    // Without a folder nobody has registered anything, and nobody can be kept out by a lock in it.
    if (!locked && locked.error().code != ErrorCode::TrackingFolderMissing)
        return failure(locked.error());
    if (auto decided = decide(); !decided)
        return decided;
    if (m_ledger.isIdle())
        m_ledger.clear();
    if (!locked)
        return {};
    m_image.clear();
    // What was decided is done: a file that stays lists nobody who counts, and is tidied by the next update.
    const auto descriptor = m_folder.files()->descriptor();
    const int answer = descriptor ? m_folder.files()->fileSystem().unlinkAt(*descriptor, m_name) : -EIO;
    if (answer >= 0 || answer == -ENOENT)
        m_image.setWritten({});
    return {};
}

Result<LockFile::Guard> StoreTracking::lock(const Deadline &limit)
{
    auto locked = m_lock.acquire(limit);
    if (!locked)
        return failure(trackingError(locked.error()));
    return locked;
}

/// On an own site the first one to come makes the folder.
Result<LockFile::Guard> StoreTracking::lockToAcquire(const Deadline &limit)
{
    for (bool made = false;; made = true) {
        const auto kind = m_folder.kind();
        if (kind && *kind == FileSystemKind::Network)
            return failure(ErrorCode::NetworkFileSystem, m_folder.path());
        auto locked = kind ? lock(limit) : Result<LockFile::Guard>(failure(kind.error()));
        if (locked || made || locked.error().code != ErrorCode::TrackingFolderMissing)
            return locked;
        if (auto ensured = m_folder.ensure(); !ensured)
            return failure(ensured.error());
    }
}

/// Under the lock: reads, brings the entries up to date, writes if that changed anything.
Result<bool> StoreTracking::rewrite(Purpose purpose)
{
    const auto kind = load();
    if (!kind)
        return failure(kind.error());
    const bool isNetwork = *kind == FileSystemKind::Network;
    if (isNetwork && purpose == Purpose::Acquire)
        return failure(ErrorCode::NetworkFileSystem, m_folder.path());

    TrackingImage::Writer writer = m_folder.writer();
    writer.mayDrop = writer.mayDrop && !isNetwork;
    const QList<TrackingEntry> own = m_ledger.entries(writer.self.key, writer.space);
    if (!m_image.apply(own, writer)) {
        m_image.setWritten(own);
        return false;
    }
    const QByteArray bytes = m_image.bytes();
    if (bytes.size() > trackingSizeLimit)
        return failure(ErrorCode::TooLarge, m_path);
    const Durability durability = *kind == FileSystemKind::Memory ? Durability::None : Durability::Data;
    const auto replaced =
        m_folder.files()->replace(m_name, bytes, m_folder.site().trackingOwner, durability, &m_written);
    if (!replaced)
        return failure(trackingError(replaced.error()));
    m_image.setWritten(own);
    return true;
}

/// Under the lock: the file into the image, and the kind of file system that it lies on.
Result<FileSystemKind> StoreTracking::load()
{
    const auto content = readBytes(m_written);
    if (!content)
        return failure(content.error());
    if (!*content) {
        m_image.clear();
        return m_folder.kindFor(std::nullopt);
    }
    if (auto loaded = m_image.load((*content)->bytes, m_path); !loaded)
        return failure(loaded.error());
    return m_folder.kindFor((*content)->status.device);
}

/// No value: there is no such file in a good folder.
Result<std::optional<FileContent>> StoreTracking::readBytes(const WrittenFile &written)
{
    auto content = m_folder.files()->read(m_name, trackingSizeLimit, written);
    if (content)
        return std::optional<FileContent>(std::move(*content));
    // NotFound names the folder where that is what's missing.
    if (content.error().code == ErrorCode::NotFound && content.error().subject == m_path)
        return std::optional<FileContent>();
    return failure(trackingError(content.error()));
}

} // namespace Drydock

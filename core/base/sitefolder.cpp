// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitefolder.h"

#include <QFile>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr int readTries = 3;
constexpr int nameTries = 64;
constexpr int renameTries = 3;
constexpr auto temporaryMark = ".tmp-";
constexpr long largestPid = 1L << 22;

std::atomic<quint64> temporarySequence = 0;

QByteArray temporaryName(const QByteArray &name)
{
    const QByteArray stem = name.startsWith('.') ? name.mid(1) : name;
    return '.' + stem + temporaryMark + QByteArray::number(::getpid()) + '-'
           + QByteArray::number(temporarySequence.fetch_add(1, std::memory_order_relaxed) + 1);
}

/// The pid in the name of a temporary of ours; 0 for any other name.
pid_t writerOf(const QByteArray &name)
{
    const auto mark = name.lastIndexOf(temporaryMark);
    if (!name.startsWith('.') || mark < 0)
        return 0;
    const QByteArrayList numbers = name.mid(mark + qstrlen(temporaryMark)).split('-');
    const auto isNumber = [](const QByteArray &text) {
        return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (numbers.size() != 2 || !isNumber(numbers[0]) || !isNumber(numbers[1]))
        return 0;
    bool fits = false;
    const long pid = numbers[0].toLong(&fits);
    return fits && pid <= largestPid ? static_cast<pid_t>(pid) : 0;
}

/// Why a file is not one that we read, or nothing.
std::optional<ErrorCode> objection(const FileStatus &status, qint64 limit)
{
    if (!S_ISREG(status.mode) || status.links > 1) // 0: replaced since we opened it, still whole
        return ErrorCode::UnsafeFile;
    if (status.size > limit)
        return ErrorCode::TooLarge;
    return std::nullopt;
}

/// Reads size bytes, or up to the end. The bytes read, or -errno.
ssize_t readAll(FileSystem &fileSystem, int descriptor, char *buffer, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t answer = fileSystem.read(descriptor, buffer + done, size - done, static_cast<off_t>(done));
        if (answer < 0)
            return answer;
        if (answer == 0)
            break;
        done += static_cast<size_t>(answer);
    }
    return static_cast<ssize_t>(done);
}

int writeAll(FileSystem &fileSystem, int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t answer =
            fileSystem.write(descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (answer < 0)
            return static_cast<int>(answer);
        if (answer == 0) // a regular file takes at least a byte or says why not
            return -EIO;
        done += answer;
    }
    return 0;
}

/// Owner and mode of a file that this process has just created, as far as the kernel gave others.
int own(FileSystem &fileSystem, int descriptor, const Ownership &owner)
{
    FileStatus status;
    if (const int answer = fileSystem.status(descriptor, &status); answer < 0)
        return answer;
    const uid_t uid = owner.uid.value_or(status.uid);
    const gid_t gid = owner.gid.value_or(status.gid);
    if (uid != status.uid || gid != status.gid) {
        if (const int answer = fileSystem.setOwner(descriptor, uid, gid); answer < 0)
            return answer;
    }
    if ((status.mode & 07777) == owner.mode)
        return 0;
    return fileSystem.setMode(descriptor, owner.mode);
}

int syncBeforeRename(FileSystem &fileSystem, int descriptor, Durability durability)
{
    switch (durability) {
    case Durability::None:
        break;
    case Durability::Data:
        return fileSystem.syncData(descriptor);
    case Durability::Full:
        return fileSystem.sync(descriptor);
    }
    return 0;
}

} // namespace

SiteFolder::SiteFolder(FileSystem &fileSystem, const QByteArray &path)
    : m_fileSystem(fileSystem)
    , m_path(path)
{
}

SiteFolder::~SiteFolder() = default;

tl::unexpected<Error> SiteFolder::failed(ssize_t answer, const QByteArray &name) const
{
    const QByteArray path = name.isEmpty() ? m_path : m_path + '/' + name;
    return failure(Error::fromErrno(static_cast<int>(-answer), QFile::decodeName(path)));
}

Result<int> SiteFolder::openAnew(Kept &kept) const
{
    const int opened = m_fileSystem.openFolder(m_path);
    if (opened < 0)
        return failed(opened, {});
    FileHandle handle(m_fileSystem, opened);
    if (!kept.handle) {
        kept.handle = std::move(handle);
    } else if (const int answer = m_fileSystem.replaceDescriptor(handle.get(), kept.handle.get()); answer < 0) {
        return failed(answer, {});
    }
    kept.stale = false;
    return kept.handle.get();
}

Result<int> SiteFolder::descriptor()
{
    Kept &kept = m_kept.get();
    const std::lock_guard lock(kept.mutex);
    if (kept.handle && !kept.stale)
        return kept.handle.get();
    return openAnew(kept);
}

Result<bool> SiteFolder::reopenIfReplaced()
{
    Kept &kept = m_kept.get();
    const std::lock_guard lock(kept.mutex);
    if (!kept.handle || kept.stale)
        return false;
    FileStatus named;
    FileStatus ours;
    kept.stale = true; // whatever fails below
    if (const int answer = m_fileSystem.statusOf(m_path, &named); answer < 0)
        return failed(answer, {});
    if (const int answer = m_fileSystem.status(kept.handle.get(), &ours); answer < 0)
        return failed(answer, {});
    kept.stale = !named.sameFile(ours);
    return kept.stale;
}

void SiteFolder::forget()
{
    Kept &kept = m_kept.get();
    const std::lock_guard lock(kept.mutex);
    kept.stale = true;
}

Result<FileContent> SiteFolder::read(const QByteArray &name, qint64 limit, FileHandle *held)
{
    const auto folder = descriptor();
    if (!folder)
        return failure(folder.error());
    auto content = readIn(*folder, name, limit, held);
    if (content || content.error().code != ErrorCode::NotFound)
        return content;
    // Missing in the folder that we keep says nothing when another one has its place, or none.
    const auto replaced = reopenIfReplaced();
    if (!replaced)
        return failure(replaced.error());
    if (!*replaced)
        return content;
    const auto reopened = descriptor();
    if (!reopened)
        return failure(reopened.error());
    return readIn(*reopened, name, limit, held);
}

Result<FileContent> SiteFolder::readIn(int folder, const QByteArray &name, qint64 limit, FileHandle *held) const
{
    // Looked at before it is opened: opening a device or a FIFO has effects of its own. Should another file take the
    // name in between, O_NONBLOCK keeps us from hanging and the second look refuses it.
    FileStatus before;
    if (const int answer = m_fileSystem.statusAt(folder, name, &before); answer < 0)
        return failed(answer, name);
    const QString path = QFile::decodeName(m_path + '/' + name);
    if (const auto code = objection(before, limit))
        return failure(*code, path);
    FileHandle file(m_fileSystem, m_fileSystem.openAt(folder, name, O_RDONLY, 0));
    if (!file)
        return failed(file.get(), name);

    QByteArray bytes;
    for (int i = 0; i < readTries; ++i) {
        bytes.resize(before.size);
        const ssize_t size = readAll(m_fileSystem, file.get(), bytes.data(), static_cast<size_t>(before.size));
        FileStatus after;
        if (const int answer = m_fileSystem.status(file.get(), &after); answer < 0)
            return failed(answer, name);
        if (const auto code = objection(after, limit)) // before the read's own failure: a folder's is EISDIR
            return failure(*code, path);
        if (size < 0)
            return failed(size, name);
        if (after.sameFile(before) && after.size == before.size && after.mtime == before.mtime && size == after.size) {
            if (held != nullptr)
                *held = std::move(file);
            return FileContent{bytes, after};
        }
        before = after;
    }
    return failure(ErrorCode::ChangedWhileReading, path);
}

Result<FileHandle> SiteFolder::openForAppending(int folder, const QByteArray &name, const Ownership &owner)
{
    const QString path = QFile::decodeName(m_path + '/' + name);
    FileStatus status;
    int answer = m_fileSystem.statusAt(folder, name, &status);
    if (answer == -ENOENT) {
        FileHandle created(m_fileSystem,
                           m_fileSystem.openAt(folder, name, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, owner.mode));
        if (!created)
            return failed(created.get(), name);
        if (answer = own(m_fileSystem, created.get(), owner); answer < 0)
            return failed(answer, name);
        return created;
    }
    if (answer < 0)
        return failed(answer, name);
    if (!S_ISREG(status.mode))
        return failure(ErrorCode::UnsafeFile, path);
    FileHandle file(m_fileSystem, m_fileSystem.openAt(folder, name, O_WRONLY | O_APPEND, 0));
    if (!file)
        return failed(file.get(), name);
    if (answer = m_fileSystem.status(file.get(), &status); answer < 0)
        return failed(answer, name);
    if (const auto code = objection(status, status.size))
        return failure(*code, path);
    return file;
}

Result<void> SiteFolder::append(const QByteArray &name, const QByteArray &bytes, const Ownership &owner)
{
    const auto folder = descriptor();
    if (!folder)
        return failure(folder.error());
    const auto file = openForAppending(*folder, name, owner);
    if (!file)
        return failure(file.error());
    const ssize_t written = m_fileSystem.write(file->get(), bytes.constData(), static_cast<size_t>(bytes.size()));
    if (written < 0)
        return failed(written, name);
    if (written < bytes.size()) // a regular file takes less only when there is no more room
        return failed(-ENOSPC, name);
    return {};
}

Result<SiteFolder::Temporary> SiteFolder::createBeside(int folder, const QByteArray &name, const Ownership &owner)
{
    int answer = -EEXIST;
    for (int i = 0; i < nameTries && answer == -EEXIST; ++i) {
        // The name of a dead process with our pid may be taken: the next number.
        QByteArray temporary = temporaryName(name);
        answer = m_fileSystem.openAt(folder, temporary, O_RDWR | O_CREAT | O_EXCL | O_APPEND, owner.mode);
        if (answer >= 0)
            return Temporary{std::move(temporary), FileHandle(m_fileSystem, answer)};
    }
    return failed(answer, name);
}

Result<SiteFolder::Temporary> SiteFolder::writeTemporary(int folder, const QByteArray &name, const QByteArray &bytes,
                                                         const Ownership &owner, Durability durability)
{
    auto temporary = createBeside(folder, name, owner);
    if (!temporary)
        return temporary;
    const int descriptor = temporary->handle.get();
    int answer = own(m_fileSystem, descriptor, owner);
    if (answer == 0)
        answer = writeAll(m_fileSystem, descriptor, bytes);
    if (answer == 0)
        answer = syncBeforeRename(m_fileSystem, descriptor, durability);
    if (answer == 0)
        return temporary;
    m_fileSystem.unlinkAt(folder, temporary->name);
    return failed(answer, name);
}

Result<QByteArray> SiteFolder::writeBeside(const QByteArray &name, const QByteArray &bytes, const Ownership &owner,
                                           Durability durability)
{
    const auto folder = descriptor();
    if (!folder)
        return failure(folder.error());
    auto temporary = writeTemporary(*folder, name, bytes, owner, durability);
    if (!temporary)
        return failure(temporary.error());
    return temporary->name;
}

Result<FileStatus> SiteFolder::replace(const QByteArray &name, const QByteArray &bytes, const Ownership &owner,
                                       Durability durability)
{
    const auto folder = descriptor();
    if (!folder)
        return failure(folder.error());
    int answer = -ENOENT;
    // A process in another pid namespace does not see ours and takes the temporary for a dead one's: written again.
    for (int i = 0; i < renameTries && answer == -ENOENT; ++i) {
        const auto temporary = writeTemporary(*folder, name, bytes, owner, durability);
        if (!temporary)
            return failure(temporary.error());
        answer = m_fileSystem.renameAt(*folder, temporary->name, name, RenameMode::Replace);
        if (answer < 0) {
            m_fileSystem.unlinkAt(*folder, temporary->name);
            continue;
        }
        // After the rename, which sets ctime. Unknown, it stays empty and equals no file's: the file is replaced now.
        FileStatus status;
        m_fileSystem.status(temporary->handle.get(), &status);
        if (durability == Durability::Full) {
            const int synced = m_fileSystem.sync(*folder);
            if (synced < 0 && synced != -EINVAL) // EINVAL: a file system whose folders have nothing to sync
                return failed(synced, {});
        }
        return status;
    }
    return failed(answer, name);
}

void SiteFolder::removeDeadTemporaries()
{
    const auto folder = descriptor();
    QByteArrayList names;
    if (!folder || m_fileSystem.list(*folder, &names) < 0)
        return;
    for (const QByteArray &name : std::as_const(names)) {
        const pid_t writer = writerOf(name);
        if (writer > 0 && ::kill(writer, 0) < 0 && errno == ESRCH)
            m_fileSystem.unlinkAt(*folder, name);
    }
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
//
// The writing half of SiteFolder: appending, replacing, temporary files.
#include "core/base/sitefolder.h"

#include <QFile>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <limits>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

namespace Drydock {
namespace {

constexpr int nameTries = 64;
constexpr int renameTries = 3;
constexpr auto temporaryMark = ".tmp-";
constexpr long largestPid = 1L << 22;

std::atomic<quint64> temporarySequence = 0;

/// Pieced together by hand: this is done for every update of a tracking file.
QByteArray temporaryName(const QByteArray &name)
{
    constexpr size_t longest = std::numeric_limits<quint64>::digits10 + 1;
    char numbers[2 * longest + 1];
    char *at = std::to_chars(numbers, numbers + longest, ownPid()).ptr;
    *at++ = '-';
    at = std::to_chars(at, numbers + sizeof numbers, temporarySequence.fetch_add(1, std::memory_order_relaxed) + 1).ptr;
    const qsizetype dot = name.startsWith('.') ? 1 : 0;
    const qsizetype markSize = qstrlen(temporaryMark);
    QByteArray temporary;
    temporary.reserve(1 + name.size() - dot + markSize + (at - numbers));
    temporary.append('.').append(name.constData() + dot, name.size() - dot);
    temporary.append(temporaryMark, markSize).append(numbers, at - numbers);
    return temporary;
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

/// Owner and mode of a file that this process has just created, where the kernel gave others. out: its status after.
int own(FileSystem &fileSystem, int descriptor, const Ownership &owner, FileStatus *out)
{
    FileStatus status;
    if (const int answer = fileSystem.status(descriptor, &status); answer < 0)
        return answer;
    const uid_t uid = owner.uid.value_or(status.uid);
    const gid_t gid = owner.gid.value_or(status.gid);
    const bool otherOwner = uid != status.uid || gid != status.gid;
    if (otherOwner) {
        if (const int answer = fileSystem.setOwner(descriptor, uid, gid); answer < 0)
            return answer;
    }
    const bool otherMode = (status.mode & 07777) != owner.mode;
    if (otherMode) {
        // The file is ours: EPERM means that its file system (FAT, exFAT) has no modes to set.
        if (const int answer = fileSystem.setMode(descriptor, owner.mode); answer < 0 && answer != -EPERM)
            return answer;
    }
    if (otherOwner || otherMode)
        return fileSystem.status(descriptor, out);
    *out = status;
    return 0;
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

pid_t temporaryWriter(const QByteArray &name)
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
        if (answer = own(m_fileSystem, created.get(), owner, &status); answer < 0)
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
    if (!S_ISREG(status.mode) || status.links > 1)
        return failure(ErrorCode::UnsafeFile, path);
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
            return Temporary{std::move(temporary), FileHandle(m_fileSystem, answer), {}};
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
    // Written first: what the kernel grants at creation is never more than the mode that is wished for, and one look
    // at the status serves owner, mode and the caller.
    int answer = writeAll(m_fileSystem, descriptor, bytes);
    if (answer == 0)
        answer = own(m_fileSystem, descriptor, owner, &temporary->status);
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
                                       Durability durability, WrittenFile *written)
{
    const auto folder = descriptor();
    if (!folder)
        return failure(folder.error());
    int answer = -ENOENT;
    // A process in another pid namespace does not see ours and takes the temporary for a dead one's: written again.
    for (int i = 0; i < renameTries && answer == -ENOENT; ++i) {
        auto temporary = writeTemporary(*folder, name, bytes, owner, durability);
        if (!temporary)
            return failure(temporary.error());
        answer = m_fileSystem.renameAt(*folder, temporary->name, name, RenameMode::Replace);
        if (answer < 0) {
            m_fileSystem.unlinkAt(*folder, temporary->name);
            continue;
        }
        if (durability == Durability::Full) {
            const int synced = m_fileSystem.sync(*folder);
            if (synced < 0 && synced != -EINVAL) // EINVAL: a file system whose folders have nothing to sync
                return failed(synced, {});
        }
        if (written != nullptr)
            *written = {bytes, temporary->status, std::move(temporary->handle)};
        return temporary->status;
    }
    return failed(answer, name);
}

QByteArrayList SiteFolder::deadTemporaries()
{
    const auto folder = descriptor();
    QByteArrayList names;
    if (!folder || m_fileSystem.list(*folder, &names) < 0)
        return {};
    names.removeIf([](const QByteArray &name) {
        const pid_t writer = temporaryWriter(name);
        return writer <= 0 || ::kill(writer, 0) == 0 || errno != ESRCH;
    });
    return names;
}

void SiteFolder::removeDeadTemporaries()
{
    for (const QByteArray &name : deadTemporaries()) {
        if (const auto folder = descriptor())
            m_fileSystem.unlinkAt(*folder, name);
    }
}

} // namespace Drydock

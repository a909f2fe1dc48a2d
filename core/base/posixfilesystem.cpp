// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"

#include "core/base/uniquefd.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;

/// Repeats a call that a signal interrupted; -errno on failure.
template <class Call>
auto repeated(Call call)
{
    auto answer = call();
    while (answer < 0 && errno == EINTR)
        answer = call();
    return answer < 0 ? -errno : answer;
}

int answered(int answer)
{
    return answer < 0 ? -errno : answer;
}

/// One part of a path: everything below a folder is named by such a part, so that O_NOFOLLOW covers all of it.
bool isOnePart(const QByteArray &name)
{
    // A NUL would cut the name short; strcspn() stops there.
    if (name.isEmpty() || std::strcspn(name.constData(), "/") != static_cast<size_t>(name.size()))
        return false;
    return name.front() != '.' || (name != "." && name != "..");
}

FileStatus toStatus(const struct stat &from)
{
    const auto nanoseconds = [](const timespec &time) {
        return qint64{time.tv_sec} * 1'000'000'000 + qint64{time.tv_nsec};
    };
    FileStatus to;
    to.device = from.st_dev;
    to.inode = from.st_ino;
    to.size = from.st_size;
    to.mtime = nanoseconds(from.st_mtim);
    to.ctime = nanoseconds(from.st_ctim);
    to.mode = from.st_mode;
    to.links = static_cast<quint32>(from.st_nlink);
    to.uid = from.st_uid;
    to.gid = from.st_gid;
    return to;
}

/// openat2 by hand, for kernels and system call filters that lack it: each part is opened by itself, none is a link.
int openFolderPartByPart(const QByteArray &path)
{
    UniqueFd folder(::open("/", folderFlags | O_PATH));
    if (!folder)
        return -errno;
    for (const QByteArray &part : path.split('/')) {
        if (part.isEmpty())
            continue;
        const int next = ::openat(folder.get(), part.constData(), folderFlags | O_PATH);
        if (next < 0 && errno == ENOTDIR) {
            // O_DIRECTORY names the missing folder before O_NOFOLLOW names the link; openat2 says ELOOP.
            struct stat status = {};
            const bool isLink =
                ::fstatat(folder.get(), part.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
            return isLink ? -ELOOP : -ENOTDIR;
        }
        if (next < 0)
            return -errno;
        folder.reset(next);
    }
    return answered(::openat(folder.get(), ".", folderFlags));
}

class PosixFileSystem final : public FileSystem
{
public:
    int openFolder(const QByteArray &path) override;
    int openAt(int folder, const QByteArray &name, int flags, mode_t mode) override;
    int close(int descriptor) override;
    int replaceDescriptor(int descriptor, int replaced) override;
    int status(int descriptor, FileStatus *out) override;
    int statusAt(int folder, const QByteArray &name, FileStatus *out) override;
    int statusOf(const QByteArray &path, FileStatus *out) override;
    ssize_t read(int descriptor, char *buffer, size_t size, off_t offset) override;
    ssize_t write(int descriptor, const char *data, size_t size) override;
    int sync(int descriptor) override;
    int syncData(int descriptor) override;
    int renameAt(int folder, const QByteArray &from, const QByteArray &to, RenameMode mode) override;
    int unlinkAt(int folder, const QByteArray &name) override;
    int setMode(int descriptor, mode_t mode) override;
    int setOwner(int descriptor, uid_t uid, gid_t gid) override;
    int makeFolder(const QByteArray &path, mode_t mode) override;
    int mayWrite(int folder) override;
    int list(int folder, QByteArrayList *out) override;
    int lock(int descriptor, LockMode mode, bool wait) override;
    int fileSystemType(int descriptor, quint64 *out) override;
};

int PosixFileSystem::openFolder(const QByteArray &path)
{
    if (!path.startsWith('/') || path.contains('\0'))
        return -EINVAL;
    open_how how = {};
    how.flags = folderFlags & ~O_NOFOLLOW; // that would say ENOTDIR of a link; RESOLVE_NO_SYMLINKS says ELOOP
    how.resolve = RESOLVE_NO_SYMLINKS;
    const auto answer = repeated([&] { return ::syscall(SYS_openat2, AT_FDCWD, path.constData(), &how, sizeof how); });
    // Old system call filters of containers answer EPERM for calls that they don't know.
    if (answer == -ENOSYS || answer == -EPERM)
        return openFolderPartByPart(path);
    return static_cast<int>(answer);
}

int PosixFileSystem::openAt(int folder, const QByteArray &name, int flags, mode_t mode)
{
    if (!isOnePart(name))
        return -EINVAL;
    const int all = flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    return repeated([&] { return ::openat(folder, name.constData(), all, mode); });
}

int PosixFileSystem::close(int descriptor)
{
    // Linux frees the number even where a signal cuts the call short: never repeated.
    const int answer = ::close(descriptor);
    return answer < 0 && errno != EINTR ? -errno : 0;
}

int PosixFileSystem::replaceDescriptor(int descriptor, int replaced)
{
    return repeated([&] { return ::dup3(descriptor, replaced, O_CLOEXEC); });
}

int PosixFileSystem::status(int descriptor, FileStatus *out)
{
    struct stat status = {};
    if (::fstat(descriptor, &status) < 0)
        return -errno;
    *out = toStatus(status);
    return 0;
}

int PosixFileSystem::statusAt(int folder, const QByteArray &name, FileStatus *out)
{
    if (!isOnePart(name))
        return -EINVAL;
    struct stat status = {};
    if (::fstatat(folder, name.constData(), &status, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    *out = toStatus(status);
    return 0;
}

int PosixFileSystem::statusOf(const QByteArray &path, FileStatus *out)
{
    struct stat status = {};
    if (::lstat(path.constData(), &status) < 0)
        return -errno;
    *out = toStatus(status);
    return 0;
}

ssize_t PosixFileSystem::read(int descriptor, char *buffer, size_t size, off_t offset)
{
    return repeated([&] { return ::pread(descriptor, buffer, size, offset); });
}

ssize_t PosixFileSystem::write(int descriptor, const char *data, size_t size)
{
    return repeated([&] { return ::write(descriptor, data, size); });
}

int PosixFileSystem::sync(int descriptor)
{
    return repeated([&] { return ::fsync(descriptor); });
}

int PosixFileSystem::syncData(int descriptor)
{
    return repeated([&] { return ::fdatasync(descriptor); });
}

int PosixFileSystem::renameAt(int folder, const QByteArray &from, const QByteArray &to, RenameMode mode)
{
    if (!isOnePart(from) || !isOnePart(to))
        return -EINVAL;
    switch (mode) {
    case RenameMode::Replace:
        return answered(::renameat(folder, from.constData(), folder, to.constData()));
    case RenameMode::Exchange:
        return answered(::renameat2(folder, from.constData(), folder, to.constData(), RENAME_EXCHANGE));
    case RenameMode::NoReplace:
        break;
    }
    const int answer = answered(::renameat2(folder, from.constData(), folder, to.constData(), RENAME_NOREPLACE));
    if (answer != -EINVAL && answer != -ENOSYS)
        return answer;
    // A file system without it (NFS): a link refuses just as well. For a moment the file has two names, and a crash
    // between the two calls leaves both.
    if (::linkat(folder, from.constData(), folder, to.constData(), 0) < 0)
        return -errno;
    return unlinkAt(folder, from);
}

int PosixFileSystem::unlinkAt(int folder, const QByteArray &name)
{
    if (!isOnePart(name))
        return -EINVAL;
    return answered(::unlinkat(folder, name.constData(), 0));
}

int PosixFileSystem::setMode(int descriptor, mode_t mode)
{
    return answered(::fchmod(descriptor, mode));
}

int PosixFileSystem::setOwner(int descriptor, uid_t uid, gid_t gid)
{
    return answered(::fchown(descriptor, uid, gid));
}

int PosixFileSystem::makeFolder(const QByteArray &path, mode_t mode)
{
    return answered(::mkdir(path.constData(), mode));
}

int PosixFileSystem::mayWrite(int folder)
{
    return answered(::faccessat(folder, ".", W_OK | X_OK, AT_EACCESS));
}

int PosixFileSystem::list(int folder, QByteArrayList *out)
{
    // A description of its own: the place in the listing must not be shared with other threads or a forked child.
    UniqueFd own(::openat(folder, ".", folderFlags));
    if (!own)
        return -errno;
    DIR *stream = ::fdopendir(own.get());
    if (stream == nullptr)
        return -errno;
    own.release(); // closedir() closes it
    QByteArrayList names;
    errno = 0;
    while (const dirent *entry = ::readdir(stream)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            names.append(name);
        errno = 0;
    }
    const int failed = errno;
    ::closedir(stream);
    if (failed != 0)
        return -failed;
    *out = names;
    return 0;
}

int PosixFileSystem::lock(int descriptor, LockMode mode, bool wait)
{
    int operation = LOCK_UN;
    if (mode == LockMode::Exclusive)
        operation = LOCK_EX;
    else if (mode == LockMode::Shared)
        operation = LOCK_SH;
    if (!wait)
        operation |= LOCK_NB;
    return repeated([&] { return ::flock(descriptor, operation); });
}

int PosixFileSystem::fileSystemType(int descriptor, quint64 *out)
{
    struct statfs status = {};
    const int answer = repeated([&] { return ::fstatfs(descriptor, &status); });
    if (answer == 0)
        *out = static_cast<unsigned long>(status.f_type);
    return answer;
}

} // namespace

FileSystem &posixFileSystem()
{
    // Never destroyed: detached threads may still use it while the process ends.
    static FileSystem &instance = *new PosixFileSystem;
    return instance;
}

} // namespace Drydock

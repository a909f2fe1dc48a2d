// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <utility>

#include <sys/types.h>

namespace Drydock {

/// What of a file's status the rules need. Times are nanoseconds since the epoch.
struct FileStatus {
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 mtime = 0;
    qint64 ctime = 0;
    mode_t mode = 0; ///< type and permission bits
    quint32 links = 0;
    uid_t uid = 0;
    gid_t gid = 0;

    [[nodiscard]] bool sameFile(const FileStatus &other) const
    {
        return device == other.device && inode == other.inode;
    }
    friend bool operator==(const FileStatus &, const FileStatus &) = default;
};

enum class RenameMode { Replace, NoReplace, Exchange };
enum class LockMode { Exclusive, Shared, Unlock };

/// The one door to the operating system's files: every call that core makes on a site goes through it, so that a test
/// can make each of them fail, or end the process before it (tests/support). Calls are shaped like the system's:
/// the answer is >= 0, or -errno, never -EINTR (the real one repeats); outputs are untouched on failure.
/// No call follows a symbolic link in its last part, openAt and everything with a folder descriptor follows none at
/// all, and every descriptor is close-on-exec at birth.
/// Thread: any. Blocking: only lock(…, wait = true).
class FileSystem
{
public:
    virtual ~FileSystem() = default;

    /// Opens a folder by absolute canonical path (no link in any part).
    virtual int openFolder(const QByteArray &path) = 0;
    /// flags: O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_APPEND; O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    /// are added. Names below a folder are one part: -EINVAL for an empty one, ".", ".." and one with a slash.
    virtual int openAt(int folder, const QByteArray &name, int flags, mode_t mode) = 0;
    virtual int close(int descriptor) = 0;
    /// Makes the number `replaced` name what `descriptor` names, in one step (dup3); both stay open.
    virtual int replaceDescriptor(int descriptor, int replaced) = 0;
    virtual int status(int descriptor, FileStatus *out) = 0;
    virtual int statusAt(int folder, const QByteArray &name, FileStatus *out) = 0;
    /// lstat of an absolute path.
    virtual int statusOf(const QByteArray &path, FileStatus *out) = 0;
    virtual ssize_t read(int descriptor, char *buffer, size_t size, off_t offset) = 0;
    /// Writes at the descriptor's position; may be short.
    virtual ssize_t write(int descriptor, const char *data, size_t size) = 0;
    virtual int sync(int descriptor) = 0; ///< fsync
    virtual int syncData(int descriptor) = 0; ///< fdatasync
    virtual int renameAt(int folder, const QByteArray &from, const QByteArray &to, RenameMode mode) = 0;
    virtual int unlinkAt(int folder, const QByteArray &name) = 0;
    virtual int setMode(int descriptor, mode_t mode) = 0;
    virtual int setOwner(int descriptor, uid_t uid, gid_t gid) = 0;
    virtual int makeFolder(const QByteArray &path, mode_t mode) = 0;
    /// 0 if files can be made and renamed in the folder, as far as can be told without doing it.
    virtual int mayWrite(int folder) = 0;
    /// Names in a folder without "." and "..".
    virtual int list(int folder, QByteArrayList *out) = 0;
    /// flock(2). wait = false: -EWOULDBLOCK if held. wait = true blocks without limit (only helper threads do that).
    virtual int lock(int descriptor, LockMode mode, bool wait) = 0;
    /// statfs's f_type of an open file's file system, as a non-negative number in *out.
    virtual int fileSystemType(int descriptor, quint64 *out) = 0;
};

/// Owns one descriptor of a FileSystem. Move-only; closes on destruction.
class FileHandle
{
public:
    FileHandle() = default;
    FileHandle(FileSystem &fileSystem, int descriptor)
        : m_fileSystem(&fileSystem)
        , m_descriptor(descriptor)
    {
    }
    FileHandle(FileHandle &&other) noexcept
        : m_fileSystem(other.m_fileSystem)
        , m_descriptor(other.release())
    {
    }
    FileHandle &operator=(FileHandle &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_fileSystem = other.m_fileSystem;
            m_descriptor = other.release();
        }
        return *this;
    }
    FileHandle(const FileHandle &) = delete;
    FileHandle &operator=(const FileHandle &) = delete;
    ~FileHandle() { reset(); }

    [[nodiscard]] int get() const { return m_descriptor; }
    explicit operator bool() const { return m_descriptor >= 0; }
    int release() noexcept { return std::exchange(m_descriptor, -1); }
    void reset() noexcept
    {
        if (m_descriptor >= 0)
            m_fileSystem->close(std::exchange(m_descriptor, -1));
    }

private:
    FileSystem *m_fileSystem = nullptr;
    int m_descriptor = -1;
};

} // namespace Drydock

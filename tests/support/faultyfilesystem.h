// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/posixfilesystem.h"

#include <QHash>
#include <QList>
#include <QStringList>

#include <functional>
#include <mutex>
#include <optional>

namespace Drydock {

enum class Call {
    OpenFolder,
    OpenAt,
    Close,
    ReplaceDescriptor,
    Status,
    StatusAt,
    StatusOf,
    Read,
    Write,
    Sync,
    SyncData,
    RenameAt,
    UnlinkAt,
    SetMode,
    SetOwner,
    MakeFolder,
    MayWrite,
    List,
    Lock,
    FileSystemType,
};

/// Another file system with faults. It numbers the calls from 1 in the order in which they are made; each number, or
/// each call of a kind, can be given a fault. A failed call is not made (a failed close still closes).
/// To fail or to die at every step: for (number = 1; ; ++number) { reset(); failCall(number, ENOSPC); …; stop when
/// callCount() < number; }. Thread: any; hooks run in the calling thread without a lock held.
class FaultyFileSystem final : public FileSystem
{
public:
    using Hook = std::function<void()>;

    explicit FaultyFileSystem(FileSystem &next = posixFileSystem());

    void reset(); ///< the next call is number 1, without faults, the log is empty
    void failCall(int number, int systemError);
    void failFrom(int number, int systemError); ///< that call and all after it
    void failEvery(Call call, int systemError); ///< 0: no more
    void shortenCall(int number, size_t size); ///< if that call reads or writes, it does so with at most size bytes
    void shortenEveryWrite(size_t size);
    void shortenEveryRead(size_t size);
    void beforeCall(int number, const Hook &hook);
    void beforeEvery(Call call, const Hook &hook); ///< a hook's own calls are not hooked again
    void answerFileSystemType(quint64 type); ///< what fileSystemType() says from now on
    void killBeforeCall(int number); ///< SIGKILL to this process: for a forked child or a helper program

    [[nodiscard]] int callCount() const;
    [[nodiscard]] int countOf(Call call) const;
    [[nodiscard]] QStringList log() const; ///< "renameAt .vault.tmp-1-1 vault", in order
    [[nodiscard]] Call kindOf(int number) const;
    /// The absolute path that a call was about, of a descriptor the one that it was opened by; empty if not known.
    [[nodiscard]] QByteArray pathOf(int number) const;

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

private:
    struct Fault {
        int systemError = 0;
        std::optional<size_t> shortened;
        Hook hook;
    };
    struct Verdict {
        int systemError = 0;
        std::optional<size_t> shortened;
    };

    struct Made {
        Call call = Call::OpenFolder;
        QByteArray path;
    };

    Verdict enter(Call call, const QByteArray &path, const QByteArray &arguments = {});
    [[nodiscard]] QByteArray pathOfDescriptor(int descriptor) const;
    [[nodiscard]] QByteArray below(int folder, const QByteArray &name) const;
    int opened(int descriptor, const QByteArray &path);

    FileSystem &m_next;
    mutable std::mutex m_mutex;
    int m_count = 0;
    QHash<int, Fault> m_byNumber;
    QHash<int, Fault> m_byCall;
    std::optional<int> m_brokenFrom;
    int m_brokenBy = 0;
    QHash<int, int> m_counts;
    QStringList m_log;
    QList<Made> m_made;
    QHash<int, QByteArray> m_paths; ///< of open descriptors
    std::optional<quint64> m_fileSystemType;
};

} // namespace Drydock

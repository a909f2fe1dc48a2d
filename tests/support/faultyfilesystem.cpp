// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/faultyfilesystem.h"

#include <QFile>

#include <algorithm>
#include <array>

#include <signal.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr std::array callNames{
    "openFolder", "openAt", "close",    "replaceDescriptor", "status",   "statusAt", "statusOf", "read",
    "write",      "sync",   "syncData", "renameAt",          "unlinkAt", "setMode",  "setOwner", "makeFolder",
    "mayWrite",   "list",   "lock",     "fileSystemType",
};
static_assert(callNames.size() == static_cast<size_t>(Call::FileSystemType) + 1);

thread_local bool inHook = false;

void run(const FaultyFileSystem::Hook &hook)
{
    if (!hook || inHook)
        return;
    inHook = true;
    hook();
    inHook = false;
}

} // namespace

FaultyFileSystem::FaultyFileSystem(FileSystem &next)
    : m_next(next)
{
}

void FaultyFileSystem::reset()
{
    const std::lock_guard lock(m_mutex);
    m_count = 0;
    m_byNumber.clear();
    m_brokenFrom.reset();
    m_byCall.clear();
    m_counts.clear();
    m_log.clear();
    m_made.clear();
}

void FaultyFileSystem::failCall(int number, int systemError)
{
    const std::lock_guard lock(m_mutex);
    m_byNumber[number].systemError = systemError;
}

void FaultyFileSystem::failFrom(int number, int systemError)
{
    const std::lock_guard lock(m_mutex);
    m_brokenFrom = number;
    m_brokenBy = systemError;
}

void FaultyFileSystem::failEvery(Call call, int systemError)
{
    const std::lock_guard lock(m_mutex);
    m_byCall[static_cast<int>(call)].systemError = systemError;
}

void FaultyFileSystem::shortenCall(int number, size_t size)
{
    const std::lock_guard lock(m_mutex);
    m_byNumber[number].shortened = size;
}

void FaultyFileSystem::shortenEveryWrite(size_t size)
{
    const std::lock_guard lock(m_mutex);
    m_byCall[static_cast<int>(Call::Write)].shortened = size;
}

void FaultyFileSystem::shortenEveryRead(size_t size)
{
    const std::lock_guard lock(m_mutex);
    m_byCall[static_cast<int>(Call::Read)].shortened = size;
}

void FaultyFileSystem::beforeCall(int number, const Hook &hook)
{
    const std::lock_guard lock(m_mutex);
    m_byNumber[number].hook = hook;
}

void FaultyFileSystem::beforeEvery(Call call, const Hook &hook)
{
    const std::lock_guard lock(m_mutex);
    m_byCall[static_cast<int>(call)].hook = hook;
}

void FaultyFileSystem::killBeforeCall(int number)
{
    beforeCall(number, [] { ::kill(::getpid(), SIGKILL); });
}

int FaultyFileSystem::callCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_count;
}

int FaultyFileSystem::countOf(Call call) const
{
    const std::lock_guard lock(m_mutex);
    return m_counts.value(static_cast<int>(call));
}

QStringList FaultyFileSystem::log() const
{
    const std::lock_guard lock(m_mutex);
    return m_log;
}

Call FaultyFileSystem::kindOf(int number) const
{
    const std::lock_guard lock(m_mutex);
    return m_made.value(number - 1).call;
}

QByteArray FaultyFileSystem::pathOf(int number) const
{
    const std::lock_guard lock(m_mutex);
    return m_made.value(number - 1).path;
}

QByteArray FaultyFileSystem::pathOfDescriptor(int descriptor) const
{
    const std::lock_guard lock(m_mutex);
    return m_paths.value(descriptor);
}

QByteArray FaultyFileSystem::below(int folder, const QByteArray &name) const
{
    return pathOfDescriptor(folder) + '/' + name;
}

int FaultyFileSystem::opened(int descriptor, const QByteArray &path)
{
    const std::lock_guard lock(m_mutex);
    if (descriptor >= 0)
        m_paths.insert(descriptor, path);
    return descriptor;
}

FaultyFileSystem::Verdict FaultyFileSystem::enter(Call call, const QByteArray &path, const QByteArray &arguments)
{
    Fault numbered;
    Fault ofKind;
    {
        const std::lock_guard lock(m_mutex);
        const int kind = static_cast<int>(call);
        QString line = QLatin1String(callNames[static_cast<size_t>(kind)]);
        if (!arguments.isEmpty())
            line += u' ' + QFile::decodeName(arguments);
        m_log.append(line);
        m_made.append({call, path});
        numbered = m_byNumber.value(++m_count);
        if (m_brokenFrom && m_count >= *m_brokenFrom)
            numbered.systemError = m_brokenBy;
        ofKind = m_byCall.value(kind);
        ++m_counts[kind];
    }
    run(numbered.hook);
    run(ofKind.hook);
    return {numbered.systemError != 0 ? numbered.systemError : ofKind.systemError,
            numbered.shortened ? numbered.shortened : ofKind.shortened};
}

int FaultyFileSystem::openFolder(const QByteArray &path)
{
    const Verdict verdict = enter(Call::OpenFolder, path, path);
    return verdict.systemError != 0 ? -verdict.systemError : opened(m_next.openFolder(path), path);
}

int FaultyFileSystem::openAt(int folder, const QByteArray &name, int flags, mode_t mode)
{
    const QByteArray path = below(folder, name);
    const Verdict verdict = enter(Call::OpenAt, path, name);
    return verdict.systemError != 0 ? -verdict.systemError : opened(m_next.openAt(folder, name, flags, mode), path);
}

int FaultyFileSystem::close(int descriptor)
{
    const Verdict verdict = enter(Call::Close, pathOfDescriptor(descriptor));
    const int answer = m_next.close(descriptor);
    return verdict.systemError != 0 ? -verdict.systemError : answer;
}

int FaultyFileSystem::replaceDescriptor(int descriptor, int replaced)
{
    const QByteArray path = pathOfDescriptor(descriptor);
    const Verdict verdict = enter(Call::ReplaceDescriptor, path);
    return verdict.systemError != 0 ? -verdict.systemError
                                    : opened(m_next.replaceDescriptor(descriptor, replaced), path);
}

int FaultyFileSystem::status(int descriptor, FileStatus *out)
{
    const Verdict verdict = enter(Call::Status, pathOfDescriptor(descriptor));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.status(descriptor, out);
}

int FaultyFileSystem::statusAt(int folder, const QByteArray &name, FileStatus *out)
{
    const Verdict verdict = enter(Call::StatusAt, below(folder, name), name);
    return verdict.systemError != 0 ? -verdict.systemError : m_next.statusAt(folder, name, out);
}

int FaultyFileSystem::statusOf(const QByteArray &path, FileStatus *out)
{
    const Verdict verdict = enter(Call::StatusOf, path, path);
    return verdict.systemError != 0 ? -verdict.systemError : m_next.statusOf(path, out);
}

ssize_t FaultyFileSystem::read(int descriptor, char *buffer, size_t size, off_t offset)
{
    const Verdict verdict = enter(Call::Read, pathOfDescriptor(descriptor));
    if (verdict.systemError != 0)
        return -verdict.systemError;
    return m_next.read(descriptor, buffer, std::min(size, verdict.shortened.value_or(size)), offset);
}

ssize_t FaultyFileSystem::write(int descriptor, const char *data, size_t size)
{
    const Verdict verdict = enter(Call::Write, pathOfDescriptor(descriptor));
    if (verdict.systemError != 0)
        return -verdict.systemError;
    return m_next.write(descriptor, data, std::min(size, verdict.shortened.value_or(size)));
}

int FaultyFileSystem::sync(int descriptor)
{
    const Verdict verdict = enter(Call::Sync, pathOfDescriptor(descriptor));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.sync(descriptor);
}

int FaultyFileSystem::syncData(int descriptor)
{
    const Verdict verdict = enter(Call::SyncData, pathOfDescriptor(descriptor));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.syncData(descriptor);
}

int FaultyFileSystem::renameAt(int folder, const QByteArray &from, const QByteArray &to, RenameMode mode)
{
    const Verdict verdict = enter(Call::RenameAt, below(folder, to), from + ' ' + to);
    return verdict.systemError != 0 ? -verdict.systemError : m_next.renameAt(folder, from, to, mode);
}

int FaultyFileSystem::unlinkAt(int folder, const QByteArray &name)
{
    const Verdict verdict = enter(Call::UnlinkAt, below(folder, name), name);
    return verdict.systemError != 0 ? -verdict.systemError : m_next.unlinkAt(folder, name);
}

int FaultyFileSystem::setMode(int descriptor, mode_t mode)
{
    const Verdict verdict = enter(Call::SetMode, pathOfDescriptor(descriptor), QByteArray::number(mode, 8));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.setMode(descriptor, mode);
}

int FaultyFileSystem::setOwner(int descriptor, uid_t uid, gid_t gid)
{
    const Verdict verdict =
        enter(Call::SetOwner, pathOfDescriptor(descriptor), QByteArray::number(uid) + ' ' + QByteArray::number(gid));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.setOwner(descriptor, uid, gid);
}

int FaultyFileSystem::makeFolder(const QByteArray &path, mode_t mode)
{
    const Verdict verdict = enter(Call::MakeFolder, path, path);
    return verdict.systemError != 0 ? -verdict.systemError : m_next.makeFolder(path, mode);
}

int FaultyFileSystem::mayWrite(int folder)
{
    const Verdict verdict = enter(Call::MayWrite, pathOfDescriptor(folder));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.mayWrite(folder);
}

int FaultyFileSystem::list(int folder, QByteArrayList *out)
{
    const Verdict verdict = enter(Call::List, pathOfDescriptor(folder));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.list(folder, out);
}

int FaultyFileSystem::lock(int descriptor, LockMode mode, bool wait)
{
    const Verdict verdict = enter(Call::Lock, pathOfDescriptor(descriptor));
    return verdict.systemError != 0 ? -verdict.systemError : m_next.lock(descriptor, mode, wait);
}

int FaultyFileSystem::fileSystemType(int descriptor, quint64 *out)
{
    const Verdict verdict = enter(Call::FileSystemType, pathOfDescriptor(descriptor));
    if (verdict.systemError != 0)
        return -verdict.systemError;
    const std::lock_guard lock(m_mutex);
    if (!m_fileSystemType)
        return m_next.fileSystemType(descriptor, out);
    *out = *m_fileSystemType;
    return 0;
}

void FaultyFileSystem::answerFileSystemType(quint64 type)
{
    const std::lock_guard lock(m_mutex);
    m_fileSystemType = type;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/procprobe.h"

#include "core/base/posixfilesystem.h"
#include "core/base/uniquefd.h"

#include <QDir>
#include <QFile>

#include <cstdio>

#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr int patience = 30'000; // milliseconds
constexpr uid_t ordinaryUser = 65534;

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Lines of /proc/locks about that file, in words without the number; "->" is cut out and told by `waiting`.
QList<QByteArrayList> readLockLines(const QByteArray &path, bool waiting)
{
    FileStatus status;
    if (posixFileSystem().statusOf(path, &status) < 0)
        return {};
    char file[64];
    std::snprintf(file, sizeof file, "%02x:%02x:%llu", gnu_dev_major(status.device), gnu_dev_minor(status.device),
                  static_cast<unsigned long long>(status.inode));
    QList<QByteArrayList> found;
    for (const QByteArray &line : readAll(QStringLiteral("/proc/locks")).split('\n')) {
        QByteArrayList words = line.simplified().split(' ');
        const bool waits = words.removeAll("->") > 0;
        if (waits != waiting || words.size() < 6 || words[1] != "FLOCK" || words[5] != file)
            continue;
        words.removeFirst();
        found.append(words);
    }
    return found;
}

/// The kernel gives the list in pieces; what others lock meanwhile may make a line come twice or not at all.
QList<QByteArrayList> lockLines(const QByteArray &path, bool waiting)
{
    QList<QByteArrayList> lines = readLockLines(path, waiting);
    for (int i = 0; i < 50; ++i) {
        const QList<QByteArrayList> again = readLockLines(path, waiting);
        if (again == lines)
            break;
        lines = again;
    }
    return lines;
}

int endOf(pid_t child)
{
    const UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    pollfd ended = {handle.get(), POLLIN, 0};
    if (::poll(&ended, 1, patience) <= 0)
        ::kill(child, SIGKILL);
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

} // namespace

int openDescriptors()
{
    const auto every = QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot; // pipes look like links to nowhere
    return static_cast<int>(QDir(QStringLiteral("/proc/self/fd")).entryList(every).size());
}

QList<pid_t> runningThreads()
{
    QList<pid_t> threads;
    for (const QString &name : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::NoDotAndDotDot | QDir::Dirs))
        threads.append(name.toInt());
    return threads;
}

quint64 blockedSignals(pid_t thread)
{
    const QByteArray key = "SigBlk:";
    for (const QByteArray &line : readAll(QStringLiteral("/proc/self/task/%1/status").arg(thread)).split('\n')) {
        if (line.startsWith(key))
            return line.mid(key.size()).trimmed().toULongLong(nullptr, 16);
    }
    return 0;
}

char threadState(pid_t thread)
{
    const QByteArray stat = readAll(QStringLiteral("/proc/self/task/%1/stat").arg(thread));
    const auto name = stat.lastIndexOf(") ");
    return name < 0 ? '\0' : stat.at(name + 2);
}

int lockWaiters(const QByteArray &path)
{
    return static_cast<int>(lockLines(path, true).size());
}

QList<pid_t> lockHolders(const QByteArray &path)
{
    QList<pid_t> holders;
    for (const QByteArrayList &words : lockLines(path, false)) {
        const pid_t holder = words[3].toInt();
        if (!holders.contains(holder)) // the kernel lists one twice if locks come and go while it does
            holders.append(holder);
    }
    return holders;
}

int inChild(const std::function<int()> &body, bool ordinary)
{
    const pid_t child = ::fork();
    if (child < 0)
        return -1;
    if (child > 0)
        return endOf(child);
    if (ordinary && ::geteuid() == 0) {
        if (::setgroups(0, nullptr) < 0 || ::setresgid(ordinaryUser, ordinaryUser, ordinaryUser) < 0
            || ::setresuid(ordinaryUser, ordinaryUser, ordinaryUser) < 0) {
            ::_exit(99);
        }
    }
    ::_exit(body());
}

} // namespace Drydock

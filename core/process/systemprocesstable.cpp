// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/systemprocesstable.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace Drydock {

namespace {

// A stat line has 52 numbers and a name of 64 bytes at most; boot_id is shorter.
constexpr size_t procFileLimit = 4096;

Result<QByteArray> readProcFile(const char *path)
{
    const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
    if (!file)
        return failure(Error::fromErrno(errno, QString::fromLatin1(path)));
    std::array<char, procFileLimit> buffer;
    size_t length = 0;
    while (length < buffer.size()) {
        const ssize_t count = ::read(file.get(), buffer.data() + length, buffer.size() - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(Error::fromErrno(errno, QString::fromLatin1(path)));
        if (count == 0)
            break;
        length += static_cast<size_t>(count);
    }
    return QByteArray(buffer.data(), static_cast<qsizetype>(length));
}

/// Inode number of a namespace, 0 if the kernel lacks the kind.
quint64 namespaceInode(const char *path)
{
    struct stat status;
    return ::stat(path, &status) == 0 ? status.st_ino : 0;
}

/// /proc belongs to another pid namespace where its "self" is not our pid, or is not there at all.
bool procNamesUs()
{
    std::array<char, 32> target;
    const ssize_t length = ::readlink("/proc/self", target.data(), target.size());
    if (length <= 0)
        return false;
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(target.data(), target.data() + length, pid);
    return error == std::errc() && end == target.data() + length && pid == ::getpid();
}

/// Clock ticks since boot, in our time namespace: what a process that started now would have as its start time.
quint64 upTimeTicks()
{
    static const auto ticksPerSecond = static_cast<quint64>(::sysconf(_SC_CLK_TCK));
    constexpr quint64 nanosecondsPerSecond = 1'000'000'000;
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<quint64>(now.tv_sec) * ticksPerSecond
           + static_cast<quint64>(now.tv_nsec) / (nanosecondsPerSecond / ticksPerSecond);
}

ProcessTable::Self findSelf()
{
    ProcessTable::Self self;
    self.key.pid = ::getpid();
    self.procIsOurs = procNamesUs();
    const Result<QByteArray> text = readProcFile("/proc/self/stat");
    const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
    if (stat && stat->pid == self.key.pid)
        self.key.startTime = stat->startTime;
    else
        self.procIsOurs = false;
    const Result<QByteArray> bootId = readProcFile("/proc/sys/kernel/random/boot_id");
    self.space.bootId = bootId ? bootId->trimmed() : QByteArray();
    if (self.space.bootId.isEmpty())
        self.space.bootId = QByteArrayLiteral("0");
    self.space.pidNamespace = namespaceInode("/proc/self/ns/pid");
    self.space.timeNamespace = namespaceInode("/proc/self/ns/time");
    self.inInitialPidNamespace = isInitialPidNamespace(self.space.pidNamespace);
    return self;
}

} // namespace

int SystemProcessTable::openPidfd(pid_t pid)
{
    // By number: glibc has the function from 2.36 on only. A pidfd is close-on-exec without a flag.
    const long descriptor = ::syscall(SYS_pidfd_open, pid, 0U);
    return descriptor < 0 ? -errno : static_cast<int>(descriptor);
}

Result<QByteArray> SystemProcessTable::readStat(pid_t pid)
{
    const QByteArray path = "/proc/" + QByteArray::number(pid) + "/stat";
    return readProcFile(path.constData());
}

int SystemProcessTable::pollPidfd(int pidfd)
{
    pollfd entry{pidfd, POLLIN, 0};
    const int count = ::poll(&entry, 1, 0);
    if (count < 0)
        return -errno;
    return (entry.revents & POLLIN) != 0 ? 1 : 0;
}

int SystemProcessTable::probe(pid_t pid)
{
    return ::kill(pid, 0) == 0 ? 0 : -errno;
}

ProcessTable::Self SystemProcessTable::self()
{
    Identity &identity = m_identity.get();
    std::call_once(identity.once, [&identity] { identity.self = findSelf(); });
    Self self = identity.self;
    self.upTimeTicks = upTimeTicks();
    return self;
}

ProcessTable &systemProcessTable()
{
    static SystemProcessTable table;
    return table;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/jobprocess.h"

#include "core/process/childprocesses.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

namespace {

/// Exit code of a child that may not execute; nobody sees it but a debugger.
constexpr int neverExecuted = 125;

struct Pipe {
    UniqueFd readEnd;
    UniqueFd writeEnd;
};

Result<Pipe> makePipe()
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) < 0)
        return failure(Error::fromErrno(errno, QString(), QStringLiteral("pipe")));
    return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// The child's side. Only async-signal-safe calls until exec, and execvp(), which glibc builds from the stack alone;
/// as we were single-threaded at the fork, no lock of the C library can be stuck here either.
[[noreturn]] void becomeCommand(const InheritedState &inherited, char *const *command, const Pipe &go,
                                const Pipe &error) noexcept
{
    // Our own copy of the writing end would keep the pipe open when the wrapper is gone.
    ::close(go.writeEnd.get());
    char byte = 0;
    ssize_t count = 0;
    while ((count = ::read(go.readEnd.get(), &byte, 1)) < 0 && errno == EINTR) { }
    if (count != 1)
        ::_exit(neverExecuted);
    inherited.restore();
    ::execvp(command[0], command);
    const int cause = errno;
    // If nobody reads the pipe any more the wrapper was killed, and SIGPIPE ends us as well as _exit() would.
    static_cast<void>(!::write(error.writeEnd.get(), &cause, sizeof cause));
    ::_exit(neverExecuted);
}

} // namespace

JobProcess::JobProcess(pid_t pid, UniqueFd go, UniqueFd error)
    : m_pid(pid)
    , m_go(std::move(go))
    , m_error(std::move(error))
{
}

Result<JobProcess> JobProcess::start(const InheritedState &inherited, char *const *command)
{
    Result<Pipe> go = makePipe();
    if (!go)
        return failure(go.error());
    Result<Pipe> error = makePipe();
    if (!error)
        return failure(error.error());
    const pid_t pid = ::fork();
    if (pid < 0)
        return failure(Error::fromErrno(errno, QString(), QStringLiteral("fork")));
    if (pid == 0)
        becomeCommand(inherited, command, *go, *error);
    return JobProcess(pid, std::move(go->writeEnd), std::move(error->readEnd));
}

bool JobProcess::go()
{
    const char byte = 1;
    ssize_t count = 0;
    while ((count = ::write(m_go.get(), &byte, 1)) < 0 && errno == EINTR) { }
    m_go.reset();
    return count == 1;
}

void JobProcess::abandon()
{
    m_go.reset();
    sendSignal(m_pid, SIGKILL);
    reap(m_pid);
}

int JobProcess::takeExecResult()
{
    int cause = 0;
    ssize_t count = 0;
    while ((count = ::read(m_error.get(), &cause, sizeof cause)) < 0 && errno == EINTR) { }
    m_error.reset();
    return count == sizeof cause ? cause : 0;
}

int JobProcess::takeStop(ProcessTable &table) const
{
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(m_pid), &info, WSTOPPED | WNOHANG) < 0 || info.si_pid != m_pid)
        return 0;
    const Result<QByteArray> text = table.readStat(m_pid);
    const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
    return stat && stat->state == 'T' ? info.si_status : 0;
}

} // namespace Drydock

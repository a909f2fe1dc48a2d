// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/jobsignals.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <unistd.h>

namespace Drydock {

namespace {

constexpr std::array takenSignals{SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGUSR1,  SIGUSR2, SIGALRM,
                                  SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGWINCH, SIGCHLD};

sigset_t setOf(int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return set;
}

void setDisposition(int signal, void (*handler)(int))
{
    struct sigaction action { };
    action.sa_handler = handler;
    ::sigaction(signal, &action, nullptr);
}

/// Sent by the kernel for a terminal: a timer that outlived exec comes from the kernel too.
bool isTerminals(const signalfd_siginfo &info)
{
    return info.ssi_code == SI_KERNEL && info.ssi_signo != SIGALRM;
}

} // namespace

Result<void> JobSignals::open()
{
    setDisposition(SIGPIPE, SIG_IGN);
    sigset_t taken;
    sigemptyset(&taken);
    for (const int signal : takenSignals)
        sigaddset(&taken, signal);
    ::pthread_sigmask(SIG_BLOCK, &taken, nullptr);
    m_descriptor.reset(::signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!m_descriptor)
        return failure(Error::fromErrno(errno, QString(), QStringLiteral("signalfd")));
    return {};
}

std::optional<signalfd_siginfo> JobSignals::next()
{
    signalfd_siginfo info{};
    ssize_t count = 0;
    while ((count = ::read(m_descriptor.get(), &info, sizeof info)) < 0 && errno == EINTR) { }
    return count == sizeof info ? std::optional(info) : std::nullopt;
}

bool endsByDefault(int signal)
{
    constexpr std::array ending{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM};
    return std::find(ending.begin(), ending.end(), signal) != ending.end();
}

bool stopsByDefault(int signal)
{
    return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

bool isForChild(const signalfd_siginfo &info, pid_t child)
{
    const int signal = static_cast<int>(info.ssi_signo);
    if (isTerminals(info)) {
        const bool leadersAlone = (signal == SIGHUP || signal == SIGCONT) && ::getsid(0) == ::getpid();
        return leadersAlone || ::getpgid(child) != ::getpgrp();
    }
    const bool byProcess = info.ssi_code == SI_USER || info.ssi_code == SI_QUEUE || info.ssi_code == SI_TKILL;
    return !byProcess || static_cast<pid_t>(info.ssi_pid) != child;
}

void stopLike(int signal)
{
    sigset_t waiting;
    sigemptyset(&waiting);
    ::sigpending(&waiting);
    // A stop signal would discard it. One that comes between here and the stop is lost: the race that jobrunner.h
    // names.
    if (sigismember(&waiting, SIGCONT) == 1)
        return;
    if (signal == SIGSTOP) {
        ::raise(SIGSTOP);
        return;
    }
    const sigset_t set = setOf(signal);
    setDisposition(signal, SIG_DFL);
    ::raise(signal);
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr); // stops here
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void dieOfInterrupt()
{
    const sigset_t set = setOf(SIGINT);
    setDisposition(SIGINT, SIG_DFL);
    ::raise(SIGINT);
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    // Only the first process of a pid namespace gets here: the kernel spares it.
    ::_exit(128 + SIGINT);
}

} // namespace Drydock

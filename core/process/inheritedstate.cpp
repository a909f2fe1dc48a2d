// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/inheritedstate.h"

#include "core/process/childprocesses.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace Drydock {

namespace {

void occupyStandardDescriptors()
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
        // open() takes the lowest free number: this one. Close-on-exec leaves it closed for the command.
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            static_cast<void>(::open("/dev/null", O_RDWR | O_CLOEXEC));
    }
}

} // namespace

InheritedState InheritedState::take()
{
    InheritedState state;
    ::sigprocmask(SIG_SETMASK, nullptr, &state.m_mask);
    for (int signal = 1; signal <= signalLimit; ++signal) {
        // Fails for the two that the C library keeps to itself; those are left as they are.
        if (::sigaction(signal, nullptr, &state.m_actions[signal]) < 0)
            state.m_actions[signal].sa_handler = SIG_ERR;
    }
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        state.m_descriptorLimit = limit;

    occupyStandardDescriptors();
    struct sigaction standard { };
    standard.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &standard, nullptr);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    state.m_earlierChildren = childProcesses();
    return state;
}

void InheritedState::restore() const noexcept
{
    for (int signal = 1; signal <= signalLimit; ++signal) {
        if (m_actions[signal].sa_handler != SIG_ERR)
            ::sigaction(signal, &m_actions[signal], nullptr);
    }
    if (m_descriptorLimit)
        ::setrlimit(RLIMIT_NOFILE, &*m_descriptorLimit);
    ::sigprocmask(SIG_SETMASK, &m_mask, nullptr);
}

bool InheritedState::ignores(int signal) const
{
    return m_actions[signal].sa_handler == SIG_IGN;
}

} // namespace Drydock

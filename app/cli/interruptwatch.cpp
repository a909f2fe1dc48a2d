// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interruptwatch.h"

#include <cstdlib>

#include <sys/signalfd.h>
#include <unistd.h>

namespace Drydock {

namespace {

sigset_t interruptSet()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    return set;
}

} // namespace

InterruptWatch::InterruptWatch()
{
    const sigset_t set = interruptSet();
    struct sigaction present = {};
    ::sigaction(SIGINT, nullptr, &present);
    if (present.sa_handler == SIG_IGN) {
        ::pthread_sigmask(SIG_SETMASK, nullptr, &m_before);
        return;
    }
    ::pthread_sigmask(SIG_BLOCK, &set, &m_before);
    m_signals = UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

InterruptWatch::~InterruptWatch()
{
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void InterruptWatch::die()
{
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    ::sigaction(SIGINT, &action, nullptr);
    const sigset_t set = interruptSet();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    ::raise(SIGINT);
    ::_exit(128 + SIGINT); // only where the signal cannot end us: as init of a pid namespace
}

} // namespace Drydock

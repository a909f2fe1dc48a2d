// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/forkgeneration.h"

#include <cstdlib>

#include <pthread.h>
#include <unistd.h>

namespace Drydock {
namespace {

// They change only in a child that has one thread.
quint64 generation = 0;
pid_t pid = ::getpid();

void countFork()
{
    ++generation;
    pid = ::getpid();
}

/// Before main(), so that no fork goes uncounted. It fails only without memory.
[[maybe_unused]] const bool registered = [] {
    if (::pthread_atfork(nullptr, nullptr, &countFork) != 0)
        std::abort();
    return true;
}();

} // namespace

quint64 forkGeneration()
{
    return generation;
}

pid_t ownPid()
{
    return pid;
}

} // namespace Drydock

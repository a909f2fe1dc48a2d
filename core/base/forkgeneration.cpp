// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/forkgeneration.h"

#include <cstdlib>

#include <pthread.h>

namespace Drydock {
namespace {

quint64 generation = 0; // changes only in a child that has one thread

void countFork()
{
    ++generation;
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

} // namespace Drydock

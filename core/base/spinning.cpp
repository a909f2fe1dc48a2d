// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/spinning.h"

#include <unistd.h>

namespace Drydock {

bool maySpin()
{
    static const bool may = ::sysconf(_SC_NPROCESSORS_ONLN) > 1;
    return may;
}

void relaxProcessor()
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

void spinFor(std::chrono::microseconds time)
{
    constexpr int roundsPerLook = 32; // to ask for the time costs as much as some of them
    if (!maySpin())
        return;
    const auto end = std::chrono::steady_clock::now() + time;
    for (int i = 1; i % roundsPerLook != 0 || std::chrono::steady_clock::now() < end; ++i)
        relaxProcessor();
}

} // namespace Drydock

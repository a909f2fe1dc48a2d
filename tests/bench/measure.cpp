// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/measure.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace Drydock {

Summary summarise(Samples &samples)
{
    if (samples.empty())
        return {};
    std::sort(samples.begin(), samples.end());
    return {samples[samples.size() / 2], samples[samples.size() * 99 / 100], samples.back()};
}

qint64 timed(const std::function<bool()> &call, const char *what)
{
    const auto begin = std::chrono::steady_clock::now();
    if (!call())
        giveUp(what);
    return std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
}

void giveUp(const char *what)
{
    std::fprintf(stderr, "bench: %s failed (last system error: %s)\n", what, std::strerror(errno));
    std::exit(1);
}

} // namespace Drydock

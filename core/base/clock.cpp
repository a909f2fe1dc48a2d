// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <ctime>

namespace Drydock {
namespace {

Nanoseconds read(clockid_t id)
{
    timespec now{};
    ::clock_gettime(id, &now); // fails only for an unknown id
    return std::chrono::seconds{now.tv_sec} + Nanoseconds{now.tv_nsec};
}

class SystemClock final : public Clock
{
public:
    [[nodiscard]] Nanoseconds monotonic() const override { return read(CLOCK_MONOTONIC); }
    [[nodiscard]] Nanoseconds boot() const override { return read(CLOCK_BOOTTIME); }
    [[nodiscard]] qint64 wallSeconds() const override
    {
        return std::chrono::duration_cast<std::chrono::seconds>(read(CLOCK_REALTIME)).count();
    }
};

} // namespace

const Clock &systemClock()
{
    // Never destroyed: detached threads may still look at it while the process ends.
    static const Clock &clock = *new SystemClock;
    return clock;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeclock.h"

namespace Drydock {

Nanoseconds FakeClock::monotonic() const
{
    return Nanoseconds{m_monotonic.load()};
}

Nanoseconds FakeClock::boot() const
{
    return Nanoseconds{m_boot.load()};
}

qint64 FakeClock::wallSeconds() const
{
    return m_wall.load() / 1'000'000'000;
}

void FakeClock::advance(Nanoseconds span)
{
    m_monotonic += span.count();
    sleepMachine(span);
}

void FakeClock::sleepMachine(Nanoseconds span)
{
    m_boot += span.count();
    m_wall += span.count();
}

void FakeClock::setWallSeconds(qint64 seconds)
{
    m_wall = seconds * 1'000'000'000;
}

} // namespace Drydock

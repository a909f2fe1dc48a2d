// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/minuteclock.h"

#include "core/base/clock.h"

namespace Drydock {

namespace {

constexpr qint64 minute = 60;

} // namespace

MinuteClock::MinuteClock(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_lastTick(now())
{
    m_timer.setSingleShot(true);
    // A coarse timer may fire before the minute is full, and then show nothing new for another one.
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &MinuteClock::tick);
}

qint64 MinuteClock::now() const
{
    return m_clock.wallSeconds() / minute * minute;
}

void MinuteClock::textPainted()
{
    const qint64 seconds = m_clock.wallSeconds();
    if (seconds / minute * minute != m_lastTick)
        m_timer.start(0);
    else if (!m_timer.isActive())
        m_timer.start(static_cast<int>((minute - seconds % minute) * 1000));
}

void MinuteClock::tick()
{
    m_lastTick = now();
    Q_EMIT ticked();
}

} // namespace Drydock

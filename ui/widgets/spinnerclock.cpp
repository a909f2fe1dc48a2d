// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/spinnerclock.h"

#include "ui/desktop/motion.h"

#include <utility>

namespace Drydock {

namespace {

constexpr qint64 turnDuration = 1200; // milliseconds

} // namespace

SpinnerClock::SpinnerClock(const Motion &motion, QObject *parent)
    : QObject(parent)
    , m_motion(motion)
{
    m_timer.setInterval(frameInterval);
    m_elapsed.start();
    connect(&m_timer, &QTimer::timeout, this, &SpinnerClock::tick);
}

qreal SpinnerClock::turn() const
{
    if (m_motion.isReduced())
        return 0;
    return static_cast<qreal>(m_elapsed.elapsed() % turnDuration) / turnDuration;
}

void SpinnerClock::spinnerPainted(QWidget *widget, const QRect &part)
{
    if (m_motion.isReduced())
        return;
    for (Part &known : m_painted) {
        if (known.widget == widget && known.rect == part)
            return;
    }
    m_painted.append({widget, part});
    if (!m_timer.isActive())
        m_timer.start();
}

bool SpinnerClock::isMotionReduced() const
{
    return m_motion.isReduced();
}

void SpinnerClock::tick()
{
    const QList<Part> painted = std::exchange(m_painted, {});
    if (painted.isEmpty())
        m_timer.stop();
    for (const Part &part : painted) {
        if (part.widget)
            part.widget->update(part.rect);
    }
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace Drydock {

class Clock;

/// The time that relative texts ("12 min") are made for: the last full minute, the same for all of them. Nothing ticks
/// unless such a text was painted; then one timer fires at the next full minute, once.
class MinuteClock : public QObject
{
    Q_OBJECT

public:
    explicit MinuteClock(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] qint64 now() const; ///< UTC seconds, a multiple of 60

    /// To be called whenever a relative text is painted. If it was made for an earlier minute than this one (the window
    /// was out of sight), ticked() comes right away.
    void textPainted();

Q_SIGNALS:
    void ticked(); ///< make the relative texts anew, and repaint them

private:
    void tick();

    const Clock &m_clock;
    QTimer m_timer;
    qint64 m_lastTick;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QRect>
#include <QTimer>
#include <QWidget>

namespace Drydock {

class Motion;

/// The one clock of all spinners. Whoever paints a spinner says so; at the next tick that place is repainted, and says
/// so again. What isn't painted (hidden, minimised, scrolled away) falls out by itself, and without any the timer
/// stops.
class SpinnerClock : public QObject
{
    Q_OBJECT

public:
    explicit SpinnerClock(const Motion &motion, QObject *parent = nullptr);

    static constexpr int frameInterval = 60; ///< milliseconds: 16 frames a second

    /// Where the spinners stand, 0 to 1 of a turn; always 0 if nothing may move.
    [[nodiscard]] qreal turn() const;
    /// A spinner was painted on this part of the widget.
    void spinnerPainted(QWidget *widget, const QRect &part);

    [[nodiscard]] bool isMotionReduced() const;
    [[nodiscard]] bool isRunning() const { return m_timer.isActive(); }

private:
    struct Part {
        QPointer<QWidget> widget;
        QRect rect;
    };

    void tick();

    const Motion &m_motion;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    QList<Part> m_painted;
};

} // namespace Drydock

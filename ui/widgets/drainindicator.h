// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

#include <QIcon>
#include <QPalette>
#include <QVariantAnimation>
#include <QWidget>

class QPainter;

namespace Drydock {

class SpinnerClock;

/// What an indicator shows.
struct IndicatorLook {
    DrainState state = DrainState::None;
    std::optional<qint64> count; ///< inside the spinner; none is drawn without it
    qreal turn = 0; ///< of the spinner, 0 to 1
    qreal settled = 1; ///< of the check mark: 0 the ring begins to close, 1 the stroke is drawn
    QColor background; ///< to tone the spinner's track with; the palette's window where invalid
};

/// The one drawing of a store's state, at every size.
class DrainIndicator : public QWidget
{
    Q_OBJECT

public:
    enum class Size { Inline, Page };

    /// Page indicators show the number inside, and the idle icon while there is no mode.
    DrainIndicator(Size size, SpinnerClock &clock, QWidget *parent = nullptr);

    /// key: of the store. A spinner of the same store that becomes a check mark closes in one stroke.
    void setState(const QString &key, DrainState state, std::optional<qint64> count);
    void setIdleIcon(const QIcon &icon);

    [[nodiscard]] DrainState state() const { return m_state; }
    [[nodiscard]] QSize sizeHint() const override;

    static constexpr int settleDuration = 250; ///< milliseconds

    static void paint(QPainter &painter, const QRectF &box, const IndicatorLook &look, const QPalette &palette);
    [[nodiscard]] static bool isSpinner(DrainState state);
    /// Edge of an indicator of so many pixels at the usual font, for this font.
    [[nodiscard]] static int edge(int pixels, const QFontMetrics &metrics);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Size m_size;
    SpinnerClock &m_clock;
    QString m_key;
    DrainState m_state = DrainState::None;
    std::optional<qint64> m_count;
    QIcon m_idleIcon;
    QVariantAnimation m_settling;
    qreal m_settlingTurn = 0; ///< where the spinner stood when its ring began to close
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/drainindicator.h"

#include "ui/desktop/palette.h"
#include "ui/widgets/accessibleroles.h"
#include "ui/widgets/spinnerclock.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <numbers>
#include <utility>

namespace Drydock {

namespace {

/// A drawing in a box whose middle is the origin and whose edge is 1.
struct Canvas {
    QPainter &painter;
    qreal edge;
    QColor colour;

    [[nodiscard]] qreal stroke() const { return std::max(1.6, 0.092 * edge); }
    [[nodiscard]] qreal radius() const { return 0.46 * edge - stroke() / 2; }
    [[nodiscard]] QRectF ring() const { return {-radius(), -radius(), 2 * radius(), 2 * radius()}; }
    [[nodiscard]] QPointF at(qreal x, qreal y) const { return {x * edge, y * edge}; }

    void usePen(const QColor &penColour, qreal width) const
    {
        painter.setPen(QPen(penColour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
    }
    /// Clockwise from an angle, 0 at twelve o'clock; both in turns.
    void drawArc(qreal from, qreal sweep) const
    {
        painter.drawArc(ring(), qRound((0.25 - from) * 360 * 16), qRound(-sweep * 360 * 16));
    }
};

constexpr qreal spinnerSweep = 0.29;
constexpr qreal spinnerStart = -0.03;

void drawTrack(const Canvas &canvas, const QColor &background)
{
    canvas.usePen(mixed(background, canvas.colour, 0.24), canvas.stroke());
    canvas.painter.drawEllipse(canvas.ring());
}

/// Digits in cells of one width, so that a number that changes does not jump.
void drawNumber(const Canvas &canvas, qint64 count)
{
    const QString text = count > 99 ? QStringLiteral("99+") : QString::number(count);
    QFont font = canvas.painter.font();
    font.setBold(true);
    font.setPixelSize(std::max(6, qRound(canvas.edge * (text.size() == 1 ? 0.46 : text.size() == 2 ? 0.38 : 0.33))));
    const QFontMetricsF metrics(font);
    qreal cell = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        cell = std::max(cell, metrics.horizontalAdvance(QChar(digit)));
    const auto advance = [&](QChar c) { return c.isDigit() ? cell : metrics.horizontalAdvance(c); };
    qreal width = 0;
    for (const QChar c : text)
        width += advance(c);

    canvas.painter.setFont(font);
    canvas.painter.setPen(canvas.colour);
    qreal x = -width / 2;
    const qreal baseline = metrics.capHeight() / 2;
    for (const QChar c : text) {
        canvas.painter.drawText(QPointF(x + (advance(c) - metrics.horizontalAdvance(c)) / 2, baseline), QString(c));
        x += advance(c);
    }
}

void drawSpinner(const Canvas &canvas, const IndicatorLook &look, const QColor &background)
{
    drawTrack(canvas, background);
    canvas.usePen(canvas.colour, canvas.stroke());
    canvas.drawArc(spinnerStart + look.turn, spinnerSweep);
    if (look.count && look.state == DrainState::Draining)
        drawNumber(canvas, *look.count);
}

void drawCheck(const Canvas &canvas, const IndicatorLook &look, const QColor &background)
{
    // First the ring closes, then the stroke is drawn; the two overlap a little, so that it is one movement.
    const qreal closed = std::clamp(look.settled / 0.55, 0.0, 1.0);
    const qreal drawn = std::clamp((look.settled - 0.4) / 0.6, 0.0, 1.0);
    if (closed < 1)
        drawTrack(canvas, background);
    canvas.usePen(canvas.colour, canvas.stroke());
    canvas.drawArc(spinnerStart + look.turn, spinnerSweep + (1 - spinnerSweep) * closed);

    const QPointF start = canvas.at(-0.196, 0.02);
    const QPointF bend = canvas.at(-0.055, 0.157);
    const QPointF end = canvas.at(0.205, -0.135);
    const qreal bendShare = 0.34;
    if (drawn <= 0)
        return;
    QPainterPath path(start);
    path.lineTo(start + (bend - start) * std::min(1.0, drawn / bendShare));
    if (drawn > bendShare)
        path.lineTo(bend + (end - bend) * ((drawn - bendShare) / (1 - bendShare)));
    canvas.painter.drawPath(path);
}

void drawUnknown(const Canvas &canvas)
{
    constexpr int dashes = 8;
    canvas.usePen(canvas.colour, canvas.stroke());
    for (int i = 0; i < dashes; ++i)
        canvas.drawArc((i + 0.18) / dashes, 0.64 / dashes);

    // A drawn question mark looks the same with every font.
    QPainterPath mark;
    const qreal r = 0.105;
    const QRectF bow(canvas.at(-r, -0.215), QSizeF(2 * r * canvas.edge, 2 * r * canvas.edge));
    mark.arcMoveTo(bow, 170);
    mark.arcTo(bow, 170, -205);
    mark.quadTo(canvas.at(0, 0.0), canvas.at(0, 0.075));
    canvas.usePen(canvas.colour, canvas.stroke() * 0.94);
    canvas.painter.drawPath(mark);
    const qreal dot = canvas.stroke() * 0.58;
    canvas.painter.setPen(Qt::NoPen);
    canvas.painter.setBrush(canvas.colour);
    canvas.painter.drawEllipse(canvas.at(0, 0.215), dot, dot);
}

void drawClock(const Canvas &canvas)
{
    canvas.usePen(canvas.colour, canvas.stroke());
    canvas.painter.drawEllipse(canvas.ring());
    QPainterPath hands(canvas.at(0, -0.23));
    hands.lineTo(canvas.at(0, 0.015));
    hands.lineTo(canvas.at(0.165, 0.095));
    canvas.painter.drawPath(hands);
}

void drawWrench(const Canvas &canvas)
{
    canvas.usePen(canvas.colour, canvas.stroke());
    canvas.painter.drawEllipse(canvas.ring());
    canvas.usePen(canvas.colour, canvas.stroke() * 0.95);
    canvas.painter.drawLine(canvas.at(-0.165, 0.165), canvas.at(0.02, -0.02));
    // The jaw opens away from the handle.
    const qreal r = 0.118;
    const QPointF centre = canvas.at(0.02 + r * std::numbers::sqrt2 / 2, -0.02 - r * std::numbers::sqrt2 / 2);
    const QRectF jaw(centre - canvas.at(r, r), centre + canvas.at(r, r));
    canvas.painter.drawArc(jaw, 98 * 16, 254 * 16);
}

void drawEject(const Canvas &canvas)
{
    canvas.usePen(canvas.colour, canvas.stroke());
    QPainterPath roof(canvas.at(0, -0.27));
    roof.lineTo(canvas.at(0.3, 0.055));
    roof.lineTo(canvas.at(-0.3, 0.055));
    roof.closeSubpath();
    canvas.painter.drawPath(roof);
    canvas.painter.drawLine(canvas.at(-0.3, 0.255), canvas.at(0.3, 0.255));
}

void drawHourglass(const Canvas &canvas)
{
    canvas.usePen(canvas.colour, canvas.stroke());
    canvas.painter.drawLine(canvas.at(-0.25, -0.36), canvas.at(0.25, -0.36));
    canvas.painter.drawLine(canvas.at(-0.25, 0.36), canvas.at(0.25, 0.36));
    const auto bulb = [&](qreal down) {
        QPainterPath path(canvas.at(-0.19, down * 0.36));
        path.cubicTo(canvas.at(-0.19, down * 0.13), canvas.at(-0.03, down * 0.06), canvas.at(0, 0));
        path.cubicTo(canvas.at(0.03, down * 0.06), canvas.at(0.19, down * 0.13), canvas.at(0.19, down * 0.36));
        canvas.painter.drawPath(path);
    };
    bulb(-1);
    bulb(1);
}

} // namespace

void DrainIndicator::paint(QPainter &painter, const QRectF &box, const IndicatorLook &look, const QPalette &palette)
{
    if (look.state == DrainState::None)
        return;
    const QColor background = look.background.isValid() ? look.background : palette.color(QPalette::Window);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.center());
    const Canvas canvas{painter, std::min(box.width(), box.height()), hueColor(stateHue(look.state), palette)};
    switch (look.state) {
    case DrainState::Draining:
    case DrainState::Confirming:
        drawSpinner(canvas, look, background);
        break;
    case DrainState::Drained:
        drawCheck(canvas, look, background);
        break;
    case DrainState::Unknown:
        drawUnknown(canvas);
        break;
    case DrainState::Stale:
        drawClock(canvas);
        break;
    case DrainState::External:
        drawWrench(canvas);
        break;
    case DrainState::Absent:
        drawEject(canvas);
        break;
    case DrainState::Stalled:
        drawHourglass(canvas);
        break;
    case DrainState::None:
        break;
    }
    painter.restore();
}

bool DrainIndicator::isSpinner(DrainState state)
{
    return state == DrainState::Draining || state == DrainState::Confirming;
}

int DrainIndicator::edge(int pixels, const QFontMetrics &metrics)
{
    // 17 is the height of Debian's usual font at 96 dots per inch.
    return std::max(12, qRound(pixels * metrics.height() / 17.0));
}

DrainIndicator::DrainIndicator(Size size, SpinnerClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_size(size)
    , m_clock(clock)
{
    setAccessibleRole(this, QAccessible::Graphic);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_settling.setDuration(settleDuration);
    m_settling.setStartValue(0.0);
    m_settling.setEndValue(1.0);
    m_settling.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_settling, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
}

void DrainIndicator::setState(const QString &key, DrainState state, std::optional<qint64> count)
{
    const bool sameStore = std::exchange(m_key, key) == key;
    const DrainState before = std::exchange(m_state, state);
    const bool newCount = std::exchange(m_count, count) != count;
    const bool closes =
        sameStore && state == DrainState::Drained && (isSpinner(before) || before == DrainState::Stalled);
    if (closes && isVisible() && !m_clock.isMotionReduced()) {
        m_settlingTurn = m_clock.turn();
        m_settling.start();
    } else if (!sameStore || state != DrainState::Drained) {
        m_settling.stop();
    }
    if (!sameStore || before != state || newCount)
        update();
}

void DrainIndicator::setIdleIcon(const QIcon &icon)
{
    m_idleIcon = icon;
    update();
}

QSize DrainIndicator::sizeHint() const
{
    const int pixels = edge(m_size == Size::Page ? 56 : 18, fontMetrics());
    return {pixels, pixels};
}

void DrainIndicator::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    IndicatorLook look;
    look.state = m_state;
    look.count = m_size == Size::Page ? m_count : std::nullopt;
    const bool settling = m_settling.state() == QAbstractAnimation::Running;
    look.turn = isSpinner(m_state) ? m_clock.turn() : settling ? m_settlingTurn : 0;
    look.settled = settling ? m_settling.currentValue().toReal() : 1;
    look.background = palette().color(backgroundRole());
    if (m_state == DrainState::None) {
        painter.setOpacity(0.5);
        m_idleIcon.paint(&painter, rect());
    } else {
        paint(painter, rect(), look, palette());
    }
    if (isSpinner(m_state))
        m_clock.spinnerPainted(this, rect());
}

void DrainIndicator::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

} // namespace Drydock

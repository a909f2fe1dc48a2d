// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/datastoredelegate.h"

#include "core/text/duration.h"
#include "ui/desktop/minuteclock.h"
#include "ui/desktop/palette.h"
#include "ui/models/datastoreroles.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/spinnerclock.h"

#include <QAbstractScrollArea>
#include <QPainter>

#include <algorithm>

namespace Drydock {

namespace {

constexpr int margin = 14;
constexpr int padding = 6; // above and below the two lines
constexpr int barWidth = 3;
constexpr qreal smallFont = 0.86;
constexpr qreal rightShare = 0.45;

int rightRoom(int width)
{
    return static_cast<int>(width * rightShare);
}

QFont boldFont(const QFont &font)
{
    QFont bold(font);
    bold.setBold(true);
    return bold;
}

QFont secondFont(const QFont &font)
{
    QFont second(font);
    if (font.pointSizeF() > 0)
        second.setPointSizeF(font.pointSizeF() * smallFont);
    else
        second.setPixelSize(qRound(font.pixelSize() * smallFont));
    return second;
}

DrainState stateOf(const QModelIndex &index)
{
    return static_cast<DrainState>(index.data(StateRole).toInt());
}

QColor rowBackground(const QStyleOptionViewItem &option)
{
    if (option.state.testFlag(QStyle::State_Selected))
        return selectionTint(option.palette);
    const QColor base = option.palette.color(QPalette::Base);
    return option.state.testFlag(QStyle::State_MouseOver) ? mixed(base, option.palette.color(QPalette::Highlight), 0.05)
                                                          : base;
}

void paintBackground(QPainter *painter, const QStyleOptionViewItem &option)
{
    painter->fillRect(option.rect, rowBackground(option));
    if (option.state.testFlag(QStyle::State_Selected)) {
        const QRect bar(option.rect.topLeft(), QSize(barWidth, option.rect.height()));
        painter->fillRect(QStyle::visualRect(option.direction, option.rect, bar),
                          option.palette.color(QPalette::Highlight));
    }
    constexpr auto byKeyboard = QStyle::State_HasFocus | QStyle::State_KeyboardFocusChange;
    if ((option.state & byKeyboard) == byKeyboard) {
        painter->setPen(option.palette.color(QPalette::Highlight));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
}

/// A line of two texts; the right one has its width, up to its share, the left one the rest.
struct Line {
    QPainter *painter;
    const QStyleOptionViewItem &option;
    QRect rect;

    void draw(const QFont &leftFont, const QColor &leftColour, const QString &left, Qt::TextElideMode leftElide,
              const QFont &rightFont, const QColor &rightColour, const QString &right) const
    {
        const QFontMetrics rightMetrics(rightFont);
        const int rightWidth =
            right.isEmpty() ? 0 : std::min(rightRoom(rect.width()) + 1, rightMetrics.horizontalAdvance(right) + 1);
        const int leftWidth = rect.width() - (rightWidth > 0 ? rightWidth + margin : 0);
        drawText(QRect(rect.x(), rect.y(), leftWidth, rect.height()), leftFont, leftColour, left, leftElide,
                 Qt::AlignLeading);
        if (rightWidth > 0)
            drawText(QRect(rect.x() + rect.width() - rightWidth, rect.y(), rightWidth, rect.height()), rightFont,
                     rightColour, right, Qt::ElideRight, Qt::AlignTrailing);
    }

private:
    void drawText(const QRect &where, const QFont &font, const QColor &colour, const QString &text,
                  Qt::TextElideMode elide, Qt::Alignment alignment) const
    {
        painter->setFont(font);
        painter->setPen(colour);
        painter->setLayoutDirection(Qt::LayoutDirectionAuto); // a path reads from left to right everywhere
        const QRect place = QStyle::visualRect(option.direction, option.rect, where);
        const int flags = static_cast<int>(QStyle::visualAlignment(option.direction, alignment | Qt::AlignVCenter))
                          | Qt::TextSingleLine;
        painter->drawText(place, flags, QFontMetrics(font).elidedText(text, elide, where.width()));
    }
};

} // namespace

DatastoreDelegate::DatastoreDelegate(SpinnerClock &spinnerClock, MinuteClock &minuteClock, Settled settled,
                                     QObject *parent)
    : QStyledItemDelegate(parent)
    , m_spinnerClock(spinnerClock)
    , m_minuteClock(minuteClock)
    , m_settled(std::move(settled))
{
}

QSize DatastoreDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const int lines = QFontMetrics(option.font).height() + QFontMetrics(secondFont(option.font)).height();
    const int indicator = DrainIndicator::edge(24, QFontMetrics(option.font));
    return {indicator * 8, std::max(lines + 1, indicator) + 2 * padding + 1};
}

void DatastoreDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setClipRect(option.rect);
    // A site that cannot be read looks like a store that cannot be read.
    if (index.data(IsSiteRole).toBool() && index.data(SiteProblemRole).toString().isEmpty())
        paintHeading(painter, option, index);
    else
        paintStore(painter, option, index);
    painter->restore();
}

void DatastoreDelegate::paintStore(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    paintBackground(painter, option);
    const QFontMetrics metrics(option.font);
    const int edge = DrainIndicator::edge(24, metrics);
    const QRect box(option.rect.x() + margin, option.rect.y() + (option.rect.height() - edge) / 2, edge, edge);
    paintIndicator(painter, option, index, QStyle::visualRect(option.direction, option.rect, box));

    const int left = box.x() + edge + margin - 2;
    const QFont second = secondFont(option.font);
    const QRect upper(left, option.rect.y() + padding, option.rect.right() - margin - left, metrics.height());
    const QRect lower(left, upper.bottom() + 2, upper.width(), QFontMetrics(second).height());
    const QColor text = option.palette.color(QPalette::Text);
    Line{painter, option, upper}.draw(boldFont(option.font), text, index.data(NameRole).toString(), Qt::ElideRight,
                                      option.font, text, index.data(ModeTextRole).toString());
    const QColor quiet = hueColor(Hue::Quiet, option.palette);
    Line{painter, option, lower}.draw(second, quiet, index.data(PathRole).toString(), Qt::ElideMiddle, second,
                                      hueColor(stateHue(stateOf(index)), option.palette),
                                      drainText(index, QFontMetrics(second), rightRoom(lower.width())));
}

void DatastoreDelegate::paintIndicator(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                                       const QRect &box) const
{
    IndicatorLook look;
    look.state = stateOf(index);
    if (const QVariant count = index.data(ConflictingRole); count.isValid())
        look.count = count.toLongLong();
    look.settled = m_settled(index);
    look.background = rowBackground(option);
    if (DrainIndicator::isSpinner(look.state)) {
        look.turn = m_spinnerClock.turn();
        // The view paints on its viewport, which is the option's widget's only scrolled part.
        if (auto *view = qobject_cast<const QAbstractScrollArea *>(option.widget))
            m_spinnerClock.spinnerPainted(view->viewport(), box);
    }
    painter->setFont(option.font);
    DrainIndicator::paint(*painter, box, look, option.palette);
}

QString DatastoreDelegate::drainText(const QModelIndex &index, const QFontMetrics &metrics, int room) const
{
    const QString state = index.data(StateTextRole).toString();
    const QVariant since = index.data(ModeSinceRole);
    if (state.isEmpty() || !since.isValid())
        return state;
    m_minuteClock.textPainted();
    const std::chrono::seconds age(m_minuteClock.now() - since.toLongLong());
    if (age < std::chrono::minutes(1))
        return state;
    // An age that does not fit is left out as a whole.
    const QString both = QStringLiteral("%1  ·  %2").arg(state, durationText(age));
    return metrics.horizontalAdvance(both) <= room ? both : state;
}

void DatastoreDelegate::paintHeading(QPainter *painter, const QStyleOptionViewItem &option,
                                     const QModelIndex &index) const
{
    painter->fillRect(option.rect, option.palette.color(QPalette::Base));
    const QFont font = boldFont(secondFont(option.font));
    const QFontMetrics metrics(font);
    const QRect lower(option.rect.x() + margin, option.rect.bottom() - padding - metrics.height(),
                      option.rect.width() - 2 * margin, metrics.height());
    Line{painter, option, lower}.draw(font, hueColor(Hue::Quiet, option.palette), index.data(NameRole).toString(),
                                      Qt::ElideRight, font, {}, {});
    if (index.row() > 0) {
        painter->setPen(separatorColor(option.palette));
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());
    }
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/selectabletext.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <cmath>
#include <utility>

namespace Drydock {

SelectableText::SelectableText(QWidget *parent)
    : QWidget(parent)
{
    setCursor(Qt::IBeamCursor);
    setFocusPolicy(Qt::ClickFocus);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void SelectableText::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_anchor = m_cursor = 0;
    setAccessibleName(text);
    layOutAgain();
    updateGeometry();
}

void SelectableText::setHue(Hue hue)
{
    m_hue = hue;
    update();
}

QString SelectableText::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    return m_text.mid(from, to - from).remove(QChar(0x2068)).remove(QChar(0x2069));
}

void SelectableText::selectAll()
{
    select(0, static_cast<int>(m_text.size()));
}

void SelectableText::layOut(QTextLayout &layout, int width) const
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    // A path reads from left to right everywhere, a sentence as its language does; both begin where the layout begins.
    option.setTextDirection(Qt::LayoutDirectionAuto);
    option.setAlignment(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeading));
    layout.setText(m_text);
    layout.setFont(font());
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
    qreal y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y));
        y += line.height();
    }
    layout.endLayout();
}

void SelectableText::layOutAgain()
{
    layOut(m_layout, width());
    update();
}

QSize SelectableText::sizeHint() const
{
    // One pixel more: a line laid out at its own rounded width must not wrap.
    return {static_cast<int>(std::ceil(QFontMetricsF(font()).horizontalAdvance(m_text))) + 1, fontMetrics().height()};
}

QSize SelectableText::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), fontMetrics().averageCharWidth() * 8), fontMetrics().height()};
}

int SelectableText::heightForWidth(int width) const
{
    if (width >= sizeHint().width())
        return fontMetrics().height();
    QTextLayout layout;
    layOut(layout, width);
    return static_cast<int>(std::ceil(layout.boundingRect().height()));
}

void SelectableText::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(m_hue ? hueColor(*m_hue, palette()) : palette().color(foregroundRole()));
    QList<QTextLayout::FormatRange> ranges;
    if (m_anchor != m_cursor) {
        const auto [from, to] = std::minmax(m_anchor, m_cursor);
        QTextCharFormat format;
        format.setBackground(palette().highlight());
        format.setForeground(palette().highlightedText());
        ranges.append({from, to - from, format});
    }
    m_layout.draw(&painter, {}, ranges);
}

void SelectableText::resizeEvent(QResizeEvent *)
{
    layOutAgain();
}

void SelectableText::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LayoutDirectionChange) {
        layOutAgain();
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

int SelectableText::positionAt(const QPoint &point) const
{
    for (int i = 0; i < m_layout.lineCount(); ++i) {
        const QTextLine line = m_layout.lineAt(i);
        if (point.y() < line.y() + line.height() || i == m_layout.lineCount() - 1)
            return line.xToCursor(point.x());
    }
    return 0;
}

void SelectableText::select(int from, int to)
{
    m_anchor = from;
    m_cursor = to;
    update();
    if (QClipboard *clipboard = QApplication::clipboard(); clipboard->supportsSelection() && from != to)
        clipboard->setText(selectedText(), QClipboard::Selection);
}

void SelectableText::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int position = positionAt(event->position().toPoint());
    select(event->modifiers().testFlag(Qt::ShiftModifier) ? m_anchor : position, position);
}

void SelectableText::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        select(m_anchor, positionAt(event->position().toPoint()));
}

void SelectableText::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, m_text);
    finder.setPosition(positionAt(event->position().toPoint()));
    const qsizetype end = std::max(finder.toNextBoundary(), qsizetype(0));
    const qsizetype start = std::max(finder.toPreviousBoundary(), qsizetype(0));
    select(static_cast<int>(start), static_cast<int>(end));
}

void SelectableText::focusOutEvent(QFocusEvent *event)
{
    // A menu must not take the selection away that it is to copy.
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        select(m_cursor, m_cursor);
    QWidget::focusOutEvent(event);
}

void SelectableText::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = menu->addAction(tr("Copy"), this, [this] { QApplication::clipboard()->setText(selectedText()); });
    copy->setEnabled(m_anchor != m_cursor);
    menu->addAction(tr("Select All"), this, &SelectableText::selectAll);
    menu->popup(event->globalPos());
}

} // namespace Drydock

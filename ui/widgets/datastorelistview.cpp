// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/datastorelistview.h"

#include "ui/desktop/minuteclock.h"
#include "ui/models/datastoreroles.h"
#include "ui/widgets/datastoredelegate.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/spinnerclock.h"

#include <QAccessible>
#include <QEasingCurve>
#include <QKeyEvent>

#include <algorithm>

namespace Drydock {

namespace {

constexpr int settleFrame = 16; // milliseconds

DrainState stateOf(const QModelIndex &index)
{
    return static_cast<DrainState>(index.data(StateRole).toInt());
}

} // namespace

DatastoreListView::DatastoreListView(SpinnerClock &spinnerClock, MinuteClock &minuteClock, QWidget *parent)
    : QListView(parent)
    , m_spinnerClock(spinnerClock)
{
    setUniformItemSizes(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    viewport()->setAttribute(Qt::WA_Hover);
    setItemDelegate(new DatastoreDelegate(
        spinnerClock, minuteClock, [this](const QModelIndex &index) { return settled(index); }, this));
    m_settleTimer.setInterval(settleFrame);
    connect(&m_settleTimer, &QTimer::timeout, this, &DatastoreListView::settle);
    connect(this, &QListView::doubleClicked, this, &DatastoreListView::editRequested);
    connect(&minuteClock, &MinuteClock::ticked, viewport(), qOverload<>(&QWidget::update)); // the rows hold ages
}

std::pair<int, int> DatastoreListView::visibleRows() const
{
    const QRect area = viewport()->rect();
    const QModelIndex first = indexAt(QPoint(area.center().x(), area.top()));
    const QModelIndex last = indexAt(QPoint(area.center().x(), area.bottom()));
    if (!first.isValid())
        return {0, -1};
    return {first.row(), last.isValid() ? last.row() : model()->rowCount() - 1};
}

void DatastoreListView::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles)
{
    QListView::dataChanged(topLeft, bottomRight, roles);
    const auto [firstVisible, lastVisible] = visibleRows();
    for (int row = std::max(topLeft.row(), firstVisible); row <= std::min(bottomRight.row(), lastVisible); ++row) {
        const QModelIndex index = model()->index(row, 0);
        if (stateOf(index) == DrainState::Drained && m_spinners.contains(index) && !m_spinnerClock.isMotionReduced()) {
            m_settling[index].start();
            m_settleTimer.start();
        }
        if (QAccessible::isActive()) {
            QAccessibleEvent event(this, QAccessible::NameChanged);
            event.setChild(row);
            QAccessible::updateAccessibility(&event);
        }
    }
}

void DatastoreListView::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    m_spinners.clear();
    const auto [first, last] = visibleRows();
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = model()->index(row, 0);
        if (DrainIndicator::isSpinner(stateOf(index)))
            m_spinners.insert(index);
    }
}

void DatastoreListView::settle()
{
    for (auto it = m_settling.begin(); it != m_settling.end();) {
        update(it.key());
        const bool done = !it.key().isValid() || it->hasExpired(DrainIndicator::settleDuration);
        it = done ? m_settling.erase(it) : std::next(it);
    }
    if (m_settling.isEmpty())
        m_settleTimer.stop();
}

qreal DatastoreListView::settled(const QModelIndex &index) const
{
    const auto found = m_settling.constFind(index);
    if (found == m_settling.cend())
        return 1;
    const qreal share = static_cast<qreal>(found->elapsed()) / DrainIndicator::settleDuration;
    return QEasingCurve(QEasingCurve::OutCubic).valueForProgress(std::min(share, 1.0));
}

void DatastoreListView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT editRequested();
        return;
    }
    QListView::keyPressEvent(event);
}

} // namespace Drydock

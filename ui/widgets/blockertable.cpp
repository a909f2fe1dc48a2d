// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/blockertable.h"

#include "ui/desktop/minuteclock.h"
#include "ui/desktop/palette.h"
#include "ui/models/blockermodel.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

#include <algorithm>

namespace Drydock {

namespace {

class BlockerDelegate : public QStyledItemDelegate
{
public:
    BlockerDelegate(MinuteClock &clock, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_clock(clock)
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        if (index.column() == BlockerModel::RunningForColumn && index.data(BlockerModel::SinceRole).isValid())
            m_clock.textPainted();
        QStyledItemDelegate::paint(painter, option, index);
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {0, option.fontMetrics.height() + 8};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        // What is only the last known can still be read: the style's own grey for what is disabled is fainter.
        if (index.data(BlockerModel::MayGoOnRole).toBool() || !option->state.testFlag(QStyle::State_Enabled))
            option->palette.setColor(QPalette::Text, hueColor(Hue::Quiet, option->palette));
    }

private:
    MinuteClock &m_clock;
};

} // namespace

BlockerTable::BlockerTable(MinuteClock &clock, QWidget *parent)
    : QTreeView(parent)
{
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setFrameShape(NoFrame);
    viewport()->setAutoFillBackground(false); // disabled, it would be an empty grey box on the page
    setVerticalScrollMode(ScrollPerPixel);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setItemDelegate(new BlockerDelegate(clock, this));
}

void BlockerTable::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 5);
    header()->setSectionResizeMode(QHeaderView::Interactive);
    header()->setSectionResizeMode(BlockerModel::JobColumn, QHeaderView::Stretch);
    setUsualWidths();
    connect(model, &QAbstractItemModel::rowsInserted, this, &QWidget::updateGeometry);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &QWidget::updateGeometry);
}

void BlockerTable::setUsualWidths()
{
    for (int column = BlockerModel::OperationColumn; column < BlockerModel::ColumnCount; ++column)
        header()->resizeSection(column, header()->sectionSizeHint(column) + fontMetrics().averageCharWidth() * 2);
}

QSize BlockerTable::minimumSizeHint() const
{
    const int rows = model() == nullptr ? 0 : std::min(model()->rowCount(), 4);
    return {fontMetrics().averageCharWidth() * 30,
            header()->sizeHint().height() + rows * (fontMetrics().height() + 8) + 2};
}

QString BlockerTable::currentRowText() const
{
    QStringList cells;
    for (int column = 0; currentIndex().isValid() && column < BlockerModel::ColumnCount; ++column)
        cells.append(currentIndex().siblingAtColumn(column).data().toString());
    return cells.join(u'\t');
}

QByteArray BlockerTable::columns() const
{
    return header()->saveState();
}

void BlockerTable::restoreColumns(const QByteArray &state)
{
    if (state.isEmpty() || !header()->restoreState(state))
        return;
    // A state written by another version may know other modes.
    header()->setSectionResizeMode(QHeaderView::Interactive);
    header()->setSectionResizeMode(BlockerModel::JobColumn, QHeaderView::Stretch);
}

} // namespace Drydock

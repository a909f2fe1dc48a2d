// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace Drydock {

class MinuteClock;

/// The table of a store's holders: rows that may go on are grey, the first column takes the room that is left.
class BlockerTable : public QTreeView
{
    Q_OBJECT

public:
    explicit BlockerTable(MinuteClock &clock, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    [[nodiscard]] QSize minimumSizeHint() const override; ///< the header and up to four rows
    [[nodiscard]] QSize sizeHint() const override { return minimumSizeHint(); }

    [[nodiscard]] QString currentRowText() const; ///< its cells, for the clipboard

    [[nodiscard]] QByteArray columns() const;
    void restoreColumns(const QByteArray &state);

private:
    void setUsualWidths();
};

} // namespace Drydock

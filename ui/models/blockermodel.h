// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

#include <QAbstractTableModel>

namespace Drydock {

class MinuteClock;

/// The processes that hold one store, merged by process: a row stays the same row for its process's whole life.
class BlockerModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { JobColumn, OperationColumn, UserColumn, RunningForColumn, PidColumn, ColumnCount };
    enum Role {
        MayGoOnRole = Qt::UserRole, ///< bool: under the mode that is set it is no blocker
        SinceRole, ///< UTC seconds, invalid if not known
        PidRole, ///< qint64
    };

    explicit BlockerModel(const MinuteClock &clock, QObject *parent = nullptr);

    /// Another store: nothing of the old rows is kept.
    void clear();
    void setHolders(const QList<Holder> &holders, bool modeIsSet);
    /// The texts of RunningForColumn are of another minute now.
    void updateTimes();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const Holder &holder, int column) const;
    [[nodiscard]] QString runningFor(const Holder &holder) const;

    const MinuteClock &m_clock;
    QList<Holder> m_holders;
    bool m_modeIsSet = false;
};

} // namespace Drydock

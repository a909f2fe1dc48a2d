// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/blockermodel.h"

#include "core/base/displaytext.h"
#include "core/text/duration.h"
#include "core/text/plural.h"
#include "ui/desktop/minuteclock.h"
#include "ui/models/rowedits.h"
#include "ui/models/tooltiptext.h"

namespace Drydock {

namespace {

/// Several entries of one process may stand side by side: the second of them is another row.
struct HolderKey {
    ProcessKey process;
    int repetition = 0;

    friend bool operator==(const HolderKey &, const HolderKey &) = default;
    friend size_t qHash(const HolderKey &key, size_t seed = 0) { return qHashMulti(seed, key.process, key.repetition); }
};

QList<HolderKey> keys(const QList<Holder> &holders)
{
    QHash<ProcessKey, int> seen;
    QList<HolderKey> result;
    result.reserve(holders.size());
    for (const Holder &holder : holders)
        result.append({holder.process, seen[holder.process]++});
    return result;
}

QString jobText(const Holder &holder)
{
    const QString what = holder.label.isEmpty() ? holder.command : holder.label;
    const QString job =
        holder.job.isEmpty() || what.isEmpty()
            ? holder.job + what
            : BlockerModel::tr("%1: %2", "kind of job, then its label or command").arg(holder.job, what);
    return job.isEmpty() ? BlockerModel::tr("Unknown program") : escapedForDisplay(job);
}

QString operationText(const OperationCounts &counts)
{
    if (counts.read == 0 && counts.write == 1)
        return BlockerModel::tr("Write");
    if (counts.write == 0 && counts.read == 1)
        return BlockerModel::tr("Read");
    QStringList parts;
    if (counts.write > 0)
        parts += pluralText("Drydock::BlockerModel", QT_TRANSLATE_NOOP("Drydock::BlockerModel", "1 write"),
                            QT_TRANSLATE_N_NOOP("Drydock::BlockerModel", "%n writes"), counts.write);
    if (counts.read > 0)
        parts += pluralText("Drydock::BlockerModel", QT_TRANSLATE_NOOP("Drydock::BlockerModel", "1 read"),
                            QT_TRANSLATE_N_NOOP("Drydock::BlockerModel", "%n reads"), counts.read);
    return parts.join(BlockerModel::tr(", "));
}

QString holderToolTip(const Holder &holder, qint64 now, bool mayGoOn)
{
    QStringList lines{escapedForDisplay(holder.command)};
    if (!holder.unit.isEmpty())
        lines += BlockerModel::tr("Unit: %1").arg(escapedForDisplay(holder.unit));
    if (holder.since)
        lines += BlockerModel::tr("Running since %1").arg(momentText(*holder.since, now));
    if (mayGoOn)
        lines += BlockerModel::tr("May go on in this mode.");
    if (holder.lostFromSight)
        lines += BlockerModel::tr("Its entry vanished from the tracking file, but the process lives on.");
    if (!holder.provable)
        lines += BlockerModel::tr("Runs in another container: its end cannot be seen from here.");
    lines.removeAll(QString());
    return toolTipText(lines.join(u'\n'));
}

} // namespace

BlockerModel::BlockerModel(const MinuteClock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
{
}

void BlockerModel::clear()
{
    setHolders({}, false);
}

void BlockerModel::setHolders(const QList<Holder> &holders, bool modeIsSet)
{
    for (const RowEdit &edit : rowEdits(keys(m_holders), keys(holders))) {
        const int at = static_cast<int>(edit.at);
        const int last = at + static_cast<int>(edit.count) - 1;
        const int to = static_cast<int>(edit.to);
        switch (edit.kind) {
        case RowEdit::Kind::Remove:
            beginRemoveRows({}, at, last);
            m_holders.remove(edit.at, edit.count);
            endRemoveRows();
            break;
        case RowEdit::Kind::Insert:
            beginInsertRows({}, at, last);
            m_holders.insert(edit.at, edit.count, Holder());
            std::copy(holders.cbegin() + at, holders.cbegin() + last + 1, m_holders.begin() + at);
            endInsertRows();
            break;
        case RowEdit::Kind::Move:
            beginMoveRows({}, at, at, {}, to > at ? to + 1 : to);
            m_holders.move(edit.at, edit.to);
            endMoveRows();
            break;
        }
    }
    const bool modeChanged = std::exchange(m_modeIsSet, modeIsSet) != modeIsSet;
    for (int row = 0; row < m_holders.size(); ++row) {
        if (!modeChanged && m_holders.at(row) == holders.at(row))
            continue;
        m_holders[row] = holders.at(row);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

void BlockerModel::updateTimes()
{
    if (!m_holders.isEmpty())
        Q_EMIT dataChanged(index(0, RunningForColumn), index(static_cast<int>(m_holders.size()) - 1, RunningForColumn),
                           {Qt::DisplayRole});
}

int BlockerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_holders.size());
}

int BlockerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BlockerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const Holder &holder = m_holders.at(index.row());
    const bool mayGoOn = m_modeIsSet && !holder.conflicting;
    switch (role) {
    case Qt::DisplayRole:
        return text(holder, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == JobColumn && mayGoOn ? tr("%1, may go on").arg(text(holder, JobColumn))
                                                      : text(holder, index.column());
    case Qt::ToolTipRole:
        return holderToolTip(holder, m_clock.now(), mayGoOn);
    case Qt::TextAlignmentRole:
        return index.column() >= RunningForColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                  : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case MayGoOnRole:
        return mayGoOn;
    case SinceRole:
        return holder.since ? QVariant(*holder.since) : QVariant();
    case PidRole:
        return static_cast<qint64>(holder.process.pid);
    default:
        return {};
    }
}

/// In a column of numbers the sentence for the first minute would be cut.
QString BlockerModel::runningFor(const Holder &holder) const
{
    if (!holder.since)
        return tr("unknown");
    const std::chrono::seconds span(m_clock.now() - *holder.since);
    return span < std::chrono::minutes(1) ? tr("< 1 min") : durationText(span);
}

QString BlockerModel::text(const Holder &holder, int column) const
{
    switch (column) {
    case JobColumn:
        return jobText(holder);
    case OperationColumn:
        return operationText(holder.counts);
    case UserColumn:
        return escapedForDisplay(holder.user);
    case RunningForColumn:
        return runningFor(holder);
    case PidColumn:
        return QString::number(holder.process.pid);
    default:
        return {};
    }
}

QVariant BlockerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section >= RunningForColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                           : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case JobColumn:
        return tr("Job");
    case OperationColumn:
        return tr("Operation");
    case UserColumn:
        return tr("User");
    case RunningForColumn:
        return tr("Running for");
    case PidColumn:
        return tr("PID");
    default:
        return {};
    }
}

} // namespace Drydock

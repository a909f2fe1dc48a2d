// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/storelines.h"

#include "app/cli/clitext.h"
#include "app/cli/textlayout.h"
#include "core/base/displaytext.h"
#include "core/text/duration.h"
#include "core/text/errortext.h"
#include "core/text/statetext.h"

namespace Drydock {

namespace {

/// Columns are aligned by width, which colours do not have: they are laid over the finished table.
class StateColours
{
public:
    StateColours(const Output &output, int stateColumn)
        : m_output(output)
        , m_column(stateColumn)
    {
    }

    void add(const StoreSnapshot &store, const QStringList &row)
    {
        m_states += store.state;
        m_cells += row[m_column];
    }

    QString paint(const QString &table, qsizetype headings) const
    {
        if (!m_output.settings().outColours)
            return table;
        QStringList lines = table.split(u'\n');
        for (qsizetype at = 0; at < m_cells.size(); ++at) {
            QString &line = lines[at + headings];
            const qsizetype found = m_cells[at].isEmpty() ? -1 : line.lastIndexOf(m_cells[at]);
            if (found >= 0)
                line.replace(found, m_cells[at].size(), m_output.coloured(m_cells[at], hueOf(m_states[at])));
        }
        return lines.join(u'\n');
    }

private:
    const Output &m_output;
    const int m_column;
    QList<DrainState> m_states;
    QStringList m_cells;
};

QString operationText(const Holder &holder)
{
    const auto numbered = [](const QString &name, qint64 count) {
        return count > 1 ? QStringLiteral("%1 ×%2").arg(name).arg(count) : name;
    };
    QStringList parts;
    if (holder.counts.write > 0)
        parts += numbered(Cli::tr("write"), holder.counts.write);
    if (holder.counts.read > 0)
        parts += numbered(Cli::tr("read"), holder.counts.read);
    return parts.join(QStringLiteral(", "));
}

QString whatText(const Holder &holder)
{
    const QString name = holder.label.isEmpty() ? holder.job : holder.label;
    if (name.isEmpty())
        return holder.command;
    return holder.command.isEmpty() ? escapedForDisplay(name)
                                    : QStringLiteral("%1: %2").arg(escapedForDisplay(name), holder.command);
}

QString remarkText(const Holder &holder)
{
    if (holder.lostFromSight)
        return Cli::tr("not listed any more");
    if (!holder.provable)
        return Cli::tr("of another namespace");
    return holder.conflicting ? QString() : Cli::tr("may go on");
}

QString holderTable(const StoreSnapshot &store, qint64 now)
{
    QList<QStringList> rows = {{Cli::tr("PID"), Cli::tr("OPERATION"), Cli::tr("USER"), Cli::tr("FOR"), Cli::tr("UNIT"),
                                Cli::tr("REMARK"), Cli::tr("COMMAND")}};
    for (const Holder &holder : store.holders) {
        const QString age = holder.since ? durationText(std::chrono::seconds(now - *holder.since)) : QString();
        rows += {QString::number(holder.process.pid),
                 operationText(holder),
                 holder.user,
                 age,
                 holder.unit,
                 remarkText(holder),
                 whatText(holder)};
    }
    QString table;
    const QStringList lines = alignedRows(rows, {0}).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        table += u"  "_qs + line + u'\n';
    return table;
}

QString modeLine(const StoreSnapshot &store, qint64 now)
{
    if (!store.modeReadable)
        return Cli::tr("cannot be read");
    QString line = modeWithMessage(store.mode);
    if (store.modeSince)
        line += Cli::tr(", set by %1 %2").arg(escapedForDisplay(store.modeBy), momentText(*store.modeSince, now));
    return line;
}

QString countsLine(const StoreSnapshot &store)
{
    if (!store.counts)
        return Cli::tr("not known");
    return Cli::tr("%1 write, %2 read").arg(store.counts->write).arg(store.counts->read);
}

} // namespace

Hue hueOf(DrainState state)
{
    switch (state) {
    case DrainState::Draining:
    case DrainState::Confirming:
    case DrainState::Stalled:
        return Hue::Waiting;
    case DrainState::Drained:
        return Hue::Good;
    case DrainState::Unknown:
        return Hue::Unknown;
    case DrainState::Stale:
    case DrainState::External:
    case DrainState::Absent:
    case DrainState::None:
        break;
    }
    return Hue::Pale;
}

QString stateCell(const StoreSnapshot &store, qint64 now)
{
    return store.state == DrainState::None ? stateShortText(store) : stateText(store, now);
}

QString drainedLine(const StoreSnapshot &store, const Output &output)
{
    const QString words = output.coloured(stateText(store, 0), hueOf(store.state));
    const QString remark = stateRemark(store);
    return escapedForDisplay(store.name) + u": "_qs + words + (remark.isEmpty() ? QString() : u' ' + remark) + u'\n';
}

QString storeTable(const QList<std::shared_ptr<const StoreSnapshot>> &stores, const Output &output, qint64 now)
{
    const bool verbose = output.settings().verbose;
    QStringList heading = {Cli::tr("NAME"), Cli::tr("MODE"), Cli::tr("STATE")};
    if (verbose)
        heading.insert(1, Cli::tr("PATH"));
    StateColours colours(output, int(heading.size()) - 1);
    QList<QStringList> rows = {heading};
    for (const auto &store : stores) {
        const QString mode = store->modeReadable ? modeWithMessage(store->mode) : Cli::tr("cannot be read");
        QStringList row = {escapedForDisplay(store->name), mode, stateCell(*store, now)};
        if (verbose)
            row.insert(1, escapedForDisplay(store->path));
        colours.add(*store, row);
        rows += row;
    }
    return colours.paint(alignedRows(rows), 1);
}

QString storePage(const StoreSnapshot &store, const Output &output, qint64 now, bool withEvidence)
{
    QList<QStringList> rows = {{Cli::tr("Path:"), escapedForDisplay(store.path)}};
    if (!store.comment.isEmpty())
        rows += {Cli::tr("Comment:"), escapedForDisplay(store.comment)};
    rows += {Cli::tr("Mode:"), modeLine(store, now)};
    const QString state = stateCell(store, now);
    if (!state.isEmpty())
        rows += {Cli::tr("State:"), state};
    const QString reason = reasonText(store);
    if (!reason.isEmpty() && !state.contains(reason))
        rows += {QString(), reason};
    const QString remark = stateRemark(store);
    if (!remark.isEmpty())
        rows += {QString(), remark};
    rows += {Cli::tr("Operations:"), countsLine(store)};
    for (const Error &warning : store.warnings)
        rows += {Cli::tr("Warning:"), warningText(warning)};
    if (withEvidence) {
        for (const EvidenceItem &item : store.evidence)
            rows += {item.key + u':', escapedForDisplay(item.value)};
    }
    QString page = escapedForDisplay(store.name) + u'\n';
    const QStringList lines = alignedRows(rows).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        page += u"  "_qs + line + u'\n';
    if (!state.isEmpty() && output.settings().outColours)
        page.replace(state, output.coloured(state, hueOf(store.state)));
    return store.holders.isEmpty() ? page : page + u'\n' + holderTable(store, now);
}

} // namespace Drydock

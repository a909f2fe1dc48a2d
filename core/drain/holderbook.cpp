// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/holderbook.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace Drydock {

namespace {

/// Protocol 2.4.
bool isStillCounted(const CountedHolder &holder, const HolderBook::IsDead &isDead)
{
    if (!holder.provable || !isDead(holder.entry.process))
        return true;
    return holder.entry.guardian && !isDead(*holder.entry.guardian);
}

bool listsTheSame(const QList<CountedHolder> &before, const QList<TrackingReading::Holder> &listed)
{
    return std::equal(before.begin(), before.end(), listed.begin(), listed.end(),
                      [](const CountedHolder &left, const TrackingReading::Holder &right) {
                          return !left.lostFromSight && left.entry.process == right.entry.process
                                 && left.entry.guardian == right.entry.guardian;
                      });
}

/// Who the file lists, by process.
struct Listed {
    QHash<ProcessKey, CountedHolder *> byProcess;
    QSet<ProcessKey> guardians;

    explicit Listed(QList<CountedHolder> &holders)
    {
        for (CountedHolder &holder : holders) {
            byProcess.insert(holder.entry.process, &holder);
            if (holder.entry.guardian)
                guardians.insert(*holder.entry.guardian);
        }
    }
};

bool isLostFromSight(const CountedHolder &before, const Listed &listed, const HolderBook::IsDead &isDead)
{
    if (!before.provable || before.entry.counts == OperationCounts() || listed.byProcess.contains(before.entry.process))
        return false;
    if (!isDead(before.entry.process))
        return true;
    const auto &guardian = before.entry.guardian;
    return guardian && !listed.guardians.contains(*guardian) && !isDead(*guardian);
}

} // namespace

void HolderBook::update(QList<TrackingReading::Holder> listed, const IsDead &isDead)
{
    // The common case, a count that changed: nobody came, nobody went.
    if (listsTheSame(m_holders, listed)) {
        for (qsizetype i = 0; i < listed.size(); ++i) {
            m_holders[i].entry = std::move(listed[i].entry);
            m_holders[i].provable = listed[i].provable;
        }
        return;
    }

    QList<CountedHolder> holders;
    holders.reserve(listed.size());
    for (TrackingReading::Holder &holder : listed)
        holders.append({std::move(holder.entry), holder.provable, false});
    QList<CountedHolder> lost;
    const Listed index(holders);
    for (const CountedHolder &before : std::as_const(m_holders)) {
        CountedHolder *const now = index.byProcess.value(before.entry.process);
        if (now != nullptr && !now->entry.guardian)
            now->entry.guardian = before.entry.guardian;
        if (!isLostFromSight(before, index, isDead))
            continue;
        lost.append(before);
        lost.last().lostFromSight = true;
    }
    m_holders = holders + lost;
}

void HolderBook::forgetDead(const IsDead &isDead)
{
    m_holders.removeIf([&isDead](const CountedHolder &holder) { return !isStillCounted(holder, isDead); });
}

void HolderBook::forgetListed()
{
    m_holders.removeIf([](const CountedHolder &holder) { return !holder.lostFromSight; });
}

OperationCounts HolderBook::counts() const
{
    // Whoever may write the file may write any number: no sum of a file's entries comes near an overflow like this.
    constexpr qint64 limit = qint64(1) << 40;
    OperationCounts sum;
    for (const CountedHolder &holder : m_holders) {
        sum.read += std::min(holder.entry.counts.read, limit);
        sum.write += std::min(holder.entry.counts.write, limit);
    }
    return sum;
}

qsizetype HolderBook::lostCount() const
{
    return std::count_if(m_holders.begin(), m_holders.end(),
                         [](const CountedHolder &holder) { return holder.lostFromSight; });
}

} // namespace Drydock

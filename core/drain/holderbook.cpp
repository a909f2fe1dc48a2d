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

/// Who the file lists, by process. Each entry of the file is one of those before, at most once: a process may have two,
/// its own and that of a job, and one that vanishes is not made up for by the other.
struct Listed {
    QMultiHash<ProcessKey, CountedHolder *> byProcess;
    QSet<ProcessKey> guardians;

    explicit Listed(QList<CountedHolder> &holders)
    {
        for (CountedHolder &holder : holders) {
            byProcess.insert(holder.entry.process, &holder);
            if (holder.entry.guardian)
                guardians.insert(*holder.entry.guardian);
        }
    }

    enum class Guardian { Same, Any };
    /// The entry that `before` has become, taken out; none if there is none left.
    CountedHolder *take(const TrackingEntry &before, Guardian guardian)
    {
        for (auto at = byProcess.find(before.process); at != byProcess.end() && at.key() == before.process; ++at) {
            CountedHolder *const holder = at.value();
            if (guardian == Guardian::Same && holder->entry.guardian != before.guardian)
                continue;
            byProcess.erase(at);
            return holder;
        }
        return nullptr;
    }
};

/// Of an entry that the file does not list any more.
bool isLostFromSight(const CountedHolder &before, const Listed &listed, const HolderBook::IsDead &isDead)
{
    if (!before.provable || before.entry.counts == OperationCounts())
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
    Listed index(holders);
    QList<CountedHolder> missing;
    for (const CountedHolder &before : std::as_const(m_holders)) {
        if (index.take(before.entry, Listed::Guardian::Same) == nullptr)
            missing.append(before);
    }
    // Whoever held operations comes first: what is left of its process' entries is more likely its than an idle one's.
    std::stable_partition(missing.begin(), missing.end(),
                          [](const CountedHolder &before) { return before.entry.counts != OperationCounts(); });
    QList<CountedHolder> lost;
    for (CountedHolder &before : missing) {
        if (CountedHolder *const now = index.take(before.entry, Listed::Guardian::Any)) {
            if (!now->entry.guardian)
                now->entry.guardian = before.entry.guardian;
        } else if (isLostFromSight(before, index, isDead)) {
            before.lostFromSight = true;
            lost.append(std::move(before));
        }
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

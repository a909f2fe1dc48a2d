// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingupdate.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cerrno>

namespace Drydock {

namespace {

constexpr int probesEachTime = 64;

bool isOwn(const TrackingEntry &entry, const TrackingUpdate::Writer &writer)
{
    return entry.guardian.value_or(entry.process) == writer.self.key && entry.space == writer.space;
}

bool saysTheSame(const TrackingEntry &left, const TrackingEntry &right)
{
    return left.counts == right.counts && left.since == right.since && left.job == right.job
           && left.label == right.label;
}

qsizetype indexOf(const QList<TrackingEntry> &entries, const TrackingEntry &wanted)
{
    const auto found = std::find_if(entries.cbegin(), entries.cend(),
                                    [&wanted](const TrackingEntry &entry) { return entry.sameIdentity(wanted); });
    return found == entries.cend() ? -1 : found - entries.cbegin();
}

/// Puts the ledger's entries into a file's.
class OwnEntries
{
public:
    OwnEntries(const QList<TrackingEntry> &own, const QList<TrackingEntry> &written)
        : m_own(own)
        , m_written(written)
        , m_placed(static_cast<size_t>(own.size()), false)
        , m_seen(static_cast<size_t>(written.size()), false)
    {
    }

    /// What becomes of an own entry in the file. False: it goes.
    bool bringUpToDate(TrackingEntry &entry)
    {
        if (const qsizetype before = indexOf(m_written, entry); before >= 0)
            m_seen[static_cast<size_t>(before)] = true;
        if (const qsizetype now = indexOf(m_own, entry); now >= 0)
            return place(now, entry);
        // Left by an earlier program image of this process, or by an update that could not be written.
        if (entry.guardian)
            return false;
        if (entry.counts != OperationCounts()) {
            entry.counts = {};
            entry.raw.clear();
        }
        return true;
    }

    /// PBS drops our keys when it rewrites the file, so that an entry stands there as if it were one of its own. It is
    /// known by process and counts, if the one that we wrote has gone; PBS never names our processes itself.
    void takeBackStripped(QList<TrackingEntry> &entries)
    {
        for (qsizetype i = 0; i < m_written.size(); ++i) {
            if (m_seen[static_cast<size_t>(i)])
                continue;
            const TrackingEntry &lost = m_written[i];
            const auto found = std::find_if(entries.begin(), entries.end(), [&lost](const TrackingEntry &entry) {
                return entry.space.isEmpty() && !entry.guardian && entry.process == lost.process
                       && entry.counts == lost.counts;
            });
            if (found == entries.end())
                continue;
            const qsizetype now = indexOf(m_own, lost);
            if (now < 0 || !place(now, *found))
                entries.erase(found);
        }
    }

    void appendMissing(QList<TrackingEntry> &entries) const
    {
        for (qsizetype i = 0; i < m_own.size(); ++i) {
            if (!m_placed[static_cast<size_t>(i)])
                entries.append(m_own[i]);
        }
    }

private:
    /// False: it has its place already, somebody has doubled it.
    bool place(qsizetype index, TrackingEntry &entry)
    {
        if (m_placed[static_cast<size_t>(index)])
            return false;
        m_placed[static_cast<size_t>(index)] = true;
        if (!entry.sameIdentity(m_own[index]) || !saysTheSame(entry, m_own[index]))
            entry = m_own[index];
        return true;
    }

    const QList<TrackingEntry> &m_own;
    const QList<TrackingEntry> &m_written;
    std::vector<bool> m_placed; ///< of m_own
    std::vector<bool> m_seen; ///< of m_written, in the file as we wrote them
};

Judgement judge(const TrackingEntry &entry, const TrackingUpdate::Writer &writer)
{
    if (entry.space == writer.space)
        return isOwn(entry, writer) ? Judgement::CountsAlways : Judgement::ByProcess;
    // Whether PBS lives in a namespace that is not the first is not asked here: PBS drops its own entries.
    return judgeNamespace(writer.self, entry.space, entry.process.startTime, false);
}

} // namespace

TrackingUpdate::TrackingUpdate(ProcessTable &processes)
    : m_processes(processes)
    , m_place(QRandomGenerator::global()->generate())
{
}

void TrackingUpdate::apply(QList<TrackingEntry> &entries, const QList<TrackingEntry> &own, const Writer &writer)
{
    OwnEntries mine(own, m_written);
    const auto kept = std::remove_if(entries.begin(), entries.end(), [&](TrackingEntry &entry) {
        return isOwn(entry, writer) && !mine.bringUpToDate(entry);
    });
    entries.erase(kept, entries.end());
    mine.takeBackStripped(entries);
    if (writer.mayDrop)
        dropDead(entries, writer);
    mine.appendMissing(entries);
}

/// The probe by kill(pid, 0) finds less than isProvenDead(): zombies and reused pids stay until they are gone for good.
/// Readers judge them; here only the file's growth is at stake, and half a microsecond under the lock.
void TrackingUpdate::dropDead(QList<TrackingEntry> &entries, const Writer &writer)
{
    std::vector<bool> dead(static_cast<size_t>(entries.size()), false);
    std::vector<size_t> toProbe;
    for (size_t i = 0; i < dead.size(); ++i) {
        const TrackingEntry &entry = std::as_const(entries)[static_cast<qsizetype>(i)];
        const Judgement judgement = judge(entry, writer);
        dead[i] = judgement == Judgement::Dead;
        if (judgement == Judgement::ByProcess)
            toProbe.push_back(i);
    }
    probe(entries, toProbe, dead);
    if (std::find(dead.begin(), dead.end(), true) == dead.end())
        return;
    size_t index = 0;
    const auto kept =
        std::remove_if(entries.begin(), entries.end(), [&](const TrackingEntry &) { return bool(dead[index++]); });
    entries.erase(kept, entries.end());
}

/// A round goes on where the last one ended, so that in a file that grows no longer every entry has its turn.
void TrackingUpdate::probe(const QList<TrackingEntry> &entries, const std::vector<size_t> &toProbe,
                           std::vector<bool> &dead)
{
    if (toProbe.empty())
        return;
    size_t place = m_place % toProbe.size();
    int probesLeft = probesEachTime;
    for (size_t i = 0; i < toProbe.size() && probesLeft > 0; ++i) {
        dead[toProbe[place]] = isGone(entries[static_cast<qsizetype>(toProbe[place])], &probesLeft);
        place = (place + 1) % toProbe.size();
    }
    const auto end = toProbe.begin() + static_cast<ptrdiff_t>(place);
    m_place = static_cast<size_t>(std::count_if(toProbe.begin(), end, [&dead](size_t index) { return !dead[index]; }));
}

bool TrackingUpdate::isGone(const TrackingEntry &entry, int *probesLeft)
{
    --*probesLeft;
    if (m_processes.probe(entry.process.pid) != -ESRCH)
        return false;
    if (!entry.guardian)
        return true;
    if (*probesLeft == 0)
        return false; // next time
    --*probesLeft;
    return m_processes.probe(entry.guardian->pid) == -ESRCH;
}

} // namespace Drydock

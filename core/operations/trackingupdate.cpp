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

/// What becomes of an own entry in the file. False: it goes.
bool bringUpToDate(TrackingEntry &entry, const QList<TrackingEntry> &own, std::vector<bool> &written)
{
    for (qsizetype i = 0; i < own.size(); ++i) {
        if (!own[i].sameIdentity(entry))
            continue;
        if (written[static_cast<size_t>(i)])
            return false; // somebody has doubled it
        written[static_cast<size_t>(i)] = true;
        if (!saysTheSame(entry, own[i]))
            entry = own[i];
        return true;
    }
    // Left by an earlier program image of this process, or by an update that could not be written.
    if (entry.guardian)
        return false;
    if (entry.counts != OperationCounts()) {
        entry.counts = {};
        entry.raw.clear();
    }
    return true;
}

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
    std::vector<bool> written(static_cast<size_t>(own.size()), false);
    const auto kept = std::remove_if(entries.begin(), entries.end(), [&](TrackingEntry &entry) {
        return isOwn(entry, writer) && !bringUpToDate(entry, own, written);
    });
    entries.erase(kept, entries.end());
    if (writer.mayDrop)
        dropDead(entries, writer);
    for (qsizetype i = 0; i < own.size(); ++i) {
        if (!written[static_cast<size_t>(i)])
            entries.append(own[i]);
    }
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/circumstances.h"
#include "core/operations/trackingfile.h"

#include <cerrno>

namespace Drydock {

namespace {

/// Why an entry does not count, or cannot be judged.
enum class Fate { Counts, Dead, Unreaped, PidReused, OtherBoot, OtherNamespace };

/// Entries of one store, by what becomes of them.
class EntryCheck
{
public:
    explicit EntryCheck(const Circumstances &seen)
        : m_seen(seen)
    {
    }

    void take(const TrackingEntry &entry)
    {
        const Fate fate = fateOf(entry);
        if (fate == Fate::Counts || fate == Fate::OtherNamespace)
            m_counts += entry.counts;
        if (fate == Fate::Counts)
            return;
        m_pids[fate].append(QString::number(entry.process.pid));
        m_blocks = m_blocks || (fate == Fate::OtherNamespace && entry.counts.total() > 0);
        m_droppable = m_droppable || isDroppable(entry, fate);
    }

    void report(const QString &path, const QString &store, FindingList *found) const
    {
        Finding counted{FindingCode::Operations, Severity::Ok, path, store};
        counted.count = m_counts.total();
        counted.detail = QStringLiteral("%1 + %2").arg(m_counts.read).arg(m_counts.write);
        found->add(counted);
        add(Fate::Dead, FindingCode::EntryDead, Severity::Info, path, store, found);
        add(Fate::Unreaped, FindingCode::EntryUnreaped, Severity::Info, path, store, found);
        add(Fate::PidReused, FindingCode::EntryPidReused, Severity::Info, path, store, found);
        add(Fate::OtherBoot, FindingCode::EntryOtherBoot, Severity::Info, path, store, found);
        add(Fate::OtherNamespace, FindingCode::EntryOtherNamespace, m_blocks ? Severity::Warning : Severity::Info, path,
            store, found);
    }

    [[nodiscard]] bool hasDroppable() const { return m_droppable; }

private:
    Fate fateOf(const TrackingEntry &entry)
    {
        switch (judgeNamespace(m_seen.self, entry.space, entry.process.startTime, m_seen.pbs.proxy.has_value())) {
        case Judgement::Dead:
            return Fate::OtherBoot;
        case Judgement::CountsAlways:
            return Fate::OtherNamespace;
        case Judgement::ByProcess:
            break;
        }
        if (!isProvenDead(m_seen.processes, entry.process)
            || (entry.guardian && !isProvenDead(m_seen.processes, *entry.guardian)))
            return Fate::Counts;
        if (m_seen.processes.probe(entry.process.pid) == -ESRCH)
            return Fate::Dead;
        const Result<QByteArray> text = m_seen.processes.readStat(entry.process.pid);
        const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
        return stat && stat->startTime == entry.process.startTime ? Fate::Unreaped : Fate::PidReused;
    }

    /// What an ordinary update drops (protocol 3.4): less than what does not count.
    bool isDroppable(const TrackingEntry &entry, Fate fate)
    {
        if (fate == Fate::OtherBoot)
            return true;
        if (fate != Fate::Dead || (entry.guardian && m_seen.processes.probe(entry.guardian->pid) != -ESRCH))
            return false;
        return judgeNamespace(m_seen.self, entry.space, entry.process.startTime, false) != Judgement::CountsAlways;
    }

    void add(Fate fate, FindingCode code, Severity severity, const QString &path, const QString &store,
             FindingList *found) const
    {
        const QStringList pids = m_pids.value(fate);
        if (pids.isEmpty())
            return;
        Finding finding{code, severity, path, store, someOf(pids)};
        finding.count = pids.size();
        found->add(finding);
    }

    const Circumstances &m_seen;
    OperationCounts m_counts;
    QHash<Fate, QStringList> m_pids;
    bool m_blocks = false;
    bool m_droppable = false;
};

void checkStore(Circumstances *seen, const QString &store, FindingList *found, Remedies *remedies)
{
    const QByteArray name = store.toLatin1();
    const QByteArray path = seen->site.trackingFolder + '/' + name;
    const auto content = seen->trackingFolder.read(name, trackingSizeLimit);
    if (!content) {
        if (content.error().code == ErrorCode::NotFound)
            return; // no operations
        Finding finding{FindingCode::TrackingUnreadable, Severity::Error, shownPath(path), store};
        finding.cause = content.error();
        found->add(finding);
        return;
    }
    checkAccess(*seen, path, content->status, seen->site.trackingOwner, found);
    const auto entries = parseTracking(content->bytes, shownPath(path));
    if (!entries) {
        found->add({FindingCode::TrackingInvalid, Severity::Error, shownPath(path), store, entries.error().detail});
        return;
    }
    EntryCheck check(*seen);
    for (const TrackingEntry &entry : *entries)
        check.take(entry);
    check.report(shownPath(path), store, found);
    if (check.hasDroppable())
        remedies->storesWithDeadEntries.append(store);
}

} // namespace

void checkTracking(Circumstances *seen, FindingList *found, Remedies *remedies)
{
    // Where pids mean nothing no entry can be judged, and nothing may be dropped.
    if (!seen->trackingIsUsable || !seen->self.procIsOurs)
        return;
    for (const DatastoreEntry &store : seen->trackedStores())
        checkStore(seen, store.name, found, remedies);
}

} // namespace Drydock

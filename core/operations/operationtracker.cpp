// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/operationtracker.h"

#include "core/base/forkgeneration.h"
#include "core/maintenance/maintenancemode.h"
#include "core/operations/sitetracking.h"
#include "core/process/pbshost.h"

namespace Drydock {

namespace {

/// What is written into an entry must be what its reader accepts.
Result<void> checkInfo(const EntryInfo &info)
{
    if (auto job = checkMessage(info.job); !job)
        return job;
    return checkMessage(info.label);
}

/// Judges entries as protocol 2.4 and 2.5 say.
class Judge
{
public:
    Judge(ProcessTable &processes, const Site &site)
        : m_processes(processes)
        , m_site(site)
        , m_self(processes.self())
    {
    }
    void take(const TrackingEntry &entry, TrackingReading *reading)
    {
        const bool pbsIsHere = entry.space.isEmpty() && !m_self.inInitialPidNamespace && isPbsHere();
        const Judgement judgement = judgeNamespace(m_self, entry.space, entry.process.startTime, pbsIsHere);
        if (judgement == Judgement::Dead || (judgement == Judgement::ByProcess && isDead(entry))) {
            ++reading->deadEntries;
            return;
        }
        reading->holders.append({entry, judgement == Judgement::ByProcess});
        reading->counts += entry.counts;
    }

private:
    bool isDead(const TrackingEntry &entry)
    {
        return isProvenDead(m_processes, entry.process)
               && (!entry.guardian || isProvenDead(m_processes, *entry.guardian));
    }

    bool isPbsHere()
    {
        if (!m_pbsIsHere)
            m_pbsIsHere = probePbsHost(m_site, m_processes).proxy.has_value();
        return *m_pbsIsHere;
    }

    ProcessTable &m_processes;
    const Site &m_site;
    const ProcessTable::Self m_self;
    std::optional<bool> m_pbsIsHere; ///< looked for once, where it matters
};

} // namespace

struct OperationTracker::State {
    struct Local {
        std::once_flag once;
        std::shared_ptr<SiteTracking> tracking;
        void abandon() { } // a forked child leaves its parent's alone
    };

    FileSystem &fileSystem;
    ProcessTable &processes;
    const Clock &clock;
    const Site site;
    PerGeneration<Local> local;

    SiteTracking &tracking()
    {
        Local &mine = local.get();
        std::call_once(mine.once, [&] { mine.tracking = SiteTracking::shared(fileSystem, processes, clock, site); });
        return *mine.tracking;
    }
    [[nodiscard]] Result<void> checkProc();
    template <class Answer>
    Result<Answer> finish(const QString &store, Result<Answer> answer);
};

/// Where /proc is another pid namespace's, pids mean nothing.
Result<void> OperationTracker::State::checkProc()
{
    if (!processes.self().procIsOurs)
        return failure(ErrorCode::ForeignProcFs, QStringLiteral("/proc"));
    return {};
}

/// After an update that says less than the file does.
template <class Answer>
Result<Answer> OperationTracker::State::finish(const QString &store, Result<Answer> answer)
{
    if (answer)
        tracking().forgetLater(store);
    else
        tracking().updateLater(store);
    return answer;
}

OperationTracker::OperationTracker(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock,
                                   const Site &site)
    : m_state(new State{fileSystem, processes, clock, site, {}})
{
}

OperationTracker::~OperationTracker() = default;

const Site &OperationTracker::site() const
{
    return m_state->site;
}

const Clock &OperationTracker::clock() const
{
    return m_state->clock;
}

Result<void> OperationTracker::ensureFolder()
{
    TrackingFolder &folder = m_state->tracking().folder();
    if (auto ensured = folder.ensure(); !ensured)
        return failure(trackingError(ensured.error()));
    return folder.refuseNetwork();
}

Result<void> OperationTracker::check(const QString &store)
{
    if (auto checked = m_state->checkProc(); !checked)
        return checked;
    if (const auto tracking = m_state->tracking().store(store); !tracking)
        return failure(tracking.error());
    TrackingFolder &folder = m_state->tracking().folder();
    const auto reopened = folder.files()->reopenIfReplaced();
    auto usable = reopened ? folder.refuseNetwork() : Result<void>(failure(trackingError(reopened.error())));
    // On an own site the first one to begin makes the folder.
    if (!usable && usable.error().code == ErrorCode::TrackingFolderMissing && !m_state->site.isPbs())
        return {};
    return usable;
}

void OperationTracker::tidy()
{
    m_state->tracking().folder().tidyOnce();
}

Result<void> OperationTracker::acquire(const QString &store, Operation operation, const EntryInfo &info,
                                       const Deadline &limit)
{
    if (auto checked = checkInfo(info); !checked)
        return checked;
    if (auto checked = m_state->checkProc(); !checked)
        return checked;
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    if (operation == Operation::Lookup)
        return {}; // never counted
    return (*tracking)->acquire(operation, info, limit);
}

Result<void> OperationTracker::release(const QString &store, Operation operation, const EntryInfo &info)
{
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    if (operation == Operation::Lookup)
        return {};
    return m_state->finish(store, (*tracking)->release(operation, info));
}

Result<void> OperationTracker::move(const QString &store, const ProcessKey &from, const ProcessKey &to)
{
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    if (!(*tracking)->ledger().move(from, to))
        return failure(ErrorCode::NotFound, store, QStringLiteral("no entry names process %1").arg(from.pid));
    return m_state->finish(store, (*tracking)->updateNow());
}

Result<void> OperationTracker::remove(const QString &store, const ProcessKey &process)
{
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    (*tracking)->ledger().remove(process);
    return m_state->finish(store, (*tracking)->updateNow());
}

Result<bool> OperationTracker::restore(const QString &store)
{
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    const auto current = (*tracking)->isUpToDate();
    if (!current)
        return failure(current.error());
    if (*current)
        return false;
    return (*tracking)->update(Deadline::after(m_state->clock, lockTimeLimit));
}

Result<bool> OperationTracker::update(const QString &store, const Deadline &limit)
{
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    return (*tracking)->update(limit);
}

Result<TrackingReading> OperationTracker::read(const QString &store)
{
    if (auto checked = m_state->checkProc(); !checked)
        return failure(checked.error());
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    TrackingFolder &folder = m_state->tracking().folder();
    // A folder that has been moved away still answers for what is in it.
    if (const auto reopened = folder.files()->reopenIfReplaced(); !reopened)
        return failure(trackingError(reopened.error()));
    if (auto refused = folder.refuseNetwork(); !refused)
        return failure(refused.error());
    const auto content = (*tracking)->readFile();
    if (!content)
        return failure(content.error());
    TrackingReading reading;
    reading.fileExists = content->exists;
    reading.status = content->status;
    Judge judge(m_state->processes, m_state->site); // after the file: what stands in it started before our up-time now
    for (const TrackingEntry &entry : content->entries)
        judge.take(entry, &reading);
    return reading;
}

Result<void> OperationTracker::awaitLock(const QString &store, const Deadline &limit)
{
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    return (*tracking)->awaitLock(limit);
}

Result<void> OperationTracker::removeFile(const QString &store, const Deadline &limit,
                                          const std::function<Result<void>(const TrackingReading &)> &decide)
{
    const auto tracking = m_state->tracking().store(store);
    if (!tracking)
        return failure(tracking.error());
    return (*tracking)->removeFile(limit, [&]() -> Result<void> {
        const auto reading = read(store);
        if (reading)
            return decide(*reading);
        if (reading.error().code == ErrorCode::TrackingFolderMissing)
            return decide({});
        return failure(reading.error());
    });
}

} // namespace Drydock

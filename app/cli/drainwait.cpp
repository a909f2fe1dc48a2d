// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/drainwait.h"

#include "app/cli/clitext.h"
#include "app/cli/snapshotwaiter.h"
#include "app/cli/storelines.h"
#include "core/base/displaytext.h"
#include "core/base/lockfile.h"
#include "core/config/pbscache.h"

#include <algorithm>
#include <utility>

namespace Drydock {

namespace {

/// A proof waits for the config lock so long, and is then known not to have come.
constexpr std::chrono::seconds oneLookLimit = lockTimeLimit + std::chrono::seconds(5);

/// An editor that saves takes the configuration away for a moment, or empties it: a store that was there is gone when
/// it has not come back in this time.
constexpr std::chrono::seconds absenceLimit{10};

/// Why this process may never take part in a proof: it is worth to know before hours of draining. A lock that is held
/// just now is no such reason.
std::optional<Failure> missingRight(const Session &session)
{
    const Surroundings &surroundings = session.surroundings;
    const Site &site = session.site;
    const auto folder = std::make_shared<SiteFolder>(surroundings.fileSystem, site.configFolder);
    LockFile lock(folder, QByteArrayLiteral(".datastore.lck"), site.lockOwner, surroundings.clock);
    const Deadline now{surroundings.clock.monotonic()};
    auto taken = lock.acquireShared(now);
    if (!taken && taken.error().code == ErrorCode::NotFound)
        taken = lock.acquire(now);
    std::optional<Error> error = taken ? std::nullopt : std::optional(taken.error());
    if (taken && site.isPbs()) {
        const Result<void> opened = VersionCounter(surroundings.fileSystem, site).open();
        error = opened ? std::nullopt : std::optional(opened.error());
    }
    if (!error || exitCodeOf(*error) != ExitCode::NoPermission)
        return std::nullopt;
    return Failure::of(*error);
}

bool isProofUnderWay(const SiteSnapshot &snapshot, const WaitTarget &target)
{
    const auto store = snapshot.find(target.store);
    return store != nullptr && store->state == DrainState::Confirming && store->reason == StateReason::ProofRunning;
}

QString nameList(const QList<WaitTarget> &targets)
{
    QStringList names;
    for (const WaitTarget &target : targets)
        names += escapedForDisplay(target.store);
    return names.join(QStringLiteral(", "));
}

/// The wait itself: which targets are open, and what became of the others.
class DrainWait
{
public:
    DrainWait(const Session &session, QList<WaitTarget> targets, std::optional<std::chrono::seconds> limit)
        : m_session(session)
        , m_targets(std::move(targets))
        , m_outcomes(m_targets.size())
        , m_oneLook(limit && limit->count() == 0)
        , m_waiter(session.monitorSurroundings(), session.site)
    {
        if (limit)
            m_deadline = session.surroundings.clock.boot() + (m_oneLook ? oneLookLimit : *limit);
    }

    QList<WaitOutcome> run()
    {
        m_waiter.start(false);
        bool firstLook = true;
        while (isOpen()) {
            const bool waitsForStores = m_absentUntil && (!m_deadline || *m_absentUntil < *m_deadline);
            const SnapshotWaiter::Wake wake = m_waiter.wait(waitsForStores ? m_absentUntil : m_deadline);
            if (wake == SnapshotWaiter::Wake::Interrupted)
                dieOfInterrupt();
            const bool isAbsenceOver = waitsForStores && wake == SnapshotWaiter::Wake::Deadline;
            if (wake != SnapshotWaiter::Wake::Snapshot && !isAbsenceOver)
                break;
            look(*m_waiter.latest(), isAbsenceOver);
            if (std::exchange(firstLook, false) && isOpen())
                endWithoutRight();
        }
        QList<WaitOutcome> outcomes;
        for (qsizetype at = 0; at < m_targets.size(); ++at)
            outcomes += m_outcomes[at] ? *m_outcomes[at] : timedOut(m_targets[at], m_waiter.latest().get());
        return outcomes;
    }

private:
    bool isOpen() const
    {
        return std::any_of(m_outcomes.begin(), m_outcomes.end(), [](const auto &outcome) { return !outcome; });
    }

    /// A store that may come back: it was there before.
    bool isAbsent(const WaitTarget &target, const SiteSnapshot &snapshot) const
    {
        return target.mode && !m_oneLook && !snapshot.configError && snapshot.find(target.store) == nullptr;
    }

    void look(const SiteSnapshot &snapshot, bool isAbsenceOver)
    {
        QStringList open;
        bool anyAbsent = false;
        for (qsizetype at = 0; at < m_targets.size(); ++at) {
            WaitTarget &target = m_targets[at];
            if (m_outcomes[at])
                continue;
            const bool mayComeBack = !isAbsenceOver && isAbsent(target, snapshot);
            anyAbsent = anyAbsent || mayComeBack;
            if (!mayComeBack)
                m_outcomes[at] = judgeWait(&target, snapshot);
            const bool proofRuns = isProofUnderWay(snapshot, target);
            if (!m_outcomes[at] && m_oneLook && !proofRuns)
                m_outcomes[at] = timedOut(target, &snapshot);
            // A proof takes milliseconds, and is told only where it does not.
            if (!m_outcomes[at] && !proofRuns)
                open += openText(target, snapshot);
        }
        if (!anyAbsent)
            m_absentUntil.reset();
        else if (!m_absentUntil)
            m_absentUntil = m_session.surroundings.clock.boot() + absenceLimit;
        m_session.output.progress(open);
    }

    QString openText(const WaitTarget &target, const SiteSnapshot &snapshot) const
    {
        const auto store = snapshot.find(target.store);
        const QString state = store == nullptr ? Cli::tr("Unknown") : stateCell(*store, m_session.now());
        return QStringLiteral("%1: %2").arg(escapedForDisplay(target.store), state);
    }

    /// Where operations run, the monitor has no proof to attempt yet, and would only find out after the last one.
    void endWithoutRight()
    {
        const std::optional<Failure> failure = missingRight(m_session);
        if (!failure)
            return;
        for (qsizetype at = 0; at < m_targets.size(); ++at) {
            const auto store = m_waiter.latest()->find(m_targets[at].store);
            if (!m_outcomes[at] && store != nullptr && store->conflicting.value_or(0) > 0)
                m_outcomes[at] = failedWait(m_targets[at], store, *failure);
        }
    }

    [[noreturn]] void dieOfInterrupt()
    {
        m_session.output.note(Cli::tr("Interrupted. The mode stays as it is: %1.").arg(nameList(m_targets)));
        InterruptWatch::die();
    }

    const Session &m_session;
    QList<WaitTarget> m_targets;
    QList<std::optional<WaitOutcome>> m_outcomes;
    const bool m_oneLook;
    std::optional<Nanoseconds> m_deadline;
    std::optional<Nanoseconds> m_absentUntil; ///< while a store that was there is missing
    SnapshotWaiter m_waiter;
};

} // namespace

QList<WaitOutcome> waitForDrain(const Session &session, QList<WaitTarget> targets,
                                std::optional<std::chrono::seconds> limit)
{
    return DrainWait(session, std::move(targets), limit).run();
}

} // namespace Drydock

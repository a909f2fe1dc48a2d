// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/draincases.h"

#include "core/base/posixfilesystem.h"
#include "core/drain/drainmonitor.h"
#include "core/operations/operationtracker.h"
#include "tests/bench/crowd.h"

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>

using namespace std::chrono_literals;

namespace Drydock {

namespace {

const QString store = QStringLiteral("vault");
constexpr int manyBlockers = 1000;

using Time = std::chrono::steady_clock::time_point;

/// A site with one store, offline, and a monitor that watches it.
class Watched
{
public:
    explicit Watched(const QByteArray &folder);
    ~Watched() { m_monitor.reset(); }

    [[nodiscard]] const Site &site() const { return m_site; }
    void writeTracking(const QList<TrackingEntry> &entries);
    /// Waits until the store is shown like that; when it was.
    Time waitFor(DrainState state, qint64 conflicting);
    /// Lets a frame pass, so that the next change is a leading edge and is not held back for the one before.
    void letFramePass();

private:
    Site m_site;
    std::unique_ptr<SiteFolder> m_tracking;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    SiteSnapshotPointer m_shown;
    Time m_shownAt;
    std::unique_ptr<DrainMonitor> m_monitor;
};

Watched::Watched(const QByteArray &folder)
{
    SiteRequest request;
    request.root = QString::fromLocal8Bit(folder);
    auto site = chooseSite(request, SiteEnvironment::fromProcess());
    if (!site)
        giveUp("choosing the site");
    m_site = *site;
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), m_site);
    SiteFolder config(posixFileSystem(), m_site.configFolder);
    const QByteArray bytes = "datastore: vault\n\tmaintenance-mode offline\n\tpath " + folder + '\n';
    if (!tracker.ensureFolder() || !config.replace("datastore.cfg", bytes, m_site.configOwner, Durability::None))
        giveUp("making the site");
    m_tracking = std::make_unique<SiteFolder>(posixFileSystem(), m_site.trackingFolder);
    const auto sink = [this](const SiteSnapshotPointer &snapshot) {
        const std::lock_guard lock(m_mutex);
        m_shown = snapshot;
        m_shownAt = std::chrono::steady_clock::now();
        m_changed.notify_all();
    };
    m_monitor = std::make_unique<DrainMonitor>(
        MonitorSurroundings{posixFileSystem(), systemProcessTable(), systemClock(), [] { return PbsHost(); }}, m_site,
        sink);
    m_monitor->start();
}

void Watched::writeTracking(const QList<TrackingEntry> &entries)
{
    if (!m_tracking->replace(store.toLatin1(), printTracking(entries), m_site.trackingOwner, Durability::None))
        giveUp("writing the tracking file");
}

Time Watched::waitFor(DrainState state, qint64 conflicting)
{
    std::unique_lock lock(m_mutex);
    const bool isShown = m_changed.wait_for(lock, 30s, [&] {
        const auto found = m_shown ? m_shown->find(store) : nullptr;
        return found && found->state == state && found->conflicting == conflicting;
    });
    if (!isShown)
        giveUp("waiting for the monitor");
    return m_shownAt;
}

void Watched::letFramePass()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, 20ms, [] { return false; });
}

qint64 since(Time begin, Time end)
{
    return std::chrono::nanoseconds(end - begin).count();
}

Summary measureChanges(const QByteArray &folder, int blockers, int rounds)
{
    const Crowd crowd(blockers); // before there is a thread
    QList<TrackingEntry> entries = crowd.entries();
    Watched watched(folder);
    watched.writeTracking(entries);
    watched.waitFor(DrainState::Draining, blockers);
    Samples samples;
    for (int round = 0; round < rounds; ++round) {
        watched.letFramePass();
        TrackingEntry &changed = entries[entries.size() / 2];
        changed.counts.write = 2 + round % 2;
        const QByteArray bytes = printTracking(entries);
        SiteFolder tracking(posixFileSystem(), watched.site().trackingFolder);
        const auto beside =
            tracking.writeBeside(store.toLatin1(), bytes, watched.site().trackingOwner, Durability::None);
        const auto descriptor = tracking.descriptor();
        if (!beside || !descriptor)
            giveUp("writing a temporary file");
        const auto begin = std::chrono::steady_clock::now();
        if (posixFileSystem().renameAt(*descriptor, *beside, store.toLatin1(), RenameMode::Replace) != 0)
            giveUp("renaming the tracking file");
        samples.push_back(since(begin, watched.waitFor(DrainState::Draining, blockers - 1 + changed.counts.write)));
    }
    return summarise(samples);
}

} // namespace

DrainResult measureRelease(const QByteArray &folder, int rounds)
{
    Watched watched(folder);
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), watched.site());
    Samples samples;
    for (int round = 0; round < rounds; ++round) {
        if (!tracker.acquire(store, Operation::Write, {}, Deadline::after(systemClock(), lockTimeLimit)))
            giveUp("acquire");
        watched.waitFor(DrainState::Draining, 1);
        const auto begin = std::chrono::steady_clock::now();
        if (!tracker.release(store, Operation::Write, {}))
            giveUp("release");
        samples.push_back(since(begin, watched.waitFor(DrainState::Drained, 0)));
    }
    return {summarise(samples), std::nullopt};
}

DrainResult measureKill(const QByteArray &folder, int rounds)
{
    Watched watched(folder);
    Samples samples;
    for (int round = 0; round < rounds; ++round) {
        const Crowd blocker(1);
        const QList<TrackingEntry> entries = blocker.entries();
        watched.writeTracking(entries);
        watched.waitFor(DrainState::Draining, 1);
        const auto begin = std::chrono::steady_clock::now();
        ::kill(entries.first().process.pid, SIGKILL);
        samples.push_back(since(begin, watched.waitFor(DrainState::Drained, 0)));
    }
    return {summarise(samples), std::nullopt};
}

DrainResult measureMonitor(const QByteArray &folder, int rounds)
{
    const Summary one = measureChanges(folder, 1, rounds);
    return {measureChanges(folder, manyBlockers, rounds), one};
}

} // namespace Drydock

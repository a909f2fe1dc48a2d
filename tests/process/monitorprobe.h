// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainmonitor.h"

#include <QList>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace Drydock {

/// A monitor on the real system, and everything that it has shown. Waits end after 30 s.
class MonitorProbe
{
public:
    explicit MonitorProbe(const Site &site, const PbsHost &pbs = {});
    MonitorProbe(const Site &site, ProcessTable &processes, FileSystem &fileSystem, const PbsHost &pbs = {});
    ~MonitorProbe();

    [[nodiscard]] DrainMonitor &monitor() { return *m_monitor; }
    void setPbsHost(const PbsHost &pbs); ///< what the next look finds

    using Condition = std::function<bool(const SiteSnapshot &)>;
    /// The first snapshot that was not looked at yet and fulfils the condition; those before it are looked at, too.
    SiteSnapshotPointer waitFor(const Condition &condition) { return waitFor(condition, std::chrono::seconds(30)); }
    /// The same for one store's state.
    std::shared_ptr<const StoreSnapshot> waitForState(const QString &store, DrainState state);
    /// The same for one store by any condition.
    std::shared_ptr<const StoreSnapshot> waitForStore(const QString &store,
                                                      const std::function<bool(const StoreSnapshot &)> &condition);

    /// Makes the monitor read everything, and waits for what it shows then: whatever was done before has been seen.
    SiteSnapshotPointer settled();
    /// Has everything read, and again now and then, until the store is in that state: whatever it was in before. Each
    /// reading begins a proof anew, so one has to be given the time to end.
    [[nodiscard]] bool endsIn(const QString &store, DrainState state);
    /// While the answer lives, the monitor's thread waits as soon as it has something to show.
    [[nodiscard]] std::unique_lock<std::mutex> pause() { return std::unique_lock(m_mutex); }
    /// Every snapshot since the start.
    [[nodiscard]] QList<SiteSnapshotPointer> history() const;
    /// The states that a store was shown in, in a row, each once.
    [[nodiscard]] QList<DrainState> statesOf(const QString &store) const;

private:
    SiteSnapshotPointer waitFor(const Condition &condition, std::chrono::milliseconds limit);
    void start(FileSystem &fileSystem, ProcessTable &processes, const Site &site);

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    PbsHost m_pbs;
    QList<SiteSnapshotPointer> m_history;
    qsizetype m_seen = 0;
    std::unique_ptr<DrainMonitor> m_monitor;
};

/// "draining, confirming, drained": what a failed comparison shows.
[[nodiscard]] QString namesOf(const QList<DrainState> &states);

} // namespace Drydock

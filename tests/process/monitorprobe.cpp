// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/monitorprobe.h"

#include "core/base/posixfilesystem.h"

#include <QStringList>

using namespace std::chrono_literals;

namespace Drydock {

MonitorProbe::MonitorProbe(const Site &site, const PbsHost &pbs)
    : m_pbs(pbs)
{
    start(posixFileSystem(), systemProcessTable(), site);
}

MonitorProbe::MonitorProbe(const Site &site, ProcessTable &processes, FileSystem &fileSystem, const PbsHost &pbs)
    : m_pbs(pbs)
{
    start(fileSystem, processes, site);
}

MonitorProbe::~MonitorProbe()
{
    m_monitor.reset(); // its thread uses the rest
}

void MonitorProbe::start(FileSystem &fileSystem, ProcessTable &processes, const Site &site)
{
    const auto pbsHost = [this] {
        const std::lock_guard lock(m_mutex);
        return m_pbs;
    };
    m_monitor = std::make_unique<DrainMonitor>(MonitorSurroundings{fileSystem, processes, systemClock(), pbsHost}, site,
                                               [this](const SiteSnapshotPointer &snapshot) {
                                                   const std::lock_guard lock(m_mutex);
                                                   m_history.append(snapshot);
                                                   m_changed.notify_all();
                                               });
    m_monitor->start();
}

void MonitorProbe::setPbsHost(const PbsHost &pbs)
{
    const std::lock_guard lock(m_mutex);
    m_pbs = pbs;
}

SiteSnapshotPointer MonitorProbe::waitFor(const Condition &condition, std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    SiteSnapshotPointer found;
    m_changed.wait_for(lock, limit, [&] {
        while (!found && m_seen < m_history.size()) {
            const SiteSnapshotPointer &next = m_history.at(m_seen++);
            if (condition(*next))
                found = next;
        }
        return found != nullptr;
    });
    return found;
}

std::shared_ptr<const StoreSnapshot> MonitorProbe::waitForStore(
    const QString &store, const std::function<bool(const StoreSnapshot &)> &condition)
{
    const auto site = waitFor([&](const SiteSnapshot &snapshot) {
        const auto found = snapshot.find(store);
        return found && condition(*found);
    });
    return site ? site->find(store) : nullptr;
}

std::shared_ptr<const StoreSnapshot> MonitorProbe::waitForState(const QString &store, DrainState state)
{
    return waitForStore(store, [state](const StoreSnapshot &snapshot) { return snapshot.state == state; });
}

SiteSnapshotPointer MonitorProbe::settled()
{
    quint64 last = 0;
    {
        const std::lock_guard lock(m_mutex);
        m_seen = m_history.size();
        last = m_history.isEmpty() ? 0 : m_history.last()->number;
    }
    m_monitor->refresh();
    // The last one may have been on its way when it was asked.
    const auto next = waitFor([last](const SiteSnapshot &snapshot) { return snapshot.number > last; });
    m_monitor->refresh();
    return next ? waitFor([&next](const SiteSnapshot &snapshot) { return snapshot.number > next->number; }) : nullptr;
}

bool MonitorProbe::endsIn(const QString &store, DrainState state)
{
    const Deadline deadline = Deadline::after(systemClock(), 30s);
    for (std::chrono::milliseconds patience{10}; !deadline.passed(systemClock()); patience *= 2) {
        const SiteSnapshotPointer snapshot = settled();
        const auto isThere = [&](const SiteSnapshot &shown) {
            const auto found = shown.find(store);
            return found && found->state == state;
        };
        if ((snapshot && isThere(*snapshot)) || waitFor(isThere, patience))
            return true;
    }
    return false;
}

QList<SiteSnapshotPointer> MonitorProbe::history() const
{
    const std::lock_guard lock(m_mutex);
    return m_history;
}

QList<DrainState> MonitorProbe::statesOf(const QString &store) const
{
    QList<DrainState> states;
    for (const SiteSnapshotPointer &snapshot : history()) {
        const auto found = snapshot->find(store);
        if (found && (states.isEmpty() || states.last() != found->state))
            states.append(found->state);
    }
    return states;
}

QString namesOf(const QList<DrainState> &states)
{
    QStringList names;
    for (const DrainState state : states)
        names.append(drainStateName(state));
    return names.join(QStringLiteral(", "));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/trackingobserver.h"

#include <algorithm>
#include <utility>

namespace Drydock {

namespace {

bool sameProcesses(const PbsHost &left, const PbsHost &right)
{
    return left.version == right.version && left.proxy == right.proxy
           && std::equal(left.processes.begin(), left.processes.end(), right.processes.begin(), right.processes.end(),
                         [](const PbsProcess &one, const PbsProcess &other) {
                             return one.key == other.key && one.executableDeleted == other.executableDeleted;
                         });
}

} // namespace

TrackingObserver::TrackingObserver(const MonitorSurroundings &surroundings, const Site &site)
    : m_surroundings(surroundings)
    , m_site(site)
    , m_reader(surroundings.fileSystem, surroundings.processes, site)
    , m_watch(site.trackingFolder, FolderWatch::Writes::WithClosing)
    , m_exits(surroundings.processes)
{
}

HolderBook::IsDead TrackingObserver::judge()
{
    return [this](const ProcessKey &process) { return m_exits.isDead(process); };
}

void TrackingObserver::takeEvents()
{
    const FolderChanges events = m_watch.take();
    m_names.unite(events.names);
    if (events.lost) {
        m_open = true;
        m_lost = true;
    } else if (events.folderChanged) {
        m_open = true; // its owner, or who may read it
    }
    if (!m_exits.collect())
        return;
    m_exited = true;
    m_probePbs = m_probePbs
                 || std::any_of(m_pbs.processes.begin(), m_pbs.processes.end(),
                                [this](const PbsProcess &process) { return m_exits.isDead(process.key); });
}

void TrackingObserver::setWanted(bool wanted)
{
    if (std::exchange(m_wanted, wanted) == wanted)
        return;
    m_open = wanted;
    if (wanted)
        return;
    m_watch.close();
    m_exits.retain({});
    m_names.clear();
    m_error.reset();
    m_watchLost.reset();
    m_folder = {};
    m_pbs = {};
}

void TrackingObserver::readAll()
{
    m_open = m_wanted;
}

void TrackingObserver::placeMayHaveChanged()
{
    // A folder that could not be read is tried again: it may be there now.
    if (!m_wanted || (!m_error && m_reader.isSameFolder()))
        return;
    m_open = true;
    m_lost = true;
}

TrackingChanges TrackingObserver::update(const MountTable &mounts)
{
    TrackingChanges changes;
    if (!m_wanted)
        return changes;
    if (std::exchange(m_open, false))
        open(mounts, &changes);
    if (std::exchange(m_probePbs, false) && probePbs())
        changes.all = true;
    changes.names = std::exchange(m_names, {});
    changes.exits = std::exchange(m_exited, false);
    changes.lost = std::exchange(m_lost, false);
    return changes;
}

void TrackingObserver::open(const MountTable &mounts, TrackingChanges *changes)
{
    const auto watched = m_watch.open();
    const auto folder = m_reader.open(mounts);
    const std::optional<Error> error = folder ? std::nullopt : std::optional(folder.error());
    // A folder that can be read and not watched is one whose changes go unseen, whatever the reason.
    const std::optional<Error> lost = folder && !watched ? std::optional(watched.error()) : std::nullopt;
    changes->all = true;
    changes->watch = error != m_error || lost != m_watchLost;
    m_error = error;
    m_watchLost = lost;
    m_folder = folder ? *folder : FolderIdentity();
    m_names.clear();
    probePbs();
}

bool TrackingObserver::probePbs()
{
    if (!m_site.isPbs())
        return false;
    const PbsHost before = std::exchange(m_pbs, m_surroundings.pbsHost());
    for (const PbsProcess &process : m_pbs.processes)
        static_cast<void>(m_exits.isDead(process.key)); // watched from here on
    return !sameProcesses(before, m_pbs);
}

void TrackingObserver::read(StoreTrack *track)
{
    if (m_error) {
        track->readError = m_error;
        return;
    }
    auto reading = m_reader.read(track->entry.name, m_pbs.proxy.has_value(), m_exits, &track->listed);
    if (!reading) {
        track->readError = reading.error();
        m_open = m_open || reading.error().code == ErrorCode::TrackingFolderMissing;
        return;
    }
    track->readError.reset();
    track->everRead = true;
    track->lastRead = m_surroundings.clock.wallSeconds();
    track->hidesOperations = mayHideOperations(m_pbs, *reading);
    track->entries = reading->holders.size();
    track->book.update(std::exchange(reading->holders, {}), judge());
    track->reading = std::move(*reading);
}

bool TrackingObserver::judgeAgain(HolderBook *book)
{
    const qsizetype before = book->holders().size();
    book->forgetDead(judge());
    return book->holders().size() != before;
}

bool TrackingObserver::isCurrent(const StoreTrack &track)
{
    return !m_error && m_reader.isCurrent(track.entry.name, track.reading);
}

void TrackingObserver::retain(QSet<ProcessKey> processes)
{
    for (const PbsProcess &process : std::as_const(m_pbs.processes))
        processes.insert(process.key);
    m_exits.retain(processes);
}

} // namespace Drydock

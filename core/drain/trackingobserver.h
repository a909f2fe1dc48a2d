// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainmonitor.h"
#include "core/drain/exitwatch.h"
#include "core/drain/folderwatch.h"
#include "core/drain/storetrack.h"
#include "core/drain/trackingreader.h"

#include <optional>

namespace Drydock {

/// What an update() found to be due.
struct TrackingChanges {
    bool all = false; ///< every store is to be read: the folder was opened, or PBS came or went
    bool lost = false; ///< the watch was lost or the folder replaced: anything may have happened meanwhile
    QSet<QByteArray> names; ///< files that changed
    bool exits = false; ///< processes have ended: what was read is to be judged again
    bool watch = false; ///< watchLost() or error() changed
};

/// The tracking folder, the processes that its files name, and the PBS that writes them: watched while wanted, read
/// store by store. Thread: confined to one.
class TrackingObserver
{
public:
    TrackingObserver(const MonitorSurroundings &surroundings, const Site &site);

    [[nodiscard]] int folderDescriptor() const { return m_watch.descriptor(); } ///< another one after each opening
    [[nodiscard]] int exitDescriptor() const { return m_exits.descriptor(); }
    /// Takes note of what is pending; update() does what follows from it.
    void takeEvents();
    /// Without it nothing is watched and nothing is kept.
    void setWanted(bool wanted);
    void readAll();
    /// Mounts have changed: opens anew what is another folder now.
    void placeMayHaveChanged();
    /// Not all processes could be watched: asks again after those.
    void lookAtProcesses() { m_exited = true; }
    TrackingChanges update(const MountTable &mounts);

    /// Reads a store's file into its track.
    void read(StoreTrack *track);
    /// After exits, from what was read; true if somebody does not count any more.
    bool judgeAgain(HolderBook *book);
    /// Looks for PBS's processes anew; true if there are others than before.
    bool probePbs();

    /// Why nothing can be read, if so.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::optional<Error> &watchLost() const { return m_watchLost; }
    [[nodiscard]] FolderIdentity folder() const { return m_folder; }
    [[nodiscard]] const PbsHost &pbs() const { return m_pbs; }
    /// Step 5 of a proof: folder and file are, by path, those that were read.
    [[nodiscard]] bool isCurrent(const StoreTrack &track);
    /// Some living process is not watched: lookAtProcesses() once a second while anything drains.
    [[nodiscard]] bool missesProcesses() const { return m_exits.isIncomplete(); }

    [[nodiscard]] qsizetype watchedProcesses() const { return m_exits.size(); }
    /// Forgets all processes but these and PBS's.
    void retain(QSet<ProcessKey> processes);

private:
    void open(const MountTable &mounts, TrackingChanges *changes);
    [[nodiscard]] HolderBook::IsDead judge();

    const MonitorSurroundings m_surroundings;
    const Site m_site;
    TrackingReader m_reader;
    FolderWatch m_watch;
    ExitWatch m_exits;

    bool m_wanted = false;
    bool m_open = false; ///< the folder is to be opened
    bool m_lost = false;
    bool m_exited = false;
    bool m_probePbs = false;
    QSet<QByteArray> m_names;

    std::optional<Error> m_error;
    std::optional<Error> m_watchLost;
    FolderIdentity m_folder;
    PbsHost m_pbs;
};

} // namespace Drydock

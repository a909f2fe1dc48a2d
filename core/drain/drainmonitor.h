// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/filesystem.h"
#include "core/drain/drainstate.h"
#include "core/process/pbshost.h"

#include <functional>
#include <memory>

namespace Drydock {

/// What a monitor works on; tests replace each.
struct MonitorSurroundings {
    FileSystem &fileSystem;
    ProcessTable &processes;
    const Clock &clock;
    std::function<PbsHost()> pbsHost;
};

/// Watches one local site and says how each store stands (protocol 6 and 7): one thread in epoll_wait, watches first,
/// then reads. Writes nothing but PBS's counter, a config lock file that is missing (for the proof of a check mark) and
/// the change log's drained lines; takes the config lock for these only, in one waiting helper thread. Without a mode
/// set and without attention it holds no watch on the tracking folder and no timer: idle is silent.
class DrainMonitor
{
public:
    /// Called in the monitor's thread with each snapshot: at the leading edge of a change, then at most one per frame
    /// (16 ms); only one that completes a proof does not wait for its frame. Must not block.
    using Sink = std::function<void(SiteSnapshotPointer)>;

    DrainMonitor(const MonitorSurroundings &surroundings, const Site &site, Sink sink);
    ~DrainMonitor(); ///< stops: no call of the sink after it has returned; joins within the time of one read

    /// Starts the thread; the first snapshot comes when all has been read once. Thread of all calls: any.
    void start();
    /// Reads everything again, as after a lost watch.
    void refresh();
    /// Somebody looks at counts: the tracking folder is watched though no store has a mode.
    void setAttention(bool attention);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/interruptwatch.h"
#include "core/backend/mailbox.h"
#include "core/drain/drainmonitor.h"

#include <functional>
#include <optional>

namespace Drydock {

/// A DrainMonitor for a program without an event loop: blocks until something is to be looked at.
class SnapshotWaiter
{
public:
    enum class Wake {
        Snapshot, ///< latest() is a new one
        Deadline,
        Interrupted, ///< SIGINT
        OutputClosed, ///< nobody reads stdout any more
    };

    /// outDescriptor: stdout, if its reader's leaving is to end the wait; else -1. Thread: the main one.
    SnapshotWaiter(const MonitorSurroundings &surroundings, const Site &site, int outDescriptor = -1);

    /// The monitor looks at counts of stores without a mode too.
    void start(bool attention);

    /// deadline: on the boot clock, so that a wait goes on while the machine sleeps; none: for ever.
    [[nodiscard]] Wake wait(std::optional<Nanoseconds> deadline);
    /// The newest snapshot; null before the first.
    [[nodiscard]] const SiteSnapshotPointer &latest() const { return m_latest; }

    /// Waits until the snapshot satisfies `enough`, at most until the deadline. Null if there was none at all.
    SiteSnapshotPointer waitUntil(const std::function<bool(const SiteSnapshot &)> &enough, Nanoseconds deadline);

private:
    void arm(std::optional<Nanoseconds> deadline);

    InterruptWatch m_interrupt; ///< before the monitor's thread, which must not take the signal
    Mailbox<SiteSnapshotPointer> m_mailbox;
    UniqueFd m_timer;
    const int m_outDescriptor;
    SiteSnapshotPointer m_latest;
    DrainMonitor m_monitor; ///< last: its thread puts into the mailbox
};

} // namespace Drydock

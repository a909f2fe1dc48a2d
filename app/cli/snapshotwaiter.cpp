// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/snapshotwaiter.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/timerfd.h>

namespace Drydock {

SnapshotWaiter::SnapshotWaiter(const MonitorSurroundings &surroundings, const Site &site, int outDescriptor)
    : m_timer(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK))
    , m_outDescriptor(outDescriptor)
    , m_monitor(surroundings, site, [this](const SiteSnapshotPointer &snapshot) { m_mailbox.put(snapshot); })
{
}

void SnapshotWaiter::start(bool attention)
{
    m_monitor.setAttention(attention);
    m_monitor.start();
}

void SnapshotWaiter::arm(std::optional<Nanoseconds> deadline)
{
    itimerspec when{};
    if (deadline) {
        // Zero would disarm it; a moment long past rings at once.
        const qint64 at = std::max<qint64>(deadline->count(), 1);
        when.it_value.tv_sec = at / 1'000'000'000;
        when.it_value.tv_nsec = at % 1'000'000'000;
    }
    ::timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &when, nullptr);
}

SnapshotWaiter::Wake SnapshotWaiter::wait(std::optional<Nanoseconds> deadline)
{
    arm(deadline);
    // Without POLLIN, poll reports of stdout only that its reader has gone.
    std::array<pollfd, 4> waiting{{{m_mailbox.descriptor(), POLLIN, 0},
                                   {m_interrupt.descriptor(), POLLIN, 0},
                                   {m_timer.get(), POLLIN, 0},
                                   {m_outDescriptor, 0, 0}}};
    for (;;) {
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR)
            continue;
        if (waiting[1].revents != 0)
            return Wake::Interrupted;
        if (waiting[3].revents != 0)
            return Wake::OutputClosed;
        if (waiting[0].revents != 0) {
            if (auto snapshot = m_mailbox.take()) {
                m_latest = *snapshot;
                return Wake::Snapshot;
            }
            continue;
        }
        if (waiting[2].revents != 0)
            return Wake::Deadline;
    }
}

SiteSnapshotPointer SnapshotWaiter::waitUntil(const std::function<bool(const SiteSnapshot &)> &enough,
                                              Nanoseconds deadline)
{
    while (m_latest == nullptr || !enough(*m_latest)) {
        const Wake wake = wait(deadline);
        if (wake == Wake::Interrupted)
            InterruptWatch::die();
        if (wake != Wake::Snapshot)
            break;
    }
    return m_latest;
}

} // namespace Drydock

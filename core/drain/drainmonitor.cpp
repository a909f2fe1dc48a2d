// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/drainmonitor.h"

#include "core/base/quietthread.h"
#include "core/drain/siteobserver.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

namespace Drydock {

namespace {

/// Snapshots after the first of a burst come at most this often.
constexpr std::chrono::milliseconds frame{16};

/// A timer that is armed only while something is due.
class OneShot
{
public:
    OneShot()
        : m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))
    {
    }
    [[nodiscard]] int descriptor() const { return m_timer.get(); }

    void arm(std::optional<Nanoseconds> span)
    {
        if (!span && !m_armed)
            return;
        itimerspec when{};
        if (span) {
            const Nanoseconds left = std::max(*span, Nanoseconds(1)); // zero would disarm
            when.it_value.tv_sec = static_cast<time_t>(left.count() / std::nano::den);
            when.it_value.tv_nsec = static_cast<long>(left.count() % std::nano::den);
        }
        ::timerfd_settime(m_timer.get(), 0, &when, nullptr);
        m_armed = span.has_value();
    }

private:
    UniqueFd m_timer;
    bool m_armed = false;
};

} // namespace

struct DrainMonitor::State {
    State(const MonitorSurroundings &monitorSurroundings, const Site &monitorSite, Sink monitorSink)
        : surroundings(monitorSurroundings)
        , site(monitorSite)
        , sink(std::move(monitorSink))
    {
    }

    void run();
    bool obey(SiteObserver *observer);
    void show(SiteObserver *observer);
    void armFor(const SiteObserver &observer);
    void watch(int descriptor, uint32_t events);
    void command(const std::function<void()> &change);

    const MonitorSurroundings surroundings;
    const Site site;
    const Sink sink;

    // Of the thread alone.
    UniqueFd epoll{::epoll_create1(EPOLL_CLOEXEC)};
    OneShot timer;
    std::optional<Nanoseconds> lastShown;

    UniqueFd commanded{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::mutex mutex; ///< guards what follows
    bool stop = false;
    bool refresh = false;
    bool attention = false;
    QuietThread thread;
};

void DrainMonitor::State::watch(int descriptor, uint32_t events)
{
    if (descriptor < 0)
        return;
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, descriptor,
                &event); // one that is in it already stays; a closed one has left
}

/// False: it is time to stop.
bool DrainMonitor::State::obey(SiteObserver *observer)
{
    eventfd_t ignored = 0;
    ::eventfd_read(commanded.get(), &ignored);
    const std::lock_guard guard(mutex);
    if (std::exchange(refresh, false))
        observer->refresh();
    observer->setAttention(attention);
    return !stop;
}

/// The leading edge at once, then once a frame; what completes a proof waits for no frame: it ends a wait.
void DrainMonitor::State::show(SiteObserver *observer)
{
    const Nanoseconds now = surroundings.clock.monotonic();
    const bool isDue = !lastShown || now - *lastShown >= frame || observer->hasNewProof();
    if (!isDue || !observer->hasNews())
        return;
    if (const auto snapshot = observer->takeSnapshot()) {
        lastShown = now;
        sink(snapshot);
    }
}

void DrainMonitor::State::armFor(const SiteObserver &observer)
{
    std::optional<Nanoseconds> due = observer.nextDeadline();
    if (observer.hasNews() && lastShown)
        due = due ? std::min(*due, *lastShown + frame) : *lastShown + frame;
    if (due)
        due = *due - surroundings.clock.monotonic();
    timer.arm(due);
}

void DrainMonitor::State::run()
{
    SiteObserver observer(surroundings, site);
    watch(commanded.get(), EPOLLIN);
    watch(timer.descriptor(), EPOLLIN);
    watch(observer.mountDescriptor(), EPOLLPRI);
    // Once each: to add an epoll, the kernel walks through everything in it, even where it is in already.
    for (const int descriptor : observer.fixedDescriptors())
        watch(descriptor, EPOLLIN);
    bool mountsChanged = true;
    while (obey(&observer)) {
        observer.handle(mountsChanged);
        show(&observer);
        for (const int descriptor : observer.changingDescriptors())
            watch(descriptor, EPOLLIN);
        armFor(observer);

        std::array<epoll_event, 16> events;
        const int count = ::epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()), -1);
        mountsChanged = false;
        for (int i = 0; i < count; ++i) {
            const int ready = events[static_cast<size_t>(i)].data.fd;
            mountsChanged = mountsChanged || ready == observer.mountDescriptor();
            quint64 ticks = 0;
            if (ready == timer.descriptor())
                static_cast<void>(::read(ready, &ticks, sizeof ticks));
        }
    }
}

void DrainMonitor::State::command(const std::function<void()> &change)
{
    {
        const std::lock_guard guard(mutex);
        change();
    }
    ::eventfd_write(commanded.get(), 1);
}

DrainMonitor::DrainMonitor(const MonitorSurroundings &surroundings, const Site &site, Sink sink)
    : m_state(std::make_unique<State>(surroundings, site, std::move(sink)))
{
}

DrainMonitor::~DrainMonitor()
{
    m_state->command([this] { m_state->stop = true; });
    if (m_state->thread.isJoinable())
        m_state->thread.join();
}

void DrainMonitor::start()
{
    if (m_state->thread.isJoinable())
        return;
    if (m_state->thread.start("drain-monitor", [state = m_state.get()] { state->run(); }))
        return;
    // Nobody watches: what is not shown is not wrong. One snapshot says why.
    auto snapshot = std::make_shared<SiteSnapshot>();
    snapshot->kind = m_state->site.kind;
    snapshot->path = m_state->site.displayPath();
    snapshot->configError = Error::fromErrno(EAGAIN, snapshot->path, QStringLiteral("no thread"));
    snapshot->number = 1;
    m_state->sink(snapshot);
}

void DrainMonitor::refresh()
{
    m_state->command([this] { m_state->refresh = true; });
}

void DrainMonitor::setAttention(bool attention)
{
    m_state->command([this, attention] { m_state->attention = attention; });
}

} // namespace Drydock

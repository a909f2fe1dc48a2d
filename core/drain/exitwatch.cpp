// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/exitwatch.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/resource.h>

namespace Drydock {

namespace {

constexpr rlim_t neverRaised = RLIM_INFINITY;
std::atomic<rlim_t> softLimitBefore{neverRaised};

void raiseDescriptorLimit()
{
    static std::once_flag once;
    std::call_once(once, [] {
        rlimit limit{};
        if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
            return;
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
            return;
        softLimitBefore.store(before);
        // A program that still uses select() breaks on descriptors above 1023: children get what we were given.
        ::pthread_atfork(nullptr, nullptr, restoreDescriptorLimit);
    });
}

} // namespace

void restoreDescriptorLimit()
{
    const rlim_t before = softLimitBefore.load();
    rlimit limit{};
    if (before == neverRaised || ::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = before;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

ExitWatch::ExitWatch(ProcessTable &processes)
    : m_table(processes)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    raiseDescriptorLimit();
}

bool ExitWatch::collect()
{
    bool ended = false;
    std::array<epoll_event, 64> events;
    while (true) {
        const int count = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), 0);
        if (count < 0 && errno == EINTR)
            continue;
        for (int i = 0; i < count; ++i) {
            const auto process = m_processes.find(m_byPidfd.value(events[static_cast<size_t>(i)].data.fd));
            if (process != m_processes.end())
                unwatch(process->second);
            ended = true;
        }
        if (count < static_cast<int>(events.size()))
            return ended;
    }
}

bool ExitWatch::isDead(const ProcessKey &process)
{
    const auto known = m_processes.find(process);
    if (known != m_processes.end())
        return known->second.isDead();

    UniqueFd pidfd;
    if (isProvenDead(m_table, process, &pidfd)) {
        m_unwatched.remove(process);
        m_processes.emplace(process, Watched{});
        return true;
    }
    if (pidfd && watch(process, std::move(pidfd)))
        m_unwatched.remove(process);
    else
        m_unwatched.insert(process);
    return false;
}

bool ExitWatch::watch(const ProcessKey &process, UniqueFd pidfd)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = pidfd.get();
    if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, pidfd.get(), &event) != 0)
        return false;
    m_byPidfd.insert(pidfd.get(), process);
    m_processes.insert_or_assign(process, Watched{std::move(pidfd)});
    return true;
}

void ExitWatch::unwatch(Watched &process)
{
    if (!process.pidfd)
        return;
    // Not left to close(): a forked child may still hold a copy, and the epoll would report it for ever.
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, process.pidfd.get(), nullptr);
    m_byPidfd.remove(process.pidfd.get());
    process.pidfd.reset();
}

void ExitWatch::retain(const QSet<ProcessKey> &processes)
{
    for (auto process = m_processes.begin(); process != m_processes.end();) {
        if (processes.contains(process->first)) {
            ++process;
            continue;
        }
        unwatch(process->second);
        process = m_processes.erase(process);
    }
    m_unwatched.intersect(processes);
}

} // namespace Drydock

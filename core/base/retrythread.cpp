// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/retrythread.h"

#include "core/base/quietthread.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

namespace Drydock {
namespace {

// The condition variable's own clock: nobody proves anything by these times.
using WaitClock = std::chrono::steady_clock;

} // namespace

struct RetryThread::State {
    struct Task {
        Attempt attempt;
        WaitClock::time_point since;
        size_t tries = 0;
    };

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Nanoseconds> delays;
    std::map<QString, Task> tasks;
    bool ending = false;
    QuietThread thread;

    [[nodiscard]] WaitClock::time_point dueAt(const Task &task) const { return task.since + delays.at(task.tries); }
    void run();
    void callFirst(std::unique_lock<std::mutex> &lock, std::map<QString, Task>::iterator first);
};

void RetryThread::State::run()
{
    std::unique_lock lock(mutex);
    while (!ending) {
        if (tasks.empty()) {
            changed.wait(lock);
            continue;
        }
        const auto first = std::min_element(tasks.begin(), tasks.end(), [this](const auto &left, const auto &right) {
            return dueAt(left.second) < dueAt(right.second);
        });
        const WaitClock::time_point due = dueAt(first->second);
        if (WaitClock::now() < due)
            changed.wait_until(lock, due);
        else
            callFirst(lock, first);
    }
}

void RetryThread::State::callFirst(std::unique_lock<std::mutex> &lock, std::map<QString, Task>::iterator first)
{
    const QString name = first->first;
    const WaitClock::time_point since = first->second.since;
    const Attempt attempt = first->second.attempt;
    lock.unlock();
    const bool done = attempt();
    lock.lock();
    const auto task = tasks.find(name);
    if (task == tasks.end() || task->second.since != since)
        return; // cancelled, or scheduled anew, meanwhile
    if (done || ++task->second.tries == delays.size())
        tasks.erase(task);
}

RetryThread::RetryThread(std::vector<Nanoseconds> delays)
    : m_state(std::make_unique<State>())
{
    m_state->delays = std::move(delays);
}

RetryThread::~RetryThread()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->ending = true;
    }
    m_state->changed.notify_one();
    if (m_state->thread.isJoinable())
        m_state->thread.join();
}

void RetryThread::schedule(const QString &name, const Attempt &attempt)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->tasks.insert_or_assign(name, State::Task{attempt, WaitClock::now()});
    // Where there is no thread to be had now, the next call tries again; updates make good what is left undone.
    if (m_state->thread.isJoinable() || m_state->thread.start("late-updates", [this] { m_state->run(); }))
        m_state->changed.notify_one();
}

void RetryThread::cancel(const QString &name)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->tasks.erase(name);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/commandqueue.h"

namespace Drydock {

CommandQueue::~CommandQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_calls.clear(); // a promise that goes without a result cancels its future
    }
    m_changed.notify_one();
    if (m_thread.isJoinable())
        m_thread.join();
}

void CommandQueue::post(std::function<void()> call)
{
    const std::lock_guard lock(m_mutex);
    if (!m_thread.isJoinable() && !m_thread.start("commands", [this] { work(); }))
        return;
    m_calls.push_back(std::move(call));
    m_changed.notify_one();
}

void CommandQueue::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_stop || !m_calls.empty(); });
        if (m_stop)
            return;
        {
            const auto call = std::exchange(m_calls.front(), {});
            m_calls.pop_front();
            lock.unlock();
            call();
        } // what the call owned goes before the lock is taken again
        lock.lock();
    }
}

} // namespace Drydock

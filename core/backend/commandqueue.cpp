// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/commandqueue.h"

namespace Drydock {

CommandQueue::CommandQueue()
    : m_notifier(m_ready.descriptor(), QSocketNotifier::Read)
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { deliver(); });
}

CommandQueue::~CommandQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_one();
    if (m_thread.isJoinable())
        m_thread.join();
    deliver();
}

void CommandQueue::post(std::unique_ptr<Command> command)
{
    if (!m_thread.isJoinable() && !m_thread.start("commands", [this] { work(); }))
        return;
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(command));
    m_changed.notify_one();
}

void CommandQueue::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_stop || !m_waiting.empty(); });
        if (m_stop)
            return;
        auto command = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        command->execute();
        lock.lock();
        m_done.push_back(std::move(command));
        m_ready.put(true);
    }
}

void CommandQueue::deliver()
{
    static_cast<void>(m_ready.take());
    std::deque<std::unique_ptr<Command>> done;
    {
        const std::lock_guard lock(m_mutex);
        done.swap(m_done);
    }
    for (const auto &command : done)
        command->deliver();
}

} // namespace Drydock

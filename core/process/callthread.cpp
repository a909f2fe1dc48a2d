// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/callthread.h"

#include "core/base/uniquefd.h"

#include <condition_variable>
#include <mutex>

#include <sys/eventfd.h>

namespace Drydock {

struct CallThread::State {
    std::mutex mutex;
    std::condition_variable changed;
    Call call; ///< to be made
    std::optional<Result<void>> result;
    bool ending = false;
    UniqueFd ready{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

    void finish(Result<void> outcome)
    {
        {
            const std::lock_guard lock(mutex);
            result = std::move(outcome);
        }
        ::eventfd_write(ready.get(), 1);
    }
};

CallThread::CallThread()
    : m_state(std::make_shared<State>())
{
}

CallThread::~CallThread()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->ending = true;
    }
    m_state->changed.notify_one();
    if (!m_thread.isJoinable())
        return;
    if (m_busy)
        m_thread.detach();
    else
        m_thread.join();
}

void CallThread::serve(State &state)
{
    while (true) {
        Call call;
        {
            std::unique_lock lock(state.mutex);
            state.changed.wait(lock, [&state] { return state.call || state.ending; });
            if (!state.call)
                return;
            call = std::exchange(state.call, nullptr);
        }
        Result<void> outcome = call();
        call = nullptr;
        state.finish(std::move(outcome));
    }
}

void CallThread::post(Call call)
{
    Q_ASSERT(!m_busy);
    m_busy = true;
    const bool hasThread =
        m_thread.isJoinable() || m_thread.start("drydock-entry", [state = m_state] { serve(*state); });
    if (!hasThread) {
        m_state->finish(call());
        return;
    }
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->call = std::move(call);
    }
    m_state->changed.notify_one();
}

int CallThread::descriptor() const
{
    return m_state->ready.get();
}

std::optional<Result<void>> CallThread::take()
{
    const std::lock_guard lock(m_state->mutex);
    if (!m_state->result)
        return {};
    eventfd_t count = 0;
    ::eventfd_read(m_state->ready.get(), &count);
    m_busy = false;
    return std::exchange(m_state->result, std::nullopt);
}

} // namespace Drydock

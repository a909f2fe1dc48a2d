// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/callthread.h"

#include "core/base/uniquefd.h"

#include <condition_variable>
#include <csignal>
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
    if (!m_thread)
        return;
    if (m_busy)
        ::pthread_detach(*m_thread);
    else
        ::pthread_join(*m_thread, nullptr);
}

void *CallThread::threadMain(void *argument)
{
    const std::unique_ptr<std::shared_ptr<State>> owned(static_cast<std::shared_ptr<State> *>(argument));
    const std::shared_ptr<State> state = *owned;
    while (true) {
        Call call;
        {
            std::unique_lock lock(state->mutex);
            state->changed.wait(lock, [&state] { return state->call || state->ending; });
            if (!state->call)
                return nullptr;
            call = std::exchange(state->call, nullptr);
        }
        Result<void> outcome = call();
        call = nullptr;
        state->finish(std::move(outcome));
    }
}

bool CallThread::startThread()
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    auto argument = std::make_unique<std::shared_ptr<State>>(m_state);
    pthread_t thread{};
    const bool started = ::pthread_create(&thread, nullptr, &CallThread::threadMain, argument.get()) == 0;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!started)
        return false;
    argument.release();
    m_thread = thread;
    return true;
}

void CallThread::post(Call call)
{
    Q_ASSERT(!m_busy);
    m_busy = true;
    if (!m_thread && !startThread()) {
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

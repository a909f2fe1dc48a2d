// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/quietthread.h"

#include <QFuture>
#include <QPromise>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace Drydock {

/// Makes calls that may block, one after the other, in one thread of its own, which is started with the first.
/// Thread: any.
class CommandQueue
{
public:
    CommandQueue() = default;
    CommandQueue(const CommandQueue &) = delete;
    CommandQueue &operator=(const CommandQueue &) = delete;
    /// Waits for the call that goes on; the futures of those that wait are cancelled.
    ~CommandQueue();

    /// The result of call(), which must own or outlive all that it uses. Cancelled where the system gives no thread.
    template <class Call>
    [[nodiscard]] auto run(Call call) -> QFuture<decltype(call())>
    {
        const auto promise = std::make_shared<QPromise<decltype(call())>>();
        promise->start();
        post([promise, call = std::move(call)]() mutable {
            promise->addResult(call());
            promise->finish();
        });
        return promise->future();
    }

private:
    void post(std::function<void()> call);
    void work();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_calls;
    bool m_stop = false;
    QuietThread m_thread;
};

} // namespace Drydock

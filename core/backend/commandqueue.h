// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/mailbox.h"
#include "core/base/quietthread.h"

#include <QFuture>
#include <QPromise>
#include <QSocketNotifier>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace Drydock {

/// Makes calls that may block, one after the other, in a thread of its own, and hands their results to this one, whose
/// event loop must run: nothing of QFuture crosses threads, so nobody may wait for one here (whendone.h does not).
/// Thread: all functions in the one that made it.
class CommandQueue
{
public:
    CommandQueue();
    CommandQueue(const CommandQueue &) = delete;
    CommandQueue &operator=(const CommandQueue &) = delete;
    /// Waits for the call that goes on, and gives its result; the futures of those that wait are cancelled.
    ~CommandQueue();

    /// The result of call(), which must own or outlive all that it uses, and which is destroyed in this thread.
    /// Cancelled where the system gives no thread.
    template <class Call>
    [[nodiscard]] auto run(Call call)
    {
        auto command = std::make_unique<CommandOf<Call>>(std::move(call));
        const auto future = command->promise.future();
        post(std::move(command));
        return future;
    }

private:
    /// A call on its way: to the thread, through it, and back. Made and destroyed here.
    struct Command {
        Command() = default;
        Command(const Command &) = delete;
        Command &operator=(const Command &) = delete;
        virtual ~Command() = default; // a promise that goes without a result cancels its future
        virtual void execute() = 0;
        virtual void deliver() = 0;
    };

    template <class Call>
    struct CommandOf final : Command {
        using Answer = decltype(std::declval<Call &>()());

        explicit CommandOf(Call given)
            : call(std::move(given))
        {
            promise.start();
        }
        void execute() override { answer = call(); }
        void deliver() override
        {
            promise.addResult(std::move(*answer));
            promise.finish();
        }

        Call call;
        QPromise<Answer> promise;
        std::optional<Answer> answer;
    };

    void post(std::unique_ptr<Command> command);
    void work();
    void deliver();

    Mailbox<bool> m_ready; ///< something is in m_done
    QSocketNotifier m_notifier;
    std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::deque<std::unique_ptr<Command>> m_waiting;
    std::deque<std::unique_ptr<Command>> m_done;
    bool m_stop = false;
    QuietThread m_thread;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace Drydock {

/// Makes failed things good later: calls a function again after each of the given times until it answers true. One
/// thread, started with the first task, which sleeps without waking as long as there is none. It blocks all signals.
/// Belongs to the fork generation that made it. Thread: any.
class RetryThread
{
public:
    using Attempt = std::function<bool()>;

    /// delays: each counted from schedule(), in order.
    explicit RetryThread(std::vector<Nanoseconds> delays);
    /// Ends the thread: waits for a call that goes on, and makes no other.
    ~RetryThread();
    RetryThread(const RetryThread &) = delete;
    RetryThread &operator=(const RetryThread &) = delete;

    /// A task of that name that is there already is replaced: its times begin anew.
    void schedule(const QString &name, const Attempt &attempt);
    /// Nothing is left to do for that name. A call that goes on is not waited for.
    void cancel(const QString &name);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace Drydock

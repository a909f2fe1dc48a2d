// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace Drydock {

/// Waits on a condition variable until done() or the deadline; what done() says in the end.
template <class Predicate>
bool waitUntil(std::condition_variable &changed, std::unique_lock<std::mutex> &lock, const Deadline &deadline,
               const Clock &clock, Predicate done)
{
    constexpr Nanoseconds longest = std::chrono::hours{1}; // "for ever" must not overflow the condition's own clock
    while (!done() && !deadline.passed(clock))
        changed.wait_for(lock, std::min(deadline.remaining(clock), longest), done);
    return done();
}

/// Lets one thread after the other in, first come first served. The next in line is woken before its turn and looks out
/// for it for a moment, so that the place is not empty while a thread wakes up. Thread: any.
class Turn
{
public:
    Turn() = default;
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;

    /// True when it is the caller's turn, false at the deadline. A free place is taken even after the deadline.
    [[nodiscard]] bool enter(const Deadline &deadline, const Clock &clock);
    void leave();

private:
    struct Waiter {
        std::condition_variable changed;
        std::atomic<bool> granted = false;
        std::atomic<bool> isNext = false;
        bool sleeps = false; ///< under the mutex, like the rest
        Waiter *following = nullptr;
    };

    bool queue(const Deadline &deadline, const Clock &clock);
    bool block(Waiter &me, const Deadline &deadline, const Clock &clock);
    void remove(const Waiter &me);

    std::mutex m_mutex;
    bool m_taken = false;
    Waiter *m_first = nullptr;
    Waiter *m_last = nullptr;
};

} // namespace Drydock

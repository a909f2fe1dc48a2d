// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <algorithm>
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

/// Lets one thread after the other in, first come first served among those that wait. To wake a thread and to move
/// what it needs to another processor takes as long as several updates of a tracking file. So the first in line is
/// woken when the place is left, and may be overtaken by threads that run, a few times and no more.
/// Thread: any.
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
        std::condition_variable woken;
        std::atomic<bool> granted = false;
        bool isCalled = false; ///< the place was left and it has been told
        bool isAwake = false; ///< it looks out for the place
        Waiter *following = nullptr;
    };

    bool queue(const Deadline &deadline, const Clock &clock);
    bool takeFree();
    void append(Waiter &me);
    void remove(const Waiter &me);
    void callFirst();
    bool lookOut(std::unique_lock<std::mutex> &lock, Waiter &me);

    std::mutex m_mutex; ///< guards all
    std::atomic<bool> m_taken = false; ///< the first in line looks at it without the mutex
    int m_overtaken = 0; ///< how often the first in line was
    Waiter *m_first = nullptr;
    Waiter *m_last = nullptr;
};

} // namespace Drydock

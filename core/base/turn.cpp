// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/turn.h"

#include <sched.h>

namespace Drydock {
namespace {

constexpr int looks = 64; // with a yield between: about as long as one update of a tracking file takes

} // namespace

bool Turn::enter(const Deadline &deadline, const Clock &clock)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_taken) { // then nobody waits: leave() hands the place over
            m_taken = true;
            return true;
        }
    }
    return queue(deadline, clock);
}

bool Turn::queue(const Deadline &deadline, const Clock &clock)
{
    Waiter me;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_taken) { // given up since enter() looked
            m_taken = true;
            return true;
        }
        me.isNext = m_first == nullptr;
        (me.isNext ? m_first : m_last->following) = &me;
        m_last = &me;
    }
    for (;;) {
        for (int i = 0; i < looks && me.isNext; ++i) {
            if (me.granted.load(std::memory_order_acquire))
                return true;
            ::sched_yield();
        }
        const bool wasNext = me.isNext;
        if (!block(me, deadline, clock))
            return false;
        if (wasNext || me.granted.load(std::memory_order_acquire))
            return true;
    }
}

/// Until it is our turn, or we are the next (once); false at the deadline.
bool Turn::block(Waiter &me, const Deadline &deadline, const Clock &clock)
{
    std::unique_lock lock(m_mutex);
    const bool wasNext = me.isNext;
    me.sleeps = true;
    const bool woken = waitUntil(me.changed, lock, deadline, clock,
                                 [&] { return me.granted.load(std::memory_order_relaxed) || me.isNext != wasNext; });
    me.sleeps = false;
    if (!woken)
        remove(me);
    return woken;
}

void Turn::remove(const Waiter &me)
{
    Waiter *before = nullptr;
    for (Waiter *each = m_first; each != &me; each = each->following)
        before = each;
    (before == nullptr ? m_first : before->following) = me.following;
    if (m_last == &me)
        m_last = before;
    if (before == nullptr && m_first != nullptr) {
        m_first->isNext = true;
        m_first->changed.notify_one();
    }
}

void Turn::leave()
{
    const std::lock_guard lock(m_mutex);
    Waiter *now = m_first;
    if (now == nullptr) {
        m_taken = false;
        return;
    }
    m_first = now->following;
    if (m_first == nullptr)
        m_last = nullptr;
    if (now->sleeps)
        now->changed.notify_one();
    now->granted.store(true, std::memory_order_release); // it may be gone from here on
    if (m_first != nullptr) {
        m_first->isNext = true;
        if (m_first->sleeps)
            m_first->changed.notify_one();
    }
}

} // namespace Drydock

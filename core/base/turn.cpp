// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/turn.h"

#include <unistd.h>

namespace Drydock {
namespace {

constexpr int mostOvertakings = 4;
constexpr int looks = 400; // about as long as one update of a tracking file takes

/// Tells the processor that this is a loop that waits.
void relax()
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

int looksHere()
{
    static const bool alone = ::sysconf(_SC_NPROCESSORS_ONLN) < 2; // then looking out only keeps others from leaving
    return alone ? 0 : looks;
}

} // namespace

bool Turn::enter(const Deadline &deadline, const Clock &clock)
{
    {
        const std::lock_guard lock(m_mutex);
        if (takeFree())
            return true;
    }
    return queue(deadline, clock);
}

/// Under the mutex: takes the place if it is free and nobody in line is wronged.
bool Turn::takeFree()
{
    if (m_taken || (m_first != nullptr && (m_first->isAwake || m_overtaken >= mostOvertakings)))
        return false;
    if (m_first != nullptr)
        ++m_overtaken;
    m_taken = true;
    return true;
}

bool Turn::queue(const Deadline &deadline, const Clock &clock)
{
    Waiter me;
    std::unique_lock lock(m_mutex);
    if (takeFree()) // left since enter() looked
        return true;
    append(me);
    for (;;) {
        if (m_first == &me && lookOut(lock, me))
            return true;
        me.isCalled = false;
        const auto called = [&] { return me.isCalled || me.granted.load(std::memory_order_relaxed); };
        if (!waitUntil(me.woken, lock, deadline, clock, called)) {
            remove(me);
            return false;
        }
        if (me.granted.load(std::memory_order_relaxed))
            return true;
    }
}

/// First in line and awake: takes the place, or looks for a moment whether it is handed over.
bool Turn::lookOut(std::unique_lock<std::mutex> &lock, Waiter &me)
{
    if (!m_taken) {
        remove(me);
        m_taken = true;
        return true;
    }
    me.isAwake = true;
    lock.unlock();
    for (int i = looksHere(); i > 0 && !me.granted.load(std::memory_order_acquire); --i)
        relax();
    if (me.granted.load(std::memory_order_acquire))
        return true;
    lock.lock();
    me.isAwake = false;
    return me.granted.load(std::memory_order_relaxed);
}

void Turn::append(Waiter &me)
{
    (m_first == nullptr ? m_first : m_last->following) = &me;
    m_last = &me;
    if (m_first == &me)
        m_overtaken = 0;
}

void Turn::remove(const Waiter &me)
{
    Waiter *before = nullptr;
    for (Waiter *each = m_first; each != &me; each = each->following)
        before = each;
    (before == nullptr ? m_first : before->following) = me.following;
    if (m_last == &me)
        m_last = before;
    if (before == nullptr) {
        m_overtaken = 0;
        callFirst();
    }
}

void Turn::callFirst()
{
    if (m_first == nullptr || m_first->isCalled)
        return;
    m_first->isCalled = true;
    if (!m_first->isAwake)
        m_first->woken.notify_one();
}

void Turn::leave()
{
    const std::lock_guard lock(m_mutex);
    Waiter *first = m_first;
    if (first == nullptr || (!first->isAwake && m_overtaken < mostOvertakings)) {
        m_taken = false;
        callFirst();
        return;
    }
    m_first = first->following;
    if (m_first == nullptr)
        m_last = nullptr;
    m_overtaken = 0;
    if (!first->isAwake)
        first->woken.notify_one();
    first->granted.store(true, std::memory_order_release); // it may be gone from here on
    callFirst(); // the next, so that it is awake when its turn comes
}

} // namespace Drydock

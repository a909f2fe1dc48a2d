// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/turn.h"

#include "core/base/spinning.h"

namespace Drydock {
namespace {

constexpr int mostOvertakings = 3; // more: those who wait, wait long beside those who do not
constexpr std::chrono::microseconds lookTime{30}; // in which four updates of a tracking file are done
constexpr int looksPerClock = 32;
constexpr int freeLooks = 40; // whoever has left the place and wants it again is back by then

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

/// Takes the place if it is free and the first in line has not been overtaken too often.
bool Turn::takeFree()
{
    if (m_taken || (m_first != nullptr && m_overtaken >= mostOvertakings))
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
            if (!m_taken)
                callFirst();
            return false;
        }
        if (me.granted.load(std::memory_order_relaxed))
            return true;
    }
}

/// First in line and awake: takes the place when it stays free, or is given it, or gives up looking.
bool Turn::lookOut(std::unique_lock<std::mutex> &lock, Waiter &me)
{
    me.isAwake = true;
    lock.unlock();
    const auto end = std::chrono::steady_clock::now() + (maySpin() ? lookTime : lookTime.zero());
    int free = 0;
    for (int i = 1; free < freeLooks && !me.granted.load(std::memory_order_acquire); ++i) {
        free = m_taken.load(std::memory_order_relaxed) ? 0 : free + 1;
        if (i % looksPerClock == 0 && std::chrono::steady_clock::now() >= end)
            break;
        relaxProcessor();
    }
    if (me.granted.load(std::memory_order_acquire))
        return true;
    lock.lock();
    me.isAwake = false;
    if (me.granted.load(std::memory_order_relaxed))
        return true;
    if (m_taken)
        return false;
    remove(me);
    m_taken = true;
    return true;
}

void Turn::append(Waiter &me)
{
    if (m_first == nullptr) {
        m_first = &me;
        m_overtaken = 0;
    } else {
        m_last->following = &me;
    }
    m_last = &me;
}

void Turn::remove(const Waiter &me)
{
    Waiter *before = nullptr;
    for (Waiter *each = m_first; each != &me; each = each->following)
        before = each;
    if (m_last == &me)
        m_last = before;
    if (before != nullptr) {
        before->following = me.following;
        return;
    }
    m_first = me.following;
    m_overtaken = 0;
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
    if (first == nullptr || m_overtaken < mostOvertakings) {
        m_taken = false;
        callFirst();
        return;
    }
    remove(*first);
    if (!first->isAwake)
        first->woken.notify_one();
    first->granted.store(true, std::memory_order_release); // it may be gone from here on
}

} // namespace Drydock

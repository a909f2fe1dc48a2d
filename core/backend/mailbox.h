// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <mutex>
#include <optional>
#include <utility>

#include <sys/eventfd.h>

namespace Drydock {

/// Hands the latest value from one thread to another: put() replaces an unread value and makes descriptor() readable,
/// take() empties it. Race-free under ThreadSanitizer without Qt's queued signals. Thread: any.
template <class T>
class Mailbox
{
public:
    Mailbox()
        : m_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }

    void put(T value)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_value = std::move(value);
        }
        const eventfd_t one = 1;
        ::eventfd_write(m_event.get(), one);
    }

    [[nodiscard]] std::optional<T> take()
    {
        eventfd_t ignored = 0;
        ::eventfd_read(m_event.get(), &ignored);
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_value, std::nullopt);
    }

    [[nodiscard]] int descriptor() const { return m_event.get(); } ///< readable while a value waits

private:
    UniqueFd m_event;
    std::mutex m_mutex;
    std::optional<T> m_value;
};

} // namespace Drydock

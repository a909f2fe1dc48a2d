// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <pthread.h>

namespace Drydock {

/// A thread in which no signal of the program's is ever handled: it begins with all of them blocked. Belongs to whoever
/// started it; ends by join() or detach() before it is destroyed.
class QuietThread
{
public:
    QuietThread() = default;
    QuietThread(const QuietThread &) = delete;
    QuietThread &operator=(const QuietThread &) = delete;
    ~QuietThread();

    /// name: at most 15 bytes, as ps shows it. False if the system gives no thread. Requires !isJoinable().
    [[nodiscard]] bool start(const char *name, std::function<void()> body);
    [[nodiscard]] bool isJoinable() const { return m_joinable; }
    void join(); ///< waits for the end
    void detach(); ///< leaves it to itself

private:
    pthread_t m_thread{};
    bool m_joinable = false;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

#include <pthread.h>

namespace Drydock {

/// A thread in which no signal of the program's is ever handled: it begins with all of them blocked. name: at most 15
/// bytes, as ps shows it. Not joinable if the system gives no thread.
template <class Body>
[[nodiscard]] std::thread quietThread(const char *name, Body body)
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before); // inherited by the thread
    std::thread thread;
    try {
        thread = std::thread(std::move(body));
        ::pthread_setname_np(thread.native_handle(), name);
    } catch (const std::system_error &) { // the only way in which the standard library tells
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

} // namespace Drydock

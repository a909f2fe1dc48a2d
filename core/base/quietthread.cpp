// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/quietthread.h"

#include <csignal>
#include <cstdlib>
#include <memory>
#include <utility>

namespace Drydock {

QuietThread::~QuietThread()
{
    if (m_joinable)
        std::abort(); // it would go on with what is about to be destroyed
}

bool QuietThread::start(const char *name, std::function<void()> body)
{
    auto own = std::make_unique<std::function<void()>>(std::move(body));
    const auto run = [](void *given) -> void * {
        const std::unique_ptr<std::function<void()>> called(static_cast<std::function<void()> *>(given));
        (*called)();
        return nullptr;
    };
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before); // inherited by the thread
    m_joinable = ::pthread_create(&m_thread, nullptr, run, own.get()) == 0;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!m_joinable)
        return false;
    static_cast<void>(own.release()); // the thread's
    ::pthread_setname_np(m_thread, name);
    return true;
}

void QuietThread::join()
{
    ::pthread_join(m_thread, nullptr);
    m_joinable = false;
}

void QuietThread::detach()
{
    ::pthread_detach(m_thread);
    m_joinable = false;
}

} // namespace Drydock

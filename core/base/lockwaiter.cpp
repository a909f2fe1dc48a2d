// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockwaiter.h"

#include "core/base/turn.h"

#include <cerrno>
#include <condition_variable>
#include <mutex>

#include <pthread.h>
#include <signal.h>

namespace Drydock {
namespace {

constexpr std::chrono::seconds lingerTime{1};
constexpr std::chrono::milliseconds lookInterval{10};

} // namespace

/// Shared by the waiting thread and the helper thread; whoever goes last destroys it.
struct LockWaiter::Helper {
    explicit Helper(FileSystem &files)
        : fileSystem(files)
    {
    }

    void run();
    void blockInLock(std::unique_lock<std::mutex> &lock);

    FileSystem &fileSystem;
    std::mutex mutex;
    std::condition_variable asked; ///< the helper listens
    std::condition_variable answered; ///< the waiting thread listens
    int descriptor = -1;
    LockMode mode = LockMode::Exclusive;
    FileHandle owned; ///< the descriptor after abandon()
    bool busy = false; ///< from the question until flock has returned and been dealt with
    bool wanted = false; ///< somebody waits for the answer
    bool done = false; ///< the answer is there
    bool left = false; ///< the LockWaiter is gone, or has abandoned us
    bool runs = false; ///< there is a thread
    int answer = 0;
};

void LockWaiter::Helper::blockInLock(std::unique_lock<std::mutex> &lock)
{
    lock.unlock();
    const int locked = fileSystem.lock(descriptor, mode, true);
    lock.lock();
    answer = locked;
    done = wanted;
    if (wanted) {
        answered.notify_one();
        return;
    }
    // Too late: nobody waits any more. A forked child may share the description, so closing alone would not unlock.
    if (locked == 0)
        fileSystem.lock(descriptor, LockMode::Unlock, false);
    busy = false;
}

void LockWaiter::Helper::run()
{
    std::unique_lock lock(mutex);
    while (!left) {
        if (busy && !done) {
            blockInLock(lock);
        } else if (!asked.wait_for(lock, lingerTime, [this] { return left || (busy && !done); })) {
            break;
        }
    }
    runs = false;
    owned.reset();
}

LockWaiter::LockWaiter(FileSystem &fileSystem)
    : m_fileSystem(fileSystem)
{
}

LockWaiter::~LockWaiter()
{
    abandon({});
}

bool LockWaiter::isBusy() const
{
    if (m_helper == nullptr)
        return false;
    const std::lock_guard lock(m_helper->mutex);
    return m_helper->busy;
}

void LockWaiter::abandon(FileHandle descriptor)
{
    if (m_helper == nullptr)
        return;
    const std::shared_ptr<Helper> helper = std::exchange(m_helper, nullptr);
    const std::lock_guard lock(helper->mutex);
    helper->left = true;
    if (helper->busy) {
        helper->owned = std::move(descriptor);
        m_abandoned = helper;
    }
    helper->asked.notify_one();
}

bool LockWaiter::start(const std::shared_ptr<Helper> &helper)
{
    auto argument = std::make_unique<std::shared_ptr<Helper>>(helper);
    const auto body = [](void *given) -> void * {
        const std::unique_ptr<std::shared_ptr<Helper>> own(static_cast<std::shared_ptr<Helper> *>(given));
        (*own)->run();
        return nullptr;
    };
    // The thread inherits the mask: no signal of the program's is ever handled in it.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread = {};
    const bool started = ::pthread_create(&thread, nullptr, body, argument.get()) == 0;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!started)
        return false;
    argument.release(); // the thread's
    ::pthread_detach(thread);
    return true;
}

LockWaiter::Outcome LockWaiter::look(int descriptor, LockMode mode, const Deadline &deadline, const Clock &clock,
                                     int *error)
{
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    for (;;) {
        const int answer = m_fileSystem.lock(descriptor, mode, false);
        if (answer == 0)
            return Outcome::Locked;
        if (answer != -EWOULDBLOCK) {
            *error = answer;
            return Outcome::Failed;
        }
        if (deadline.passed(clock))
            return Outcome::TooLate;
        never.wait_for(lock, std::min<Nanoseconds>(deadline.remaining(clock), lookInterval), [] { return false; });
    }
}

LockWaiter::Outcome LockWaiter::wait(int descriptor, LockMode mode, const Deadline &deadline, const Clock &clock,
                                     int *error)
{
    if (m_abandoned != nullptr) {
        const std::lock_guard lock(m_abandoned->mutex);
        if (m_abandoned->runs)
            return look(descriptor, mode, deadline, clock, error);
    }
    m_abandoned.reset();
    if (m_helper == nullptr)
        m_helper = std::make_shared<Helper>(m_fileSystem);
    Helper &helper = *m_helper;

    std::unique_lock lock(helper.mutex);
    if (!helper.busy) {
        if (deadline.passed(clock))
            return Outcome::TooLate;
        if (!helper.runs) {
            helper.runs = start(m_helper);
            if (!helper.runs) { // no more threads for us
                lock.unlock();
                return look(descriptor, mode, deadline, clock, error);
            }
        }
        helper.descriptor = descriptor;
        helper.mode = mode;
        helper.busy = true;
        helper.asked.notify_one();
    }
    helper.wanted = true;
    const bool done = waitUntil(helper.answered, lock, deadline, clock, [&] { return helper.done; });
    helper.wanted = false;
    if (!done)
        return Outcome::TooLate;
    helper.done = false;
    helper.busy = false;
    *error = helper.answer;
    return helper.answer == 0 ? Outcome::Locked : Outcome::Failed;
}

} // namespace Drydock

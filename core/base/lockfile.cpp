// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"

#include "core/base/lockowner.h"
#include "core/base/lockwaiter.h"
#include "core/base/spinning.h"
#include "core/base/turn.h"

#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

namespace Drydock {
namespace {

// Before a helper thread is asked, with a while and a yield between: to be woken from flock takes as long as several
// updates of a tracking file, and wakes all who wait. Looking more often slows the holder down: whoever asks for a lock
// and whoever leaves it need the same memory.
constexpr std::chrono::milliseconds lookTime{4};
constexpr std::chrono::microseconds lookInterval{100};
constexpr int openTries = 8; // others may create, replace and remove it meanwhile

} // namespace

struct LockFile::State {
    /// A kept descriptor of the lock file and whoever waits for its lock.
    struct Channel {
        LockMode mode = LockMode::Exclusive;
        FileHandle handle;
        FileStatus status;
        std::unique_ptr<LockWaiter> waiter;
        bool wasContended = false; ///< the last time

        explicit Channel(LockMode lockMode)
            : mode(lockMode)
        {
        }
        Channel(const Channel &) = delete;
        Channel &operator=(const Channel &) = delete;
        ~Channel() { close(); }
        void close()
        {
            if (waiter != nullptr && waiter->isBusy())
                waiter->abandon(std::move(handle)); // it is blocked in flock with that number
            handle.reset();
        }
    };

    /// What belongs to one fork generation. The channels are used by whoever has the turn.
    struct Local {
        Turn turn;
        Channel exclusive{LockMode::Exclusive};
        Channel shared{LockMode::Shared};
        void abandon()
        {
            exclusive.handle.reset();
            shared.handle.reset();
        }
    };

    std::shared_ptr<SiteFolder> folder;
    QByteArray name;
    QByteArray path;
    Ownership owner;
    const Clock &clock;
    PerGeneration<Local> local;

    [[nodiscard]] FileSystem &files() const { return folder->fileSystem(); }
    [[nodiscard]] tl::unexpected<Error> failed(int answer) const
    {
        return failure(Error::fromErrno(-answer, QFile::decodeName(path)));
    }

    Result<Guard> acquire(Channel Local::*which, const Deadline &deadline);
    Result<void> lock(Channel &channel, const Deadline &deadline);
    Result<bool> tryLock(Channel &channel);
    Result<bool> isCurrent(const Channel &channel) const;
    Result<void> open(Channel &channel);
    Result<void> create();
    [[nodiscard]] tl::unexpected<Error> timedOut() const;
};

struct LockFile::Guard::Held {
    LockFile::State *state;
    LockFile::State::Local *local;
    State::Channel *channel;
    quint64 generation;
};

LockFile::Guard::Guard(std::unique_ptr<Held> held)
    : m_held(std::move(held))
{
}

LockFile::Guard::Guard() noexcept = default;

LockFile::Guard::Guard(Guard &&) noexcept = default;

LockFile::Guard &LockFile::Guard::operator=(Guard &&other) noexcept
{
    if (this != &other) {
        release();
        m_held = std::move(other.m_held);
    }
    return *this;
}

LockFile::Guard::~Guard()
{
    release();
}

void LockFile::Guard::release()
{
    const std::unique_ptr<Held> held = std::move(m_held);
    if (held == nullptr)
        return;
    if (held->generation != forkGeneration()) {
        held->state->local.get(); // the parent's lock: closes what we inherited, unlocks nothing
        return;
    }
    State::Channel &channel = *held->channel;
    if (held->state->files().lock(channel.handle.get(), LockMode::Unlock, false) < 0)
        channel.handle.reset(); // unlocks as well, as long as no child shares it
    held->local->turn.leave();
}

LockFile::LockFile(const std::shared_ptr<SiteFolder> &folder, const QByteArray &name, const Ownership &owner,
                   const Clock &clock)
    : m_state(new State{folder, name, folder->path() + '/' + name, owner, clock, {}})
{
}

LockFile::~LockFile() = default;

QByteArray LockFile::path() const
{
    return m_state->path;
}

Result<LockFile::Guard> LockFile::acquire(const Deadline &deadline)
{
    return m_state->acquire(&State::Local::exclusive, deadline);
}

Result<LockFile::Guard> LockFile::acquireShared(const Deadline &deadline)
{
    return m_state->acquire(&State::Local::shared, deadline);
}

Result<LockFile::Guard> LockFile::State::acquire(Channel Local::*which, const Deadline &deadline)
{
    Local &mine = local.get();
    Channel &channel = mine.*which;
    if (!mine.turn.enter(deadline, clock))
        return timedOut();
    if (auto locked = lock(channel, deadline); !locked) {
        mine.turn.leave();
        return failure(locked.error());
    }
    return Guard(std::unique_ptr<Guard::Held>(new Guard::Held{this, &mine, &channel, forkGeneration()}));
}

/// Locks the file that has our name now. A lock on any other file excludes nobody.
Result<void> LockFile::State::lock(Channel &channel, const Deadline &deadline)
{
    for (int round = 0;; ++round) {
        if (round > 1 && deadline.passed(clock)) // even late, the file that is there now gets its try
            return timedOut();
        auto locked = tryLock(channel);
        if (!locked)
            return failure(locked.error());
        auto current = isCurrent(channel);
        if (current && *current && !*locked) {
            if (channel.waiter == nullptr)
                channel.waiter = std::make_unique<LockWaiter>(files());
            int error = 0;
            switch (channel.waiter->wait(channel.handle.get(), channel.mode, deadline, clock, &error)) {
            case LockWaiter::Outcome::Locked:
                break;
            case LockWaiter::Outcome::TooLate:
                return timedOut();
            case LockWaiter::Outcome::Failed:
                channel.close();
                return failed(error);
            }
            locked = true;
            current = isCurrent(channel);
        }
        if (current && *current)
            return {};
        if (*locked)
            files().lock(channel.handle.get(), LockMode::Unlock, false);
        channel.close();
        if (!current)
            return failure(current.error());
    }
}

/// False: somebody else has it, or a helper of ours waits for it.
Result<bool> LockFile::State::tryLock(Channel &channel)
{
    if (channel.waiter != nullptr && channel.waiter->isBusy())
        return false;
    if (!channel.handle) {
        if (auto opened = open(channel); !opened)
            return failure(opened.error());
    }
    if (std::exchange(channel.wasContended, false))
        ::sched_yield(); // others may wait as we did, for us
    const auto end = std::chrono::steady_clock::now() + lookTime;
    for (;;) {
        const int answer = files().lock(channel.handle.get(), channel.mode, false);
        if (answer == 0)
            return true;
        if (answer != -EWOULDBLOCK) {
            channel.close();
            return failed(answer);
        }
        channel.wasContended = true;
        if (std::chrono::steady_clock::now() >= end)
            return false;
        spinFor(lookInterval);
        ::sched_yield();
    }
}

Result<bool> LockFile::State::isCurrent(const Channel &channel) const
{
    FileStatus named;
    const int answer = files().statusOf(path, &named);
    if (answer == -ENOENT || answer == -ENOTDIR)
        return false;
    if (answer < 0)
        return failed(answer);
    return named.sameFile(channel.status);
}

Result<void> LockFile::State::open(Channel &channel)
{
    const bool exclusive = channel.mode == LockMode::Exclusive;
    for (int i = 0; i < openTries; ++i) {
        // A folder that was removed and made anew: in the one that we keep nothing can be created.
        [[maybe_unused]] const auto reopened = folder->reopenIfReplaced();
        const auto parent = folder->descriptor();
        if (!parent)
            return failure(parent.error());
        FileStatus status;
        int answer = files().statusAt(*parent, name, &status);
        if (answer == -ENOENT && exclusive) {
            if (auto created = create(); !created)
                return created;
            continue;
        }
        if (answer < 0)
            return failed(answer);
        if (!S_ISREG(status.mode))
            return failure(ErrorCode::UnsafeFile, QFile::decodeName(path));
        FileHandle handle(files(), files().openAt(*parent, name, exclusive ? O_RDWR | O_APPEND : O_RDONLY, 0));
        if (handle.get() == -ENOENT)
            continue;
        if (!handle)
            return failed(handle.get());
        if (answer = files().status(handle.get(), &status); answer < 0)
            return failed(answer);
        if (S_ISREG(status.mode) && status.links == 1) {
            channel.handle = std::move(handle);
            channel.status = status;
            return {};
        }
        ::sched_yield(); // created by link and unlink, where a file system cannot rename without replacing
    }
    return failure(ErrorCode::UnsafeFile, QFile::decodeName(path));
}

/// As PBS does: beside, with owner and mode, then renamed; the loser of a race takes the winner's.
Result<void> LockFile::State::create()
{
    const auto parent = folder->descriptor();
    if (!parent)
        return failure(parent.error());
    const auto temporary = folder->writeBeside(name, {}, owner, Durability::None);
    if (!temporary)
        return failure(temporary.error());
    const int answer = files().renameAt(*parent, *temporary, name, RenameMode::NoReplace);
    if (answer == 0)
        return {};
    files().unlinkAt(*parent, *temporary);
    if (answer == -EEXIST || answer == -ENOENT)
        return {};
    return failed(answer);
}

tl::unexpected<Error> LockFile::State::timedOut() const
{
    FileStatus status;
    files().statusOf(path, &status);
    return failure(ErrorCode::LockTimeout, QFile::decodeName(path), lockOwner(status));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/proofrunner.h"

#include "core/base/lockfile.h"
#include "core/base/quietthread.h"
#include "core/base/uniquefd.h"
#include "core/config/pbscache.h"
#include "core/history/changelog.h"

#include <QList>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <sys/eventfd.h>

namespace Drydock {

namespace {

struct DrainedLine {
    qint64 change = 0;
    qint64 at = 0;
};

std::optional<quint64> asOptional(const Result<quint64> &number)
{
    return number ? std::optional(*number) : std::nullopt;
}

} // namespace

struct ProofRunner::Shared {
    Shared(FileSystem &files, const Clock &ourClock, const Site &ourSite)
        : fileSystem(files)
        , clock(ourClock)
        , site(ourSite)
        , lock(std::make_shared<SiteFolder>(files, site.configFolder), QByteArrayLiteral(".datastore.lck"),
               site.lockOwner, ourClock)
        , log(files, site)
        , news(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }

    bool isStopped();
    void work();
    void raiseBarrier(Barrier barrier, bool counterNeeded);
    Result<void> raiseCounter(bool counterNeeded);
    template <class Take>
    Result<LockFile::Guard> takeLock(Take take);
    Result<LockFile::Guard> waitForLock();
    void writeDrainedLine(const DrainedLine &line);
    template <class Change>
    void report(Change change);

    FileSystem &fileSystem;
    const Clock &clock;
    const Site site;
    LockFile lock; ///< of the thread alone
    ChangeLog log; ///< of the thread alone
    UniqueFd news;

    std::mutex mutex;
    std::condition_variable changed;
    Barrier asked = 0;
    bool counterNeeded = false;
    QList<DrainedLine> drainedLines;
    bool stop = false;
    bool inLock = false; ///< the thread waits for the lock, perhaps for hours
    BarrierReport result;
    QuietThread thread;
};

template <class Change>
void ProofRunner::Shared::report(Change change)
{
    {
        const std::lock_guard guard(mutex);
        change(result);
    }
    ::eventfd_write(news.get(), 1);
}

bool ProofRunner::Shared::isStopped()
{
    const std::lock_guard guard(mutex);
    return stop;
}

void ProofRunner::Shared::work()
{
    std::unique_lock guard(mutex);
    for (;;) {
        const Barrier done = std::max(result.passed, result.failed);
        if (asked > done && !stop) {
            const Barrier barrier = asked; // one serves all that were asked for until now
            const bool needed = counterNeeded;
            guard.unlock();
            raiseBarrier(barrier, needed);
            guard.lock();
        } else if (!drainedLines.isEmpty()) {
            const DrainedLine line = drainedLines.takeFirst();
            guard.unlock();
            writeDrainedLine(line);
            guard.lock();
        } else if (stop) {
            return;
        } else {
            changed.wait(guard);
        }
    }
}

void ProofRunner::Shared::raiseBarrier(Barrier barrier, bool needed)
{
    Result<void> done = raiseCounter(needed);
    if (done) {
        const auto passed = takeLock([this] { return waitForLock(); }); // and released at once
        if (!passed)
            done = failure(passed.error());
    }
    report([&](BarrierReport &report) {
        report.busy.reset();
        if (done) {
            report.passed = barrier;
            report.error.reset();
        } else {
            report.failed = barrier;
            report.error = done.error();
        }
    });
}

Result<void> ProofRunner::Shared::raiseCounter(bool needed)
{
    std::optional<quint64> before;
    std::optional<quint64> after;
    if (site.isPbs()) {
        VersionCounter counter(fileSystem, site); // anew each time: PBS may have made another file
        Result<void> added = counter.open();
        if (added) {
            before = asOptional(counter.value());
            added = counter.add();
        }
        if (added)
            after = asOptional(counter.value());
        else if (needed)
            return failure(added.error());
    }
    const std::lock_guard guard(mutex);
    result.counterBefore = before;
    result.counterAfter = after;
    return {};
}

template <class Take>
Result<LockFile::Guard> ProofRunner::Shared::takeLock(Take take)
{
    {
        const std::lock_guard guard(mutex);
        if (stop)
            return failure(ErrorCode::Cancelled, QString());
        inLock = true;
    }
    auto taken = take();
    {
        const std::lock_guard guard(mutex);
        inLock = false;
    }
    changed.notify_all();
    return taken;
}

Result<LockFile::Guard> ProofRunner::Shared::waitForLock()
{
    const qint64 since = clock.wallSeconds();
    // PBS may hold it for hours. Each round joins the wait of the one before, unless another file has the name by now.
    for (std::optional<Error> told; !isStopped();) {
        const auto limit = Deadline::after(clock, lockTimeLimit);
        auto taken = lock.acquireShared(limit);
        if (!taken && taken.error().code == ErrorCode::NotFound)
            taken = lock.acquire(limit);
        if (taken || taken.error().code != ErrorCode::LockTimeout)
            return taken;
        if (told == taken.error())
            continue;
        told = taken.error();
        report([&](BarrierReport &report) {
            report.busy = told;
            report.busySince = since;
        });
    }
    return failure(ErrorCode::Cancelled, QString());
}

void ProofRunner::Shared::writeDrainedLine(const DrainedLine &line)
{
    // Nothing to tell anybody: the next observer that may lock finds that the line is missing. An observer that ends as
    // soon as it knows, `drydockctl wait`, writes its line all the same if the lock is free.
    auto guard = takeLock([this] { return lock.acquire(Deadline::after(clock, lockTimeLimit)); });
    if (!guard && guard.error().code == ErrorCode::Cancelled)
        guard = lock.acquire(Deadline{clock.monotonic()});
    if (guard)
        static_cast<void>(log.appendDrained(line.change, line.at));
}

ProofRunner::ProofRunner(FileSystem &fileSystem, const Clock &clock, const Site &site)
    : m_shared(std::make_shared<Shared>(fileSystem, clock, site))
{
}

ProofRunner::~ProofRunner()
{
    std::unique_lock guard(m_shared->mutex);
    m_shared->stop = true;
    m_shared->changed.notify_all();
    if (!m_shared->thread.isJoinable())
        return;
    // A free lock is had in microseconds; one that is not had by now may take hours.
    m_shared->changed.wait_for(guard, std::chrono::milliseconds(100), [this] { return !m_shared->inLock; });
    const bool waits = m_shared->inLock;
    guard.unlock();
    if (waits)
        m_shared->thread.detach();
    else
        m_shared->thread.join();
}

Barrier ProofRunner::request(bool counterNeeded)
{
    const std::lock_guard guard(m_shared->mutex);
    const bool runs =
        m_shared->thread.isJoinable() || m_shared->thread.start("drain-proof", [shared = m_shared] { shared->work(); });
    m_shared->counterNeeded = counterNeeded;
    ++m_shared->asked;
    if (runs) {
        m_shared->changed.notify_all();
    } else {
        m_shared->result.failed = m_shared->asked;
        m_shared->result.error = Error::fromErrno(EAGAIN, {}, QStringLiteral("no thread"));
        ::eventfd_write(m_shared->news.get(), 1);
    }
    return m_shared->asked;
}

void ProofRunner::noteDrained(qint64 change, qint64 at)
{
    const std::lock_guard guard(m_shared->mutex);
    m_shared->drainedLines.append({change, at});
    m_shared->changed.notify_all();
}

int ProofRunner::descriptor() const
{
    return m_shared->news.get();
}

BarrierReport ProofRunner::take()
{
    eventfd_t ignored = 0;
    ::eventfd_read(m_shared->news.get(), &ignored);
    const std::lock_guard guard(m_shared->mutex);
    return m_shared->result;
}

} // namespace Drydock

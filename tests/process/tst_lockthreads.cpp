// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"
#include "core/base/posixfilesystem.h"
#include "tests/support/helperprocess.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include <signal.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString lockHolder = QStringLiteral("lockholder");
const auto patience = std::chrono::seconds{30};
const auto soon = std::chrono::milliseconds{200}; // on a busy machine too, long enough to start a thread

Deadline in(Nanoseconds span)
{
    return Deadline::after(systemClock(), span);
}

struct Fixture {
    Fixture()
        : folder(std::make_shared<SiteFolder>(posixFileSystem(), site.site().trackingFolder))
        , path(site.trackingPath("vault.lock"))
        , lock(std::make_unique<LockFile>(folder, "vault.lock", Ownership{}))
    {
    }

    TestSite site;
    std::shared_ptr<SiteFolder> folder;
    QByteArray path;
    std::unique_ptr<LockFile> lock;
};

} // namespace

/// One lock among the threads of a process, and the helper thread that waits for it.
class TestLockThreads : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_threadsAlone = runningThreads().size(); }
    // A helper thread of the test before lingers for a second: it must not be counted as one of this test's.
    void init() { QTRY_COMPARE_WITH_TIMEOUT(runningThreads().size(), m_threadsAlone, 30000); }

    void threadsExcludeEachOther();
    void separateObjectsExcludeEachOther();
    void racingCreatorsGetOneFile();
    void threadsAreServedInOrder();
    void waitingThreadTimesOutAlone();
    void waiterGetsTheLockWhenAnotherProcessLetsGo();
    void lateHelperReleasesAtOnce();
    void nextAcquireJoinsTheWaitingHelper();
    void signalsDoNotReachTheHelper();
    void helperThatIsIdleEnds();
    void destroyedWhileTheHelperWaits();

private:
    qsizetype m_threadsAlone = 0;
};

void TestLockThreads::threadsExcludeEachOther() // I-06
{
    Fixture fixture;
    constexpr int rounds = 300;
    int counter = 0; // not atomic: the lock is what keeps it right
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                if (const auto guard = fixture.lock->acquire(in(patience)))
                    ++counter;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(counter, 8 * rounds);
}

void TestLockThreads::separateObjectsExcludeEachOther() // I-06
{
    Fixture fixture;
    constexpr int rounds = 100;
    std::atomic<int> inside = 0;
    std::atomic<int> together = 0;
    std::atomic<int> served = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            LockFile own(fixture.folder, "vault.lock", Ownership{});
            for (int round = 0; round < rounds; ++round) {
                if (const auto guard = own.acquire(in(patience))) {
                    if (++inside > 1)
                        ++together;
                    --inside;
                    ++served;
                }
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(together.load(), 0);
    QCOMPARE(served.load(), 4 * rounds);
}

void TestLockThreads::racingCreatorsGetOneFile() // I-10
{
    for (int round = 0; round < 20; ++round) {
        Fixture fixture;
        std::atomic<int> failures = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i) {
            threads.emplace_back([&] {
                LockFile own(fixture.folder, "vault.lock", Ownership{});
                if (!own.acquire(in(patience)))
                    ++failures;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(TestSite::names(fixture.site.site().trackingFolder), QByteArrayList{"vault.lock"});
    }
}

void TestLockThreads::threadsAreServedInOrder()
{
    Fixture fixture;
    auto guard = fixture.lock->acquire(in(patience));
    QVERIFY(guard);
    std::vector<int> order;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        std::atomic<pid_t> thread = 0;
        threads.emplace_back([&fixture, &order, &thread, i] {
            thread = ::gettid();
            if (const auto mine = fixture.lock->acquire(in(patience)))
                order.push_back(i);
        });
        QTRY_VERIFY_WITH_TIMEOUT(thread != 0, 30000);
        QTRY_COMPARE_WITH_TIMEOUT(threadState(thread), 'S', 30000); // it stands in the line
    }
    guard->release();
    for (std::thread &thread : threads)
        thread.join();
    const std::vector<int> expected{0, 1, 2, 3, 4, 5};
    QCOMPARE(order, expected);
}

void TestLockThreads::waitingThreadTimesOutAlone()
{
    Fixture fixture;
    auto guard = fixture.lock->acquire(in(patience));
    QVERIFY(guard);
    auto patient = std::async(std::launch::async, [&] { return bool(fixture.lock->acquire(in(patience))); });
    const auto refused = fixture.lock->acquire(in(soon));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::LockTimeout);
    QVERIFY(refused.error().detail.endsWith(QStringLiteral("process %1").arg(::getpid())));
    guard->release();
    QVERIFY(patient.get());
    QVERIFY(fixture.lock->acquire(in(patience)));
}

void TestLockThreads::waiterGetsTheLockWhenAnotherProcessLetsGo() // I-01
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    auto waiter = std::async(std::launch::async, [&] { return bool(fixture.lock->acquire(in(patience))); });
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(fixture.path), 1, 30000);
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QVERIFY(waiter.get());
}

void TestLockThreads::lateHelperReleasesAtOnce() // I-01
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    QVERIFY(!fixture.lock->acquire(in(soon)));
    QCOMPARE(lockWaiters(fixture.path), 1); // nobody waits for it any more, but the kernel cannot be told
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(fixture.path), 0, 30000);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
}

void TestLockThreads::nextAcquireJoinsTheWaitingHelper()
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    const auto threads = runningThreads().size();
    for (int i = 0; i < 5; ++i) {
        QVERIFY(!fixture.lock->acquire(in(soon)));
        QCOMPARE(runningThreads().size(), threads + 1);
        QCOMPARE(lockWaiters(fixture.path), 1);
    }
    auto waiter = std::async(std::launch::async, [&] { return bool(fixture.lock->acquire(in(patience))); });
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QVERIFY(waiter.get());
}

void TestLockThreads::signalsDoNotReachTheHelper()
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    const QList<pid_t> before = runningThreads();
    QVERIFY(!fixture.lock->acquire(in(soon)));
    QList<pid_t> helpers = runningThreads();
    for (const pid_t thread : before)
        helpers.removeAll(thread);
    QCOMPARE(helpers.size(), 1);
    // All that a program can handle; 32 and up are the C library's own and the real-time ones.
    quint64 handled = (quint64{1} << 31) - 1;
    for (const int never : {SIGKILL, SIGSTOP})
        handled &= ~(quint64{1} << (never - 1));
    QCOMPARE(blockedSignals(helpers.first()) & handled, handled);
}

void TestLockThreads::helperThatIsIdleEnds() // I-11
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    const auto threads = runningThreads().size();
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    QVERIFY(!fixture.lock->acquire(in(soon)));
    QCOMPARE(runningThreads().size(), threads + 1);
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QTRY_COMPARE_WITH_TIMEOUT(runningThreads().size(), threads, 30000);
    QVERIFY(fixture.lock->acquire(in(patience)));
}

void TestLockThreads::destroyedWhileTheHelperWaits()
{
    const int descriptors = openDescriptors();
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    const auto threads = runningThreads().size();
    QVERIFY(!fixture.lock->acquire(in(soon)));
    fixture.lock.reset();
    fixture.folder.reset();
    QCOMPARE(lockWaiters(fixture.path), 1);
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QTRY_COMPARE_WITH_TIMEOUT(runningThreads().size(), threads, 30000);
    QCOMPARE(lockHolders(fixture.path).size(), 0);
    other.kill();
    QTRY_COMPARE_WITH_TIMEOUT(openDescriptors(), descriptors, 30000);
}

QTEST_GUILESS_MAIN(TestLockThreads)
#include "tst_lockthreads.moc"

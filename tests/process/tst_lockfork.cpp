// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/helperprocess.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <functional>
#include <future>

#include <unistd.h>

using namespace Drydock;

namespace {

const QString lockHolder = QStringLiteral("lockholder");
const auto patience = std::chrono::seconds{30};
const auto soon = std::chrono::milliseconds{30};

Deadline in(Nanoseconds span)
{
    return Deadline::after(systemClock(), span);
}

struct Fixture {
    explicit Fixture(FileSystem &fileSystem = posixFileSystem())
        : folder(std::make_shared<SiteFolder>(fileSystem, site.site().trackingFolder))
        , path(site.trackingPath("vault.lock"))
        , lock(folder, "vault.lock", Ownership{})
    {
    }

    TestSite site;
    std::shared_ptr<SiteFolder> folder;
    QByteArray path;
    LockFile lock;
};

using InChild = std::function<int(LockFile &lock, LockFile::Guard &guard)>;

/// What acquire() says in a child: 0 for success, else the error's code.
int answerOf(const Result<LockFile::Guard> &held)
{
    return held ? 0 : static_cast<int>(held.error().code);
}

constexpr int timeout = static_cast<int>(ErrorCode::LockTimeout);

} // namespace

/// A forked child shares its parent's locks, descriptors and memory, but not its threads.
class TestLockFork : public QObject
{
    Q_OBJECT

private slots:
    void childDoesNotReleaseTheParentsLock_data();
    void childDoesNotReleaseTheParentsLock();
    void childHoldsALockOfItsOwn();
    void childIsNotCaughtInTheParentsThreads();
    void childsChildHasItsOwnToo();
    void inheritedDescriptorsAreClosed();
    void deathAtEveryStepLeavesAWorkingLock();
};

void TestLockFork::childDoesNotReleaseTheParentsLock_data()
{
    QTest::addColumn<InChild>("body");
    QTest::addColumn<int>("expected");
    const auto row = [](const char *name, const InChild &body, int expected) {
        QTest::newRow(name) << body << expected;
    };
    row(
        "child exits", [](LockFile &, LockFile::Guard &) { return 0; }, 0);
    row(
        "child releases the guard",
        [](LockFile &, LockFile::Guard &guard) {
            guard.release();
            return guard ? 1 : 0;
        },
        0);
    row(
        "child destroys the guard",
        [](LockFile &, LockFile::Guard &guard) {
            const LockFile::Guard gone = std::move(guard);
            return 0;
        },
        0);
    row(
        "child asks for the lock itself",
        [](LockFile &lock, LockFile::Guard &) { return answerOf(lock.acquire(in(soon))); }, timeout);
    row(
        "child releases and asks",
        [](LockFile &lock, LockFile::Guard &guard) {
            guard.release();
            return answerOf(lock.acquire(in(soon)));
        },
        timeout);
    row(
        "child asks, then releases",
        [](LockFile &lock, LockFile::Guard &guard) {
            const int answer = answerOf(lock.acquire(in(soon)));
            guard.release();
            return answer;
        },
        timeout);
}

void TestLockFork::childDoesNotReleaseTheParentsLock() // I-01, I-06
{
    QFETCH(const InChild, body);
    QFETCH(const int, expected);
    Fixture fixture;
    HelperProcess other(lockHolder);
    auto guard = fixture.lock.acquire(in(patience));
    QVERIFY(guard);
    QCOMPARE(inChild([&] { return body(fixture.lock, *guard); }), expected);
    QVERIFY(*guard);
    QCOMPARE(lockHolders(fixture.path), QList<pid_t>{::getpid()});
    QCOMPARE(other.ask("try " + fixture.path), QByteArray("lock-timeout"));
    guard->release();
    QCOMPARE(other.ask("try " + fixture.path), QByteArray("locked"));
}

void TestLockFork::childHoldsALockOfItsOwn() // I-06
{
    Fixture fixture;
    QVERIFY(fixture.lock.acquire(in(patience)));
    const auto body = [&] {
        const auto guard = fixture.lock.acquire(in(patience));
        return guard && lockHolders(fixture.path) == QList<pid_t>{::getpid()} ? 0 : 1;
    };
    QCOMPARE(inChild(body), 0);
    QCOMPARE(lockHolders(fixture.path).size(), 0);
    QVERIFY(fixture.lock.acquire(in(patience)));
}

void TestLockFork::childIsNotCaughtInTheParentsThreads()
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    // One thread has the turn and waits for its helper, which stands in flock; another waits for the turn.
    auto first = std::async(std::launch::async, [&] { return bool(fixture.lock.acquire(in(patience))); });
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(fixture.path), 1, 30000);
    auto second = std::async(std::launch::async, [&] { return bool(fixture.lock.acquire(in(patience))); });
    for (int i = 0; i < 20; ++i)
        QCOMPARE(inChild([&] { return answerOf(fixture.lock.acquire(in(soon))); }), timeout);
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QVERIFY(first.get());
    QVERIFY(second.get());
    QCOMPARE(inChild([&] { return answerOf(fixture.lock.acquire(in(patience))); }), 0);
}

void TestLockFork::childsChildHasItsOwnToo()
{
    Fixture fixture;
    const auto guard = fixture.lock.acquire(in(patience));
    QVERIFY(guard);
    const quint64 generation = forkGeneration();
    const auto grandchild = [&] {
        return forkGeneration() == generation + 2 ? answerOf(fixture.lock.acquire(in(soon))) : 1;
    };
    const auto child = [&] {
        const int own = answerOf(fixture.lock.acquire(in(soon)));
        const int below = inChild(grandchild);
        return own == below ? own : 1;
    };
    QCOMPARE(inChild(child), timeout);
    QCOMPARE(lockHolders(fixture.path), QList<pid_t>{::getpid()});
    QCOMPARE(forkGeneration(), generation);
}

void TestLockFork::inheritedDescriptorsAreClosed() // I-06
{
    Fixture fixture;
    auto guard = fixture.lock.acquire(in(patience));
    QVERIFY(guard);
    QVERIFY(fixture.folder->descriptor());
    const auto body = [&] {
        const int before = openDescriptors();
        guard->release();
        const int afterRelease = openDescriptors();
        const auto descriptor = fixture.folder->descriptor(); // the inherited one goes, one of our own comes
        return afterRelease == before - 1 && descriptor && openDescriptors() == afterRelease ? 0 : 1;
    };
    QCOMPARE(inChild(body), 0);
    QCOMPARE(lockHolders(fixture.path), QList<pid_t>{::getpid()});
}

void TestLockFork::deathAtEveryStepLeavesAWorkingLock() // I-07
{
    FaultyFileSystem files;
    int deaths = 0;
    for (int number = 1;; ++number) {
        files.reset();
        Fixture fixture(files);
        files.killBeforeCall(number);
        const int code = inChild([&] { return answerOf(fixture.lock.acquire(in(patience))); });
        files.reset();
        {
            const auto guard = fixture.lock.acquire(in(patience));
            QVERIFY(guard);
            QCOMPARE(lockHolders(fixture.path), QList<pid_t>{::getpid()});
        }
        fixture.folder->removeDeadTemporaries();
        QCOMPARE(TestSite::names(fixture.site.site().trackingFolder), QByteArrayList{"vault.lock"});
        if (code == 0)
            break;
        QCOMPARE(code, -1);
        ++deaths;
    }
    QVERIFY(deaths >= 8); // opening, creating, renaming and locking are many steps
}

QTEST_GUILESS_MAIN(TestLockFork)
#include "tst_lockfork.moc"

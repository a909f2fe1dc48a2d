// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"
#include "tests/support/fakeclock.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/helperprocess.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <cstring>
#include <memory>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString lockHolder = QStringLiteral("lockholder");

/// A lock file of a throw-away site. The name is PBS's for the config lock.
struct Fixture {
    explicit Fixture(FileSystem &fileSystem = posixFileSystem())
        : folder(std::make_shared<SiteFolder>(fileSystem, site.site().configFolder))
        , path(site.site().configLockPath())
        , lock(folder, ".datastore.lck", site.site().lockOwner)
    {
    }

    TestSite site;
    std::shared_ptr<SiteFolder> folder;
    QByteArray path;
    LockFile lock;
};

Deadline in(Nanoseconds span)
{
    return Deadline::after(systemClock(), span);
}

const auto atOnce = std::chrono::nanoseconds{0};
const auto soon = std::chrono::milliseconds{30};
const auto patience = std::chrono::seconds{30};

} // namespace

/// One lock against other processes. I-01, I-02 and I-06 rest on it.
class TestLockFile : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_threadsAlone = runningThreads().size(); }
    // A helper thread of the test before lingers for a second: it must not be counted as one of this test's.
    void init() { QTRY_COMPARE_WITH_TIMEOUT(runningThreads().size(), m_threadsAlone, 30000); }

    void secondProcessIsRefusedUntilRelease();
    void processesExcludeEachOther();
    void peerLikePbsIsExcluded();
    void deadHolderLetsGo();
    void guardMovesAndReleasesOnce();
    void timesOutAndNamesTheHolder();
    void deadlineThatHasPassedStillTriesOnce();
    void deadlineIsTheClocksOwn();
    void isCreatedAsPbsCreatesIt();
    void ownerIsGivenToANewLockFileAlone();
    void existingLockFileIsLeftAsItIs();
    void barrierIsSharedReadOnlyAndNeverCreates();
    void barrierNeedsNoRightToWrite();
    void barrierWaitsForTheHolder();

private:
    qsizetype m_threadsAlone = 0;
};

void TestLockFile::secondProcessIsRefusedUntilRelease() // I-01, I-06
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    auto guard = fixture.lock.acquire(in(patience));
    QVERIFY(guard);
    QCOMPARE(other.ask("try " + fixture.path), QByteArray("lock-timeout"));
    guard->release();
    QCOMPARE(other.ask("try " + fixture.path), QByteArray("locked"));

    const auto refused = fixture.lock.acquire(in(soon));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::LockTimeout);
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QVERIFY(fixture.lock.acquire(in(patience)));
}

void TestLockFile::processesExcludeEachOther() // I-06
{
    Fixture fixture;
    constexpr int rounds = 1000;
    const QByteArray numbers = fixture.site.path("numbers");
    TestSite::write(numbers, QByteArray(sizeof(qint64), '\0'));
    std::vector<std::unique_ptr<HelperProcess>> processes;
    for (int i = 0; i < 4; ++i)
        processes.push_back(std::make_unique<HelperProcess>(lockHolder));
    for (const auto &process : processes)
        process->tell("count " + fixture.path + ' ' + numbers + ' ' + QByteArray::number(rounds));
    for (const auto &process : processes)
        QCOMPARE(process->answer(), QByteArray("counted"));
    qint64 number = 0;
    const QByteArray bytes = TestSite::read(numbers);
    QCOMPARE(bytes.size(), qsizetype(sizeof number));
    std::memcpy(&number, bytes.constData(), sizeof number);
    QCOMPARE(number, qint64{4 * rounds});
}

void TestLockFile::peerLikePbsIsExcluded() // I-01
{
    Fixture fixture;
    HelperProcess peer(lockHolder);
    auto guard = fixture.lock.acquire(in(patience));
    QVERIFY(guard);
    peer.tell("peer " + fixture.path);
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(fixture.path), 1, 30000);
    QCOMPARE(lockHolders(fixture.path), QList<pid_t>{::getpid()});
    guard->release();
    QCOMPARE(peer.answer(), QByteArray("locked"));
    QVERIFY(!fixture.lock.acquire(in(soon)));
    QCOMPARE(peer.ask("unlock"), QByteArray("unlocked"));
    QVERIFY(fixture.lock.acquire(in(patience)));
}

void TestLockFile::deadHolderLetsGo() // I-05
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    QVERIFY(!fixture.lock.acquire(in(atOnce)));
    other.tell("die");
    QVERIFY(fixture.lock.acquire(in(patience)));
}

void TestLockFile::guardMovesAndReleasesOnce() // I-06
{
    Fixture fixture;
    auto first = fixture.lock.acquire(in(patience));
    QVERIFY(first);
    LockFile::Guard second = std::move(*first);
    QVERIFY(second);
    QVERIFY(!*first);
    first->release(); // holds nothing
    QCOMPARE(lockHolders(fixture.path).size(), 1);
    {
        LockFile::Guard third;
        third = std::move(second);
        QCOMPARE(lockHolders(fixture.path).size(), 1);
    }
    QCOMPARE(lockHolders(fixture.path).size(), 0);
    second.release();
    auto again = fixture.lock.acquire(in(atOnce));
    QVERIFY(again);
    again->release();
    again->release();
    QVERIFY(fixture.lock.acquire(in(atOnce)));
}

void TestLockFile::timesOutAndNamesTheHolder() // I-01
{
    Fixture fixture;
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    const auto refused = fixture.lock.acquire(in(soon));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::LockTimeout);
    QCOMPARE(refused.error().subject, QFile::decodeName(fixture.path));
    QCOMPARE(refused.error().detail, QStringLiteral("lockholder, process %1").arg(other.pid()));
}

void TestLockFile::deadlineThatHasPassedStillTriesOnce()
{
    Fixture fixture;
    const Deadline past{systemClock().monotonic() - std::chrono::seconds{1}};
    QVERIFY(fixture.lock.acquire(past));
    // Even where the kept descriptor turns out to be another file's.
    QVERIFY(::unlink(fixture.path.constData()) == 0);
    QVERIFY(fixture.lock.acquire(past));
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    const auto threads = runningThreads().size();
    QVERIFY(!fixture.lock.acquire(past));
    QCOMPARE(runningThreads().size(), threads);
}

void TestLockFile::deadlineIsTheClocksOwn()
{
    TestSite site;
    FakeClock clock;
    const auto folder = std::make_shared<SiteFolder>(posixFileSystem(), site.site().configFolder);
    LockFile lock(folder, ".datastore.lck", Ownership{}, clock);
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + lock.path()), QByteArray("locked"));
    const Deadline deadline = Deadline::after(clock, lockTimeLimit);
    clock.advance(lockTimeLimit);
    const auto refused = lock.acquire(deadline);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::LockTimeout);
}

void TestLockFile::isCreatedAsPbsCreatesIt() // I-10
{
    Fixture fixture;
    const mode_t before = ::umask(077);
    const auto guard = fixture.lock.acquire(in(patience));
    ::umask(before);
    QVERIFY(guard);
    const FileStatus status = TestSite::status(fixture.path);
    QVERIFY(S_ISREG(status.mode));
    QCOMPARE(status.mode & 07777, mode_t{0660});
    QCOMPARE(status.size, 0);
    QCOMPARE(status.links, 1U);
    const QByteArrayList expected{".datastore.lck", "active-operations"};
    QCOMPARE(TestSite::names(fixture.site.site().configFolder), expected);
}

void TestLockFile::ownerIsGivenToANewLockFileAlone() // I-10
{
    TestSite site;
    FaultyFileSystem files;
    const auto folder = std::make_shared<SiteFolder>(files, site.site().configFolder);
    // As root another user's, else our own: then there is nothing to set.
    const bool isRoot = ::geteuid() == 0;
    const uid_t uid = isRoot ? 34 : ::geteuid();
    const gid_t gid = isRoot ? 34 : ::getegid();
    {
        LockFile lock(folder, ".datastore.lck", Ownership{uid, gid, 0660});
        QVERIFY(lock.acquire(in(patience)));
    }
    const FileStatus status = TestSite::status(site.site().configLockPath());
    QCOMPARE(status.uid, uid);
    QCOMPARE(status.gid, gid);
    QCOMPARE(status.mode & 07777, mode_t{0660});
    QCOMPARE(files.countOf(Call::SetOwner), isRoot ? 1 : 0);

    files.reset();
    LockFile again(folder, ".datastore.lck", Ownership{0, 0, 0600});
    QVERIFY(again.acquire(in(patience)));
    QCOMPARE(files.countOf(Call::SetOwner), 0);
    QCOMPARE(files.countOf(Call::SetMode), 0);
    QCOMPARE(TestSite::status(site.site().configLockPath()), status);
}

void TestLockFile::existingLockFileIsLeftAsItIs() // I-10
{
    Fixture fixture;
    TestSite::write(fixture.path, "not ours to judge");
    const FileStatus before = TestSite::status(fixture.path);
    QVERIFY(fixture.lock.acquire(in(patience)));
    QCOMPARE(TestSite::status(fixture.path), before);
    QCOMPARE(TestSite::read(fixture.path), QByteArray("not ours to judge"));
}

void TestLockFile::barrierIsSharedReadOnlyAndNeverCreates() // I-04, I-10
{
    Fixture fixture;
    const auto missing = fixture.lock.acquireShared(in(patience));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    const QByteArrayList untouched{"active-operations"};
    QCOMPARE(TestSite::names(fixture.site.site().configFolder), untouched);

    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    auto barrier = fixture.lock.acquireShared(in(patience));
    QVERIFY(barrier);
    QCOMPARE(other.ask("shared " + fixture.path), QByteArray("locked"));
    barrier->release();
    const auto refused = fixture.lock.acquire(in(soon));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::LockTimeout);
}

void TestLockFile::barrierNeedsNoRightToWrite() // I-04
{
    Fixture fixture;
    const QByteArray folder = fixture.site.site().configFolder;
    TestSite::write(fixture.path, {});
    QVERIFY(::chmod(fixture.site.root().constData(), 0755) == 0);
    QVERIFY(::chmod(fixture.path.constData(), 0444) == 0);
    QVERIFY(::chmod(folder.constData(), 0555) == 0);
    const int code = inChild([&] { return fixture.lock.acquireShared(in(patience)) ? 0 : 1; }, true);
    QVERIFY(::chmod(folder.constData(), 0755) == 0);
    QCOMPARE(code, 0);
}

void TestLockFile::barrierWaitsForTheHolder() // I-04
{
    Fixture fixture;
    HelperProcess barrier(lockHolder);
    auto guard = fixture.lock.acquire(in(patience));
    QVERIFY(guard);
    barrier.tell("shared " + fixture.path);
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(fixture.path), 1, 30000);
    guard->release();
    QCOMPARE(barrier.answer(), QByteArray("locked"));
}

QTEST_GUILESS_MAIN(TestLockFile)
#include "tst_lockfile.moc"

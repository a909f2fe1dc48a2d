// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"
#include "core/base/uniquefd.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/helperprocess.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <cerrno>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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

const auto patience = std::chrono::seconds{30};

} // namespace

/// A lock file that is no lock file, may not be locked, or whose every call fails. I-07, I-10.
class TestLockFaults : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNoPlainFileIsRefused_data();
    void whatIsNoPlainFileIsRefused();
    void deviceIsNeverOpened();
    void missingFolderIsNotFound();
    void noRightToLockIsPermissionDenied();
    void eachFailingCallIsReportedAndLeavesNothing_data();
    void eachFailingCallIsReportedAndLeavesNothing();
    void failedUnlockStillReleases();
    void noDescriptorIsLeaked();
};

void TestLockFaults::whatIsNoPlainFileIsRefused_data()
{
    using Make = std::function<bool(const QByteArray &path, const QByteArray &outside)>;
    QTest::addColumn<Make>("make");
    const auto row = [](const char *name, const Make &make) { QTest::newRow(name) << make; };
    row("link to a file outside", [](const QByteArray &path, const QByteArray &outside) {
        TestSite::write(outside, {});
        return ::symlink(outside.constData(), path.constData()) == 0;
    });
    row("dangling link", [](const QByteArray &path, const QByteArray &outside) {
        return ::symlink(outside.constData(), path.constData()) == 0;
    });
    row("link to itself",
        [](const QByteArray &path, const QByteArray &) { return ::symlink(".datastore.lck", path.constData()) == 0; });
    row("folder", [](const QByteArray &path, const QByteArray &) { return ::mkdir(path.constData(), 0770) == 0; });
    row("FIFO", [](const QByteArray &path, const QByteArray &) { return ::mkfifo(path.constData(), 0660) == 0; });
    row("second name of a file outside", [](const QByteArray &path, const QByteArray &outside) {
        TestSite::write(outside, {});
        return ::link(outside.constData(), path.constData()) == 0;
    });
    row("socket", [](const QByteArray &path, const QByteArray &) {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        if (path.size() >= qsizetype(sizeof address.sun_path))
            return false;
        std::copy(path.begin(), path.end(), address.sun_path);
        const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        return ::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    });
}

void TestLockFaults::whatIsNoPlainFileIsRefused() // I-10
{
    using Make = std::function<bool(const QByteArray &path, const QByteArray &outside)>;
    QFETCH(const Make, make);
    Fixture fixture;
    const QByteArray outside = fixture.site.path("outside");
    QVERIFY(make(fixture.path, outside));
    const FileStatus before = TestSite::status(outside);
    for (const bool shared : {false, true}) {
        const auto held = shared ? fixture.lock.acquireShared(in(patience)) : fixture.lock.acquire(in(patience));
        QVERIFY(!held);
        QCOMPARE(held.error().code, ErrorCode::UnsafeFile);
        QCOMPARE(held.error().subject, QFile::decodeName(fixture.path));
    }
    QCOMPARE(TestSite::status(outside), before);
}

void TestLockFaults::deviceIsNeverOpened() // I-10
{
    FaultyFileSystem files;
    LockFile lock(std::make_shared<SiteFolder>(files, "/dev"), "null", Ownership{});
    const auto held = lock.acquire(in(patience));
    QVERIFY(!held);
    QCOMPARE(held.error().code, ErrorCode::UnsafeFile);
    QCOMPARE(files.countOf(Call::OpenAt), 0);
}

void TestLockFaults::missingFolderIsNotFound()
{
    TestSite site;
    LockFile lock(std::make_shared<SiteFolder>(posixFileSystem(), site.path("none")), "vault.lock", Ownership{});
    const auto held = lock.acquire(in(patience));
    QVERIFY(!held);
    QCOMPARE(held.error().code, ErrorCode::NotFound);
    QCOMPARE(held.error().subject, QFile::decodeName(site.path("none")));
}

void TestLockFaults::noRightToLockIsPermissionDenied() // I-03
{
    Fixture fixture;
    QVERIFY(::chmod(fixture.site.root().constData(), 0755) == 0);
    QVERIFY(::chmod(fixture.site.site().configFolder.constData(), 0555) == 0);
    const auto code = [&] {
        const auto held = fixture.lock.acquire(in(patience));
        return held ? -1 : static_cast<int>(held.error().code);
    };
    QCOMPARE(inChild(code, true), static_cast<int>(ErrorCode::PermissionDenied)); // can't create it
    QVERIFY(::chmod(fixture.site.site().configFolder.constData(), 0755) == 0);
    TestSite::write(fixture.path, {});
    QVERIFY(::chmod(fixture.path.constData(), 0444) == 0);
    QCOMPARE(inChild(code, true), static_cast<int>(ErrorCode::PermissionDenied)); // can't open it for writing
}

void TestLockFaults::eachFailingCallIsReportedAndLeavesNothing_data()
{
    QTest::addColumn<int>("systemError");
    QTest::newRow("disk full") << ENOSPC;
    QTest::newRow("read-only file system") << EROFS;
    QTest::newRow("no permission") << EACCES;
    QTest::newRow("input/output error") << EIO;
    QTest::newRow("no descriptor left") << EMFILE;
}

void TestLockFaults::eachFailingCallIsReportedAndLeavesNothing() // I-07, I-10
{
    QFETCH(const int, systemError);
    FaultyFileSystem files;
    int failures = 0;
    for (int number = 1;; ++number) {
        files.reset();
        Fixture fixture(files);
        const int descriptors = openDescriptors();
        files.failCall(number, systemError);
        {
            const auto guard = fixture.lock.acquire(in(patience));
            if (!guard) {
                ++failures;
                QCOMPARE(guard.error().systemError, systemError);
                QCOMPARE(lockHolders(fixture.path).size(), 0);
            } else {
                QCOMPARE(lockHolders(fixture.path).size(), 1);
            }
        }
        const bool reached = files.callCount() >= number;
        files.reset();
        QVERIFY(fixture.lock.acquire(in(patience)));
        const QByteArrayList expected{".datastore.lck", "active-operations"};
        QCOMPARE(TestSite::names(fixture.site.site().configFolder), expected);
        QVERIFY(openDescriptors() <= descriptors + 2); // the folder and the lock file
        if (!reached)
            break;
    }
    QVERIFY(failures >= 8); // opening, creating and checking are many steps: the faults were hit
}

void TestLockFaults::failedUnlockStillReleases() // I-06
{
    FaultyFileSystem files;
    Fixture fixture(files);
    HelperProcess other(lockHolder);
    auto guard = fixture.lock.acquire(in(patience));
    QVERIFY(guard);
    files.failEvery(Call::Lock, EIO);
    guard->release();
    QCOMPARE(other.ask("try " + fixture.path), QByteArray("locked"));
}

void TestLockFaults::noDescriptorIsLeaked()
{
    const int before = openDescriptors();
    {
        Fixture fixture;
        for (int i = 0; i < 50; ++i) {
            QVERIFY(fixture.lock.acquire(in(patience)));
            QVERIFY(fixture.lock.acquireShared(in(patience)));
        }
        QVERIFY(openDescriptors() <= before + 3); // folder, exclusive and shared lock
        for (int i = 0; i < 50; ++i) {
            QVERIFY(::unlink(fixture.path.constData()) == 0);
            QVERIFY(fixture.lock.acquire(in(patience)));
        }
        QVERIFY(openDescriptors() <= before + 3);
    }
    QCOMPARE(openDescriptors(), before);
}

QTEST_GUILESS_MAIN(TestLockFaults)
#include "tst_lockfaults.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"
#include "core/base/posixfilesystem.h"
#include "tests/support/helperprocess.h"
#include "tests/support/procprobe.h"
#include "tests/support/testmain.h"
#include "tests/support/testsite.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <functional>
#include <future>

using namespace Drydock;

namespace {

const QString lockHolder = QStringLiteral("lockholder");
const auto patience = std::chrono::seconds{30};
const auto soon = std::chrono::milliseconds{30};

Deadline in(Nanoseconds span)
{
    return Deadline::after(systemClock(), span);
}

/// Takes the lock file away, by one of the ways below. Folder and lock file lie in a folder of their own.
using Replace = std::function<bool(const QString &folder)>;

bool makeFolder(const QString &folder)
{
    return QDir().mkpath(folder);
}

struct Fixture {
    Fixture()
        : folderPath(site.path("folder"))
        , path(folderPath + "/vault.lock")
    {
        if (!makeFolder(QFile::decodeName(folderPath)))
            qFatal("no folder");
        folder = std::make_shared<SiteFolder>(posixFileSystem(), folderPath);
        lock = std::make_unique<LockFile>(folder, "vault.lock", Ownership{});
    }

    TestSite site;
    QByteArray folderPath;
    QByteArray path;
    std::shared_ptr<SiteFolder> folder;
    std::unique_ptr<LockFile> lock;
};

} // namespace

/// A lock file that is deleted, renamed or replaced, alone or with its folder, must not give two holders.
class TestLockReplaced : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_threadsAlone = runningThreads().size(); }
    // A helper thread of the test before lingers for a second: it must not be counted as one of this test's.
    void init() { QTRY_COMPARE_WITH_TIMEOUT(runningThreads().size(), m_threadsAlone, 30000); }

    void keptDescriptorOfAnotherFileExcludesNobody_data() { ways(); }
    void keptDescriptorOfAnotherFileExcludesNobody();
    void waiterOfAnotherFileWaitsOnForTheNewOne_data() { ways(); }
    void waiterOfAnotherFileWaitsOnForTheNewOne();
    void newFileIsNotWaitedForBehindTheOldOnesHolder_data() { ways(); }
    void newFileIsNotWaitedForBehindTheOldOnesHolder();
    void threadsDoNotPileUpBehindReplacedFiles();
    void folderThatIsGoneIsNotFound();

private:
    static void ways();

    qsizetype m_threadsAlone = 0;
};

void TestLockReplaced::ways()
{
    QTest::addColumn<Replace>("replace");
    const auto row = [](const char *name, const Replace &replace) { QTest::newRow(name) << replace; };
    const QString file = QStringLiteral("/vault.lock");
    row("lock file deleted", [file](const QString &folder) { return QFile::remove(folder + file); });
    row("lock file renamed",
        [file](const QString &folder) { return QFile::rename(folder + file, folder + QStringLiteral("/other.lock")); });
    row("lock file replaced", [file](const QString &folder) {
        if (!QFile::rename(folder + file, folder + QStringLiteral("/other.lock")))
            return false;
        TestSite::write(QFile::encodeName(folder + file), {});
        return true;
    });
    row("folder renamed, made anew", [](const QString &folder) {
        return QDir().rename(folder, folder + QStringLiteral("-old")) && makeFolder(folder);
    });
    row("folder deleted, made anew",
        [](const QString &folder) { return QDir(folder).removeRecursively() && makeFolder(folder); });
}

void TestLockReplaced::keptDescriptorOfAnotherFileExcludesNobody() // I-01, I-06
{
    QFETCH(const Replace, replace);
    Fixture fixture;
    QVERIFY(fixture.lock->acquire(in(patience)));
    QVERIFY(replace(QFile::decodeName(fixture.folderPath)));
    HelperProcess other(lockHolder);
    QCOMPARE(other.ask("lock " + fixture.path), QByteArray("locked"));
    const auto refused = fixture.lock->acquire(in(soon));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::LockTimeout);
    QCOMPARE(other.ask("unlock"), QByteArray("unlocked"));
    QVERIFY(fixture.lock->acquire(in(patience)));
    QCOMPARE(lockHolders(fixture.path).size(), 0);
}

void TestLockReplaced::waiterOfAnotherFileWaitsOnForTheNewOne() // I-01, I-06
{
    QFETCH(const Replace, replace);
    Fixture fixture;
    HelperProcess first(lockHolder);
    HelperProcess second(lockHolder);
    QCOMPARE(first.ask("lock " + fixture.path), QByteArray("locked"));
    auto taken = std::async(std::launch::async, [&] {
        const auto guard = fixture.lock->acquire(in(patience));
        // Who holds the file of that name now, while we do?
        return guard ? lockHolders(fixture.path) : QList<pid_t>{-1};
    });
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(fixture.path), 1, 30000);
    QVERIFY(replace(QFile::decodeName(fixture.folderPath)));
    QCOMPARE(second.ask("lock " + fixture.path), QByteArray("locked"));
    QCOMPARE(first.ask("unlock"), QByteArray("unlocked"));
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(fixture.path), 1,
                              30000); // it was woken with the old file's lock and waits for the new one's
    QCOMPARE(lockHolders(fixture.path), QList<pid_t>{pid_t(second.pid())});
    QCOMPARE(second.ask("unlock"), QByteArray("unlocked"));
    QCOMPARE(taken.wait_for(patience), std::future_status::ready);
    QCOMPARE(taken.get(), QList<pid_t>{::getpid()});
}

void TestLockReplaced::newFileIsNotWaitedForBehindTheOldOnesHolder()
{
    QFETCH(const Replace, replace);
    Fixture fixture;
    HelperProcess hung(lockHolder);
    QCOMPARE(hung.ask("lock " + fixture.path), QByteArray("locked"));
    QVERIFY(!fixture.lock->acquire(in(soon))); // from now on a helper waits for the old file
    QVERIFY(replace(QFile::decodeName(fixture.folderPath)));
    QVERIFY(fixture.lock->acquire(in(patience)));
}

void TestLockReplaced::threadsDoNotPileUpBehindReplacedFiles()
{
    Fixture fixture;
    const auto threads = runningThreads().size();
    const int descriptors = openDescriptors();
    std::vector<std::unique_ptr<HelperProcess>> holders;
    for (int i = 0; i < 5; ++i) {
        holders.push_back(std::make_unique<HelperProcess>(lockHolder));
        QCOMPARE(holders.back()->ask("lock " + fixture.path), QByteArray("locked"));
        QVERIFY(!fixture.lock->acquire(in(soon)));
        QVERIFY(QFile::remove(QFile::decodeName(fixture.path)));
    }
    QCOMPARE(runningThreads().size(), threads + 1);
    QVERIFY(fixture.lock->acquire(in(patience)));
    const int pipes = 3 * int(holders.size()); // QProcess keeps up to three for each
    QVERIFY(openDescriptors() <= descriptors + pipes + 3); // folder, lock, the abandoned wait's
    holders.clear();
    QTRY_COMPARE_WITH_TIMEOUT(runningThreads().size(), threads, 30000);
    QTRY_COMPARE_WITH_TIMEOUT(openDescriptors(), descriptors + 2, 30000);
}

void TestLockReplaced::folderThatIsGoneIsNotFound()
{
    Fixture fixture;
    QVERIFY(fixture.lock->acquire(in(patience)));
    QVERIFY(QDir(QFile::decodeName(fixture.folderPath)).removeRecursively());
    const auto held = fixture.lock->acquire(in(patience));
    QVERIFY(!held);
    QCOMPARE(held.error().code, ErrorCode::NotFound);
    QVERIFY(makeFolder(QFile::decodeName(fixture.folderPath)));
    QVERIFY(fixture.lock->acquire(in(patience)));
}

DRYDOCK_TEST_MAIN(TestLockReplaced)
#include "tst_lockreplaced.moc"

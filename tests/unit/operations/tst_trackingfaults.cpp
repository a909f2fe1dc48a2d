// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/operationguard.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakeproc.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/folderevents.h"
#include "tests/support/procprobe.h"
#include "tests/support/testmain.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <cerrno>
#include <csignal>

using namespace Drydock;

/// Updates of a tracking file on disks that are full, foreign or broken. That each call fails once: tst_callfaults.
class TestTrackingFaults : public QObject
{
    Q_OBJECT

private slots:
    void failedReleaseIsTriedAgainLater();
    void trackerEndsWithALateReleasePending();
    void shortWritesChangeNothing();
    void diskIsSyncedAndMemoryIsNot_data();
    void diskIsSyncedAndMemoryIsNot();
    void networkFileSystemsAreRefused_data();
    void networkFileSystemsAreRefused();
    void foreignProcIsRefused();
    void onlyTheProxysPidFileTellsWhosePbsItIs();
    void fileThatDoesNotParseIsLeft_data();
    void fileThatDoesNotParseIsLeft();
    void acquireBeyondTheLimitIsRefused();
};

namespace {

const QString store = QStringLiteral("vault");
const QByteArray foreign = R"({"pid":77,"starttime":5,"active_operations":{"read":1,"write":0},"x":1.50})";
constexpr quint64 tmpfs = 0x01021994;
constexpr quint64 ext4 = 0xEF53;
constexpr quint64 nfs = 0x6969;

/// A site with one foreign entry of a living process, and a tracker in a process of its own making.
struct Fixture {
    Fixture()
    {
        table.add(ProcessKey{77, 5});
        site.writeTracking("vault", '[' + foreign + ']');
    }

    [[nodiscard]] QByteArray bytes() const { return site.tracking("vault"); }
    [[nodiscard]] Deadline limit() const { return Deadline::after(clock, lockTimeLimit); }
    Result<void> acquire(Operation operation = Operation::Write)
    {
        return tracker.acquire(store, operation, {}, limit());
    }
    Result<void> release(Operation operation = Operation::Write) { return tracker.release(store, operation, {}); }
    /// Our counts in the file; no value if we have no entry.
    [[nodiscard]] std::optional<OperationCounts> own() const
    {
        const auto entries = parseTracking(bytes(), {});
        if (!entries)
            return {};
        for (const TrackingEntry &entry : *entries) {
            if (entry.process == ProcessKey{1000, 5000} && !entry.space.isEmpty())
                return entry.counts;
        }
        return {};
    }

    TestSite site;
    FakeProcessTable table;
    FakeClock clock;
    FaultyFileSystem files;
    OperationTracker tracker{files, table, clock, site.site()};
};

using Counts = std::optional<OperationCounts>;

} // namespace

void TestTrackingFaults::failedReleaseIsTriedAgainLater() // I-06
{
    Fixture fixture;
    FolderEvents events(fixture.site.site().trackingFolder);
    QVERIFY(fixture.acquire());
    fixture.files.failEvery(Call::RenameAt, ENOSPC);
    QVERIFY(!fixture.release());
    QCOMPARE(fixture.own(), Counts({0, 1}));
    fixture.files.failEvery(Call::RenameAt, 0);
    QVERIFY(events.waitFor([&] { return fixture.own() == Counts({0, 0}); }));
}

void TestTrackingFaults::trackerEndsWithALateReleasePending() // I-06
{
    TestSite site;
    FaultyFileSystem files;
    FakeProcessTable table;
    const QList<pid_t> before = runningThreads();
    {
        OperationTracker tracker(files, table, systemClock(), site.site());
        QVERIFY(tracker.acquire(store, Operation::Write, {}, Deadline::after(systemClock(), lockTimeLimit)));
        files.failEvery(Call::OpenAt, EIO);
        QVERIFY(!tracker.release(store, Operation::Write, {}));
        QCOMPARE(runningThreads().size(), before.size() + 1);
        for (const pid_t thread : runningThreads()) {
            if (!before.contains(thread))
                QCOMPARE(blockedSignals(thread) & (1U << (SIGTERM - 1)), quint64(1U << (SIGTERM - 1)));
        }
    }
    QCOMPARE(runningThreads(), before);
}

void TestTrackingFaults::shortWritesChangeNothing() // I-07
{
    Fixture fixture;
    fixture.files.shortenEveryWrite(7);
    QVERIFY(fixture.acquire());
    QCOMPARE(fixture.own(), Counts({0, 1}));
    QVERIFY(fixture.bytes().startsWith('[' + foreign));
}

void TestTrackingFaults::diskIsSyncedAndMemoryIsNot_data()
{
    QTest::addColumn<quint64>("type");
    QTest::addColumn<int>("syncs");
    QTest::newRow("tmpfs") << tmpfs << 0;
    QTest::newRow("ext4") << ext4 << 1;
    QTest::newRow("unknown") << quint64(0x12345) << 1;
}

void TestTrackingFaults::diskIsSyncedAndMemoryIsNot() // I-07
{
    QFETCH(quint64, type);
    QFETCH(int, syncs);
    Fixture fixture;
    fixture.files.answerFileSystemType(type);
    QVERIFY(fixture.acquire());
    QCOMPARE(fixture.files.countOf(Call::SyncData), syncs);
    const QString log = fixture.files.log().join(u' ');
    if (syncs > 0)
        QVERIFY(log.indexOf(QStringLiteral("syncData")) < log.lastIndexOf(QStringLiteral("renameAt")));
}

void TestTrackingFaults::networkFileSystemsAreRefused_data()
{
    QTest::addColumn<quint64>("type");
    QTest::newRow("NFS") << nfs;
    QTest::newRow("CIFS") << quint64(0xFF534D42);
    QTest::newRow("CIFS, sign-extended") << quint64(0xFFFFFFFFFF534D42);
    QTest::newRow("FUSE") << quint64(0x65735546);
    QTest::newRow("9p") << quint64(0x01021997);
    QTest::newRow("CephFS") << quint64(0x00C36400);
}

void TestTrackingFaults::networkFileSystemsAreRefused() // I-03, I-05
{
    QFETCH(quint64, type);
    Fixture fixture;
    const QByteArray before = fixture.bytes();
    fixture.files.answerFileSystemType(type);
    const auto acquired = fixture.acquire();
    QVERIFY(!acquired);
    QCOMPARE(acquired.error().code, ErrorCode::NetworkFileSystem);
    const auto reading = fixture.tracker.read(store);
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, ErrorCode::NetworkFileSystem);
    QCOMPARE(fixture.tracker.ensureFolder().error().code, ErrorCode::NetworkFileSystem);
    QCOMPARE(fixture.bytes(), before);

    // One that comes over the folder while we hold something: what we hold can be given back, others' pids are not
    // judged.
    Fixture late;
    QVERIFY(late.acquire());
    late.table.end(77);
    late.files.answerFileSystemType(type);
    QVERIFY(!late.tracker.read(store)); // looks at the folder anew
    QVERIFY(!late.acquire());
    QVERIFY(late.release());
    QCOMPARE(late.own(), Counts({0, 0}));
    QVERIFY(late.bytes().startsWith('[' + foreign));
}

void TestTrackingFaults::foreignProcIsRefused() // I-03, I-05
{
    Fixture fixture;
    const QByteArray before = fixture.bytes();
    ProcessTable::Self self = fixture.table.self();
    self.procIsOurs = false;
    fixture.table.setSelf(self);
    fixture.table.end(77);
    QCOMPARE(fixture.acquire().error().code, ErrorCode::ForeignProcFs);
    QCOMPARE(fixture.tracker.read(store).error().code, ErrorCode::ForeignProcFs);
    QVERIFY(fixture.release()); // an update, and it drops nothing
    QCOMPARE(fixture.bytes(), before);
}

void TestTrackingFaults::onlyTheProxysPidFileTellsWhosePbsItIs() // I-03, I-05
{
    const TestSite site(TestSite::Kind::Pbs);
    FakeProcessTable table;
    ProcessTable::Self self = table.self();
    self.inInitialPidNamespace = false;
    table.setSelf(self);
    table.add(ProcessKey{78, 6});
    OperationTracker tracker(posixFileSystem(), table, systemClock(), site.site());
    site.writeTracking("vault", '[' + foreign + ']'); // of a process that is not here
    TestSite::write(site.site().runFolder + "/api.pid", "78\n");
    QCOMPARE(tracker.read(store)->counts, (OperationCounts{1, 0}));
    TestSite::write(site.site().runFolder + "/proxy.pid", "78\n");
    QCOMPARE(tracker.read(store)->counts, OperationCounts());
}

void TestTrackingFaults::fileThatDoesNotParseIsLeft_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("cut") << QByteArray("[{\"pid\":1,\"starttime\":2,\"active_oper");
    QTest::newRow("binary") << QByteArray("\0\xff\x01", 3);
    QTest::newRow("wrong type") << QByteArray("{}");
    QTest::newRow("negative") << QByteArray(R"([{"pid":1,"starttime":2,"active_operations":{"read":-1,"write":0}}])");
}

void TestTrackingFaults::fileThatDoesNotParseIsLeft() // I-03, I-06
{
    QFETCH(QByteArray, bytes);
    Fixture fixture;
    QVERIFY(fixture.acquire(Operation::Read));
    const QByteArray good = fixture.bytes();
    fixture.site.writeTracking("vault", bytes);
    for (const Error &error : {fixture.acquire().error(), fixture.release(Operation::Read).error(),
                               fixture.tracker.read(store).error(), fixture.tracker.restore(store).error()}) {
        QCOMPARE(error.code, ErrorCode::TrackingInvalid);
        QCOMPARE(error.subject, QString::fromUtf8(fixture.site.trackingPath("vault")));
        QVERIFY(!error.detail.isEmpty());
    }
    QCOMPARE(fixture.site.tracking("vault"), bytes);

    // Once somebody has put it right, our numbers are what they were meant to be.
    fixture.site.writeTracking("vault", good);
    QVERIFY(fixture.acquire());
    QCOMPARE(fixture.own(), Counts({0, 1}));
}

void TestTrackingFaults::acquireBeyondTheLimitIsRefused() // I-06
{
    Fixture fixture;
    const QByteArray begin = '[' + foreign.chopped(1) + ",\"fill\":\"";
    const QByteArray end = "\"}]";
    const QByteArray full = begin + QByteArray(trackingSizeLimit - begin.size() - end.size(), 'x') + end;
    fixture.site.writeTracking("vault", full);
    const auto refused = fixture.acquire();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::TooLarge);
    QCOMPARE(fixture.bytes(), full);
    QVERIFY(fixture.tracker.read(store)); // such a file is still read

    fixture.site.writeTracking("vault", full + ' ');
    QCOMPARE(fixture.acquire().error().code, ErrorCode::TooLarge);
    QCOMPARE(fixture.tracker.read(store).error().code, ErrorCode::TooLarge);
    QCOMPARE(fixture.bytes(), full + ' ');

    fixture.site.writeTracking("vault", '[' + foreign + ']');
    QVERIFY(fixture.acquire(Operation::Read));
    QCOMPARE(fixture.own(), Counts({1, 0}));
}

DRYDOCK_TEST_APPLESS_MAIN(TestTrackingFaults)
#include "tst_trackingfaults.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"
#include "tests/process/testjob.h"
#include "tests/support/folderevents.h"
#include "tests/support/operationfixture.h"
#include "tests/support/procprobe.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QTest>

#include <csignal>

#include <sys/wait.h>

using namespace Drydock;

/// The entry of `drydockctl run` in a real tracking file: I-02, registered before it works and until it has ended;
/// I-12, by the name of who works; I-05, for exactly as long as that one or the wrapper lives.
class TestRunEntry : public QObject
{
    Q_OBJECT

private slots:
    void entryNamesTheCommandAndItsGuardian();
    void entryGoesWithTheCommand();
    void killedWrappersEntryCountsUntilTheCommandDies();
    void killedCommandsEntryCountsUntilItHasMovedOn();
    void entryFollowsTheDescendants();
    void lostEntryComesBack_data();
    void lostEntryComesBack();
    void interruptAtALockEndsAtOnce();
    void jobsLeaveNothingOfEachOther();
};

namespace {

/// jobsubject under drydockctl, which has said that it is ready.
class RunningJob
{
public:
    explicit RunningJob(const OperationFixture &fixture, const QByteArrayList &options = {"--op=write"})
        : job({.wrapper = QByteArrayList{DRYDOCK_BIN_DIR "/drydockctl", "--root", fixture.site.site().configFolder,
                                         "run", "vault"}
                          + options})
        , isReady(job.nextOutput() == "ready")
    {
    }
    TestJob job;
    bool isReady;
};

bool exitedWith(const std::optional<int> &status, int code)
{
    return status && WIFEXITED(*status) && WEXITSTATUS(*status) == code;
}

ProcessKey forked(const QByteArray &line)
{
    return line.startsWith("forked ") ? TestJob::keyOf(line.mid(7).toInt()) : ProcessKey();
}

} // namespace

void TestRunEntry::entryNamesTheCommandAndItsGuardian()
{
    OperationFixture fixture;
    RunningJob running(fixture, {"--job=verify", "--label", "nightly \xc3\xa4"});
    QVERIFY(running.isReady);
    QCOMPARE(fixture.entries().size(), 1);
    const TrackingEntry entry = fixture.entries().first();
    QVERIFY(entry.guardian);
    QCOMPARE(*entry.guardian, TestJob::keyOf(running.job.pid()));
    QCOMPARE(entry.process, TestJob::keyOf(entry.process.pid));
    const auto text = systemProcessTable().readStat(entry.process.pid);
    QVERIFY(text);
    QCOMPARE(parseProcStat(*text)->command, "jobsubject");
    QCOMPARE(entry.counts, (OperationCounts{1, 0}));
    QCOMPARE(entry.job, u"verify"_qs);
    QCOMPARE(entry.label, u"nightly \u00e4"_qs);
    QVERIFY(entry.since);
    QCOMPARE(fixture.counts(), (OperationCounts{1, 0}));
}

void TestRunEntry::entryGoesWithTheCommand()
{
    OperationFixture fixture;
    RunningJob running(fixture);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    running.job.tell("exit 6");
    QVERIFY(exitedWith(running.job.waitEnd(), 6));
    QCOMPARE(fixture.site.tracking("vault"), "[]");
}

void TestRunEntry::killedWrappersEntryCountsUntilTheCommandDies()
{
    OperationFixture fixture;
    RunningJob running(fixture);
    const ProcessKey command = fixture.entries().value(0).process;
    running.job.signal(SIGKILL);
    QVERIFY(running.job.waitEnd());
    QVERIFY(!isProvenDead(systemProcessTable(), command));
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    const QByteArray before = fixture.site.tracking("vault");
    QCOMPARE(::kill(command.pid, SIGKILL), 0);
    siginfo_t info = {};
    QCOMPARE(::waitid(P_PID, static_cast<id_t>(command.pid), &info, WEXITED | WNOWAIT), 0); // ours by now
    QCOMPARE(fixture.counts(), OperationCounts());
    QCOMPARE(fixture.site.tracking("vault"), before); // without a byte having changed
}

void TestRunEntry::killedCommandsEntryCountsUntilItHasMovedOn()
{
    OperationFixture fixture;
    RunningJob running(fixture);
    const ProcessKey command = fixture.entries().value(0).process;
    const ProcessKey left = forked(running.job.order("fork 5"));
    FolderEvents events(fixture.site.site().trackingFolder);
    QCOMPARE(::kill(command.pid, SIGKILL), 0);
    bool gap = false;
    QVERIFY(events.waitFor([&] {
        gap = gap || fixture.counts() != OperationCounts{0, 1};
        return fixture.entries().value(0).process == left;
    }));
    QVERIFY(!gap);
    running.job.endLifeline(5);
    QVERIFY(exitedWith(running.job.waitEnd(), 137));
    QCOMPARE(fixture.site.tracking("vault"), "[]");
}

void TestRunEntry::entryFollowsTheDescendants()
{
    OperationFixture fixture;
    RunningJob running(fixture, {"--op=read"});
    const ProcessKey first = forked(running.job.order("daemon 5"));
    const ProcessKey second = forked(running.job.order("daemon 6"));
    FolderEvents events(fixture.site.site().trackingFolder);
    bool gap = false;
    const auto names = [&](const ProcessKey &key) {
        return events.waitFor([&] {
            gap = gap || fixture.counts() != OperationCounts{1, 0};
            return fixture.entries().value(0).process == key;
        });
    };
    running.job.tell("exit 0");
    QVERIFY(names(first));
    running.job.endLifeline(5);
    QVERIFY(names(second));
    QVERIFY(!gap);
    running.job.endLifeline(6);
    QVERIFY(exitedWith(running.job.waitEnd(), 0));
    QCOMPARE(fixture.site.tracking("vault"), "[]");
}

void TestRunEntry::lostEntryComesBack_data()
{
    QTest::addColumn<QByteArray>("loss");
    QTest::newRow("file emptied of entries") << QByteArray("entries");
    QTest::newRow("file removed") << QByteArray("file");
    QTest::newRow("our keys dropped, as PBS does") << QByteArray("keys");
    QTest::newRow("folder removed") << QByteArray("folder");
}

void TestRunEntry::lostEntryComesBack()
{
    QFETCH(QByteArray, loss);
    OperationFixture fixture;
    RunningJob running(fixture);
    const TrackingEntry before = fixture.entries().value(0);
    QVERIFY(before.guardian);
    const QByteArray folder = fixture.site.site().trackingFolder;
    FolderEvents events(fixture.site.site().configFolder);
    if (loss == "entries") {
        fixture.site.writeTracking("vault", "[]");
    } else if (loss == "keys") {
        TrackingEntry bare;
        bare.process = before.process;
        bare.counts = before.counts;
        fixture.site.writeTracking("vault", printTracking({bare}));
    } else if (loss == "file") {
        QVERIFY(QFile::remove(QFile::decodeName(fixture.site.trackingPath("vault"))));
    } else {
        const QString path = QFile::decodeName(folder);
        QVERIFY(QDir().rename(path, path + u".old"_qs));
        QVERIFY(events.waitFor([&] { return QDir(path).exists(); }));
    }
    FolderEvents inside(folder);
    QVERIFY(inside.waitFor([&] {
        const QList<TrackingEntry> entries = fixture.entries();
        return std::any_of(entries.begin(), entries.end(),
                           [&](const TrackingEntry &entry) { return entry.sameIdentity(before); });
    }));
    running.job.tell("exit 0");
    QVERIFY(exitedWith(running.job.waitEnd(), 0));
}

void TestRunEntry::interruptAtALockEndsAtOnce()
{
    OperationFixture fixture;
    LockFile lock(std::make_shared<SiteFolder>(posixFileSystem(), fixture.site.site().configFolder),
                  QByteArrayLiteral(".datastore.lck"), fixture.site.site().lockOwner);
    auto held = lock.acquire(OperationFixture::limit());
    QVERIFY(held);
    TestJob job({.wrapper = {DRYDOCK_BIN_DIR "/drydockctl", "--root", fixture.site.site().configFolder, "run", "vault",
                             "--op=write"}});
    const QByteArray path = fixture.site.site().configLockPath();
    QTRY_COMPARE_WITH_TIMEOUT(lockWaiters(path), 1, 20'000);
    job.signal(SIGINT);
    const std::optional<int> status = job.waitEnd();
    QVERIFY(status && WIFSIGNALED(*status) && WTERMSIG(*status) == SIGINT);
    QVERIFY(*held); // all the time
    QCOMPARE(job.outputToEnd(), QByteArray());
    QCOMPARE(fixture.site.tracking("vault"), QByteArray());
}

void TestRunEntry::jobsLeaveNothingOfEachOther()
{
    OperationFixture fixture;
    RunningJob writer(fixture);
    RunningJob reader(fixture, {"--op=read"});
    RunningJob other(fixture);
    QVERIFY(writer.isReady && reader.isReady && other.isReady);
    QCOMPARE(fixture.counts(), (OperationCounts{1, 2}));
    reader.job.tell("exit 0");
    QVERIFY(exitedWith(reader.job.waitEnd(), 0));
    QCOMPARE(fixture.counts(), (OperationCounts{0, 2}));
    writer.job.tell("exit 0");
    QVERIFY(exitedWith(writer.job.waitEnd(), 0));
    other.job.tell("exit 0");
    QVERIFY(exitedWith(other.job.waitEnd(), 0));
    QCOMPARE(fixture.site.tracking("vault"), "[]");
}

DRYDOCK_TEST_MAIN(TestRunEntry)
#include "tst_runentry.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

bool isDrainingWith(const StoreSnapshot &store, qint64 conflicting)
{
    return store.state == DrainState::Draining && store.conflicting == conflicting;
}

auto drainingWith(qint64 conflicting)
{
    return [conflicting](const StoreSnapshot &store) { return isDrainingWith(store, conflicting); };
}

} // namespace

/// Who counts on a store, as a monitor sees it beside real processes. I-03 I-05
class TestDrainMonitor : public QObject
{
    Q_OBJECT

private slots:
    void lastReleaseDrains();
    void killedBlockerIsSeenWithoutFileChange();
    void readersDoNotBlockReadOnly();
    void numbersFollowEveryChange();
    void vanishedEntryOfALiveProcessGoesOnCounting_data();
    void vanishedEntryOfALiveProcessGoesOnCounting();
    void unreadableTrackingFileIsNeverZero_data();
    void unreadableTrackingFileIsNeverZero();
    void notesThatCannotBeReadAreNoPresence();
    void someoneElsesFolderIsNotBelieved();
    void entryOfAnotherNamespaceCountsAndIsMarked();
    void holdersComeWithTheirDetails();
};

void TestDrainMonitor::lastReleaseDrains()
{
    const TestSite site;
    writeStores(site, "offline,message=swap");
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    MonitorProbe probe(site.site());
    const auto draining = probe.waitForState(vault, DrainState::Draining);
    QVERIFY(draining);
    QCOMPARE(draining->conflicting, std::optional<qint64>(1));
    QCOMPARE(draining->mode.message, QStringLiteral("swap"));
    QVERIFY(!draining->proven);
    QVERIFY(holder.does("release vault write"));
    const auto drained = probe.waitForState(vault, DrainState::Drained);
    QVERIFY(drained);
    QVERIFY(drained->proven);
    QCOMPARE(drained->reason, StateReason::Proven);
    QCOMPARE(drained->counts, std::optional(OperationCounts()));
    QVERIFY(drained->holders.isEmpty());
}

void TestDrainMonitor::killedBlockerIsSeenWithoutFileChange()
{
    const TestSite site;
    writeStores(site, "offline");
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    const FileStatus before = TestSite::status(site.trackingPath("vault"));
    holder.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QCOMPARE(TestSite::status(site.trackingPath("vault")), before);
}

void TestDrainMonitor::readersDoNotBlockReadOnly()
{
    const TestSite site;
    writeStores(site, "read-only");
    OperationHolder reader(site);
    OperationHolder writer(site);
    QVERIFY(reader.does("acquire vault read"));
    QVERIFY(writer.does("acquire vault write"));
    MonitorProbe probe(site.site());
    const auto draining = probe.waitForStore(vault, drainingWith(1));
    QVERIFY(draining);
    QCOMPARE(draining->holders.size(), 2);
    QCOMPARE(draining->holders.first().process.pid, writer.pid()); // conflicting ones first
    QVERIFY(draining->holders.first().conflicting);
    QVERIFY(!draining->holders.last().conflicting);
    writer.kill();
    const auto drained = probe.waitForState(vault, DrainState::Drained);
    QVERIFY(drained);
    QCOMPARE(drained->counts, std::optional(OperationCounts{1, 0}));

    writeStores(site, "offline"); // what was drained for one mode is not for another
    QVERIFY(probe.waitForStore(vault, drainingWith(1)));
    QVERIFY(reader.does("release vault read"));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMonitor::numbersFollowEveryChange()
{
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    OperationHolder holder(site);
    for (int count = 1; count <= 5; ++count) {
        QVERIFY(holder.does("acquire vault write"));
        QVERIFY(probe.waitForStore(vault, drainingWith(count)));
    }
    writeStores(site, {});
    QVERIFY(probe.waitForState(vault, DrainState::None));
    for (int count = 5; count > 0; --count)
        QVERIFY(holder.does("release vault write"));
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMonitor::vanishedEntryOfALiveProcessGoesOnCounting_data()
{
    QTest::addColumn<bool>("isRemoved");
    QTest::newRow("the file is emptied") << false;
    QTest::newRow("the file is removed") << true;
}

void TestDrainMonitor::vanishedEntryOfALiveProcessGoesOnCounting()
{
    QFETCH(bool, isRemoved);
    const TestSite site;
    writeStores(site, "offline");
    IdleProcess process;
    replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 0, 2)}));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForStore(vault, drainingWith(2)));
    if (isRemoved)
        QVERIFY(::unlink(site.trackingPath("vault").constData()) == 0);
    else
        replaceFile(site.trackingPath("vault"), "[]");
    const auto lost = probe.waitForStore(
        vault, [](const StoreSnapshot &store) { return store.reason == StateReason::LostFromSight; });
    QVERIFY(lost);
    QVERIFY(isDrainingWith(*lost, 2));
    QVERIFY(lost->holders.first().lostFromSight);
    QVERIFY(probe.settled());

    process.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const auto states = probe.statesOf(vault);
    QCOMPARE(states.indexOf(DrainState::Drained), states.size() - 1);
    QVERIFY(!states.contains(DrainState::Unknown));
}

void TestDrainMonitor::unreadableTrackingFileIsNeverZero_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty") << QByteArray("") << ErrorCode::TrackingInvalid;
    QTest::newRow("truncated") << QByteArray("[{\"pid\":1,\"startti") << ErrorCode::TrackingInvalid;
    QTest::newRow("no array") << QByteArray("{}") << ErrorCode::TrackingInvalid;
    QTest::newRow("wrong type") << QByteArray(R"([{"pid":"1","starttime":1,"active_operations":{"read":0,"write":0}}])")
                                << ErrorCode::TrackingInvalid;
    QTest::newRow("negative") << QByteArray(R"([{"pid":1,"starttime":1,"active_operations":{"read":-1,"write":1}}])")
                              << ErrorCode::TrackingInvalid;
    QTest::newRow("binary") << QByteArray("\x00\xff\x13\x37", 4) << ErrorCode::TrackingInvalid;
    QTest::newRow("too large") << QByteArray(2 * 1024 * 1024, ' ') << ErrorCode::TooLarge;
    QTest::newRow("a folder") << QByteArray("folder") << ErrorCode::UnsafeFile;
    QTest::newRow("a FIFO") << QByteArray("fifo") << ErrorCode::UnsafeFile;
    QTest::newRow("a dangling link") << QByteArray("dangling") << ErrorCode::UnsafeFile;
    QTest::newRow("a link to a good file") << QByteArray("link") << ErrorCode::UnsafeFile;
    QTest::newRow("a file with two names") << QByteArray("two names") << ErrorCode::UnsafeFile;
}

void TestDrainMonitor::unreadableTrackingFileIsNeverZero()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorCode, code);
    const TestSite site;
    writeStores(site, "offline");
    const QByteArray path = site.trackingPath("vault");
    const QByteArray elsewhere = site.path("elsewhere");
    TestSite::write(elsewhere, "[]");
    if (bytes == "folder")
        QVERIFY(::mkdir(path.constData(), 0700) == 0);
    else if (bytes == "fifo")
        QVERIFY(::mkfifo(path.constData(), 0600) == 0);
    else if (bytes == "dangling")
        QVERIFY(::symlink("nowhere", path.constData()) == 0);
    else if (bytes == "link")
        QVERIFY(::symlink(elsewhere.constData(), path.constData()) == 0);
    else if (bytes == "two names")
        QVERIFY(::link(elsewhere.constData(), path.constData()) == 0);
    else
        TestSite::write(path, bytes);

    MonitorProbe probe(site.site());
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::CountUnreadable);
    QVERIFY(unknown->cause);
    QCOMPARE(errorName(unknown->cause->code), errorName(code));
    QVERIFY(unknown->cause->subject.endsWith(u"/vault"));
    QVERIFY(!unknown->counts);
    QVERIFY(!unknown->conflicting);
    QCOMPARE(namesOf(probe.statesOf(vault)), QStringLiteral("unknown"));

    if (bytes == "folder")
        QVERIFY(::rmdir(path.constData()) == 0);
    replaceFile(path, "[]");
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMonitor::notesThatCannotBeReadAreNoPresence()
{
    const TestSite site;
    writeStores(site, {});
    const QByteArray notes = site.site().configFolder + "/stores.json";
    TestSite::write(notes, "{\"vault\":");
    MonitorProbe probe(site.site());
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::ConfigUnreadable);
    QVERIFY(unknown->cause);
    QCOMPARE(unknown->cause->code, ErrorCode::ConfigInvalid);
    QCOMPARE(unknown->cause->subject, QString::fromUtf8(notes));
    TestSite::write(notes, "{}");
    QVERIFY(probe.waitForState(vault, DrainState::None));
}

void TestDrainMonitor::someoneElsesFolderIsNotBelieved()
{
    if (::geteuid() != 0) // nobody else can give a folder away: then it is ours
        return;
    const TestSite site;
    writeStores(site, "offline");
    QVERIFY(::chown(site.site().trackingFolder.constData(), 12345, 12345) == 0);
    MonitorProbe probe(site.site());
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::FolderMissing);
    QVERIFY(::chown(site.site().trackingFolder.constData(), 0, 0) == 0);
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMonitor::entryOfAnotherNamespaceCountsAndIsMarked()
{
    const TestSite site;
    writeStores(site, "offline");
    ProcessNamespace other = systemProcessTable().self().space;
    other.pidNamespace = 1;
    QByteArray foreign = entry({::getpid(), 1}, 0, 1); // a process of ours, were it ours to judge
    foreign.chop(1);
    replaceFile(site.trackingPath("vault"), tracking({foreign + ",\"ns\":\"" + other.toBytes() + "\"}"}));
    MonitorProbe probe(site.site());
    const auto draining = probe.waitForStore(vault, drainingWith(1));
    QVERIFY(draining);
    QVERIFY(!draining->holders.first().provable);
    QVERIFY(draining->holders.first().command.isEmpty());
}

void TestDrainMonitor::holdersComeWithTheirDetails()
{
    const TestSite site;
    writeStores(site, "offline");
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    MonitorProbe probe(site.site());
    const auto store = probe.waitForState(vault, DrainState::Draining);
    QVERIFY(store);
    const Holder shown = store->holders.value(0);
    QCOMPARE(shown.process.pid, holder.pid());
    QVERIFY(shown.command.contains(u"trackholder root "));
    QVERIFY(!shown.user.isEmpty());
    QVERIFY(shown.since);
    QCOMPARE(shown.counts, (OperationCounts{0, 1}));
}

DRYDOCK_TEST_MAIN(TestDrainMonitor)
#include "tst_drainmonitor.moc"

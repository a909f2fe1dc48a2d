// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/config/datastoreconfig.h"
#include "core/history/changelog.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"

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

/// What a monitor shows beside real processes that hold operations. I-03 I-05
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
    void someoneElsesFolderIsNotBelieved();
    void entryOfAnotherNamespaceCountsAndIsMarked();
    void holdersComeWithTheirDetails();
    void whoAndSinceComeFromTheLog();
    void serversOwnModesAreExternal_data();
    void serversOwnModesAreExternal();
    void unknownTypeIsUnknown();
    void missingPathIsAbsent();
    void brokenSectionLeavesTheOthersOnShow();
    void unreadableConfigKeepsTheStoresAsUnknown();
    void countsOfOtherStoresNeedAttention();
    void unchangedStoreKeepsItsPointer();
    void stopsWhileNothingHappens();
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

void TestDrainMonitor::whoAndSinceComeFromTheLog()
{
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));

    ChangeRecord record;
    record.at = 1'700'000'000;
    record.who = QStringLiteral("alice");
    record.store = vault;
    record.newMode.type = MaintenanceType::Offline;
    record.digest = DatastoreConfig::parse(site.config()).digest();
    ChangeLog log(posixFileSystem(), site.site());
    QVERIFY(log.append(record));
    const auto store = probe.waitForStore(vault, [](const StoreSnapshot &shown) { return !shown.modeBy.isEmpty(); });
    QVERIFY(store);
    QCOMPARE(store->modeBy, QStringLiteral("alice"));
    QCOMPARE(store->modeSince, std::optional<qint64>(1'700'000'000));

    writeStores(site, "offline,message=by-hand"); // the log knows nothing of that
    const auto edited = probe.waitForStore(vault, [](const StoreSnapshot &shown) { return shown.modeBy.isEmpty(); });
    QVERIFY(edited);
    QVERIFY(!edited->modeSince);
}

void TestDrainMonitor::serversOwnModesAreExternal_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::newRow("unmount") << QByteArray("unmount");
    QTest::newRow("s3-refresh") << QByteArray("s3-refresh");
    QTest::newRow("delete") << QByteArray("delete");
}

void TestDrainMonitor::serversOwnModesAreExternal()
{
    QFETCH(QByteArray, mode);
    const TestSite site;
    writeStores(site, mode);
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault read"));
    MonitorProbe probe(site.site());
    const auto store = probe.waitForState(vault, DrainState::External);
    QVERIFY(store);
    QCOMPARE(store->conflicting, std::optional<qint64>(1));
    QVERIFY(!store->proven);
    QVERIFY(holder.does("release vault read"));
    const auto proven = probe.waitForStore(vault, [](const StoreSnapshot &shown) { return shown.proven; });
    QVERIFY(proven);
    QCOMPARE(proven->state, DrainState::External);
}

void TestDrainMonitor::unknownTypeIsUnknown()
{
    const TestSite site;
    writeStores(site, "hibernate,message=x");
    MonitorProbe probe(site.site());
    const auto store = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(store);
    QCOMPARE(store->reason, StateReason::ModeUnknown);
    const auto tank = probe.settled()->find(QStringLiteral("tank"));
    QCOMPARE(tank->state, DrainState::None);
}

void TestDrainMonitor::missingPathIsAbsent()
{
    const TestSite site;
    writeStores(site, "offline");
    QVERIFY(::rmdir(site.path("stores/vault").constData()) == 0);
    MonitorProbe probe(site.site());
    const auto absent = probe.waitForStore(
        vault, [](const StoreSnapshot &store) { return store.state == DrainState::Absent && store.proven; });
    QVERIFY(absent); // nothing works on it, and nobody says drained of a disk that is not there
    QCOMPARE(absent->reason, StateReason::PathMissing);
    QVERIFY(::mkdir(site.path("stores/vault").constData(), 0700) == 0);
    probe.monitor().refresh();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMonitor::brokenSectionLeavesTheOthersOnShow()
{
    const TestSite site;
    writeStores(site, "offline");
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    writeStores(site, "offline", "\ndatastore: broken\n\tcomment without a path\n");
    const auto shown = probe.waitFor([](const SiteSnapshot &snapshot) { return snapshot.configError.has_value(); });
    QVERIFY(shown);
    QCOMPARE(errorName(shown->configError->code), errorName(ErrorCode::ConfigInvalid));
    QVERIFY(shown->configError->line > 0);
    QVERIFY(shown->cannotEdit);
    QVERIFY(isDrainingWith(*shown->find(vault), 1));

    QVERIFY(holder.does("release vault write")); // PBS refuses the whole file: there is no mode to prove anything for
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::ConfigUnreadable);
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMonitor::unreadableConfigKeepsTheStoresAsUnknown()
{
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(::unlink(site.site().configPath().constData()) == 0);
    QVERIFY(probe.waitFor([](const SiteSnapshot &snapshot) { return snapshot.stores.isEmpty(); }));
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Drained));

    QVERIFY(::unlink(site.site().configPath().constData()) == 0);
    QVERIFY(::mkdir(site.site().configPath().constData(), 0700) == 0);
    QVERIFY(probe.waitFor([](const SiteSnapshot &snapshot) { return snapshot.configError.has_value(); }));
    QVERIFY(::rmdir(site.site().configPath().constData()) == 0);
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Drained));

    const QByteArray folder = site.site().configFolder;
    QVERIFY(std::rename(folder.constData(), (folder + "-moved").constData()) == 0);
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::ConfigUnreadable);
    QVERIFY(!unknown->modeReadable);
    QVERIFY(std::rename((folder + "-moved").constData(), folder.constData()) == 0);
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMonitor::countsOfOtherStoresNeedAttention()
{
    const TestSite site;
    writeStores(site, {});
    OperationHolder holder(site);
    QVERIFY(holder.does("begin vault read"));
    MonitorProbe probe(site.site());
    const auto unseen = probe.waitForState(vault, DrainState::None);
    QVERIFY(unseen);
    QVERIFY(!unseen->counts);
    probe.monitor().setAttention(true);
    const auto seen = probe.waitForStore(vault, [](const StoreSnapshot &store) { return store.counts.has_value(); });
    QVERIFY(seen);
    QCOMPARE(*seen->counts, (OperationCounts{1, 0}));
    QCOMPARE(seen->state, DrainState::None);
    QVERIFY(holder.does("end"));
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &store) { return store.counts == OperationCounts(); }));
    probe.monitor().setAttention(false);
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &store) { return !store.counts; }));
}

void TestDrainMonitor::unchangedStoreKeepsItsPointer()
{
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const auto before = probe.settled();
    QVERIFY(before);
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    const auto after =
        probe.waitFor([](const SiteSnapshot &snapshot) { return isDrainingWith(*snapshot.find(vault), 1); });
    QVERIFY(after);
    QVERIFY(after->number > before->number);
    QCOMPARE(after->find(QStringLiteral("tank")), before->find(QStringLiteral("tank")));
    QVERIFY(after->find(vault) != before->find(vault));
}

void TestDrainMonitor::stopsWhileNothingHappens()
{
    const TestSite site;
    writeStores(site, "offline");
    {
        const MonitorProbe neverWaitedFor(site.site());
    }
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

QTEST_GUILESS_MAIN(TestDrainMonitor)
#include "tst_drainmonitor.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/config/datastoreconfig.h"
#include "core/history/changelog.h"
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

} // namespace

/// What a monitor shows of a site: its stores, their modes, and what is wrong with them. I-03
class TestDrainSite : public QObject
{
    Q_OBJECT

private slots:
    void whoAndSinceComeFromTheLog();
    void serversOwnModesAreExternal_data();
    void serversOwnModesAreExternal();
    void unknownTypeIsUnknown();
    void missingPathIsAbsent();
    void brokenSectionLeavesTheOthersOnShow();
    void unreadableConfigKeepsTheStoresAsUnknown();
    void whoeverWasLostFromSightOutlastsTheConfig_data();
    void whoeverWasLostFromSightOutlastsTheConfig();
    void entryThatVanishesWithTheConfigIsLostFromSight();
    void countsOfOtherStoresNeedAttention();
    void unchangedStoreKeepsItsPointer();
    void stopsWhileNothingHappens();
};

void TestDrainSite::whoAndSinceComeFromTheLog()
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

void TestDrainSite::serversOwnModesAreExternal_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::newRow("unmount") << QByteArray("unmount");
    QTest::newRow("s3-refresh") << QByteArray("s3-refresh");
    QTest::newRow("delete") << QByteArray("delete");
}

void TestDrainSite::serversOwnModesAreExternal()
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

void TestDrainSite::unknownTypeIsUnknown()
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

void TestDrainSite::missingPathIsAbsent()
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

void TestDrainSite::brokenSectionLeavesTheOthersOnShow()
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

void TestDrainSite::unreadableConfigKeepsTheStoresAsUnknown()
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

void TestDrainSite::whoeverWasLostFromSightOutlastsTheConfig_data()
{
    QTest::addColumn<QString>("between");
    QTest::newRow("missing for a moment, as an editor saves") << u"missing"_qs;
    QTest::newRow("empty for a moment, written in place") << u"empty"_qs;
    QTest::newRow("mode cleared and set again") << u"cleared"_qs;
    QTest::newRow("mode cleared, then missing for a moment") << u"cleared missing"_qs;
}

void TestDrainSite::whoeverWasLostFromSightOutlastsTheConfig() // I-05
{
    QFETCH(QString, between);
    const TestSite site;
    writeStores(site, "offline");
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    replaceFile(site.trackingPath("vault"), tracking({}));
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &store) {
        return store.reason == StateReason::LostFromSight && store.conflicting == 1;
    }));

    if (between.contains(u"cleared")) {
        writeStores(site, {});
        QVERIFY(probe.waitForState(vault, DrainState::None));
    }
    if (between.contains(u"missing"))
        QVERIFY(::unlink(site.site().configPath().constData()) == 0);
    if (between.contains(u"empty"))
        TestSite::write(site.site().configPath(), {});
    if (!between.endsWith(u"cleared"))
        QVERIFY(probe.waitFor([](const SiteSnapshot &snapshot) { return snapshot.stores.isEmpty(); }));
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    holder.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QCOMPARE(probe.statesOf(vault).count(DrainState::Drained), 1);
}

void TestDrainSite::entryThatVanishesWithTheConfigIsLostFromSight() // I-05
{
    const TestSite site;
    writeStores(site, "offline");
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QVERIFY(::unlink(site.site().configPath().constData()) == 0);
    QVERIFY(probe.waitFor([](const SiteSnapshot &snapshot) { return snapshot.stores.isEmpty(); }));
    replaceFile(site.trackingPath("vault"), tracking({}));
    writeStores(site, "offline");
    const auto draining = probe.waitForState(vault, DrainState::Draining);
    QVERIFY(draining);
    QCOMPARE(draining->reason, StateReason::LostFromSight);
    holder.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QCOMPARE(probe.statesOf(vault).count(DrainState::Drained), 1);
}

void TestDrainSite::countsOfOtherStoresNeedAttention()
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

void TestDrainSite::unchangedStoreKeepsItsPointer()
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

void TestDrainSite::stopsWhileNothingHappens()
{
    const TestSite site;
    writeStores(site, "offline");
    {
        const MonitorProbe neverWaitedFor(site.site());
    }
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

DRYDOCK_TEST_MAIN(TestDrainSite)
#include "tst_drainsite.moc"

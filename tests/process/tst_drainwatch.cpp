// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/procprobe.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

#include <cstdio>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

bool isLost(const StoreSnapshot &store)
{
    return store.state == DrainState::Draining && store.reason == StateReason::LostFromSight;
}

bool moved(const QByteArray &from, const QByteArray &to)
{
    return std::rename(from.constData(), to.constData()) == 0;
}

bool isFolderMade(const QByteArray &path)
{
    return ::mkdir(path.constData(), 0770) == 0;
}

bool isRemoved(const QByteArray &folder)
{
    for (const QByteArray &name : TestSite::names(folder))
        ::unlink((folder + '/' + name).constData());
    return ::rmdir(folder.constData()) == 0;
}

/// The monitor's thread of this process, by its name; 0 if there is none.
pid_t monitorThread()
{
    for (const pid_t thread : runningThreads()) {
        if (TestSite::read("/proc/self/task/" + QByteArray::number(thread) + "/comm").trimmed() == "drain-monitor")
            return thread;
    }
    return 0;
}

/// How often a thread has gone to sleep.
qint64 sleepsOf(pid_t thread)
{
    const QByteArray status = TestSite::read("/proc/self/task/" + QByteArray::number(thread) + "/status");
    const QByteArray key = "\nvoluntary_ctxt_switches:";
    const qsizetype begin = status.indexOf(key) + key.size();
    return status.mid(begin, status.indexOf('\n', begin) - begin).trimmed().toLongLong();
}

} // namespace

/// Folders that go, come back, are moved or replaced under a watching monitor. I-03
class TestDrainWatch : public QObject
{
    Q_OBJECT

private slots:
    void deletedTrackingFolderIsNotZero();
    void replacedTrackingFolderKeepsWhatWasCounted();
    void movedFolderAboveIsNoticed();
    void trackingFolderThatComesLaterIsSeen();
    void siteThatIsCreatedLaterIsSeen();
    void deletedConfigFolderIsNoticed();
    void overflowReadsEverythingAgain();
    void inPlaceWritesAreSeen();
    void linkInThePlaceOfTheFolderIsNotFollowed();
    void strangersFilesDoNotCount();
    void idleMonitorDoesNotWakeUp();
    void unwatchedFolderWakesNobody();
    void lockFilesWakeNobody();
};

void TestDrainWatch::deletedTrackingFolderIsNotZero()
{
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    // Nobody uses it, and the monitor itself holds it open: inotify says nothing of the folder itself.
    QVERIFY(isRemoved(site.site().trackingFolder));
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::FolderMissing);
    QVERIFY(!unknown->counts);
    QVERIFY(isFolderMade(site.site().trackingFolder));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::replacedTrackingFolderKeepsWhatWasCounted()
{
    const TestSite site;
    writeStores(site, "offline");
    IdleProcess first;
    IdleProcess second;
    replaceFile(site.trackingPath("vault"), tracking({entry(first.key(), 0, 1)}));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    const QByteArray folder = site.site().trackingFolder;
    QVERIFY(isFolderMade(folder + "-new"));
    TestSite::write(folder + "-new/vault", tracking({entry(second.key(), 1, 0)}));
    QVERIFY(moved(folder, folder + "-old"));
    QVERIFY(moved(folder + "-new", folder));
    const auto store =
        probe.waitForStore(vault, [](const StoreSnapshot &shown) { return isLost(shown) && shown.conflicting == 2; });
    QVERIFY(store);
    QCOMPARE(store->counts, std::optional(OperationCounts{1, 1}));
    first.kill();
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &shown) {
        return shown.state == DrainState::Draining && shown.conflicting == 1 && !isLost(shown);
    }));
    second.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::movedFolderAboveIsNoticed()
{
    const TestSite site(TestSite::Kind::System);
    writeStores(site, "offline");
    IdleProcess process;
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(moved(site.path("run"), site.path("gone")));
    QVERIFY(probe.waitForState(vault, DrainState::Unknown));
    QVERIFY(isFolderMade(site.path("run")) && isFolderMade(site.path("run/drydock"))
            && isFolderMade(site.path("run/drydock/active-operations")));
    replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 0, 1)}));
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    process.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::trackingFolderThatComesLaterIsSeen()
{
    const TestSite site;
    writeStores(site, "offline");
    QVERIFY(isRemoved(site.site().trackingFolder));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Unknown));
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write")); // makes the folder
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QVERIFY(holder.does("release vault write"));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::siteThatIsCreatedLaterIsSeen()
{
    const TestSite site;
    const QByteArray folder = site.site().configFolder;
    const QByteArray above = site.root();
    QVERIFY(moved(folder, folder + "-later"));
    QVERIFY(moved(above, above + "-later")); // the folder above it is missing, too
    MonitorProbe probe(site.site());
    const auto empty = probe.waitFor([](const SiteSnapshot &) { return true; });
    QVERIFY(empty);
    QVERIFY(empty->stores.isEmpty());
    QVERIFY(!empty->configError);
    QVERIFY(moved(above + "-later", above));
    QVERIFY(moved(folder + "-later", folder));
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::deletedConfigFolderIsNoticed()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(isRemoved(site.site().configFolder));
    QVERIFY(probe.waitFor(
        [](const SiteSnapshot &shown) { return shown.configError && shown.configError->code == ErrorCode::NotFound; }));
    QVERIFY(isFolderMade(site.site().configFolder));
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::overflowReadsEverythingAgain()
{
    const TestSite site;
    writeStores(site, "offline");
    IdleProcess process;
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const int limit = TestSite::read("/proc/sys/fs/inotify/max_queued_events").trimmed().toInt();
    QVERIFY(limit > 0);
    {
        // While the monitor is kept from reading, its queue fills up with a stranger's files; the change that matters
        // comes when nothing fits in any more.
        const auto pause = probe.pause();
        replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 1, 0)})); // it waits, about to show this
        const QByteArray first = site.path("site/active-operations/stranger-1");
        const QByteArray second = site.path("site/active-operations/stranger-2");
        TestSite::write(first, {});
        for (int i = 0; i < 2 * limit; ++i)
            QVERIFY(i % 2 == 0 ? moved(first, second) : moved(second, first));
        replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 1, 6)}));
    }
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &shown) { return shown.conflicting == 7; }));
    process.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::inPlaceWritesAreSeen()
{
    const TestSite site;
    writeStores(site, "offline");
    IdleProcess process;
    TestSite::write(site.trackingPath("vault"), "[]");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    TestSite::write(site.trackingPath("vault"), tracking({entry(process.key(), 0, 1)}));
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QByteArray config = site.config();
    config.replace("offline", "read-only,message=in-place");
    site.writeConfig(config);
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &shown) {
        return shown.mode.type == MaintenanceType::ReadOnly && shown.state == DrainState::Draining;
    }));
}

void TestDrainWatch::linkInThePlaceOfTheFolderIsNotFollowed()
{
    // I-10
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const QByteArray folder = site.site().trackingFolder;
    QVERIFY(moved(folder, folder + "-elsewhere"));
    QVERIFY(::symlink((folder + "-elsewhere").constData(), folder.constData()) == 0);
    QVERIFY(probe.waitForState(vault, DrainState::Unknown));
    const auto settled = probe.settled();
    QVERIFY(settled);
    QCOMPARE(settled->find(vault)->state, DrainState::Unknown);
    QVERIFY(::unlink(folder.constData()) == 0);
    QVERIFY(moved(folder + "-elsewhere", folder));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainWatch::strangersFilesDoNotCount()
{
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const auto before = probe.settled();
    for (const char *name : {".vault.tmp-1-1", "vault.lock", "vault.tmp_x81kd0", "vaul", "other-store"})
        TestSite::write(site.site().trackingFolder + '/' + name, "not a tracking file");
    const auto after = probe.settled();
    QVERIFY(before && after);
    QCOMPARE(after->find(vault)->state, DrainState::Drained);
    QVERIFY(!probe.statesOf(vault).contains(DrainState::Unknown));
}

void TestDrainWatch::idleMonitorDoesNotWakeUp()
{
    // I-11. Not by time: the monitor answers to a refresh, so between two of them it has slept as often as those cost,
    // whatever happens in the folder that it does not watch.
    const TestSite site;
    writeStores(site, {});
    MonitorProbe probe(site.site());
    QVERIFY(probe.settled());
    const pid_t thread = monitorThread();
    QVERIFY(thread != 0);
    qint64 before = sleepsOf(thread);
    QVERIFY(probe.settled());
    const qint64 cost = sleepsOf(thread) - before;

    OperationHolder holder(site);
    before = sleepsOf(thread);
    for (int i = 0; i < 200; ++i)
        QVERIFY(holder.does(i % 2 == 0 ? "acquire vault write" : "release vault write"));
    QVERIFY(probe.settled());
    QVERIFY2(sleepsOf(thread) - before <= cost + 2, QByteArray::number(sleepsOf(thread) - before).constData());
}

void TestDrainWatch::unwatchedFolderWakesNobody()
{
    // I-11: attention that has gone leaves no watch and no timer behind.
    const TestSite site;
    writeStores(site, {});
    MonitorProbe probe(site.site());
    OperationHolder holder(site);
    probe.monitor().setAttention(true);
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &shown) { return shown.counts.has_value(); }));
    QVERIFY(holder.does("acquire vault write"));
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &shown) {
        return shown.counts == OperationCounts{0, 1};
    }));
    probe.monitor().setAttention(false);
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &shown) { return !shown.counts; }));
    QVERIFY(probe.settled());
    const pid_t thread = monitorThread();
    const qint64 before = sleepsOf(thread);
    for (int i = 0; i < 200; ++i)
        QVERIFY(holder.does(i % 2 == 0 ? "acquire vault write" : "release vault write"));
    QVERIFY(sleepsOf(thread) <= before + 1); // after its last snapshot it goes to sleep once
}

void TestDrainWatch::lockFilesWakeNobody()
{
    // I-11: each lookup of PBS opens, locks and closes the config lock.
    const TestSite site;
    writeStores(site, {});
    TestSite::write(site.site().configLockPath(), {});
    MonitorProbe probe(site.site());
    QVERIFY(probe.settled());
    HelperProcess peer(QStringLiteral("lockholder"));
    const pid_t thread = monitorThread();
    const qint64 before = sleepsOf(thread);
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(peer.ask("peer " + site.site().configLockPath()), QByteArray("locked"));
        QCOMPARE(peer.ask("unlock"), QByteArray("unlocked"));
    }
    QVERIFY(sleepsOf(thread) <= before + 1);
}

DRYDOCK_TEST_MAIN(TestDrainWatch)
#include "tst_drainwatch.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/doctor/examination.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"

#include <QCoreApplication>
#include <QTest>

#include <algorithm>
#include <cstdio>

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

/// Folders that something is mounted over, and limits of the kernel, in namespaces of their own. I-03
class TestDrainMounts : public QObject
{
    Q_OBJECT

private slots:
    void overMountedTrackingFolderIsNotZero();
    void examinationTellsOfTheMount();
    void overMountedConfigFolderIsNoticed();
    void siteThatIsMountedLaterIsSeen();
    void pathOnAnotherFileSystemIsAbsent();
    void readOnlySiteIsNotEditable();
    void lostWatchIsStale();
};

namespace {

bool isMounted(const QByteArray &point)
{
    return ::mount("none", point.constData(), "tmpfs", 0, "mode=0770") == 0;
}

bool isUnmounted(const QByteArray &point)
{
    return ::umount2(point.constData(), MNT_DETACH) == 0;
}

void writeText(const char *path, const QByteArray &text)
{
    TestSite::write(path, text);
}

/// A user and a mount namespace of our own, in which mounting is allowed and the kernel's limits are ours. Before there
/// is any thread.
bool enterNamespaces()
{
    const uid_t uid = ::geteuid();
    const gid_t gid = ::getegid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    writeText("/proc/self/setgroups", "deny");
    writeText("/proc/self/uid_map", "0 " + QByteArray::number(uid) + " 1");
    writeText("/proc/self/gid_map", "0 " + QByteArray::number(gid) + " 1");
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

} // namespace

void TestDrainMounts::overMountedTrackingFolderIsNotZero()
{
    const TestSite site;
    writeStores(site, "offline");
    IdleProcess process;
    replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 0, 1)}));
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QVERIFY(isMounted(site.site().trackingFolder));
    const auto lost = probe.waitForStore(
        vault, [](const StoreSnapshot &shown) { return shown.reason == StateReason::LostFromSight; });
    QVERIFY(lost);
    QCOMPARE(lost->conflicting, std::optional<qint64>(1));
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault read")); // in the folder that is there now
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &shown) { return shown.conflicting == 2; }));
    QVERIFY(holder.does("release vault read"));
    process.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(isUnmounted(site.site().trackingFolder)); // the file below it still lists the dead process
    QVERIFY(probe.endsIn(vault, DrainState::Drained));
}

void TestDrainMounts::examinationTellsOfTheMount()
{
    const TestSite site;
    writeStores(site, "offline");
    const auto isTold = [&site] {
        const Examination examination =
            examineSite({posixFileSystem(), systemProcessTable(), systemClock(), {}}, site.site());
        return std::any_of(examination.findings.begin(), examination.findings.end(), [](const Finding &finding) {
            return finding.code == FindingCode::FolderMountedOver && finding.severity == Severity::Warning;
        });
    };
    QVERIFY(!isTold());
    QVERIFY(isMounted(site.site().trackingFolder));
    QVERIFY(isTold());
    QVERIFY(isUnmounted(site.site().trackingFolder));
}

void TestDrainMounts::overMountedConfigFolderIsNoticed()
{
    const TestSite site;
    writeStores(site, "offline");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(isMounted(site.site().configFolder));
    QVERIFY(probe.waitFor([](const SiteSnapshot &shown) { return shown.stores.isEmpty(); }));
    QVERIFY(isUnmounted(site.site().configFolder));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainMounts::siteThatIsMountedLaterIsSeen()
{
    const TestSite site;
    writeStores(site, "offline");
    const QByteArray point = site.root();
    const QByteArray disk = point + "-disk";
    QVERIFY(std::rename(point.constData(), disk.constData()) == 0 && ::mkdir(point.constData(), 0700) == 0);
    MonitorProbe probe(site.site());
    const auto empty = probe.waitFor([](const SiteSnapshot &) { return true; });
    QVERIFY(empty);
    QVERIFY(empty->stores.isEmpty());
    QVERIFY(::mount(disk.constData(), point.constData(), nullptr, MS_BIND, nullptr) == 0);
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(isUnmounted(point));
    QVERIFY(probe.waitForState(vault, DrainState::Unknown)); // what was on show is not there any more
    QVERIFY(::rmdir(point.constData()) == 0 && std::rename(disk.constData(), point.constData()) == 0);
}

void TestDrainMounts::pathOnAnotherFileSystemIsAbsent()
{
    const TestSite site;
    writeStores(site, "offline");
    const QByteArray path = site.path("stores/vault");
    QVERIFY(isMounted(path));
    TestSite::write(site.site().configFolder + "/stores.json", R"({"vault":{"type":"tmpfs","id":""}})");
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(isUnmounted(path)); // the empty folder below it is not the disk
    const auto absent = probe.waitForState(vault, DrainState::Absent);
    QVERIFY(absent);
    QCOMPARE(absent->reason, StateReason::OtherFileSystem);
    QVERIFY(isMounted(path));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(isUnmounted(path));
}

void TestDrainMounts::readOnlySiteIsNotEditable()
{
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    const QByteArray folder = site.site().configFolder;
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(::mount(folder.constData(), folder.constData(), nullptr, MS_BIND, nullptr) == 0);
    QVERIFY(::mount("none", folder.constData(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) == 0);
    const auto shown = probe.waitFor([](const SiteSnapshot &snapshot) {
        return snapshot.cannotEdit && snapshot.cannotEdit->code == ErrorCode::ReadOnlyFileSystem;
    });
    QVERIFY(shown);
    QVERIFY(probe.endsIn(vault, DrainState::Drained)); // the barrier needs no right to write
    QVERIFY(isUnmounted(folder));
    QVERIFY(probe.waitFor([](const SiteSnapshot &snapshot) { return !snapshot.cannotEdit; }));
}

void TestDrainMounts::lostWatchIsStale()
{
    const TestSite site;
    writeStores(site, "offline");
    IdleProcess process;
    replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 0, 1)}));
    const char *const limitPath = "/proc/sys/user/max_inotify_watches";
    const QByteArray limit = TestSite::read(limitPath).trimmed();
    writeText(limitPath, "3");
    {
        MonitorProbe probe(site.site());
        const auto stale = probe.waitForState(vault, DrainState::Stale);
        QVERIFY(stale);
        QCOMPARE(stale->reason, StateReason::WatchLost);
        QCOMPARE(stale->conflicting, std::optional<qint64>(1)); // last known
        QVERIFY(stale->lastRead);
        writeText(limitPath, limit);
        QVERIFY(probe.waitForState(vault, DrainState::Draining)); // it tries again by itself
        process.kill();
        QVERIFY(probe.waitForState(vault, DrainState::Drained));
    }
    writeText(limitPath, limit);
}

int main(int argc, char **argv)
{
    if (!enterNamespaces())
        qFatal("no namespaces: run as root, or allow unprivileged user namespaces");
    QCoreApplication application(argc, argv);
    TestDrainMounts test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_drainmounts.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/procprobe.h"

#include <QTest>

#include <sys/stat.h>

using namespace Drydock;

namespace {

/// The modes of a site's files and folders, for somebody who is not their owner.
void open(const TestSite &site, mode_t folders = 0755, mode_t files = 0644)
{
    for (const QByteArray &path :
         {site.root(), site.path("stores"), site.path("stores/vault"), site.path("stores/tank")})
        ::chmod(path.constData(), 0755);
    for (QByteArray path = site.site().configFolder; path.size() > site.root().size();
         path.truncate(path.lastIndexOf('/')))
        ::chmod(path.constData(), folders);
    for (QByteArray path = site.site().trackingFolder; path.size() > site.root().size();
         path.truncate(path.lastIndexOf('/')))
        ::chmod(path.constData(), folders);
    ::chmod(site.site().configPath().constData(), files);
    ::chmod(site.site().configLockPath().constData(), files);
}

/// What the child finds: 0 if a snapshot comes that fulfils the condition, and vault was never drained.
int sees(const TestSite &site, const MonitorProbe::Condition &condition, const PbsHost &pbs = {})
{
    MonitorProbe probe(site.site(), pbs);
    const bool isSeen = probe.waitFor(condition) != nullptr;
    return isSeen && !probe.statesOf(vault).contains(DrainState::Drained) ? 0 : 1;
}

/// vault is unknown, for that reason and cause.
MonitorProbe::Condition unknown(StateReason reason, ErrorCode code)
{
    return [reason, code](const SiteSnapshot &shown) {
        const auto store = shown.find(vault);
        return store && store->state == DrainState::Unknown && store->reason == reason && store->cause
               && store->cause->code == code;
    };
}

} // namespace

/// What somebody sees who may not do everything: numbers, and never a check mark. I-03
class TestDrainRights : public QObject
{
    Q_OBJECT

private slots:
    void whoMayNotLockSeesNoCheckMark();
    void whoMayNotLockSeesCounts();
    void whoMayNotCreateTheLockFileSeesNoCheckMark();
    void whoMayLockSeesTheCheckMark();
    void whoMayNotRaiseTheCounterSeesNoCheckMark();
    void unreadableTrackingFileIsUnknown();
    void unreadableTrackingFolderIsUnknown();
    void unreadableConfigIsAnErrorOfTheSite();
    void pbsWithoutRightsIsOneError();
    void missingRightsAreTold();
};

void TestDrainRights::whoMayNotLockSeesNoCheckMark()
{
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    open(site);
    QVERIFY(::chmod(site.site().configLockPath().constData(), 0) == 0);
    const auto body = [&site] { return sees(site, unknown(StateReason::NoRightToProve, ErrorCode::PermissionDenied)); };
    QCOMPARE(inChild(body, true), 0);
}

void TestDrainRights::whoMayNotLockSeesCounts()
{
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    IdleProcess process;
    replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 2, 1)}));
    open(site);
    ::chmod(site.trackingPath("vault").constData(), 0644);
    QVERIFY(::chmod(site.site().configLockPath().constData(), 0) == 0);
    const auto body = [&site] {
        return sees(site, [](const SiteSnapshot &shown) {
            const auto store = shown.find(vault);
            return store && store->state == DrainState::Draining && store->conflicting == 3;
        });
    };
    QCOMPARE(inChild(body, true), 0);
}

void TestDrainRights::whoMayNotCreateTheLockFileSeesNoCheckMark()
{
    const TestSite site;
    writeStores(site, "offline");
    open(site);
    const auto body = [&site] { return sees(site, unknown(StateReason::NoRightToProve, ErrorCode::PermissionDenied)); };
    QCOMPARE(inChild(body, true), 0);
    QCOMPARE(TestSite::status(site.site().configLockPath()).inode, 0U);
}

void TestDrainRights::whoMayLockSeesTheCheckMark()
{
    // To read the lock file is enough: the barrier is shared.
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    open(site);
    const auto body = [&site] {
        MonitorProbe probe(site.site());
        return probe.waitForState(vault, DrainState::Drained) ? 0 : 1;
    };
    QCOMPARE(inChild(body, true), 0);
}

void TestDrainRights::whoMayNotRaiseTheCounterSeesNoCheckMark()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    IdleProcess proxy;
    PbsHost pbs;
    pbs.version = QStringLiteral("4.1.6");
    pbs.processes.append({proxy.key(), false});
    open(site);
    const auto body = [&] {
        return sees(site, unknown(StateReason::NoRightToProve, ErrorCode::PermissionDenied), pbs);
    };
    QCOMPARE(inChild(body, true), 0);
    QCOMPARE(site.counter(), 0U);
}

void TestDrainRights::unreadableTrackingFileIsUnknown()
{
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    replaceFile(site.trackingPath("vault"), "[]");
    open(site);
    QVERIFY(::chmod(site.trackingPath("vault").constData(), 0) == 0);
    const auto body = [&site] {
        return sees(site, unknown(StateReason::CountUnreadable, ErrorCode::PermissionDenied));
    };
    QCOMPARE(inChild(body, true), 0);
}

void TestDrainRights::unreadableTrackingFolderIsUnknown()
{
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    open(site);
    QVERIFY(::chmod(site.site().trackingFolder.constData(), 0) == 0);
    const auto body = [&site] {
        return sees(site, unknown(StateReason::CountUnreadable, ErrorCode::PermissionDenied));
    };
    QCOMPARE(inChild(body, true), 0);
    QVERIFY(::chmod(site.site().trackingFolder.constData(), 0755) == 0);
}

void TestDrainRights::unreadableConfigIsAnErrorOfTheSite()
{
    const TestSite site;
    writeStores(site, "offline");
    open(site);
    QVERIFY(::chmod(site.site().configPath().constData(), 0) == 0);
    const auto body = [&site] {
        return sees(site, [](const SiteSnapshot &shown) {
            return shown.configError && shown.configError->code == ErrorCode::PermissionDenied
                   && shown.stores.isEmpty();
        });
    };
    QCOMPARE(inChild(body, true), 0);
}

void TestDrainRights::pbsWithoutRightsIsOneError()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    open(site);
    QVERIFY(::chmod(site.site().configFolder.constData(), 0700) == 0);
    const auto body = [&site] {
        return sees(site, [](const SiteSnapshot &shown) {
            return shown.configError && shown.configError->code == ErrorCode::SiteUnusable && shown.stores.isEmpty();
        });
    };
    QCOMPARE(inChild(body, true), 0);
}

void TestDrainRights::missingRightsAreTold()
{
    const TestSite site;
    writeStores(site, {});
    TestSite::write(site.site().configLockPath(), {});
    open(site);
    const auto body = [&site] {
        return sees(site, [](const SiteSnapshot &shown) {
            return shown.cannotEdit && shown.cannotEdit->code == ErrorCode::PermissionDenied && shown.cannotAdd;
        });
    };
    QCOMPARE(inChild(body, true), 0);
    MonitorProbe owner(site.site());
    const auto shown = owner.waitFor([](const SiteSnapshot &) { return true; });
    QVERIFY(shown);
    QVERIFY(!shown->cannotEdit);
    QVERIFY(!shown->cannotAdd);
}

QTEST_GUILESS_MAIN(TestDrainRights)
#include "tst_drainrights.moc"

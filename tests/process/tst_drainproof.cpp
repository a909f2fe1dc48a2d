// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/config/datastoreconfig.h"
#include "core/history/changelog.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/procprobe.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString tank = QStringLiteral("tank");

/// Another program at the config lock, as PBS takes it.
class LockHolder : public HelperProcess
{
public:
    LockHolder()
        : HelperProcess(QStringLiteral("lockholder"))
    {
    }
    [[nodiscard]] bool lock(const TestSite &site) { return ask("peer " + site.site().configLockPath()) == "locked"; }
    [[nodiscard]] bool unlock() { return ask("unlock") == "unlocked"; }
};

void writeLockFile(const TestSite &site)
{
    TestSite::write(site.site().configLockPath(), {});
}

PbsHost runningPbs(const QString &version, const QList<ProcessKey> &processes)
{
    PbsHost host;
    host.version = version;
    for (const ProcessKey &key : processes)
        host.processes.append({key, false});
    return host;
}

QString evidence(const StoreSnapshot &store, const QString &key)
{
    for (const EvidenceItem &item : store.evidence) {
        if (item.key == key)
            return item.value;
    }
    return {};
}

} // namespace

/// The five steps against other programs, I-03 I-04
class TestDrainProof : public QObject
{
    Q_OBJECT

private slots:
    void checkMarkNeedsTheBarrier();
    void counterIsRaisedBeforeTheBarrier();
    void counterIsRaisedOnceForAGeneration();
    void admittedBehindTheOldModeIsSeen();
    void unusableCounterMattersWhilePbsLives_data();
    void unusableCounterMattersWhilePbsLives();
    void counterThatComesLaterIsTriedAgain();
    void failureStandsUntilAProofHasCome();
    void missingLockFileIsCreated();
    void pbsThatHidesOperationsIsUnknown_data();
    void pbsThatHidesOperationsIsUnknown();
    void endOfAPbsProcessIsSeen();
    void otherBytesKeepTheCheckMarkAtMostTenSeconds();
    void changedMessageNeedsANewProof();
    void oneBarrierServesAllStores();
    void drainedLineIsWrittenOnce();
};

void TestDrainProof::checkMarkNeedsTheBarrier()
{
    const TestSite site;
    writeStores(site, "offline");
    writeLockFile(site);
    LockHolder holder;
    QVERIFY(holder.lock(site));
    MonitorProbe probe(site.site());
    const auto confirming = probe.waitForState(vault, DrainState::Confirming);
    QVERIFY(confirming);
    QCOMPARE(confirming->reason, StateReason::ProofRunning);
    QVERIFY(probe.settled()); // and it stays there
    QCOMPARE(namesOf(probe.statesOf(vault)), QStringLiteral("confirming"));
    QVERIFY(holder.unlock());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainProof::counterIsRaisedBeforeTheBarrier()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    writeLockFile(site);
    const quint64 before = site.counter();
    LockHolder holder;
    QVERIFY(holder.lock(site));
    {
        MonitorProbe probe(site.site());
        QVERIFY(probe.waitForState(vault, DrainState::Confirming));
        // It waits for the lock only after it has added.
        while (lockWaiters(site.site().configLockPath()) == 0)
            QVERIFY(probe.settled());
        QVERIFY(site.counter() > before);
        QVERIFY(!probe.statesOf(vault).contains(DrainState::Drained));
        QVERIFY(holder.unlock());
        const auto drained = probe.waitForState(vault, DrainState::Drained);
        QVERIFY(drained);
        QVERIFY(evidence(*drained, QStringLiteral("counter-after")).toULongLong() > before);
    }
}

void TestDrainProof::counterIsRaisedOnceForAGeneration()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    writeLockFile(site);
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const quint64 after = site.counter();
    QCOMPARE(after, 1U);
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire tank read")); // nothing to do with vault
    QVERIFY(holder.does("acquire vault write")); // conflicts that come back void it
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QCOMPARE(site.counter(), after);
    QVERIFY(holder.does("release vault write"));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QCOMPARE(site.counter(), after + 1);
}

void TestDrainProof::admittedBehindTheOldModeIsSeen()
{
    // A gate has read the old mode, under the lock, and has not registered yet: exactly what the barrier is for.
    const TestSite site;
    writeStores(site, {});
    writeLockFile(site);
    LockHolder gate;
    QVERIFY(gate.lock(site));
    MonitorProbe probe(site.site());
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Confirming));
    OperationHolder operation(site);
    QVERIFY(operation.does("acquire vault write"));
    QVERIFY(gate.unlock());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QVERIFY(operation.does("release vault write"));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QCOMPARE(namesOf(probe.statesOf(vault)).count(QStringLiteral("drained")), 1);
}

void TestDrainProof::unusableCounterMattersWhilePbsLives_data()
{
    QTest::addColumn<bool>("isMissing");
    QTest::addColumn<bool>("pbsLives");
    QTest::addColumn<DrainState>("state");
    QTest::newRow("too short, PBS lives") << false << true << DrainState::Unknown;
    QTest::newRow("too short, no PBS") << false << false << DrainState::Drained;
    QTest::newRow("missing, PBS lives") << true << true << DrainState::Unknown;
    QTest::newRow("missing, no PBS") << true << false << DrainState::Drained;
}

void TestDrainProof::unusableCounterMattersWhilePbsLives()
{
    QFETCH(bool, isMissing);
    QFETCH(bool, pbsLives);
    QFETCH(DrainState, state);
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    writeLockFile(site);
    const QByteArray counter = site.site().counterPath();
    QVERIFY((isMissing ? ::unlink(counter.constData()) : ::truncate(counter.constData(), 100)) == 0);
    IdleProcess proxy;
    MonitorProbe probe(site.site(), pbsLives ? runningPbs(QStringLiteral("4.1.6"), {proxy.key()}) : PbsHost());
    const auto store = probe.waitForState(vault, state);
    QVERIFY(store);
    if (state == DrainState::Unknown)
        QCOMPARE(store->reason, StateReason::NoRightToProve);
}

void TestDrainProof::counterThatComesLaterIsTriedAgain()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    writeLockFile(site);
    const QByteArray counter = site.site().counterPath();
    QVERIFY(std::rename(counter.constData(), (counter + "-later").constData()) == 0);
    IdleProcess proxy;
    MonitorProbe probe(site.site(), runningPbs(QStringLiteral("4.1.6"), {proxy.key()}));
    QVERIFY(probe.waitForState(vault, DrainState::Unknown));
    QVERIFY(std::rename((counter + "-later").constData(), counter.constData()) == 0);
    QVERIFY(probe.waitForState(vault, DrainState::Drained)); // by itself: nobody watches that folder
}

void TestDrainProof::failureStandsUntilAProofHasCome()
{
    // It is tried again and again: what is shown meanwhile does not flicker.
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    writeLockFile(site);
    QVERIFY(::truncate(site.site().counterPath().constData(), 100) == 0);
    IdleProcess proxy;
    MonitorProbe probe(site.site(), runningPbs(QStringLiteral("4.1.6"), {proxy.key()}));
    QVERIFY(probe.waitForState(vault, DrainState::Unknown));
    for (int i = 0; i < 3; ++i) {
        const auto shown = probe.settled();
        QVERIFY(shown);
        QCOMPARE(shown->find(vault)->reason, StateReason::NoRightToProve);
    }
    QCOMPARE(probe.statesOf(vault).count(DrainState::Unknown), 1);
    QVERIFY(!probe.statesOf(vault).contains(DrainState::Drained));
    probe.setPbsHost({}); // and now nobody has a cache that the counter would end
    QVERIFY(probe.endsIn(vault, DrainState::Drained));
    QCOMPARE(probe.statesOf(vault).count(DrainState::Unknown), 1);
}

void TestDrainProof::missingLockFileIsCreated()
{
    const TestSite site;
    writeStores(site, "offline");
    QCOMPARE(TestSite::status(site.site().configLockPath()).inode, 0U);
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const FileStatus lock = TestSite::status(site.site().configLockPath());
    QVERIFY(lock.inode != 0);
    QCOMPARE(lock.size, 0);
}

void TestDrainProof::pbsThatHidesOperationsIsUnknown_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<int>("processes");
    QTest::addColumn<bool>("foreignEntry");
    QTest::addColumn<DrainState>("state");
    QTest::newRow("before 2.3.0") << u"2.2.7-1"_qs << 1 << false << DrainState::Unknown;
    QTest::newRow("before 2.3.0, not running") << u"2.2.7-1"_qs << 0 << false << DrainState::Drained;
    QTest::newRow("2.3.0, two processes") << u"2.3.0-1"_qs << 2 << false << DrainState::Drained;
    QTest::newRow("3.1.4, two processes") << u"3.1.4-1"_qs << 2 << false << DrainState::Drained;
    QTest::newRow("3.1.5, one process") << u"3.1.5-1"_qs << 1 << false << DrainState::Drained;
    QTest::newRow("3.1.5, two processes") << u"3.1.5-1"_qs << 2 << false << DrainState::Unknown;
    QTest::newRow("3.1.5, one hides behind an entry of ours") << u"3.1.5-1"_qs << 1 << true << DrainState::Unknown;
    QTest::newRow("4.0.20, two processes") << u"4.0.20-1"_qs << 2 << false << DrainState::Unknown;
    QTest::newRow("4.0.21, two processes") << u"4.0.21-1"_qs << 2 << false << DrainState::Drained;
    QTest::newRow("version not known") << QString() << 1 << false << DrainState::Unknown;
    QTest::newRow("version not known, not running") << QString() << 0 << false << DrainState::Drained;
}

void TestDrainProof::pbsThatHidesOperationsIsUnknown()
{
    QFETCH(QString, version);
    QFETCH(int, processes);
    QFETCH(bool, foreignEntry);
    QFETCH(DrainState, state);
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "read-only");
    writeLockFile(site);
    IdleProcess first;
    IdleProcess second;
    IdleProcess other;
    if (foreignEntry)
        replaceFile(site.trackingPath("vault"), tracking({entry(other.key(), 1, 0)}));
    MonitorProbe probe(site.site(), runningPbs(version, QList{first.key(), second.key()}.first(processes)));
    const auto store = probe.waitForState(vault, state);
    QVERIFY(store);
    if (state == DrainState::Unknown) {
        QCOMPARE(store->reason, StateReason::CountUntrusted);
        QVERIFY(!store->counts);
        QVERIFY(!probe.statesOf(vault).contains(DrainState::Drained));
    }
}

void TestDrainProof::endOfAPbsProcessIsSeen()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    writeLockFile(site);
    IdleProcess oldProxy;
    IdleProcess newProxy;
    MonitorProbe probe(site.site(), runningPbs(QStringLiteral("3.2.4-1"), {oldProxy.key(), newProxy.key()}));
    QVERIFY(probe.waitForState(vault, DrainState::Unknown));
    probe.setPbsHost(runningPbs(QStringLiteral("3.2.4-1"), {newProxy.key()}));
    oldProxy.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainProof::otherBytesKeepTheCheckMarkAtMostTenSeconds()
{
    const TestSite site;
    writeStores(site, "offline");
    writeLockFile(site);
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    LockHolder holder;
    QVERIFY(holder.lock(site));
    writeStores(site, "offline", "\tcomment other bytes\n");
    QVERIFY(probe.waitFor([](const SiteSnapshot &shown) { return !shown.find(tank)->comment.isEmpty(); }));
    QCOMPARE(namesOf(probe.statesOf(vault)),
             QStringLiteral("drained").prepend(probe.statesOf(vault).size() > 1 ? QStringLiteral("confirming, ")
                                                                                : QString()));
    const auto renewing = probe.settled()->find(vault);
    QCOMPARE(renewing->state, DrainState::Drained);
    QCOMPARE(evidence(*renewing, QStringLiteral("proof")), QStringLiteral("renewing"));

    const auto confirming = probe.waitForState(vault, DrainState::Confirming); // ten seconds later
    QVERIFY(confirming);
    const auto busy = confirming->reason == StateReason::LockBusy
                          ? confirming
                          : probe.waitForStore(
                              vault, [](const StoreSnapshot &store) { return store.reason == StateReason::LockBusy; });
    QVERIFY(busy);
    QCOMPARE(errorName(busy->cause->code), errorName(ErrorCode::LockTimeout));
    QVERIFY(busy->cause->detail.contains(QString::number(holder.pid())));
    QVERIFY(busy->lockBusySince);
    QVERIFY(holder.unlock());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainProof::changedMessageNeedsANewProof()
{
    const TestSite site;
    writeStores(site, "offline,message=one");
    writeLockFile(site);
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    LockHolder holder;
    QVERIFY(holder.lock(site));
    writeStores(site, "offline,message=two");
    QVERIFY(probe.waitForState(vault, DrainState::Confirming));
    QVERIFY(holder.unlock());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestDrainProof::oneBarrierServesAllStores()
{
    const TestSite site(TestSite::Kind::Pbs);
    writeLockFile(site);
    QByteArray config;
    constexpr int count = 100;
    for (int i = 0; i < count; ++i) {
        const QByteArray name = "store-" + QByteArray::number(i);
        config += "datastore: " + name + "\n\tmaintenance-mode offline\n\tpath " + site.root() + "\n\n";
    }
    replaceFile(site.site().configPath(), config);
    MonitorProbe probe(site.site());
    QVERIFY(probe.waitFor([](const SiteSnapshot &shown) {
        return shown.stores.size() == count
               && std::all_of(shown.stores.begin(), shown.stores.end(),
                              [](const auto &store) { return store->state == DrainState::Drained; });
    }));
    QCOMPARE(site.counter(), 1U);
}

void TestDrainProof::drainedLineIsWrittenOnce()
{
    const TestSite site;
    writeStores(site, "offline");
    writeLockFile(site);
    OperationHolder holder(site);
    QVERIFY(holder.does("acquire vault write"));
    ChangeRecord record;
    record.at = 1'700'000'000;
    record.who = QStringLiteral("alice");
    record.store = vault;
    record.newMode.type = MaintenanceType::Offline;
    record.digest = DatastoreConfig::parse(site.config()).digest();
    ChangeLog log(posixFileSystem(), site.site());
    QVERIFY(log.append(record));

    MonitorProbe first(site.site());
    MonitorProbe second(site.site());
    QVERIFY(first.waitForState(vault, DrainState::Draining));
    QVERIFY(second.waitForState(vault, DrainState::Draining));
    QVERIFY(holder.does("release vault write"));
    QVERIFY(first.waitForState(vault, DrainState::Drained));
    QVERIFY(second.waitForState(vault, DrainState::Drained));
    const QByteArray path = site.site().logFolder + "/changes.jsonl";
    QTRY_COMPARE_WITH_TIMEOUT(TestSite::read(path).count("\"drained\""), 1, 30000);
    LockHolder locker;
    QVERIFY(locker.lock(site)); // whoever was at it is through
    QCOMPARE(TestSite::read(path).count("\"drained\""), 1);
    QCOMPARE(log.read()->records.size(), 1);
    QVERIFY(log.read()->records.first().drainedAt);
}

DRYDOCK_TEST_MAIN(TestDrainProof)
#include "tst_drainproof.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/process/testjob.h"
#include "tests/support/folderevents.h"
#include "tests/support/operationfixture.h"

#include <QTest>

#include <unistd.h>

using namespace Drydock;

namespace {

/// A process that behaves as PBS of a generation does, on a site's own files.
class Peer : public HelperProcess
{
public:
    Peer(const TestSite &site, const QByteArray &generation)
        : HelperProcess(QStringLiteral("pbspeer"),
                        {QFile::decodeName(site.site().trackingFolder), QString::fromLatin1(generation),
                         QFile::decodeName(site.site().configFolder), QFile::decodeName(site.site().counterPath())})
    {
    }
    [[nodiscard]] ProcessKey key() const
    {
        const auto text = systemProcessTable().readStat(static_cast<pid_t>(pid()));
        const auto stat = text ? parseProcStat(*text) : std::nullopt;
        return stat ? ProcessKey{stat->pid, stat->startTime} : ProcessKey();
    }
};

struct Generation {
    QByteArray name; ///< the helper's
    QString version; ///< dpkg's
    bool locks; ///< holds what it locks
};

const std::array<Generation, 5> &generations()
{
    static const std::array<Generation, 5> list{{{"2.2", u"2.2.7-1"_qs, false},
                                                 {"2.3", u"2.3.1-1"_qs, true},
                                                 {"3.1", u"3.2.4-1"_qs, true},
                                                 {"4.0", u"4.0.22-1"_qs, true},
                                                 {"4.1", u"4.2.3-1"_qs, true}}};
    return list;
}

void addGenerations(bool onlyLocking)
{
    QTest::addColumn<QByteArray>("generation");
    QTest::addColumn<QString>("version");
    for (const Generation &each : generations()) {
        if (each.locks || !onlyLocking)
            QTest::newRow(qPrintable(each.version)) << each.name << each.version;
    }
}

PbsHost running(const QString &version, const QList<ProcessKey> &processes)
{
    PbsHost host;
    host.version = version;
    for (const ProcessKey &key : processes)
        host.processes.append({key, false});
    return host;
}

/// A site of PBS with the stores vault and tank, and a lock file.
struct PbsSite : TestSite {
    PbsSite()
        : TestSite(Kind::Pbs)
    {
        writeStores(*this, {});
        write(site().configLockPath(), {});
    }

    /// As `drydockctl set` does it.
    [[nodiscard]] bool setMode(MaintenanceType type) const
    {
        ConfigEdit edit(posixFileSystem(), systemClock(), site(), [] { return true; });
        ModeChange change;
        change.store = vault;
        change.mode.type = type;
        return edit.setMode(change, OperationFixture::limit()).has_value();
    }
};

/// What a process of ours says that it holds, by entries that bear our keys.
OperationCounts ownCounts(const OperationFixture &fixture, pid_t pid)
{
    OperationCounts counts;
    for (const TrackingEntry &entry : fixture.entries()) {
        if (entry.process.pid == pid && !entry.space.isEmpty())
            counts += entry.counts;
    }
    return counts;
}

qsizetype drainedCount(const MonitorProbe &probe)
{
    return probe.statesOf(vault).count(DrainState::Drained);
}

} // namespace

/// PBS of each generation at work on the same files: nothing gets worse by our being there, and what cannot be proven
/// is not said.
class TestPbsBeside : public QObject
{
    Q_OBJECT

private slots:
    void ourUpdatesCopyItsEntryByteForByte_data() { addGenerations(false); }
    void ourUpdatesCopyItsEntryByteForByte();
    void nothingIsLostBesideEachOther_data() { addGenerations(true); }
    void nothingIsLostBesideEachOther();
    void locksThatEndAtOnceLeaveOurNumbersTrue();
    void inventedCountIsShownUntilItsProcessEnds();
    void guardianThatItDropsComesBack_data() { addGenerations(false); }
    void guardianThatItDropsComesBack();

    void setEndsItsCache_data();
    void setEndsItsCache();
    void checkMarkEndsItsCache_data() { addGenerations(true); }
    void checkMarkEndsItsCache();
    void admittedByTheOldModeIsWaitedFor_data() { addGenerations(true); }
    void admittedByTheOldModeIsWaitedFor();
    void versionThatDoesNotLockIsUnknown();
    void processThatHidesIsUnknown_data();
    void processThatHidesIsUnknown();
};

void TestPbsBeside::ourUpdatesCopyItsEntryByteForByte() // I-06
{
    QFETCH(QByteArray, generation);
    const PbsSite site;
    Peer peer(site, generation);
    QCOMPARE(peer.ask("begin vault read"), QByteArray("1 0"));
    const QByteArray its = site.tracking("vault").chopped(1).mid(1);
    QCOMPARE(its, entry(peer.key(), 1, 0));
    OperationHolder ours(site);
    for (const char *order : {"begin vault write", "begin vault read", "end", "acquire vault read", "end"}) {
        QVERIFY(ours.does(order));
        QVERIFY2(site.tracking("vault").contains(its), order);
    }
}

void TestPbsBeside::nothingIsLostBesideEachOther() // I-06
{
    QFETCH(QByteArray, generation);
    OperationFixture fixture;
    Peer peer(fixture.site, generation);
    QCOMPARE(peer.ask("begin vault read"), QByteArray("1 0"));
    auto kept = fixture.begin();
    QVERIFY(kept);
    HelperProcess holder(QStringLiteral("opholder"), fixture.root());
    holder.tell("pairs vault 40");
    peer.tell("lookups vault 40");
    QCOMPARE(holder.answer(), QByteArray("done"));
    QCOMPARE(peer.answer(), QByteArray("admitted 40 refused 0"));
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
    // It has dropped our keys: what we hold is known by its process all the same, and is given back.
    QCOMPARE(peer.ask("add vault read 1"), QByteArray("2 0"));
    QVERIFY(!fixture.site.tracking("vault").contains("\"ns\""));
    QVERIFY(kept->release());
    QCOMPARE(fixture.counts(), (OperationCounts{2, 0}));
    QCOMPARE(peer.ask("add vault read -2"), QByteArray("0 0"));
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestPbsBeside::locksThatEndAtOnceLeaveOurNumbersTrue() // I-03, I-06
{
    // What such a version reads and writes without a lock undoes anybody's update: its own, and ours. Ours come back.
    OperationFixture fixture;
    Peer peer(fixture.site, "2.2");
    QCOMPARE(peer.ask("begin vault write"), QByteArray("0 1"));
    QCOMPARE(peer.ask("add vault write 1000"),
             QByteArray("0 1001")); // of which it may lose some, and not fall below zero
    HelperProcess holder(QStringLiteral("opholder"), fixture.root());
    QCOMPARE(holder.ask("begin vault read"), QByteArray("held 1"));
    auto kept = fixture.begin();
    QVERIFY(kept);
    holder.tell("pairs vault 40");
    peer.tell("lookups vault 40");
    for (int i = 0; i < 40; ++i) {
        const auto reading = fixture.gate.tracker()->read(fixture.store); // whole at every moment
        QVERIFY2(reading, reading ? "" : qPrintable(reading.error().detail));
    }
    QCOMPARE(holder.answer(), QByteArray("done"));
    QCOMPARE(peer.answer(), QByteArray("admitted 40 refused 0"));
    peer.kill();
    QVERIFY(fixture.gate.tracker()->restore(fixture.store));
    QCOMPARE(holder.ask("pairs vault 1"), QByteArray("done"));
    QCOMPARE(ownCounts(fixture, ::getpid()), (OperationCounts{0, 1}));
    QCOMPARE(ownCounts(fixture, static_cast<pid_t>(holder.pid())), (OperationCounts{1, 0}));
    // An old copy without our keys may stand beside: one more than there are, never one less.
    QVERIFY(fixture.counts().read >= 1 && fixture.counts().write >= 1);
    QVERIFY(kept->release());
    QCOMPARE(ownCounts(fixture, ::getpid()), OperationCounts());
}

void TestPbsBeside::inventedCountIsShownUntilItsProcessEnds() // I-03, I-05
{
    const PbsSite site;
    Peer peer(site, "4.1");
    QCOMPARE(peer.ask("begin vault write"), QByteArray("0 1"));
    QCOMPARE(::unlink(site.trackingPath("vault").constData()), 0);
    QCOMPARE(peer.ask("add vault write -1"), QByteArray("0 1")); // whatever was to be added
    QVERIFY(site.setMode(MaintenanceType::Offline));
    MonitorProbe probe(site.site(), running(u"4.2.3-1"_qs, {peer.key()}));
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    OperationHolder ours(site);
    QVERIFY(ours.does("acquire vault read"));
    QVERIFY(ours.does("release vault read"));
    QVERIFY(probe.settled());
    QCOMPARE(drainedCount(probe), 0);
    probe.setPbsHost({});
    peer.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
}

void TestPbsBeside::guardianThatItDropsComesBack() // I-06, I-12
{
    QFETCH(QByteArray, generation);
    OperationFixture fixture;
    TestJob job({.wrapper = {DRYDOCK_BIN_DIR "/drydockctl", "--root", fixture.site.site().configFolder, "run", "vault",
                             "--op=write"}});
    QCOMPARE(job.nextOutput(), QByteArray("ready"));
    const TrackingEntry before = fixture.entries().value(0);
    QVERIFY(before.guardian);
    Peer peer(fixture.site, generation);
    FolderEvents events(fixture.site.site().trackingFolder);
    QVERIFY(!peer.ask("add vault read 1").isEmpty());
    QVERIFY(events.waitFor([&] {
        const QList<TrackingEntry> entries = fixture.entries();
        return std::any_of(entries.begin(), entries.end(),
                           [&](const TrackingEntry &entry) { return entry.sameIdentity(before); });
    }));
    QCOMPARE(fixture.counts().write, 1);
    if (generation == "2.2")
        return; // it may undo the next update, too, and the next
    // The command's end and its descendant's, with PBS at work: who works is named in the end.
    QVERIFY(job.order("fork 5").startsWith("forked "));
    peer.tell("pairs vault 5");
    job.tell("exit 0");
    QCOMPARE(peer.answer(), QByteArray("done"));
    QVERIFY(events.waitFor([&] {
        const QList<TrackingEntry> entries = fixture.entries();
        return std::any_of(entries.begin(), entries.end(), [&](const TrackingEntry &entry) {
            return entry.guardian == before.guardian && entry.process != before.process;
        });
    }));
    job.endLifeline(5);
    QVERIFY(job.waitEnd());
    peer.kill(); // with what it may have made up
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestPbsBeside::setEndsItsCache_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::newRow("to another mode") << MaintenanceType::ReadOnly;
    QTest::newRow("to the mode that an editor has written") << MaintenanceType::Offline;
}

void TestPbsBeside::setEndsItsCache() // I-01
{
    QFETCH(MaintenanceType, type);
    const PbsSite site;
    Peer peer(site, "4.1");
    QCOMPARE(peer.ask("begin vault write"), QByteArray("0 1"));
    writeStores(site, "offline");
    QCOMPARE(peer.ask("begin vault write"), QByteArray("0 2")); // by its cache: an editor tells nobody
    const quint64 before = site.counter();
    QVERIFY(site.setMode(type));
    QCOMPARE(site.counter(), before + 1);
    QCOMPARE(peer.ask("begin vault write"), QByteArray("refused"));

    // Without us it takes PBS a minute.
    writeStores(site, {});
    QCOMPARE(peer.ask("begin vault write"), QByteArray("refused"));
    QCOMPARE(peer.ask("later 60"), QByteArray("later"));
    QCOMPARE(peer.ask("begin vault write"), QByteArray("0 3"));
}

void TestPbsBeside::checkMarkEndsItsCache() // I-03, I-04
{
    QFETCH(QByteArray, generation);
    QFETCH(QString, version);
    const PbsSite site;
    Peer peer(site, generation);
    MonitorProbe probe(site.site(), running(version, {peer.key()}));
    for (int round = 0; round < 2; ++round) {
        writeStores(site, {});
        QVERIFY(probe.waitForState(vault, DrainState::None));
        QCOMPARE(peer.ask("later 60"), QByteArray("later"));
        QCOMPARE(peer.ask("begin vault write"), QByteArray("0 1"));
        writeStores(site, "offline");
        QVERIFY(probe.waitForState(vault, DrainState::Draining));
        QCOMPARE(drainedCount(probe), round);
        QCOMPARE(peer.ask("add vault write -1"), QByteArray("0 0"));
        QVERIFY(probe.waitForState(vault, DrainState::Drained));
        QCOMPARE(peer.ask("begin vault write"), QByteArray("refused"));
    }
}

void TestPbsBeside::admittedByTheOldModeIsWaitedFor() // I-03, I-04
{
    QFETCH(QByteArray, generation);
    QFETCH(QString, version);
    const PbsSite site;
    Peer peer(site, generation);
    QCOMPARE(peer.ask("check vault write"), QByteArray("admitted"));
    MonitorProbe probe(site.site(), running(version, {peer.key()}));
    writeStores(site, "offline");
    QVERIFY(probe.waitForState(vault, DrainState::Confirming));
    QCOMPARE(peer.ask("register"), QByteArray("0 1"));
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QCOMPARE(drainedCount(probe), 0);
    QCOMPARE(peer.ask("add vault write -1"), QByteArray("0 0"));
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QCOMPARE(peer.ask("begin vault read"), QByteArray("refused"));
}

void TestPbsBeside::versionThatDoesNotLockIsUnknown() // I-03
{
    const PbsSite site;
    Peer peer(site, "2.2");
    QCOMPARE(peer.ask("check vault write"), QByteArray("admitted"));
    QVERIFY(site.setMode(MaintenanceType::Offline)); // nothing holds it up
    MonitorProbe probe(site.site(), running(u"2.2.7-1"_qs, {peer.key()}));
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::CountUntrusted);
    QCOMPARE(peer.ask("register"), QByteArray("0 1")); // behind the mode
    QVERIFY(probe.settled());
    probe.setPbsHost({});
    peer.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QCOMPARE(drainedCount(probe), 1);
}

void TestPbsBeside::processThatHidesIsUnknown_data()
{
    QTest::addColumn<bool>("behindOurs");
    QTest::newRow("behind another process of PBS") << false;
    QTest::newRow("behind an operation of ours") << true;
}

void TestPbsBeside::processThatHidesIsUnknown() // I-03
{
    QFETCH(bool, behindOurs);
    const PbsSite site;
    Peer shown(site, "3.1");
    Peer hidden(site, "3.1");
    OperationHolder ours(site);
    if (behindOurs)
        QVERIFY(ours.does("begin vault read"));
    else
        QCOMPARE(shown.ask("begin vault read"), QByteArray("1 0"));
    QCOMPARE(hidden.ask("begin vault write"), QByteArray("0 0"));
    QVERIFY(!site.tracking("vault").contains(QByteArray::number(hidden.pid())));
    QVERIFY(site.setMode(MaintenanceType::ReadOnly));
    const QList<ProcessKey> processes = behindOurs ? QList{hidden.key()} : QList{shown.key(), hidden.key()};
    MonitorProbe probe(site.site(), running(u"3.2.4-1"_qs, processes));
    const auto unknown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(unknown);
    QCOMPARE(unknown->reason, StateReason::CountUntrusted);
    QVERIFY(probe.settled());
    QCOMPARE(drainedCount(probe), 0);
    probe.setPbsHost(behindOurs ? PbsHost() : running(u"3.2.4-1"_qs, {shown.key()}));
    hidden.kill();
    QVERIFY(probe.waitForState(vault, DrainState::Drained)); // readers may go on
}

QTEST_GUILESS_MAIN(TestPbsBeside)
#include "tst_pbsbeside.moc"

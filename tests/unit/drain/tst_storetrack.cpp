// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/storetrack.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <functional>

using namespace Drydock;
using namespace std::chrono_literals;

namespace {

const auto neverDead = [](const ProcessKey &) { return false; };
const ProofBasis basis{{1, 2, QByteArrayLiteral("d"), 1}, {3, 4}, {MaintenanceType::Offline, {}, {}}};

/// A store that is offline, read, and proven to be drained; and its site.
struct Facts {
    StoreTrack track;
    SiteFacts site;

    Facts()
    {
        track.entry.name = QStringLiteral("vault");
        track.entry.path = QStringLiteral("/mnt/vault");
        track.entry.mode = basis.mode;
        track.tracked = true;
        track.everRead = true;
        track.lastRead = 1'700'000'000;
        site.configRead = true;
        prove();
    }
    void prove()
    {
        track.proof.observe(basis, 0, 0s);
        track.proof.begin(1);
        track.proof.pass(1);
        track.proof.observe(basis, 0, 0s);
        track.proof.finish(true);
    }
    void hold(const ProcessKey &process, const OperationCounts &counts, std::optional<qint64> since = {})
    {
        TrackingEntry entry;
        entry.process = process;
        entry.counts = counts;
        entry.since = since;
        m_listed.append({entry, true});
        track.book.update(m_listed, neverDead);
        track.proof.reset();
    }
    [[nodiscard]] StoreSnapshot shown() const
    {
        static const ProcessDetails details{QStringLiteral("borg create"), QStringLiteral("backup"), {}};
        return *storeSnapshot(track, site, {}, [](const CountedHolder &) -> const ProcessDetails & { return details; });
    }

private:
    QList<TrackingReading::Holder> m_listed;
};

using Change = std::function<void(Facts &)>;

} // namespace

/// From what the monitor knows to what is shown: state, reason and numbers. I-03
class TestStoreTrack : public QObject
{
    Q_OBJECT

private slots:
    void everyUnknownSaysWhy_data();
    void everyUnknownSaysWhy();
    void provenStoreIsDrained();
    void unknownCountIsNoNumber();
    void staleKeepsTheLastNumbers();
    void provenIsToldUnderOtherStates();
    void holdersAreSorted();
    void sameStateLooksTheSame();
    void pbsThatMayHide_data();
    void pbsThatMayHide();
};

void TestStoreTrack::everyUnknownSaysWhy_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<StateReason>("reason");
    QTest::addColumn<ErrorCode>("cause");
    const auto row = [](const char *name, StateReason reason, ErrorCode cause, const Change &change) {
        QTest::newRow(name) << change << reason << cause;
    };
    const auto failed = [](ErrorCode code) { return Error{code, QStringLiteral("/x"), {}}; };
    const auto unreadable = [&](const char *name, StateReason reason, ErrorCode code) {
        row(name, reason, code, [=](Facts &facts) { facts.track.readError = failed(code); });
    };
    row("config not readable", StateReason::ConfigUnreadable, ErrorCode::Io, [=](Facts &facts) {
        facts.site.configRead = false;
        facts.site.configError = failed(ErrorCode::Io);
    });
    row("config refused as a whole", StateReason::ConfigUnreadable, ErrorCode::ConfigInvalid,
        [=](Facts &facts) { facts.site.configError = failed(ErrorCode::ConfigInvalid); });
    row("unknown type", StateReason::ModeUnknown, ErrorCode::UnknownModeType,
        [](Facts &facts) { facts.track.entry.mode.type = MaintenanceType::Unknown; });
    unreadable("file does not parse", StateReason::CountUnreadable, ErrorCode::TrackingInvalid);
    unreadable("file not readable", StateReason::CountUnreadable, ErrorCode::PermissionDenied);
    unreadable("folder missing", StateReason::FolderMissing, ErrorCode::TrackingFolderMissing);
    unreadable("network file system", StateReason::CountUntrusted, ErrorCode::NetworkFileSystem);
    unreadable("procfs of others", StateReason::CountUntrusted, ErrorCode::ForeignProcFs);
    row("PBS that hides operations", StateReason::CountUntrusted, ErrorCode::HiddenOperations,
        [](Facts &facts) { facts.track.hidesOperations = true; });
    row("no right to lock", StateReason::NoRightToProve, ErrorCode::PermissionDenied, [=](Facts &facts) {
        facts.track.proof.reset();
        facts.site.barrierError = failed(ErrorCode::PermissionDenied);
    });
}

void TestStoreTrack::everyUnknownSaysWhy()
{
    QFETCH(Change, change);
    QFETCH(StateReason, reason);
    QFETCH(ErrorCode, cause);
    Facts facts;
    change(facts);
    const StoreSnapshot store = facts.shown();
    QCOMPARE(drainStateName(store.state), drainStateName(DrainState::Unknown));
    QCOMPARE(store.reason, reason);
    QVERIFY(store.cause);
    QCOMPARE(errorName(store.cause->code), errorName(cause));
    QVERIFY(!store.proven);
}

void TestStoreTrack::provenStoreIsDrained()
{
    Facts facts;
    const StoreSnapshot store = facts.shown();
    QCOMPARE(drainStateName(store.state), drainStateName(DrainState::Drained));
    QVERIFY(store.proven);
    QCOMPARE(store.conflicting, std::optional<qint64>(0));
    facts.site.barrierError = Error{ErrorCode::Io, {}, {}}; // of a later barrier: nothing was to be renewed
    QCOMPARE(facts.shown().state, DrainState::Drained);
}

void TestStoreTrack::unknownCountIsNoNumber()
{
    Facts facts;
    facts.hold({100, 1}, {0, 1});
    facts.track.readError = Error{ErrorCode::TrackingInvalid, {}, {}};
    const StoreSnapshot store = facts.shown();
    QVERIFY(!store.counts);
    QVERIFY(!store.conflicting);
    QVERIFY(store.holders.isEmpty());
}

void TestStoreTrack::staleKeepsTheLastNumbers()
{
    Facts facts;
    facts.hold({100, 1}, {0, 3});
    facts.site.trackingWatchLost = Error{ErrorCode::NoSpace, {}, {}};
    const StoreSnapshot store = facts.shown();
    QCOMPARE(store.state, DrainState::Stale);
    QCOMPARE(store.reason, StateReason::WatchLost);
    QCOMPARE(store.conflicting, std::optional<qint64>(3));
    QCOMPARE(store.lastRead, std::optional<qint64>(1'700'000'000));
}

void TestStoreTrack::provenIsToldUnderOtherStates()
{
    Facts facts;
    facts.track.presence.present = false;
    QCOMPARE(facts.shown().state, DrainState::Absent);
    QVERIFY(facts.shown().proven);
    facts.site.configWatchLost = Error{ErrorCode::NoSpace, {}, {}};
    QCOMPARE(facts.shown().state, DrainState::Stale);
    QVERIFY(!facts.shown().proven);
}

void TestStoreTrack::holdersAreSorted()
{
    Facts facts;
    facts.track.entry.mode.type = MaintenanceType::ReadOnly;
    facts.hold({103, 1}, {1, 0}, 50);
    facts.hold({102, 1}, {0, 1});
    facts.hold({101, 1}, {0, 1}, 200);
    facts.hold({100, 1}, {0, 1}, 100);
    facts.hold({99, 1}, {0, 0}, 1);
    QList<pid_t> pids;
    for (const Holder &holder : facts.shown().holders)
        pids.append(holder.process.pid);
    QCOMPARE(pids, (QList<pid_t>{100, 101, 102, 103})); // who idles is not shown
}

void TestStoreTrack::sameStateLooksTheSame()
{
    Facts facts;
    const StoreSnapshot before = facts.shown();
    facts.track.lastRead = *facts.track.lastRead + 60;
    facts.track.reading.status.inode = 99;
    QVERIFY(looksSame(before, facts.shown()));
    facts.hold({100, 1}, {1, 0});
    QVERIFY(!looksSame(before, facts.shown()));

    facts.site.trackingWatchLost = Error{ErrorCode::NoSpace, {}, {}};
    const StoreSnapshot stale = facts.shown();
    facts.track.lastRead = *facts.track.lastRead + 60; // that is shown: "last known, a minute ago"
    QVERIFY(!looksSame(stale, facts.shown()));
}

void TestStoreTrack::pbsThatMayHide_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<int>("processes");
    QTest::addColumn<bool>("listed");
    QTest::addColumn<bool>("others");
    QTest::addColumn<bool>("mayHide");
    QTest::newRow("trusted version, many processes") << u"4.1.6"_qs << 3 << false << true << false;
    QTest::newRow("one process, nothing listed") << u"3.2.4"_qs << 1 << false << false << false;
    QTest::newRow("one process, it is listed") << u"3.2.4"_qs << 1 << true << false << false;
    QTest::newRow("one process behind somebody else's entry") << u"3.2.4"_qs << 1 << false << true << true;
    QTest::newRow("two processes") << u"3.2.4"_qs << 2 << true << false << true;
    QTest::newRow("old version, none runs") << u"2.1.0"_qs << 0 << false << true << false;
    QTest::newRow("old version runs") << u"2.1.0"_qs << 1 << false << false << true;
}

void TestStoreTrack::pbsThatMayHide()
{
    QFETCH(QString, version);
    QFETCH(int, processes);
    QFETCH(bool, listed);
    QFETCH(bool, others);
    QFETCH(bool, mayHide);
    PbsHost pbs;
    pbs.version = version;
    for (int i = 0; i < processes; ++i)
        pbs.processes.append({{500 + i, 1}, false});
    TrackingReading reading;
    TrackingEntry entry;
    entry.process = {500, 1};
    if (listed)
        reading.holders.append({entry, true});
    entry.process = {900, 1};
    if (others)
        reading.holders.append({entry, true});
    QCOMPARE(mayHideOperations(pbs, reading), mayHide);
}

DRYDOCK_TEST_MAIN(TestStoreTrack)
#include "tst_storetrack.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/jsonoutput.h"
#include "app/cli/storeevents.h"
#include "app/cli/waitjudgement.h"

#include <QTest>

using namespace Drydock;

namespace {

using StorePointer = std::shared_ptr<const StoreSnapshot>;

StoreSnapshot plain(const QString &name)
{
    StoreSnapshot store;
    store.name = name;
    store.path = u"/mnt/"_qs + name;
    store.kind = u"folder"_qs;
    store.state = DrainState::None;
    store.counts = OperationCounts{};
    store.conflicting = 0;
    return store;
}

StoreSnapshot moded(const QString &name, MaintenanceType type, DrainState state, OperationCounts counts = {})
{
    StoreSnapshot store = plain(name);
    store.mode.type = type;
    store.state = state;
    store.counts = counts;
    store.conflicting = conflicts(type, counts);
    return store;
}

SiteSnapshot site(const QList<StoreSnapshot> &stores)
{
    SiteSnapshot snapshot;
    for (const StoreSnapshot &store : stores)
        snapshot.stores += std::make_shared<const StoreSnapshot>(store);
    return snapshot;
}

QString told(const QList<StoreEvent> &events)
{
    QStringList lines;
    for (const StoreEvent &event : events) {
        const QJsonObject object = eventToJson(event, 0);
        const QString name = object[u"store"].toObject()[u"name"].toString();
        lines += object[u"event"].toString() + (name.isEmpty() ? QString() : u' ' + name);
    }
    return lines.join(u", "_qs);
}

const Error noPermission{ErrorCode::PermissionDenied, QStringLiteral("/etc/.datastore.lck"), {}, 13, 0};
const Error network{ErrorCode::NetworkFileSystem, QStringLiteral("/net/active-operations"), {}, 0, 0};
const Error syntax{ErrorCode::ConfigInvalid, QStringLiteral("/etc/datastore.cfg"), QStringLiteral("bad"), 0, 3};

StoreSnapshot unknown(StateReason reason, const std::optional<Error> &cause)
{
    StoreSnapshot store = moded(u"vault"_qs, MaintenanceType::Offline, DrainState::Unknown);
    store.counts.reset();
    store.conflicting.reset();
    store.reason = reason;
    store.cause = cause;
    return store;
}

} // namespace

/// What `watch` tells and what `wait` believes (I-03: only the proof ends a wait with 0).
class TestStoreEvents : public QObject
{
    Q_OBJECT

private slots:
    void firstComesThePresentState();
    void changesAreToldOnce_data();
    void changesAreToldOnce();
    void storesAreNotGoneWithTheConfiguration();
    void onlyNamedStoresAreTold();
    void unknownNumbersAreNull();
    void modeIsAlwaysThere();
    void waitBelievesTheProofAlone_data();
    void waitBelievesTheProofAlone();
    void waitKeepsTheModeOfItsFirstLook();
    void timeOutTellsKnownWorkFromIgnorance_data();
    void timeOutTellsKnownWorkFromIgnorance();
};

void TestStoreEvents::firstComesThePresentState()
{
    SiteSnapshot now = site({plain(u"vault"_qs), plain(u"usb"_qs)});
    QCOMPARE(told(eventsBetween(nullptr, now, {})), u"snapshot vault, snapshot usb"_qs);
    now.configError = syntax;
    QCOMPARE(told(eventsBetween(nullptr, now, {u"usb"_qs})), u"snapshot usb, error"_qs);
}

void TestStoreEvents::changesAreToldOnce_data()
{
    QTest::addColumn<SiteSnapshot>("before");
    QTest::addColumn<SiteSnapshot>("after");
    QTest::addColumn<QString>("events");

    using enum MaintenanceType;
    const SiteSnapshot idle = site({plain(u"vault"_qs)});
    const SiteSnapshot two = site({moded(u"vault"_qs, Offline, DrainState::Draining, {0, 2})});
    const SiteSnapshot one = site({moded(u"vault"_qs, Offline, DrainState::Draining, {0, 1})});
    StoreSnapshot signedMode = *two.stores[0];
    signedMode.modeBy = u"alice"_qs;
    StoreSnapshot looked = *two.stores[0];
    looked.lastRead = 5;
    looked.evidence = {{u"entries"_qs, u"2"_qs}};
    SiteSnapshot broken = idle;
    broken.configError = syntax;

    QTest::newRow("nothing") << idle << idle << QString();
    QTest::newRow("read again, nothing new") << two << site({looked}) << QString();
    QTest::newRow("mode set on running work") << idle << two << u"mode vault, drain vault"_qs;
    QTest::newRow("one less") << two << one << u"drain vault"_qs;
    QTest::newRow("who set it becomes known") << two << site({signedMode}) << u"mode vault"_qs;
    QTest::newRow("added") << idle << site({plain(u"vault"_qs), plain(u"usb"_qs)}) << u"added usb"_qs;
    QTest::newRow("removed") << site({plain(u"vault"_qs), plain(u"usb"_qs)}) << idle << u"removed usb"_qs;
    QTest::newRow("replaced") << idle << site({plain(u"usb"_qs)}) << u"removed vault, added usb"_qs;
    QTest::newRow("configuration breaks") << idle << broken << u"error"_qs;
    QTest::newRow("configuration is mended") << broken << idle << u"error"_qs;
}

void TestStoreEvents::changesAreToldOnce()
{
    QFETCH(SiteSnapshot, before);
    QFETCH(SiteSnapshot, after);
    QFETCH(QString, events);
    QCOMPARE(told(eventsBetween(&before, after, {})), events);
}

void TestStoreEvents::storesAreNotGoneWithTheConfiguration()
{
    const auto good = std::make_shared<const SiteSnapshot>(site({plain(u"vault"_qs), plain(u"usb"_qs)}));
    SiteSnapshot halfRead = site({plain(u"vault"_qs)});
    halfRead.configError = syntax;
    const auto broken = std::make_shared<const SiteSnapshot>(halfRead);
    QCOMPARE(told(eventsBetween(good.get(), *broken, {})), u"error"_qs);
    const SiteSnapshotPointer remembered = rememberedSnapshot(good.get(), broken);
    QCOMPARE(told(eventsBetween(remembered.get(), *good, {})), u"error"_qs);
    const SiteSnapshot less = site({plain(u"vault"_qs)});
    QCOMPARE(told(eventsBetween(remembered.get(), less, {})), u"error, removed usb"_qs);
    QCOMPARE(rememberedSnapshot(good.get(), good), good);
}

void TestStoreEvents::onlyNamedStoresAreTold()
{
    const SiteSnapshot before = site({plain(u"vault"_qs), plain(u"usb"_qs)});
    const SiteSnapshot after = site({moded(u"vault"_qs, MaintenanceType::ReadOnly, DrainState::Confirming),
                                     moded(u"usb"_qs, MaintenanceType::ReadOnly, DrainState::Confirming)});
    QCOMPARE(told(eventsBetween(&before, after, {u"usb"_qs})), u"mode usb, drain usb"_qs);
}

void TestStoreEvents::unknownNumbersAreNull() // I-03: a failed read is never zero
{
    const QJsonObject object = storeToJson(unknown(StateReason::CountUnreadable, noPermission));
    const QJsonObject drain = object[u"drain"].toObject();
    QCOMPARE(drain[u"state"].toString(), u"unknown"_qs);
    for (const QString &key : {u"conflicting"_qs, u"read"_qs, u"write"_qs})
        QVERIFY(drain.contains(key) && drain[key].isNull());
    QVERIFY(!drain[u"reason"].toString().isEmpty());
    QVERIFY(object[u"mounted"].isNull() && object[u"comment"].isNull());
}

void TestStoreEvents::modeIsAlwaysThere()
{
    QCOMPARE(storeToJson(plain(u"vault"_qs))[u"mode"].toObject(), (QJsonObject{{u"type"_qs, u"none"_qs}}));
    StoreSnapshot store = moded(u"vault"_qs, MaintenanceType::Offline, DrainState::Drained);
    store.mode.message = u"swap disk 2"_qs;
    store.modeSince = 1769868120;
    store.modeBy = u"alice"_qs;
    QCOMPARE(storeToJson(store)[u"mode"].toObject(), (QJsonObject{{u"type"_qs, u"offline"_qs},
                                                                  {u"message"_qs, u"swap disk 2"_qs},
                                                                  {u"since"_qs, u"2026-01-31T14:02:00Z"_qs},
                                                                  {u"by"_qs, u"alice"_qs}}));
    store.mode = {MaintenanceType::Unknown, {}, u"none"_qs};
    const QJsonObject mode = storeToJson(store)[u"mode"].toObject();
    QCOMPARE(mode[u"type"].toString(), u"unknown"_qs);
    QCOMPARE(mode[u"unknown_type"].toString(), u"none"_qs);
}

void TestStoreEvents::waitBelievesTheProofAlone_data()
{
    QTest::addColumn<SiteSnapshot>("snapshot");
    QTest::addColumn<int>("exit"); // -1: goes on

    using enum MaintenanceType;
    const auto at = [](DrainState state, OperationCounts counts = {}) {
        return site({moded(QStringLiteral("vault"), Offline, state, counts)});
    };
    SiteSnapshot broken = site({});
    broken.configError = syntax;
    SiteSnapshot closed = site({});
    closed.configError = noPermission;

    QTest::newRow("drained") << at(DrainState::Drained) << 0;
    QTest::newRow("draining") << at(DrainState::Draining, {0, 1}) << -1;
    QTest::newRow("stalled") << at(DrainState::Stalled, {0, 1}) << -1;
    QTest::newRow("confirming") << at(DrainState::Confirming) << -1;
    QTest::newRow("stale") << at(DrainState::Stale) << -1;
    QTest::newRow("absent") << at(DrainState::Absent) << -1;
    QTest::newRow("external") << site({moded(u"vault"_qs, Unmount, DrainState::External)}) << -1;
    QTest::newRow("unknown type") << site({moded(u"vault"_qs, Unknown, DrainState::Unknown)}) << -1;
    QTest::newRow("count cannot be read just now")
        << site({unknown(StateReason::CountUnreadable, Error{ErrorCode::TrackingInvalid, u"/t"_qs, {}, 0, 0})}) << -1;
    QTest::newRow("folder gone") << site({unknown(StateReason::FolderMissing, {})}) << -1;
    QTest::newRow("no right to prove") << site({unknown(StateReason::NoRightToProve, noPermission)}) << 4;
    QTest::newRow("a counter that PBS makes when it starts")
        << site({unknown(StateReason::NoRightToProve, Error{ErrorCode::NotFound, u"/c"_qs, {}, 2, 0})}) << -1;
    QTest::newRow("a counter that is only half there")
        << site({unknown(StateReason::NoRightToProve, Error{ErrorCode::CounterUnusable, u"/c"_qs, {}, 0, 0})}) << -1;
    QTest::newRow("no descriptor left just now")
        << site({unknown(StateReason::NoRightToProve, Error{ErrorCode::Io, u"/l"_qs, {}, 24, 0})}) << -1;
    QTest::newRow("read-only, so that no lock file can be made")
        << site({unknown(StateReason::NoRightToProve, Error{ErrorCode::ReadOnlyFileSystem, u"/l"_qs, {}, 30, 0})}) << 5;
    QTest::newRow("no right to read") << site({unknown(StateReason::CountUnreadable, noPermission)}) << 4;
    QTest::newRow("network file system") << site({unknown(StateReason::CountUntrusted, network)}) << 5;
    QTest::newRow("a PBS that hides itself")
        << site({unknown(StateReason::CountUntrusted, Error{ErrorCode::HiddenOperations, u"3.2.4"_qs, {}, 0, 0})}) << 5;
    QTest::newRow("no mode") << site({plain(u"vault"_qs)}) << 6;
    QTest::newRow("no such store") << site({plain(u"usb"_qs)}) << 3;
    QTest::newRow("perhaps in the broken part of the configuration") << broken << -1;
    QTest::newRow("configuration may not be read") << closed << 4;
}

void TestStoreEvents::waitBelievesTheProofAlone()
{
    QFETCH(SiteSnapshot, snapshot);
    QFETCH(int, exit);
    WaitTarget target{u"vault"_qs, {}};
    const auto outcome = judgeWait(&target, snapshot);
    QCOMPARE(outcome ? int(outcome->exit) : -1, exit);
    QVERIFY(!outcome || outcome->failure.has_value() == (exit != 0));
}

void TestStoreEvents::waitKeepsTheModeOfItsFirstLook()
{
    using enum MaintenanceType;
    WaitTarget target{u"vault"_qs, {}};
    StoreSnapshot store = moded(u"vault"_qs, ReadOnly, DrainState::Draining, {1, 1});
    QVERIFY(!judgeWait(&target, site({store})));
    store.mode.message = u"another reason"_qs;
    QVERIFY(!judgeWait(&target, site({store})));
    store.modeReadable = false;
    QVERIFY(!judgeWait(&target, site({store})));
    const auto changed = judgeWait(&target, site({moded(u"vault"_qs, Offline, DrainState::Drained)}));
    QVERIFY(changed && changed->exit == ExitCode::NotAllowed);
    QCOMPARE(changed->failure->name, "mode-changed"_qba);
    const auto cleared = judgeWait(&target, site({plain(u"vault"_qs)}));
    QVERIFY(cleared && cleared->exit == ExitCode::NotAllowed);
    const auto drained = judgeWait(&target, site({moded(u"vault"_qs, ReadOnly, DrainState::Drained, {1, 0})}));
    QVERIFY(drained && drained->exit == ExitCode::Done);
}

void TestStoreEvents::timeOutTellsKnownWorkFromIgnorance_data()
{
    QTest::addColumn<SiteSnapshot>("snapshot");
    QTest::addColumn<int>("exit");

    using enum MaintenanceType;
    QTest::newRow("work that is known") << site({moded(u"vault"_qs, Offline, DrainState::Draining, {0, 1})}) << 8;
    QTest::newRow("not mounted, work that is known")
        << site({moded(u"vault"_qs, Offline, DrainState::Absent, {1, 0})}) << 8;
    QTest::newRow("none, but not proven") << site({moded(u"vault"_qs, Offline, DrainState::Confirming)}) << 5;
    QTest::newRow("readers under read-only are no work that is waited for")
        << site({moded(u"vault"_qs, ReadOnly, DrainState::Confirming, {3, 0})}) << 5;
    QTest::newRow("not known") << site({unknown(StateReason::FolderMissing, {})}) << 5;
    QTest::newRow("known once, not now") << site({moded(u"vault"_qs, Offline, DrainState::Stale, {0, 1})}) << 5;
    QTest::newRow("nothing of it") << site({}) << 5;
}

void TestStoreEvents::timeOutTellsKnownWorkFromIgnorance()
{
    QFETCH(SiteSnapshot, snapshot);
    QFETCH(int, exit);
    const WaitOutcome outcome = timedOut({u"vault"_qs, {}}, &snapshot);
    QCOMPARE(int(outcome.exit), exit);
    QVERIFY(outcome.failure && outcome.failure->retryable);
    QCOMPARE(int(timedOut({u"vault"_qs, {}}, nullptr).exit), 5);
}

QTEST_GUILESS_MAIN(TestStoreEvents)
#include "tst_storeevents.moc"

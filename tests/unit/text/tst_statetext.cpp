// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/statetext.h"
#include "tests/support/vectors.h"

#include <QJsonArray>
#include <QTest>

using namespace Drydock;

namespace {

constexpr qint64 now = 1769868120; // 2026-01-31T14:02:00Z

StoreSnapshot store(MaintenanceType type, DrainState state, OperationCounts counts = {})
{
    StoreSnapshot result;
    result.name = QStringLiteral("vault");
    result.mode.type = type;
    result.state = state;
    result.counts = counts;
    result.conflicting = conflicts(type, counts);
    return result;
}

StoreSnapshot uncounted(MaintenanceType type, DrainState state, StateReason reason,
                        const std::optional<Error> &cause = {})
{
    StoreSnapshot result = store(type, state);
    result.counts.reset();
    result.conflicting.reset();
    result.reason = reason;
    result.cause = cause;
    return result;
}

StoreSnapshot because(StoreSnapshot snapshot, StateReason reason, const std::optional<Error> &cause = {})
{
    snapshot.reason = reason;
    snapshot.cause = cause;
    return snapshot;
}

StoreSnapshot readAt(StoreSnapshot snapshot, qint64 time)
{
    snapshot.lastRead = time;
    return snapshot;
}

const Error badFile{ErrorCode::TrackingInvalid, QStringLiteral("/t/vault"), QStringLiteral("empty"), 0, 0};
const Error noLock{ErrorCode::PermissionDenied, QStringLiteral("/s/.datastore.lck"), {}, 13, 0};

} // namespace

/// The words of design 6 and 8 (I-03: a check mark's words say what they prove, and no other state has them).
class TestStateText : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void modesHaveNames_data();
    void modesHaveNames();
    void everyStateHasItsWords_data();
    void everyStateHasItsWords();
    void onlyDrainedSaysThatNothingIsLeft();
    void reasonsSayWhy_data();
    void reasonsSayWhy();
    void screenReaderHearsTheRow();
    void rowReadsAsInProxmoxBackupServer_data();
    void rowReadsAsInProxmoxBackupServer();
};

void TestStateText::initTestCase()
{
    qputenv("TZ", "UTC");
}

void TestStateText::modesHaveNames_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::addColumn<QString>("text");

    QTest::newRow("none") << MaintenanceType::None << u"None"_qs;
    QTest::newRow("read-only") << MaintenanceType::ReadOnly << u"Read-only"_qs;
    QTest::newRow("offline") << MaintenanceType::Offline << u"Offline"_qs;
    QTest::newRow("unmount") << MaintenanceType::Unmount << u"Unmounting"_qs;
    QTest::newRow("s3-refresh") << MaintenanceType::S3Refresh << u"S3 refresh"_qs;
    QTest::newRow("delete") << MaintenanceType::Delete << u"Being deleted"_qs;
    QTest::newRow("unknown") << MaintenanceType::Unknown << u"hibernate"_qs;
}

void TestStateText::modesHaveNames()
{
    QFETCH(MaintenanceType, type);
    QFETCH(QString, text);
    MaintenanceMode mode{type, {}, type == MaintenanceType::Unknown ? u"hibernate"_qs : QString()};
    QCOMPARE(modeText(mode), text);
    QCOMPARE(modeWithMessage(mode), text);
    mode.message = u"swap \u202edisk"_qs;
    QCOMPARE(modeWithMessage(mode), QString(text + u" (\"swap \\u202edisk\")"_qs));
}

void TestStateText::everyStateHasItsWords_data()
{
    QTest::addColumn<StoreSnapshot>("snapshot");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shortText");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("remark");

    using enum MaintenanceType;
    const QString nothing;
    QTest::newRow("none, idle") << store(None, DrainState::None) << nothing << nothing
                                << u"In normal use, nothing is running"_qs << nothing;
    QTest::newRow("none, one reader") << store(None, DrainState::None, {1, 0}) << nothing << u"1 running"_qs
                                      << u"In normal use: 1 reader"_qs << nothing;
    QTest::newRow("none, two at work") << store(None, DrainState::None, {1, 1}) << nothing << u"2 running"_qs
                                       << u"In normal use: 1 writer, 1 reader"_qs << nothing;
    QTest::newRow("none, not counted") << uncounted(None, DrainState::None, StateReason::None) << nothing << nothing
                                       << u"In normal use"_qs << nothing;
    QTest::newRow("one conflict") << store(ReadOnly, DrainState::Draining, {4, 1})
                                  << u"1 conflicting task still active."_qs << u"1 task"_qs << u"Wait: 1 writer"_qs
                                  << nothing;
    QTest::newRow("read-only waits for writers alone")
        << store(ReadOnly, DrainState::Draining, {4, 2}) << u"2 conflicting tasks still active."_qs << u"2 tasks"_qs
        << u"Wait: 2 writers"_qs << nothing;
    QTest::newRow("offline waits for both")
        << store(Offline, DrainState::Draining, {1, 2}) << u"3 conflicting tasks still active."_qs << u"3 tasks"_qs
        << u"Wait: 2 writers, 1 reader"_qs << nothing;
    QTest::newRow("offline waits for readers")
        << store(Offline, DrainState::Draining, {12, 0}) << u"12 conflicting tasks still active."_qs << u"12 tasks"_qs
        << u"Wait: 12 readers"_qs << nothing;
    QTest::newRow("stalled") << store(Offline, DrainState::Stalled, {1, 2}) << u"3 tasks, no progress for 15 min"_qs
                             << u"3 tasks, no progress"_qs << u"Wait: 2 writers, 1 reader"_qs << nothing;
    QTest::newRow("confirming") << store(Offline, DrainState::Confirming) << u"Checking…"_qs << u"Checking…"_qs
                                << u"Checking…"_qs << nothing;
    QTest::newRow("drained, offline") << store(Offline, DrainState::Drained) << u"No operations left."_qs
                                      << u"No tasks left"_qs << u"No operations left."_qs << nothing;
    QTest::newRow("drained, read-only, nobody reads")
        << store(ReadOnly, DrainState::Drained) << u"No write operations left."_qs << u"No writers left"_qs
        << u"No write operations left."_qs << u"Readers may begin (verify may still write); do not unplug."_qs;
    QTest::newRow("drained, read-only, one reads")
        << store(ReadOnly, DrainState::Drained, {1, 0}) << u"No write operations left."_qs << u"No writers left"_qs
        << u"No write operations left."_qs << u"1 reader may go on (verify may still write); do not unplug."_qs;
    QTest::newRow("drained, read-only, two read")
        << store(ReadOnly, DrainState::Drained, {2, 0}) << u"No write operations left."_qs << u"No writers left"_qs
        << u"No write operations left."_qs << u"2 readers may go on (verify may still write); do not unplug."_qs;
    QTest::newRow("unknown") << uncounted(Offline, DrainState::Unknown, StateReason::CountUnreadable, badFile)
                             << u"Unknown: The running operations cannot be read from /t/vault: empty."_qs
                             << u"Unknown"_qs << u"Unknown what is still running"_qs << nothing;
    QTest::newRow("stale, just now") << readAt(store(Offline, DrainState::Stale, {1, 2}), now - 40)
                                     << u"Last known: 3 tasks, less than a minute ago"_qs << u"Last known: 3 tasks"_qs
                                     << u"Last known: 3 tasks"_qs << nothing;
    QTest::newRow("stale, for minutes") << readAt(store(ReadOnly, DrainState::Stale, {5, 1}), now - 130)
                                        << u"Last known: 1 task, 2 min ago"_qs << u"Last known: 1 task"_qs
                                        << u"Last known: 1 task"_qs << nothing;
    QTest::newRow("stale, zero is no check mark")
        << readAt(store(Offline, DrainState::Stale), now - 7200) << u"Last known: 0 tasks, 2 h ago"_qs
        << u"Last known: 0 tasks"_qs << u"Last known: 0 tasks"_qs << nothing;
    QTest::newRow("stale, never read") << uncounted(Offline, DrainState::Stale, StateReason::WatchLost)
                                       << u"Nothing known"_qs << u"Nothing known"_qs << u"Nothing known"_qs << nothing;
    QTest::newRow("unmounting") << store(Unmount, DrainState::External) << u"Being unmounted by the server"_qs
                                << u"By the server"_qs << u"Being unmounted by the server"_qs << nothing;
    QTest::newRow("S3 refresh") << store(S3Refresh, DrainState::External) << u"Being refreshed from S3 by the server"_qs
                                << u"By the server"_qs << u"Being refreshed from S3 by the server"_qs << nothing;
    QTest::newRow("deleted") << store(Delete, DrainState::External) << u"Being deleted by the server"_qs
                             << u"By the server"_qs << u"Being deleted by the server"_qs << nothing;
    QTest::newRow("absent") << store(Offline, DrainState::Absent) << u"Not mounted"_qs << u"Not mounted"_qs
                            << u"Not mounted"_qs << nothing;
}

void TestStateText::everyStateHasItsWords()
{
    QFETCH(StoreSnapshot, snapshot);
    QFETCH(QString, text);
    QFETCH(QString, shortText);
    QFETCH(QString, verdict);
    QFETCH(QString, remark);
    QCOMPARE(stateText(snapshot, now), text);
    QCOMPARE(stateShortText(snapshot), shortText);
    QCOMPARE(verdictText(snapshot), verdict);
    QCOMPARE(stateRemark(snapshot), remark);
}

void TestStateText::onlyDrainedSaysThatNothingIsLeft() // I-03
{
    for (int state = 0; state <= int(DrainState::Stalled); ++state) {
        for (const auto type : {MaintenanceType::ReadOnly, MaintenanceType::Offline, MaintenanceType::Delete}) {
            const StoreSnapshot snapshot = store(type, DrainState(state));
            const QString words = stateText(snapshot, now) + stateShortText(snapshot) + verdictText(snapshot)
                                  + stateRemark(snapshot) + reasonText(snapshot);
            const bool claims = words.contains(u"left"_qs) || words.contains(u"Proven"_qs);
            QCOMPARE(claims, DrainState(state) == DrainState::Drained);
            QVERIFY(!words.contains(u"safe"_qs, Qt::CaseInsensitive));
        }
    }
}

void TestStateText::reasonsSayWhy_data()
{
    QTest::addColumn<StoreSnapshot>("snapshot");
    QTest::addColumn<QString>("reason");

    using enum MaintenanceType;
    StoreSnapshot unknownMode = because(store(Unknown, DrainState::Unknown), StateReason::ModeUnknown);
    unknownMode.mode.unknownType = u"hiber\nnate"_qs;
    StoreSnapshot busy = because(store(Offline, DrainState::Confirming), StateReason::LockBusy,
                                 Error{ErrorCode::LockTimeout, u"/l"_qs, u"process 812 (proxmox-backup-api)"_qs, 0, 0});
    StoreSnapshot busySince = readAt(busy, now + 60);
    busySince.lockBusySince = now;
    StoreSnapshot busySinceYesterday = readAt(busySince, now + 86400);
    StoreSnapshot lost = because(store(Offline, DrainState::Draining, {0, 2}), StateReason::LostFromSight);
    lost.holders = {Holder{}, Holder{}};
    lost.holders[0].lostFromSight = true;
    StoreSnapshot lostTwo = lost;
    lostTwo.holders[1].lostFromSight = true;

    QTest::newRow("none has none") << store(None, DrainState::None) << QString();
    QTest::newRow("draining has none") << store(Offline, DrainState::Draining, {1, 0}) << QString();
    QTest::newRow("draining with one lost from sight")
        << lost << u"1 process lives on though its entry vanished from the tracking file."_qs;
    QTest::newRow("draining with two lost from sight")
        << lostTwo << u"2 processes live on though their entries vanished from the tracking file."_qs;
    QTest::newRow("confirming") << because(store(Offline, DrainState::Confirming), StateReason::ProofRunning)
                                << u"It is being proven that nothing can begin any more."_qs;
    QTest::newRow("lock busy") << busy << u"The configuration is locked by process 812 (proxmox-backup-api)."_qs;
    QTest::newRow("lock busy since")
        << busySince << u"The configuration is locked by process 812 (proxmox-backup-api) since 14:02."_qs;
    QTest::newRow("lock busy since yesterday")
        << busySinceYesterday
        << u"The configuration is locked by process 812 (proxmox-backup-api) since 2026-01-31 14:02."_qs;
    QTest::newRow("lock busy, nobody knows by whom")
        << because(store(Offline, DrainState::Confirming), StateReason::LockBusy)
        << u"The configuration is locked by another program."_qs;
    QTest::newRow("drained") << because(store(Offline, DrainState::Drained), StateReason::Proven)
                             << u"Proven: no operation runs and none can begin in this mode."_qs;
    QTest::newRow("drained, read-only") << because(store(ReadOnly, DrainState::Drained), StateReason::Proven)
                                        << u"Proven: no write operation runs and none can begin in this mode."_qs;
    QTest::newRow("unknown type, harmless on a screen")
        << unknownMode << u"The mode is of a type that Drydock does not know: hiber\\nnate."_qs;
    QTest::newRow("no right") << because(
        store(Offline, DrainState::Unknown), StateReason::NoRightToProve,
        noLock) << u"No task is listed, but that cannot be proven. There is no permission for /s/.datastore.lck."_qs;
    QTest::newRow("count unreadable") << uncounted(Offline, DrainState::Unknown, StateReason::CountUnreadable, badFile)
                                      << u"The running operations cannot be read from /t/vault: empty."_qs;
    QTest::newRow("hidden operations") << uncounted(Offline, DrainState::Unknown, StateReason::CountUntrusted,
                                                    Error{ErrorCode::HiddenOperations, u"3.2.4"_qs, {}, 0, 0})
                                       << u"This Proxmox Backup Server does not record every operation."_qs;
    QTest::newRow("folder missing") << uncounted(Offline, DrainState::Unknown, StateReason::FolderMissing)
                                    << u"The folder of running operations is missing."_qs;
    QTest::newRow("folder replaced") << uncounted(Offline, DrainState::Unknown, StateReason::FolderReplaced)
                                     << u"The folder of running operations was replaced."_qs;
    QTest::newRow("config unreadable") << uncounted(Offline, DrainState::Unknown, StateReason::ConfigUnreadable)
                                       << u"The configuration cannot be read."_qs;
    QTest::newRow("watch lost") << uncounted(Offline, DrainState::Stale, StateReason::WatchLost)
                                << u"Changes are not seen any more."_qs;
    QTest::newRow("external") << because(store(Unmount, DrainState::External), StateReason::External)
                              << u"Being unmounted by the server."_qs;
    QTest::newRow("path missing") << because(store(Offline, DrainState::Absent), StateReason::PathMissing)
                                  << u"The datastore's folder is not there."_qs;
    QTest::newRow("other disk") << because(store(Offline, DrainState::Absent), StateReason::OtherFileSystem)
                                << u"Another file system is mounted at the datastore's path."_qs;
    QTest::newRow("stalled") << store(Offline, DrainState::Stalled, {1, 0})
                             << u"The tasks are not fewer for 15 min, and do not read or write."_qs;
}

void TestStateText::reasonsSayWhy()
{
    QFETCH(StoreSnapshot, snapshot);
    QFETCH(QString, reason);
    QCOMPARE(reasonText(snapshot), reason);
}

void TestStateText::screenReaderHearsTheRow()
{
    QCOMPARE(accessibleStateText(store(MaintenanceType::Offline, DrainState::Draining, {1, 2}), now),
             u"Offline, 3 conflicting tasks still active"_qs);
    QCOMPARE(accessibleStateText(store(MaintenanceType::None, DrainState::None), now), u"None"_qs);
    QCOMPARE(accessibleStateText(store(MaintenanceType::None, DrainState::None, {1, 1}), now), u"None, 2 running"_qs);
    QCOMPARE(accessibleStateText(store(MaintenanceType::ReadOnly, DrainState::Drained), now),
             u"Read-only, No write operations left"_qs);
}

void TestStateText::rowReadsAsInProxmoxBackupServer_data()
{
    QTest::addColumn<QJsonObject>("vector");
    const auto rows = readVectors(QStringLiteral("ui-render.jsonl"));
    QVERIFY(!rows.isEmpty());
    qsizetype number = 0;
    for (const QJsonObject &row : rows)
        QTest::newRow(rowName(number++, row.value(u"mode").toString()).constData()) << row;
}

// The option row of PBS's web interface, where it is right. Different on purpose:
//   plural            "1 conflicting task", not "1 conflicting tasks"
//   check mark        has its words; without counts there is no check mark at all, but "Unknown"
//   internal types    have their names, say who acts, and no number (PBS: "Unknown", and counts writes alone)
//   quoting           PBS's parser of its own property string is wrong; a value that is none is refused
void TestStateText::rowReadsAsInProxmoxBackupServer()
{
    QFETCH(QJsonObject, vector);
    const auto mode = MaintenanceMode::parse(vector.value(u"mode").toString());
    if (!mode)
        return; // refused as a whole, which tst_maintenancemode proves
    const QJsonArray theirs = vector.value(u"parsed").toArray();
    const bool understood =
        theirs.at(0).toString() == maintenanceTypeName(mode->type) && theirs.at(1).toString() == mode->message;
    const bool counted = vector.value(u"active").isObject();
    const QString plain = vector.value(u"plain").toString();
    if (!understood || !counted || isInternal(mode->type)) {
        const QString ours = modeWithMessage(*mode);
        QVERIFY(ours.startsWith(modeText({mode->type, {}, {}})) && ours.contains(mode->message));
        QVERIFY(!isInternal(mode->type) || plain.isEmpty() || plain.startsWith(u"Unknown"));
        return;
    }

    const QJsonObject active = vector.value(u"active").toObject();
    const OperationCounts counts{active.value(u"read").toInteger(), active.value(u"write").toInteger()};
    const qint64 number = conflicts(mode->type, counts);
    const StoreSnapshot snapshot = store(mode->type, number > 0 ? DrainState::Draining : DrainState::Drained, counts);
    QString row = modeText(*mode);
    if (number > 0)
        row += u" | "_qs + stateText(snapshot, now).replace(u"1 conflicting task "_qs, u"1 conflicting tasks "_qs);
    if (!mode->message.isEmpty())
        row += u" (\""_qs + mode->message + u"\")"_qs;
    QCOMPARE(row, plain);
}

QTEST_GUILESS_MAIN(TestStateText)
#include "tst_statetext.moc"

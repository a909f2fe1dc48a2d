// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakebackend.h"
#include "tests/support/fakeclock.h"
#include "ui/desktop/minuteclock.h"
#include "ui/models/blockermodel.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/models/datastoreroles.h"
#include "ui/models/tooltiptext.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Drydock;

/// The models: rows merged by key, and nothing said about rows that did not change.
class TestModels : public QObject
{
    Q_OBJECT

private slots:
    void rowsFollowTheConfigsOrder();
    void oneChangedStoreIsOneChangedRow();
    void unchangedSnapshotSaysNothing();
    void storesComeGoAndMoveWithoutReset();
    void selectionSurvivesNeighboursThatCome();
    void severalSitesHaveHeadings();
    void unreadableSiteIsARowOfItsOwn();
    void headingsAreNotSelectable();
    void countsFollowEachSnapshot();
    void unknownCountIsNoNumber();
    void namesAreReadOutWithModeAndState();
    void markupInNamesStaysText();

    void holdersKeepTheirRows();
    void severalEntriesOfOneProcessAreSeveralRows();
    void readersAreGreyUnderReadOnly();
    void jobsAndOperationsAreNamed_data();
    void jobsAndOperationsAreNamed();
    void runningTimesChangeWithTheMinute();
};

namespace {

struct Listening {
    explicit Listening(QAbstractItemModel &model)
        : tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest)
        , reset(&model, &QAbstractItemModel::modelReset)
        , inserted(&model, &QAbstractItemModel::rowsInserted)
        , removed(&model, &QAbstractItemModel::rowsRemoved)
        , moved(&model, &QAbstractItemModel::rowsMoved)
        , changed(&model, &QAbstractItemModel::dataChanged)
    {
    }

    void forget()
    {
        for (QSignalSpy *spy : {&reset, &inserted, &removed, &moved, &changed})
            spy->clear();
    }

    QAbstractItemModelTester tester;
    QSignalSpy reset;
    QSignalSpy inserted;
    QSignalSpy removed;
    QSignalSpy moved;
    QSignalSpy changed;
};

struct ListFixture {
    FakeClock clock;
    MinuteClock minutes{clock};
    FakeBackend backend;
    DatastoreListModel model{minutes};
    Listening heard{model};

    ListFixture() { model.addBackend(&backend); }

    [[nodiscard]] QString shown() const
    {
        QStringList names;
        for (int row = 0; row < model.rowCount(); ++row)
            names.append(model.index(row).data().toString());
        return names.join(u' ');
    }
};

struct TableFixture {
    FakeClock clock;
    MinuteClock minutes{clock};
    BlockerModel model{minutes};
    Listening heard{model};

    [[nodiscard]] QString text(int row, int column) const { return model.index(row, column).data().toString(); }
};

} // namespace

void TestModels::rowsFollowTheConfigsOrder()
{
    ListFixture list;
    list.backend.setStores({makeStore(u"zeta"_qs), makeStore(u"alpha"_qs), makeStore(u"mid"_qs)});
    QCOMPARE(list.shown(), u"zeta alpha mid"_qs);
    QCOMPARE(list.heard.inserted.size(), 1);
}

void TestModels::oneChangedStoreIsOneChangedRow()
{
    ListFixture list;
    QList<StoreSnapshot> stores;
    for (int i = 0; i < 1000; ++i)
        stores.append(makeStore(QStringLiteral("store-%1").arg(i)));
    list.backend.setStores(stores);
    list.heard.forget();

    list.backend.setStore(makeStore(u"store-500"_qs, MaintenanceType::Offline, 2, 1));
    QCOMPARE(list.heard.changed.size(), 1);
    QCOMPARE(list.heard.changed.first().at(0).toModelIndex().row(), 500);
    QCOMPARE(list.heard.changed.first().at(1).toModelIndex().row(), 500);
    QCOMPARE(list.heard.inserted.size() + list.heard.removed.size() + list.heard.moved.size(), 0);
    QCOMPARE(list.model.index(500).data(StateTextRole).toString(), u"3 tasks"_qs);
}

// I-11
void TestModels::unchangedSnapshotSaysNothing()
{
    ListFixture list;
    list.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs)});
    list.heard.forget();
    list.backend.changeSite([](SiteSnapshot &) {});
    QCOMPARE(list.heard.changed.size() + list.heard.inserted.size() + list.heard.removed.size(), 0);
}

void TestModels::storesComeGoAndMoveWithoutReset()
{
    ListFixture list;
    list.backend.setStores({makeStore(u"one"_qs), makeStore(u"two"_qs), makeStore(u"three"_qs)});
    list.backend.setStores({makeStore(u"three"_qs), makeStore(u"four"_qs), makeStore(u"one"_qs)});
    QCOMPARE(list.shown(), u"three four one"_qs);
    list.backend.setStores({});
    QCOMPARE(list.shown(), QString());
    list.backend.setStores({makeStore(u"five"_qs)});
    QCOMPARE(list.shown(), u"five"_qs);
    QCOMPARE(list.heard.reset.size(), 0);
}

void TestModels::selectionSurvivesNeighboursThatCome()
{
    ListFixture list;
    list.backend.setStores({makeStore(u"one"_qs), makeStore(u"two"_qs)});
    const QPersistentModelIndex two = list.model.index(1);
    list.backend.setStores(
        {makeStore(u"zero"_qs), makeStore(u"two"_qs, MaintenanceType::Offline), makeStore(u"one"_qs)});
    QVERIFY(two.isValid());
    QCOMPARE(two.data().toString(), u"two"_qs);
    QCOMPARE(two.row(), 1);
}

void TestModels::severalSitesHaveHeadings()
{
    ListFixture list;
    list.backend.setStores({makeStore(u"vault"_qs)});
    QCOMPARE(list.shown(), u"vault"_qs);

    FakeBackend other(u"other"_qs);
    other.name = u"Another"_qs;
    other.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs)});
    list.model.addBackend(&other);
    QCOMPARE(list.model.rowCount(), 5);
    QCOMPARE(list.shown(), u"This computer vault Another vault tank"_qs);

    // The same name in two sites is two stores.
    other.setStore(makeStore(u"vault"_qs, MaintenanceType::Offline));
    QCOMPARE(list.model.find(u"other"_qs, u"vault"_qs).row(), 3);
    QCOMPARE(list.model.index(3).data(ModeTextRole).toString(), u"Offline"_qs);
    QCOMPARE(list.model.index(1).data(ModeTextRole).toString(), QString());
    QCOMPARE(list.model.rowAt(list.model.index(3)).backend, &other);
}

// I-03
void TestModels::unreadableSiteIsARowOfItsOwn()
{
    ListFixture list;
    list.backend.name = u"This computer's PBS"_qs;
    list.backend.changeSite([](SiteSnapshot &site) {
        site.configError = Error{ErrorCode::PermissionDenied, u"/etc/proxmox-backup"_qs, {}};
    });
    QCOMPARE(list.model.rowCount(), 1);
    QCOMPARE(list.model.index(0).data(Qt::AccessibleTextRole).toString(), u"This computer's PBS: no rights"_qs);
    QVERIFY(list.model.flags(list.model.index(0)).testFlag(Qt::ItemIsSelectable));

    list.backend.changeSite([](SiteSnapshot &site) { site.configError.reset(); });
    QCOMPARE(list.model.rowCount(), 0);
}

void TestModels::headingsAreNotSelectable()
{
    ListFixture list;
    FakeBackend other(u"other"_qs);
    list.model.addBackend(&other);
    list.backend.setStores({makeStore(u"vault"_qs)});
    QVERIFY(!list.model.flags(list.model.index(0)).testFlag(Qt::ItemIsEnabled));
    QCOMPARE(list.model.firstSelectable().row(), 1);
}

void TestModels::countsFollowEachSnapshot()
{
    ListFixture list;
    StoreSnapshot unknown = makeStore(u"nas"_qs, MaintenanceType::Offline);
    unknown.state = DrainState::Unknown;
    list.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 1), unknown, makeStore(u"tank"_qs)});
    QCOMPARE(list.model.inMaintenance(), 2);
    QCOMPARE(list.model.unknown(), 1);
    list.backend.setStore(makeStore(u"nas"_qs));
    QCOMPARE(list.model.inMaintenance(), 1);
    QCOMPARE(list.model.unknown(), 0);
    list.backend.setStores({});
    QCOMPARE(list.model.inMaintenance(), 0);
}

// I-03
void TestModels::unknownCountIsNoNumber()
{
    ListFixture list;
    StoreSnapshot store = makeStore(u"nas"_qs, MaintenanceType::Offline);
    store.counts.reset();
    settle(store);
    list.backend.setStores({store});
    QVERIFY(!list.model.index(0).data(ConflictingRole).isValid());
    QCOMPARE(list.model.index(0).data(StateTextRole).toString(), u"Unknown"_qs);
}

void TestModels::namesAreReadOutWithModeAndState()
{
    ListFixture list;
    list.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1), makeStore(u"tank"_qs)});
    QCOMPARE(list.model.index(0).data(Qt::AccessibleTextRole).toString(),
             u"vault, Offline, 3 conflicting tasks still active"_qs);
    QCOMPARE(list.model.index(1).data(Qt::AccessibleTextRole).toString(), u"tank, None"_qs);
}

void TestModels::markupInNamesStaysText()
{
    ListFixture list;
    list.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 0, 0, u"<b>bold</b>\u202Eevil"_qs)});
    const QString tip = list.model.index(0).data(Qt::ToolTipRole).toString();
    QVERIFY(!Qt::mightBeRichText(tip));
    QVERIFY(!tip.contains(QChar(0x202E)));
    QVERIFY(toolTipText(u"<b>bold</b>"_qs).contains(u"&lt;b&gt;"));
}

void TestModels::holdersKeepTheirRows()
{
    TableFixture table;
    const QList<Holder> three = makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1).holders;
    table.model.setHolders(three, true);
    const QPersistentModelIndex last = table.model.index(2, 0);
    table.heard.forget();

    QList<Holder> two = three;
    two.removeFirst();
    table.model.setHolders(two, true);
    QCOMPARE(last.row(), 1);
    QCOMPARE(table.heard.removed.size(), 1);
    QCOMPARE(table.heard.changed.size(), 0);
    QCOMPARE(table.heard.reset.size(), 0);
}

// I-05
void TestModels::severalEntriesOfOneProcessAreSeveralRows()
{
    TableFixture table;
    QList<Holder> holders = makeStore(u"vault"_qs, MaintenanceType::Offline, 2).holders;
    holders[1].process = holders[0].process;
    holders[1].command = u"second"_qs;
    table.model.setHolders(holders, true);
    QCOMPARE(table.model.rowCount(), 2);
    holders.removeLast();
    table.model.setHolders(holders, true);
    QCOMPARE(table.model.rowCount(), 1);
}

void TestModels::readersAreGreyUnderReadOnly()
{
    TableFixture table;
    table.model.setHolders(makeStore(u"vault"_qs, MaintenanceType::ReadOnly, 1, 1).holders, true);
    QCOMPARE(table.model.index(0, 0).data(BlockerModel::MayGoOnRole).toBool(), false);
    QCOMPARE(table.model.index(1, 0).data(BlockerModel::MayGoOnRole).toBool(), true);
    // Without a mode nothing is a blocker, and nothing is grey.
    table.heard.forget();
    table.model.setHolders(makeStore(u"vault"_qs, MaintenanceType::None, 1, 1).holders, false);
    QCOMPARE(table.model.index(1, 0).data(BlockerModel::MayGoOnRole).toBool(), false);
    QCOMPARE(table.heard.changed.size(), 2);
}

void TestModels::jobsAndOperationsAreNamed_data()
{
    QTest::addColumn<QString>("job");
    QTest::addColumn<QString>("label");
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("writes");
    QTest::addColumn<int>("reads");
    QTest::addColumn<QString>("jobText");
    QTest::addColumn<QString>("operationText");

    const QString borg = u"borg create"_qs;
    QTest::newRow("command") << QString() << QString() << borg << 1 << 0 << borg << u"Write"_qs;
    QTest::newRow("job") << u"backup"_qs << QString() << borg << 0 << 1 << u"backup: borg create"_qs << u"Read"_qs;
    QTest::newRow("label") << u"backup"_qs << u"vm/100"_qs << borg << 2 << 0 << u"backup: vm/100"_qs << u"2 writes"_qs;
    QTest::newRow("both kinds") << QString() << u"mix"_qs << borg << 1 << 3 << u"mix"_qs << u"1 write, 3 reads"_qs;
    QTest::newRow("nothing known") << QString() << QString() << QString() << 1 << 0 << u"Unknown program"_qs
                                   << u"Write"_qs;
    QTest::newRow("escapes") << QString() << QString() << u"evil\n\u202Ename"_qs << 1 << 0 << u"evil\\n\\u202ename"_qs
                             << u"Write"_qs;
}

void TestModels::jobsAndOperationsAreNamed()
{
    QFETCH(QString, job);
    QFETCH(QString, label);
    QFETCH(QString, command);
    QFETCH(int, writes);
    QFETCH(int, reads);
    QFETCH(QString, jobText);
    QFETCH(QString, operationText);
    Holder holder;
    holder.process = {42, 7};
    holder.job = job;
    holder.label = label;
    holder.command = command;
    holder.counts = {reads, writes};
    TableFixture table;
    table.model.setHolders({holder}, true);
    QCOMPARE(table.text(0, BlockerModel::JobColumn), jobText);
    QCOMPARE(table.text(0, BlockerModel::OperationColumn), operationText);
    QCOMPARE(table.text(0, BlockerModel::PidColumn), u"42"_qs);
    QCOMPARE(table.text(0, BlockerModel::RunningForColumn), u"unknown"_qs);
}

void TestModels::runningTimesChangeWithTheMinute()
{
    TableFixture table;
    table.clock.setWallSeconds(1'800'000'030);
    Holder holder;
    holder.process = {42, 7};
    holder.counts = {0, 1};
    holder.since = 1'800'000'000 - 60 * 12;
    table.model.setHolders({holder}, true);
    QCOMPARE(table.text(0, BlockerModel::RunningForColumn), u"12 min"_qs);
    // Nothing changes within a minute, whoever asks.
    table.clock.advance(std::chrono::seconds(29));
    QCOMPARE(table.text(0, BlockerModel::RunningForColumn), u"12 min"_qs);
    table.clock.advance(std::chrono::seconds(1));
    QCOMPARE(table.text(0, BlockerModel::RunningForColumn), u"13 min"_qs);
    table.heard.forget();
    table.model.updateTimes();
    QCOMPARE(table.heard.changed.size(), 1);
}

QTEST_MAIN(TestModels)
#include "tst_models.moc"

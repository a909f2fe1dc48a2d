// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/drainstate.h"
#include "tests/support/testmain.h"

#include <QSet>
#include <QTest>

using namespace Drydock;

namespace {

const QList<MaintenanceType> allTypes{
    MaintenanceType::None,      MaintenanceType::ReadOnly, MaintenanceType::Offline, MaintenanceType::Unmount,
    MaintenanceType::S3Refresh, MaintenanceType::Delete,   MaintenanceType::Unknown,
};

const QList<DrainState> allStates{
    DrainState::None,  DrainState::Draining, DrainState::Confirming, DrainState::Drained, DrainState::Unknown,
    DrainState::Stale, DrainState::External, DrainState::Absent,     DrainState::Stalled,
};

const QList<OperationCounts> someCounts{{0, 0}, {1, 0}, {0, 1}, {3, 2}, {-1, 0}, {0, -1}, {1, -1}, {-1, 1}};

/// Offline, nothing left, everything in order but the proof.
DrainInputs quietOffline()
{
    DrainInputs inputs;
    inputs.modeReadable = true;
    inputs.mode = MaintenanceType::Offline;
    inputs.countKnown = true;
    return inputs;
}

template <class Change>
DrainInputs changed(Change change)
{
    DrainInputs inputs = quietOffline();
    change(inputs);
    return inputs;
}

/// Calls `visit` with every combination of the inputs.
template <class Visit>
void forEveryInput(Visit visit)
{
    for (const MaintenanceType mode : allTypes) {
        for (const OperationCounts &counts : someCounts) {
            for (unsigned bits = 0; bits < 128; ++bits) {
                DrainInputs inputs;
                inputs.mode = mode;
                inputs.counts = counts;
                inputs.modeReadable = bits & 1U;
                inputs.watchLost = bits & 2U;
                inputs.present = bits & 4U;
                inputs.countKnown = bits & 8U;
                inputs.provable = bits & 16U;
                inputs.proofComplete = bits & 32U;
                inputs.stalled = bits & 64U;
                visit(inputs);
            }
        }
    }
}

QByteArray describe(const DrainInputs &inputs)
{
    return QStringLiteral("mode %1 readable %2 lost %3 present %4 known %5 read %6 write %7 provable %8 proven %9 %10")
        .arg(maintenanceTypeName(inputs.mode))
        .arg(inputs.modeReadable)
        .arg(inputs.watchLost)
        .arg(inputs.present)
        .arg(inputs.countKnown)
        .arg(inputs.counts.read)
        .arg(inputs.counts.write)
        .arg(inputs.provable)
        .arg(inputs.proofComplete)
        .arg(inputs.stalled)
        .toUtf8();
}

} // namespace

/// The table of states. I-03
class TestDrainState : public QObject
{
    Q_OBJECT

private slots:
    void firstMatchWins_data();
    void firstMatchWins();
    void drainedOnlyIfEverythingIsProven();
    void unreadableCountIsNeverANumber();
    void everyStateCanBeReached();
    void namesReadBack();
    void storeIsFoundByName();
};

void TestDrainState::firstMatchWins_data()
{
    QTest::addColumn<DrainInputs>("inputs");
    QTest::addColumn<DrainState>("state");

    const auto row = [](const char *name, DrainState state, auto change) {
        QTest::newRow(name) << changed(change) << state;
    };
    using I = DrainInputs;

    row("unreadable mode", DrainState::Unknown, [](I &i) { i.modeReadable = false; });
    row("unreadable mode before a lost watch", DrainState::Unknown,
        [](I &i) { i.modeReadable = false, i.watchLost = true; });
    row("unknown type", DrainState::Unknown, [](I &i) { i.mode = MaintenanceType::Unknown, i.proofComplete = true; });
    row("count unreadable under a mode", DrainState::Unknown, [](I &i) { i.countKnown = false; });
    row("count unreadable under the server's mode", DrainState::Unknown,
        [](I &i) { i.mode = MaintenanceType::Delete, i.countKnown = false; });
    row("count unreadable before a lost watch", DrainState::Unknown,
        [](I &i) { i.countKnown = false, i.watchLost = true; });
    row("count unreadable before absent", DrainState::Unknown, [](I &i) { i.countKnown = false, i.present = false; });
    row("negative reads", DrainState::Unknown, [](I &i) { i.counts = {-1, 0}; });
    row("negative reads hide no writer", DrainState::Unknown, [](I &i) { i.counts = {-1, 1}; });
    row("negative reads do not conflict with read-only, and are not believed", DrainState::Unknown, [](I &i) {
        i.mode = MaintenanceType::ReadOnly, i.counts = {-1, 0};
    });
    row("zero without the right to prove it", DrainState::Unknown, [](I &i) { i.provable = false; });
    row("no right to prove, whatever an old proof says", DrainState::Unknown,
        [](I &i) { i.provable = false, i.proofComplete = true; });
    row("no right to prove does not matter while something runs", DrainState::Draining, [](I &i) {
        i.provable = false, i.counts = {1, 0};
    });
    row("no right to prove does not matter without a mode", DrainState::None,
        [](I &i) { i.provable = false, i.mode = MaintenanceType::None; });

    row("lost watch", DrainState::Stale, [](I &i) { i.watchLost = true, i.counts = {3, 0}; });
    row("lost watch takes the check mark away", DrainState::Stale,
        [](I &i) { i.watchLost = true, i.proofComplete = true; });
    row("lost watch before the server's mode", DrainState::Stale,
        [](I &i) { i.watchLost = true, i.mode = MaintenanceType::Unmount; });
    row("lost watch without a mode", DrainState::Stale,
        [](I &i) { i.watchLost = true, i.mode = MaintenanceType::None; });

    row("unmount", DrainState::External, [](I &i) { i.mode = MaintenanceType::Unmount, i.counts = {2, 2}; });
    row("s3-refresh", DrainState::External, [](I &i) { i.mode = MaintenanceType::S3Refresh; });
    row("delete", DrainState::External, [](I &i) { i.mode = MaintenanceType::Delete, i.proofComplete = true; });
    row("the server's mode before absent", DrainState::External,
        [](I &i) { i.mode = MaintenanceType::Unmount, i.present = false; });

    row("absent", DrainState::Absent, [](I &i) { i.present = false; });
    row("absent takes the check mark away", DrainState::Absent,
        [](I &i) { i.present = false, i.proofComplete = true; });
    row("absent without a mode", DrainState::Absent, [](I &i) { i.present = false, i.mode = MaintenanceType::None; });

    row("no mode", DrainState::None, [](I &i) { i.mode = MaintenanceType::None; });
    row("no mode, something runs", DrainState::None, [](I &i) { i.mode = MaintenanceType::None, i.counts = {1, 1}; });
    row("no mode, count not known", DrainState::None,
        [](I &i) { i.mode = MaintenanceType::None, i.countKnown = false; });

    row("stalled", DrainState::Stalled, [](I &i) { i.counts = {0, 1}, i.stalled = true; });
    row("offline, a reader", DrainState::Draining, [](I &i) { i.counts = {1, 0}; });
    row("offline, a writer", DrainState::Draining, [](I &i) { i.counts = {0, 1}; });
    row("read-only, a writer", DrainState::Draining, [](I &i) {
        i.mode = MaintenanceType::ReadOnly, i.counts = {0, 1};
    });
    row("an old proof is nothing while something runs", DrainState::Draining, [](I &i) {
        i.counts = {0, 1}, i.proofComplete = true;
    });

    row("zero is not yet a proof", DrainState::Confirming, [](I &) {});
    row("zero is not stalled", DrainState::Confirming, [](I &i) { i.stalled = true; });
    row("read-only, readers left, no proof", DrainState::Confirming, [](I &i) {
        i.mode = MaintenanceType::ReadOnly, i.counts = {2, 0};
    });

    row("proven", DrainState::Drained, [](I &i) { i.proofComplete = true; });
    row("read-only, readers may go on", DrainState::Drained, [](I &i) {
        i.mode = MaintenanceType::ReadOnly, i.counts = {2, 0}, i.proofComplete = true;
    });
}

void TestDrainState::firstMatchWins()
{
    QFETCH(DrainInputs, inputs);
    QFETCH(DrainState, state);
    QCOMPARE(drainStateName(drainState(inputs)), drainStateName(state));
}

void TestDrainState::drainedOnlyIfEverythingIsProven()
{
    // Written down anew instead of calling conflicts(): this is what a check mark says.
    const auto allProven = [](const DrainInputs &i) {
        const bool readOnly = i.mode == MaintenanceType::ReadOnly;
        const bool offline = i.mode == MaintenanceType::Offline;
        const bool nothingLeft = i.counts.write == 0 && (readOnly ? i.counts.read >= 0 : i.counts.read == 0);
        return (readOnly || offline) && i.modeReadable && i.countKnown && nothingLeft && i.provable && i.proofComplete
               && i.present && !i.watchLost;
    };
    int drained = 0;
    forEveryInput([&](const DrainInputs &inputs) {
        const bool isDrained = drainState(inputs) == DrainState::Drained;
        drained += isDrained;
        QVERIFY2(isDrained == allProven(inputs), describe(inputs).constData());
    });
    QVERIFY(drained > 0);
}

void TestDrainState::unreadableCountIsNeverANumber()
{
    forEveryInput([](const DrainInputs &inputs) {
        if (inputs.mode == MaintenanceType::None || inputs.countKnown)
            return;
        QVERIFY2(drainState(inputs) == DrainState::Unknown, describe(inputs).constData());
    });
}

void TestDrainState::everyStateCanBeReached()
{
    QSet<int> reached;
    forEveryInput([&](const DrainInputs &inputs) { reached.insert(static_cast<int>(drainState(inputs))); });
    QCOMPARE(reached.size(), allStates.size());
}

void TestDrainState::namesReadBack()
{
    QSet<QString> names;
    for (const DrainState state : allStates) {
        const QString name = drainStateName(state);
        names.insert(name);
        QVERIFY(drainStateFromName(name) == state);
    }
    QCOMPARE(names.size(), allStates.size());
    QVERIFY(!drainStateFromName(u"Drained"));
    QVERIFY(!drainStateFromName(u""));
}

void TestDrainState::storeIsFoundByName()
{
    SiteSnapshot site;
    for (const QString &name : {QStringLiteral("vault"), QStringLiteral("tank")}) {
        auto store = std::make_shared<StoreSnapshot>();
        store->name = name;
        site.stores.append(store);
    }
    QCOMPARE(site.find(QStringLiteral("tank")), site.stores.at(1));
    QVERIFY(!site.find(QStringLiteral("Tank")));
}

DRYDOCK_TEST_MAIN(TestDrainState)
#include "tst_drainstate.moc"

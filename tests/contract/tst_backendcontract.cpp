// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/whendone.h"
#include "tests/contract/backendfixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");
const QString tank = QStringLiteral("tank");
constexpr int patience = 30'000; // milliseconds; every wait ends with its event

MaintenanceMode modeOf(MaintenanceType type, const QString &message = {})
{
    MaintenanceMode mode;
    mode.type = type;
    mode.message = message;
    return mode;
}

const MaintenanceMode none;
const MaintenanceMode offline = modeOf(MaintenanceType::Offline, QStringLiteral("swap, \"disk\" 2"));
const MaintenanceMode readOnly = modeOf(MaintenanceType::ReadOnly);

QString codeOf(const std::optional<Error> &error)
{
    return error ? QString(errorName(error->code)) : QStringLiteral("none");
}

} // namespace

/// What every source of datastores does, whatever stands behind it. I-01 I-03 I-09
class TestBackendContract : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void firstSnapshotComesByItself();
    void namesItselfAndItsShellCommand();
    void addedStoreComesBack();
    void storeIsAddedOnce();
    void modeComesBackInASnapshotOnly();
    void equalModeIsNoChange();
    void someoneElsesChangeIsNotOverwritten();
    void missingStoreIsAnError();
    void internalModesAreNotSet();
    void drainIsShownStepByStep();
    void setModeRefusesNewOperations();
    void storeIsRemovedOnlyInPeace();
    void historyTellsWhoChangedWhat();
    void attentionShowsCountsWithoutAMode();
    void refreshShowsTheSameAgain();
    void resultsComeInOrder();

private:
    void addStores();
    template <class T>
    std::optional<Error> errorOf(const QFuture<Result<T>> &future);
    std::optional<Error> setMode(const MaintenanceMode &mode, const MaintenanceMode &expected);
    std::shared_ptr<const StoreSnapshot> store(const QString &name) const;
    bool isIn(const QString &name, DrainState state) const;
    Backend &backend() { return m_fixture->backend(); }

    std::unique_ptr<BackendFixture> m_fixture;
};

void TestBackendContract::init()
{
    m_fixture = makeBackendFixture();
}

void TestBackendContract::cleanup()
{
    m_fixture.reset();
}

/// Waits for a command's end; its error, if it failed.
template <class T>
std::optional<Error> TestBackendContract::errorOf(const QFuture<Result<T>> &future)
{
    std::optional<std::optional<Error>> end;
    whenDone(future, this, [&end](const Result<T> &result) {
        end = result ? std::optional<Error>() : std::optional(result.error());
    });
    if (!QTest::qWaitFor([&end] { return end.has_value(); }, patience))
        return Error{ErrorCode::TimedOut, {}, {}};
    return *end;
}

std::optional<Error> TestBackendContract::setMode(const MaintenanceMode &mode, const MaintenanceMode &expected)
{
    return errorOf(backend().setMaintenanceMode(vault, mode, expected));
}

std::shared_ptr<const StoreSnapshot> TestBackendContract::store(const QString &name) const
{
    const SiteSnapshotPointer snapshot = m_fixture->backend().snapshot();
    return snapshot ? snapshot->find(name) : nullptr;
}

bool TestBackendContract::isIn(const QString &name, DrainState state) const
{
    const auto shown = store(name);
    return shown && shown->state == state;
}

void TestBackendContract::addStores()
{
    QCOMPARE(codeOf(errorOf(backend().addStore(vault, m_fixture->freshFolder(vault), QStringLiteral("Disk 1")))),
             QStringLiteral("none"));
    QCOMPARE(codeOf(errorOf(backend().addStore(tank, m_fixture->freshFolder(tank), {}))), QStringLiteral("none"));
    QTRY_VERIFY_WITH_TIMEOUT(store(vault) && store(tank), patience);
}

void TestBackendContract::firstSnapshotComesByItself()
{
    const QSignalSpy changed(&backend(), &Backend::snapshotChanged);
    QVERIFY(!backend().snapshot());
    QTRY_VERIFY_WITH_TIMEOUT(backend().snapshot(), patience);
    QVERIFY(!changed.isEmpty());
    QVERIFY(backend().snapshot()->stores.isEmpty());
    QVERIFY(!backend().snapshot()->configError);
}

void TestBackendContract::namesItselfAndItsShellCommand()
{
    QVERIFY(!backend().id().isEmpty());
    QVERIFY(!backend().title().isEmpty());
    QCOMPARE(backend().commandPrefix().value(0), QStringLiteral("drydockctl"));
    QVERIFY(backend().commandPrefix().size() > 1);
}

void TestBackendContract::addedStoreComesBack()
{
    addStores();
    QCOMPARE(store(vault)->path, m_fixture->freshFolder(vault));
    QCOMPARE(store(vault)->comment, QStringLiteral("Disk 1"));
    QVERIFY(store(tank)->comment.isNull());
    QCOMPARE(store(vault)->state, DrainState::None);
    QVERIFY(!store(vault)->mode.isSet());
}

void TestBackendContract::storeIsAddedOnce()
{
    addStores();
    QCOMPARE(codeOf(errorOf(backend().addStore(vault, m_fixture->freshFolder(vault), {}))),
             QString(errorName(ErrorCode::StoreExists)));
    QCOMPARE(codeOf(errorOf(backend().addStore(QStringLiteral("../x"), m_fixture->freshFolder(vault), {}))),
             QString(errorName(ErrorCode::InvalidStoreName)));
    QCOMPARE(codeOf(errorOf(backend().addStore(QStringLiteral("other"), QStringLiteral("relative/path"), {}))),
             QString(errorName(ErrorCode::InvalidPath)));
    QCOMPARE(backend().snapshot()->stores.size(), 2);
}

void TestBackendContract::modeComesBackInASnapshotOnly()
{
    addStores();
    const auto before = store(vault);
    const auto future = backend().setMaintenanceMode(vault, offline, none);
    QCOMPARE(store(vault), before); // nothing is painted that was only asked for
    QCOMPARE(codeOf(errorOf(future)), QStringLiteral("none"));
    QVERIFY(future.result()->changed);
    QCOMPARE(future.result()->newMode, offline);
    QTRY_VERIFY_WITH_TIMEOUT(store(vault)->mode == offline, patience);
    QTRY_VERIFY_WITH_TIMEOUT(isIn(vault, DrainState::Drained), patience);
    QVERIFY(store(vault)->proven);
    QCOMPARE(store(tank)->state, DrainState::None);
}

void TestBackendContract::equalModeIsNoChange()
{
    addStores();
    QCOMPARE(codeOf(setMode(offline, none)), QStringLiteral("none"));
    const auto again = backend().setMaintenanceMode(vault, offline, offline);
    QCOMPARE(codeOf(errorOf(again)), QStringLiteral("none"));
    QVERIFY(!again.result()->changed);
}

void TestBackendContract::someoneElsesChangeIsNotOverwritten()
{
    addStores();
    QCOMPARE(codeOf(setMode(readOnly, none)), QStringLiteral("none"));
    QCOMPARE(codeOf(setMode(offline, none)), QString(errorName(ErrorCode::ModeChanged)));
    QTRY_VERIFY_WITH_TIMEOUT(store(vault)->mode == readOnly, patience);
}

void TestBackendContract::missingStoreIsAnError()
{
    addStores();
    const QString missing = QStringLiteral("missing");
    QCOMPARE(codeOf(errorOf(backend().setMaintenanceMode(missing, offline, none))),
             QString(errorName(ErrorCode::NoSuchStore)));
    QCOMPARE(codeOf(errorOf(backend().removeStore(missing))), QString(errorName(ErrorCode::NoSuchStore)));
}

void TestBackendContract::internalModesAreNotSet()
{
    addStores();
    for (const MaintenanceType type : {MaintenanceType::Unmount, MaintenanceType::S3Refresh, MaintenanceType::Delete})
        QCOMPARE(codeOf(setMode(modeOf(type), none)), QString(errorName(ErrorCode::InternalModeType)));
    QVERIFY(!store(vault)->mode.isSet());
}

void TestBackendContract::drainIsShownStepByStep()
{
    addStores();
    QVERIFY(m_fixture->beginOperation(vault, Operation::Write));
    QVERIFY(m_fixture->beginOperation(vault, Operation::Read));
    QCOMPARE(codeOf(setMode(offline, none)), QStringLiteral("none"));
    QTRY_VERIFY_WITH_TIMEOUT(isIn(vault, DrainState::Draining) && store(vault)->conflicting == 2, patience);
    QCOMPARE(store(vault)->holders.size(), 2);
    m_fixture->endOperation();
    QTRY_VERIFY_WITH_TIMEOUT(isIn(vault, DrainState::Draining) && store(vault)->conflicting == 1, patience);
    m_fixture->endOperation();
    QTRY_VERIFY_WITH_TIMEOUT(isIn(vault, DrainState::Drained), patience);
    QCOMPARE(codeOf(setMode(none, offline)), QStringLiteral("none"));
    QTRY_VERIFY_WITH_TIMEOUT(isIn(vault, DrainState::None), patience);
}

void TestBackendContract::setModeRefusesNewOperations()
{
    addStores();
    QCOMPARE(codeOf(setMode(readOnly, none)), QStringLiteral("none"));
    QVERIFY(!m_fixture->beginOperation(vault, Operation::Write));
    QVERIFY(m_fixture->beginOperation(vault, Operation::Read));
    QVERIFY(m_fixture->beginOperation(tank, Operation::Write));
    m_fixture->endOperation();
    m_fixture->endOperation();
}

void TestBackendContract::storeIsRemovedOnlyInPeace()
{
    addStores();
    QCOMPARE(codeOf(setMode(offline, none)), QStringLiteral("none"));
    QCOMPARE(codeOf(errorOf(backend().removeStore(vault))), QString(errorName(ErrorCode::ModeIsSet)));
    QCOMPARE(codeOf(setMode(none, offline)), QStringLiteral("none"));
    QVERIFY(m_fixture->beginOperation(vault, Operation::Read));
    QCOMPARE(codeOf(errorOf(backend().removeStore(vault))), QString(errorName(ErrorCode::StoreBusy)));
    m_fixture->endOperation();
    QCOMPARE(codeOf(errorOf(backend().removeStore(vault))), QStringLiteral("none"));
    QTRY_VERIFY_WITH_TIMEOUT(!store(vault), patience);
    QVERIFY(store(tank));
}

void TestBackendContract::historyTellsWhoChangedWhat()
{
    addStores();
    QCOMPARE(codeOf(setMode(offline, none)), QStringLiteral("none"));
    QTRY_VERIFY_WITH_TIMEOUT(!store(vault)->modeBy.isEmpty(), patience);
    QVERIFY(store(vault)->modeSince);
    QCOMPARE(codeOf(setMode(none, offline)), QStringLiteral("none"));

    const auto history = backend().history(vault);
    QCOMPARE(codeOf(errorOf(history)), QStringLiteral("none"));
    const QList<ChangeRecord> records = *history.result();
    QCOMPARE(records.size(), 2);
    QCOMPARE(records.first().newMode, offline);
    QCOMPARE(records.last().oldMode, offline);
    QVERIFY(!records.last().newMode.isSet());
    QVERIFY(!records.first().who.isEmpty());
    const auto ofTank = backend().history(tank);
    const auto ofAll = backend().history({});
    QCOMPARE(codeOf(errorOf(ofAll)), QStringLiteral("none"));
    QVERIFY(ofTank.result()->isEmpty());
    QCOMPARE(ofAll.result()->size(), 2);
}

void TestBackendContract::attentionShowsCountsWithoutAMode()
{
    addStores();
    QVERIFY(m_fixture->beginOperation(vault, Operation::Write));
    QVERIFY(!store(vault)->counts);
    backend().setAttention(true);
    QTRY_VERIFY_WITH_TIMEOUT((store(vault)->counts == OperationCounts{0, 1}), patience);
    m_fixture->endOperation();
    QTRY_VERIFY_WITH_TIMEOUT(store(vault)->counts == OperationCounts(), patience);
    backend().setAttention(false);
    QTRY_VERIFY_WITH_TIMEOUT(!store(vault)->counts, patience);
}

void TestBackendContract::refreshShowsTheSameAgain()
{
    addStores();
    const auto before = backend().snapshot();
    backend().refresh();
    QTRY_VERIFY_WITH_TIMEOUT(backend().snapshot()->number > before->number, patience);
    QCOMPARE(backend().snapshot()->find(vault)->state, DrainState::None);
}

void TestBackendContract::resultsComeInOrder()
{
    addStores();
    QStringList order;
    const auto note = [&order](const QString &name) {
        return [&order, name](const Result<ModeChangeResult> &result) {
            order.append(result ? name : QString(errorName(result.error().code)));
        };
    };
    whenDone(backend().setMaintenanceMode(vault, offline, none), this, note(QStringLiteral("set")));
    whenDone(backend().setMaintenanceMode(vault, readOnly, offline), this, note(QStringLiteral("changed")));
    whenDone(backend().setMaintenanceMode(vault, none, readOnly), this, note(QStringLiteral("cleared")));
    QTRY_COMPARE_WITH_TIMEOUT(order.size(), 3, patience);
    QCOMPARE(order.join(u' '), QStringLiteral("set changed cleared"));
    QTRY_VERIFY_WITH_TIMEOUT(!store(vault)->mode.isSet(), patience);
}

QTEST_GUILESS_MAIN(TestBackendContract)
#include "tst_backendcontract.moc"

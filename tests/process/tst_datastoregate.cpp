// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "core/config/storenotes.h"
#include "core/history/changelog.h"
#include "core/maintenance/refusal.h"
#include "tests/support/fakeclock.h"
#include "tests/support/fakeproc.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/helperprocess.h"
#include "tests/support/operationfixture.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <thread>

using namespace Drydock;

/// Whom the gate lets in, and why it does not.
class TestDatastoreGate : public QObject
{
    Q_OBJECT

private slots:
    void modeDecides_data();
    void modeDecides();
    void refusalNamesWhoSetTheMode();
    void refusalOfAHandEditedModeNamesNobody();
    void lookupIsCheckedAndNotCounted();
    void checkRegistersNothing();
    void checkLooksAtThePlaceToRegisterIn();
    void unusableConfigRefusesEveryStore_data();
    void unusableConfigRefusesEveryStore();
    void unknownStoreIsNamed();
    void reservedNameGetsNoTrackingFile();
    void missingPathIsNotMounted();
    void otherFileSystemIsNotMounted();
    void notesThatCannotBeReadAdmitNobody();
    void modeIsNamedBeforeTheDisk();
    void removableStoreNeedsItsDevice();
    void configLockComesFirstAndBothEnd();
    void heldConfigLockTimesOut();
    void storeThatMovedDuringTheWaitIsNotAdmittedUnseen();
    void strangerOnATrackingLockDoesNotStallOtherStores();
    void ownSiteGetsItsTrackingFolder();
    void pbsSitesTrackingFolderIsNeverMade();
};

namespace {

using Fixture = OperationFixture;
const QString lockHolder = QStringLiteral("lockholder");

Result<ModeChangeResult> setMode(const Fixture &fixture, MaintenanceType type, const QString &message = {})
{
    ConfigEdit edit(posixFileSystem(), systemClock(), fixture.site.site(), [] { return false; });
    ModeChange change;
    change.store = fixture.store;
    change.mode.type = type;
    change.mode.message = message;
    return edit.setMode(change, Fixture::limit());
}

} // namespace

void TestDatastoreGate::modeDecides_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QString>("read"); // the reason why it is refused; empty: admitted
    QTest::addColumn<QString>("write");
    QTest::addColumn<QString>("lookup");
    const auto row = [](const char *mode, const QString &read, const QString &write, const QString &lookup) {
        QTest::newRow(*mode != '\0' ? mode : "none") << QByteArray(mode) << read << write << lookup;
    };
    row("", {}, {}, {});
    row("read-only,message=x", {}, QStringLiteral("read-only maintenance mode: x"), {});
    const QString offline = QStringLiteral("offline maintenance mode: swap, disk 2");
    row(R"(type=offline,message="swap, disk 2")", offline, offline, {});
    const QString refresh = QStringLiteral("S3 refresh maintenance mode: ");
    row("s3-refresh", refresh, refresh, {});
    const QString unmount = QStringLiteral("datastore is being unmounted");
    row("unmount", unmount, unmount, {});
    const QString destroy = QStringLiteral("datastore is being deleted");
    row("delete", destroy, destroy, destroy);
}

void TestDatastoreGate::modeDecides() // I-01
{
    QFETCH(QByteArray, mode);
    Fixture fixture;
    fixture.site.writeConfig({});
    fixture.site.addStore("vault", mode);
    int held = 0;
    for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup}) {
        QFETCH(QString, read);
        QFETCH(QString, write);
        QFETCH(QString, lookup);
        const QString reason = operation == Operation::Read ? read : operation == Operation::Write ? write : lookup;
        const auto guard = fixture.begin(operation);
        const auto checked = fixture.gate.check(fixture.store, operation, Fixture::limit());
        QCOMPARE(guard.has_value(), reason.isEmpty());
        QCOMPARE(checked.has_value(), reason.isEmpty());
        if (guard) {
            held += guard->isHeld() ? 1 : 0;
            QCOMPARE(fixture.counts().total(), guard->isHeld() ? 1 : 0);
            continue;
        }
        QCOMPARE(guard.error().code, ErrorCode::Refused);
        QCOMPARE(guard.error().subject, fixture.store);
        QCOMPARE(Refusal::fromDetail(guard.error().detail).reason, reason);
        QCOMPARE(checked.error(), guard.error());
        QCOMPARE(fixture.counts(), OperationCounts());
    }
    QCOMPARE(fixture.site.tracking("vault").isEmpty(), held == 0);
}

void TestDatastoreGate::refusalNamesWhoSetTheMode() // I-01
{
    Fixture fixture;
    const qint64 before = systemClock().wallSeconds();
    QVERIFY(setMode(fixture, MaintenanceType::Offline, QStringLiteral("swap disk 2")));
    const auto guard = fixture.begin(Operation::Read);
    QVERIFY(!guard);
    const Refusal refusal = Refusal::fromDetail(guard.error().detail);
    QCOMPARE(refusal.reason, QStringLiteral("offline maintenance mode: swap disk 2"));
    QCOMPARE(refusal.who, changingUser());
    QVERIFY(refusal.since && *refusal.since >= before && *refusal.since <= systemClock().wallSeconds());
    QVERIFY(setMode(fixture, MaintenanceType::None));
    QVERIFY(fixture.begin(Operation::Read));
}

void TestDatastoreGate::refusalOfAHandEditedModeNamesNobody() // I-01
{
    Fixture fixture;
    QVERIFY(setMode(fixture, MaintenanceType::Offline));
    fixture.site.writeConfig(fixture.site.config().replace("offline", "read-only"));
    const auto guard = fixture.begin(Operation::Write);
    QVERIFY(!guard);
    const Refusal refusal = Refusal::fromDetail(guard.error().detail);
    QCOMPARE(refusal.reason, QStringLiteral("read-only maintenance mode: "));
    QVERIFY(refusal.who.isEmpty() && !refusal.since);
}

void TestDatastoreGate::lookupIsCheckedAndNotCounted() // I-02
{
    Fixture fixture;
    const auto guard = fixture.begin(Operation::Lookup);
    QVERIFY(guard);
    QVERIFY(!guard->isHeld());
    QVERIFY(fixture.site.tracking("vault").isEmpty());
}

void TestDatastoreGate::checkRegistersNothing() // I-02
{
    Fixture fixture;
    QVERIFY(fixture.gate.check(fixture.store, Operation::Write, Fixture::limit()));
    QVERIFY(TestSite::names(fixture.site.site().trackingFolder).isEmpty());
}

void TestDatastoreGate::checkLooksAtThePlaceToRegisterIn() // I-03
{
    Fixture fixture;
    FakeProcessTable table;
    FaultyFileSystem files;
    DatastoreGate gate(files, table, systemClock(), fixture.site.site());
    const auto check = [&](Operation operation) { return gate.check(fixture.store, operation, Fixture::limit()); };
    QVERIFY(check(Operation::Read));
    files.answerFileSystemType(0x6969); // nfs
    QCOMPARE(check(Operation::Write).error().code, ErrorCode::NetworkFileSystem);
    QVERIFY(check(Operation::Lookup)); // registers nowhere
    ProcessTable::Self self = table.self();
    self.procIsOurs = false;
    table.setSelf(self);
    QCOMPARE(check(Operation::Read).error().code, ErrorCode::ForeignProcFs);
}

void TestDatastoreGate::unusableConfigRefusesEveryStore_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::newRow("a line that is no header") << QByteArray("\nrubbish\n");
    QTest::newRow("a store without a path") << QByteArray("\ndatastore: other\n\tcomment x\n");
    QTest::newRow("another store's mode does not parse")
        << QByteArray("\ndatastore: other\n\tmaintenance-mode offline,offline\n\tpath /\n");
}

void TestDatastoreGate::unusableConfigRefusesEveryStore() // I-01
{
    QFETCH(QByteArray, more);
    Fixture fixture;
    fixture.site.writeConfig(fixture.site.config() + more);
    for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup}) {
        const auto guard = fixture.begin(operation);
        QVERIFY(!guard);
        QCOMPARE(guard.error().code, ErrorCode::ConfigInvalid);
        QVERIFY(guard.error().line > 0);
    }
    QVERIFY(fixture.site.tracking("vault").isEmpty());
}

void TestDatastoreGate::unknownStoreIsNamed() // I-10
{
    Fixture fixture;
    for (const QString &name : {QStringLiteral("other"), QStringLiteral("../vault"), QStringLiteral("vault/"),
                                QStringLiteral("vault\n"), QString(), QString(300, u'x')}) {
        const auto guard = fixture.gate.begin(name, Operation::Read, {}, Fixture::limit());
        QVERIFY(!guard);
        QCOMPARE(guard.error().code, ErrorCode::NoSuchStore);
        QCOMPARE(guard.error().subject, name);
    }
    QVERIFY(TestSite::names(fixture.site.site().trackingFolder).isEmpty());
}

void TestDatastoreGate::reservedNameGetsNoTrackingFile() // I-10
{
    // Its tracking file would be renamed over the lock file of the other store.
    Fixture fixture;
    fixture.site.addStore("vault.lock");
    const auto held = fixture.begin();
    QVERIFY(held);
    const FileStatus lock = TestSite::status(fixture.site.trackingPath("vault.lock"));
    const auto guard = fixture.gate.begin(QStringLiteral("vault.lock"), Operation::Write, {}, Fixture::limit());
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::InvalidStoreName);
    QVERIFY(TestSite::status(fixture.site.trackingPath("vault.lock")).sameFile(lock));
}

void TestDatastoreGate::missingPathIsNotMounted() // I-01
{
    Fixture fixture;
    const QByteArray path = fixture.site.path("stores/vault");
    QVERIFY(fixture.begin());
    QCOMPARE(::rename(path.constData(), (path + ".away").constData()), 0);
    const auto guard = fixture.begin();
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::NotMounted);
    QCOMPARE(guard.error().subject, QString::fromUtf8(path));
    QCOMPARE(fixture.counts(), OperationCounts());
    QCOMPARE(::rename((path + ".away").constData(), path.constData()), 0);
    QVERIFY(fixture.begin());
}

void TestDatastoreGate::otherFileSystemIsNotMounted() // I-01
{
    Fixture fixture;
    const QString path = QString::fromUtf8(fixture.site.path("stores/vault"));
    auto note = fileSystemAt(path);
    QVERIFY(note);
    SiteFolder folder(posixFileSystem(), fixture.site.site().configFolder);
    QVERIFY(writeStoreNotes(folder, {{fixture.store, *note}}, fixture.site.site().configOwner));
    QVERIFY(fixture.begin());
    note->type += QStringLiteral("-other");
    QVERIFY(writeStoreNotes(folder, {{fixture.store, *note}}, fixture.site.site().configOwner));
    const auto guard = fixture.begin();
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::NotMounted);
}

void TestDatastoreGate::notesThatCannotBeReadAdmitNobody() // I-01, I-03
{
    Fixture fixture;
    const QByteArray notes = fixture.site.site().configFolder + "/stores.json";
    QVERIFY(fixture.begin()->release()); // a missing file is no note
    TestSite::write(notes, "{\"vault\":");
    for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup}) {
        const auto guard = fixture.begin(operation);
        QVERIFY(!guard);
        QCOMPARE(guard.error().code, ErrorCode::ConfigInvalid);
        QCOMPARE(guard.error().subject, QString::fromUtf8(notes));
    }
    QCOMPARE(fixture.counts(), OperationCounts());
    QVERIFY(QFile::remove(QString::fromUtf8(notes)));
    QVERIFY(fixture.begin());
}

void TestDatastoreGate::modeIsNamedBeforeTheDisk() // I-01
{
    Fixture fixture;
    fixture.site.writeConfig("datastore: vault\n\tmaintenance-mode offline\n\tpath /nonexistent\n");
    QCOMPARE(fixture.begin().error().code, ErrorCode::Refused);
    QCOMPARE(fixture.gate.check(fixture.store, Operation::Lookup, Fixture::limit()).error().code,
             ErrorCode::NotMounted);
}

void TestDatastoreGate::removableStoreNeedsItsDevice() // I-01
{
    const TestSite site(TestSite::Kind::Pbs);
    site.writeConfig("datastore: vault\n\tbacking-device 01234567-89ab-cdef-0123-456789abcdef\n\tpath usb\n");
    DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
    const auto guard = gate.begin(QStringLiteral("vault"), Operation::Write, {}, Fixture::limit());
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::NotMounted);
}

void TestDatastoreGate::configLockComesFirstAndBothEnd() // I-01, I-02
{
    Fixture fixture;
    FaultyFileSystem files;
    DatastoreGate gate(files, systemProcessTable(), systemClock(), fixture.site.site());
    QVERIFY(gate.begin(fixture.store, Operation::Read, {}, Fixture::limit())->release()); // opens what is kept
    files.reset();
    auto guard = gate.begin(fixture.store, Operation::Write, {}, Fixture::limit());
    QVERIFY(guard);
    QStringList steps;
    for (const QString &line : files.log()) {
        if (line.startsWith(u"lock") || line.startsWith(u"renameAt"))
            steps.append(line.section(u' ', 0, 0));
    }
    // Config lock, tracking lock, rename, unlock, unlock.
    QCOMPARE(steps, (QStringList{u"lock"_qs, u"lock"_qs, u"renameAt"_qs, u"lock"_qs, u"lock"_qs}));
    files.reset();
    QVERIFY(guard->release());
    QCOMPARE(files.countOf(Call::Lock), 2); // no config lock
}

void TestDatastoreGate::heldConfigLockTimesOut() // I-01
{
    Fixture fixture;
    QVERIFY(fixture.begin()); // makes the lock file
    HelperProcess stranger(lockHolder);
    QCOMPARE(stranger.ask("lock " + fixture.site.site().configLockPath()), QByteArray("locked"));
    const Deadline soon = Deadline::after(systemClock(), std::chrono::milliseconds(50));
    const auto guard = fixture.gate.begin(fixture.store, Operation::Write, {}, soon);
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::LockTimeout);
    QCOMPARE(guard.error().subject, QString::fromUtf8(fixture.site.site().configLockPath()));
    QCOMPARE(fixture.counts(), OperationCounts());
    QCOMPARE(stranger.ask("unlock"), QByteArray("unlocked"));
    QVERIFY(fixture.begin());
}

void TestDatastoreGate::storeThatMovedDuringTheWaitIsNotAdmittedUnseen() // I-01
{
    Fixture fixture;
    FakeClock clock;
    FaultyFileSystem files;
    DatastoreGate gate(files, systemProcessTable(), clock, fixture.site.site());
    const auto begin = [&] {
        return gate.begin(fixture.store, Operation::Write, {}, Deadline::after(clock, lockTimeLimit));
    };
    QVERIFY(begin()->release());
    files.beforeEvery(Call::Lock, [&] {
        fixture.site.writeConfig("datastore: vault\n\tpath /nonexistent\n");
        clock.advance(2 * lockTimeLimit);
    });
    const auto guard = begin();
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::LockTimeout);
    QCOMPARE(guard.error().subject, QString::fromUtf8(fixture.site.site().configLockPath()));
    files.reset();
    QCOMPARE(begin().error().code, ErrorCode::NotMounted);
}

void TestDatastoreGate::strangerOnATrackingLockDoesNotStallOtherStores() // I-02
{
    Fixture fixture;
    fixture.site.addStore("other");
    QVERIFY(fixture.begin());
    HelperProcess stranger(lockHolder);
    QCOMPARE(stranger.ask("lock " + fixture.site.trackingPath("vault.lock")), QByteArray("locked"));
    std::optional<Result<OperationGuard>> waiting;
    std::thread waiter([&] { waiting.emplace(fixture.begin()); });
    int admitted = 0;
    for (int i = 0; i < 20; ++i) {
        DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), fixture.site.site());
        admitted += gate.begin(QStringLiteral("other"), Operation::Write, {}, Fixture::limit()) ? 1 : 0;
    }
    const auto tooLate = fixture.gate.begin(fixture.store, Operation::Read, {}, Deadline{Nanoseconds::zero()});
    const QByteArray unlocked = stranger.ask("unlock");
    waiter.join();
    QCOMPARE(admitted, 20);
    QCOMPARE(unlocked, QByteArray("unlocked"));
    QVERIFY(*waiting);
    QVERIFY(!tooLate);
    QCOMPARE(tooLate.error().code, ErrorCode::LockTimeout);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
}

void TestDatastoreGate::ownSiteGetsItsTrackingFolder() // I-02
{
    Fixture fixture;
    const QByteArray folder = fixture.site.site().trackingFolder;
    QCOMPARE(::rmdir(folder.constData()), 0);
    auto guard = fixture.begin();
    QVERIFY(guard);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    // And again when it has been removed under a gate that knows it.
    QVERIFY(QFile::remove(QString::fromUtf8(folder + "/vault")));
    QVERIFY(QFile::remove(QString::fromUtf8(folder + "/vault.lock")));
    QCOMPARE(::rmdir(folder.constData()), 0);
    QVERIFY(fixture.begin(Operation::Read));
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
}

void TestDatastoreGate::pbsSitesTrackingFolderIsNeverMade() // I-10
{
    const TestSite site(TestSite::Kind::Pbs);
    site.addStore("vault");
    QCOMPARE(::rmdir(site.site().trackingFolder.constData()), 0);
    DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
    const auto guard = gate.begin(QStringLiteral("vault"), Operation::Write, {}, Fixture::limit());
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::TrackingFolderMissing);
    QCOMPARE(gate.tracker()->read(QStringLiteral("vault")).error().code, ErrorCode::TrackingFolderMissing);
    QCOMPARE(TestSite::status(site.site().trackingFolder), FileStatus());
}

DRYDOCK_TEST_MAIN(TestDatastoreGate)
#include "tst_datastoregate.moc"

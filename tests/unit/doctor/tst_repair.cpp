// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingfile.h"
#include "tests/support/helperprocess.h"
#include "tests/unit/doctor/patient.h"

#include <QTest>

#include <unistd.h>

using namespace Drydock;

namespace {

Deadline generous()
{
    return Deadline::after(systemClock(), std::chrono::seconds{30});
}

/// All that is planned, done.
QList<RepairResult> repaired(Patient &patient)
{
    const QList<RepairStep> steps = planRepair(patient.examine().remedies);
    Repair repair(patient.surroundings(patient.processes), patient.site.site(), Deadline());
    QList<RepairResult> results;
    for (const RepairStep &step : steps)
        results.append(repair.carryOut(step));
    return results;
}

RepairResult forgotten(Patient &patient, const QString &store = u"vault"_qs)
{
    Repair repair(patient.surroundings(patient.processes), patient.site.site(), Deadline());
    return repair.carryOut({RepairStep::Kind::Forget, {}, {}, store});
}

QByteArrayList trackingNames(const Patient &patient)
{
    return TestSite::names(patient.site.site().trackingFolder);
}

} // namespace

/// What repairing does, and above all what it does not.
class TestRepair : public QObject
{
    Q_OBJECT

private slots:
    void deadLeftoversGoAndNothingElse();
    void leftoverOfTheConfigThatIsAnEditorsIsKeptAside();
    void leftoverThatHasBecomeAnotherThingStays();
    void leftoversGoUnderTheirStoresLock();
    void deadEntriesGoByAnUpdate();
    void manyDeadEntriesGoAmongManyLiving();
    void invalidFileIsNeverTouched();
    void forgettingKeepsWhatParsesAndTheOldBytes();
    void forgettingALongFileKeepsItWhole();
    void forgettingWhatParsesDoesNothing_data();
    void forgettingWhatParsesDoesNothing();
    void forgettingRefusesWhatIsNoFile();
    void forgettingYieldsToAWriterWithoutLock();
    void forgettingWhereNothingCanBeExchangedChangesNothing();
    void forgettingNeverLeavesTheFileMissing();
    void heldLockIsReportedAndNotWaitedForAgain();
    void foreignProcChangesNothing();
    void onlyStoresOfTheListAreForgotten_data();
    void onlyStoresOfTheListAreForgotten();
};

void TestRepair::deadLeftoversGoAndNothingElse() // I-10
{
    Patient patient;
    patient.processes.add(ProcessKey{2000, 10});
    const QByteArrayList kept = {".vault.aside-20260131T140500Z",
                                 ".vault.tmp-2000-1",
                                 ".vault.tmp-x-1",
                                 "gone",
                                 "vault.lock",
                                 "vault.tmp_a1B2c3"};
    for (const QByteArray &name : kept)
        patient.track("x", name);
    patient.track("x", ".vault.tmp-2001-1");
    patient.track("x", ".gone.lock.tmp-2001-7");
    const QByteArray inConfig = patient.site.site().configFolder + "/.datastore.cfg.tmp-4194304-3";
    TestSite::write(inConfig, {});
    const QList<RepairResult> results = repaired(patient);
    QCOMPARE(results.size(), 2);
    for (const RepairResult &result : results)
        QVERIFY(!result.error);
    QCOMPARE(results[0].count + results[1].count, 3);
    QCOMPARE(trackingNames(patient), kept);
    QVERIFY(!TestSite::names(patient.site.site().configFolder).contains(".datastore.cfg.tmp-4194304-3"));
}

void TestRepair::leftoverOfTheConfigThatIsAnEditorsIsKeptAside() // I-09
{
    Patient patient;
    const QByteArray folder = patient.site.site().configFolder;
    const QByteArray written = "datastore: tank\n\tpath /tank\n\ndatastore: usb\n\tpath /usb\n";
    TestSite::write(folder + "/.datastore.cfg.tmp-4194304-1", written);
    const QList<RepairResult> results = repaired(patient);
    QCOMPARE(results.size(), 1);
    QVERIFY(!results[0].error);
    QCOMPARE(TestSite::read(QFile::encodeName(results[0].keptAside)), written);
    QVERIFY(!TestSite::names(folder).contains(".datastore.cfg.tmp-4194304-1"));
}

void TestRepair::leftoverThatHasBecomeAnotherThingStays() // I-10
{
    Patient patient;
    const QByteArray folder = patient.site.site().trackingFolder;
    patient.track("x", ".vault.tmp-2001-1");
    const QByteArray link = patient.site.trackingPath(".vault.tmp-2001-2");
    QVERIFY(::symlink(patient.site.site().configPath().constData(), link.constData()) == 0);
    const QList<RepairStep> steps = planRepair(patient.examine().remedies);
    QCOMPARE(steps.size(), 1);
    patient.processes.add(ProcessKey{2001, 10}); // between plan and act
    Repair repair(patient.surroundings(patient.processes), patient.site.site(), Deadline());
    QCOMPARE(repair.carryOut(steps[0]).count, 0);
    patient.processes.end(2001);
    QCOMPARE(repair.carryOut(steps[0]).count, 1);
    QCOMPARE(trackingNames(patient), QByteArrayList{".vault.tmp-2001-2"});
    QVERIFY(!patient.site.config().isEmpty());
}

void TestRepair::leftoversGoUnderTheirStoresLock()
{
    Patient patient;
    patient.track("x", ".vault.tmp-2001-1");
    patient.track({}, "vault.lock");
    const QList<RepairStep> steps = planRepair(patient.examine().remedies);
    HelperProcess holder(u"lockholder"_qs);
    QCOMPARE(holder.ask("lock " + patient.site.trackingPath("vault.lock")), "locked"_qba);
    Repair repair(patient.surroundings(patient.processes), patient.site.site(), {patient.clock.monotonic()});
    const RepairResult busy = repair.carryOut(steps[0]);
    QVERIFY(busy.error);
    QCOMPARE(busy.error->code, ErrorCode::LockTimeout);
    QVERIFY(trackingNames(patient).contains(".vault.tmp-2001-1"));
}

void TestRepair::deadEntriesGoByAnUpdate() // I-05, I-06
{
    Patient patient;
    patient.processes.add(ProcessKey{2000, 10});
    const QByteArray living = entryText(2000, 10, 1, 2, R"(,"unknown":[1,{"a":"}"}])");
    patient.track('[' + entryText(2001, 10, 1, 0) + ',' + living + ',' + entryText(2002, 10, 0, 0) + ']');
    const QList<RepairResult> results = repaired(patient);
    QCOMPARE(results.size(), 1);
    QVERIFY(!results[0].error);
    QCOMPARE(results[0].count, 2);
    QCOMPARE(patient.tracked(), '[' + living + ']');
    QVERIFY(planRepair(patient.examine().remedies).isEmpty());
}

void TestRepair::manyDeadEntriesGoAmongManyLiving() // I-05
{
    Patient patient;
    QByteArrayList entries;
    for (int pid = 2000; pid < 2400; ++pid) {
        entries.append(entryText(pid, 10, 1, 0));
        if (pid % 40 != 0)
            patient.processes.add(ProcessKey{pid, 10});
    }
    patient.track('[' + entries.join(',') + ']');
    QCOMPARE(repaired(patient).value(0).count, 10);
    QCOMPARE(patient.finding(FindingCode::Operations).count, 390);
    QVERIFY(patient.findings(FindingCode::EntryDead).isEmpty());
}

void TestRepair::invalidFileIsNeverTouched() // I-06
{
    Patient patient;
    const QByteArray bytes = '[' + entryText(2001, 10, 1, 0) + ",{";
    patient.track(bytes);
    QVERIFY(planRepair(patient.examine().remedies).isEmpty());
    Repair repair(patient.surroundings(patient.processes), patient.site.site(), Deadline());
    const RepairResult result = repair.carryOut({RepairStep::Kind::DropDeadEntries, {}, {}, u"vault"_qs});
    QCOMPARE(result.error->code, ErrorCode::TrackingInvalid);
    QCOMPARE(patient.tracked(), bytes);
}

void TestRepair::forgettingKeepsWhatParsesAndTheOldBytes() // I-06
{
    Patient patient;
    const QByteArray bytes = '[' + entryText(2000, 10, 3, 4) + ',' + entryText(2001, 10, -1, 0) + ",{\"pid\":";
    patient.track(bytes);
    const RepairResult result = forgotten(patient);
    QVERIFY(!result.error);
    QCOMPARE(result.count, 1);
    QCOMPARE(patient.tracked(), '[' + entryText(2000, 10, 3, 4) + ']');
    const QByteArray aside = QFile::encodeName(result.keptAside);
    QCOMPARE(TestSite::read(aside), bytes);
    const QByteArray name = aside.mid(aside.lastIndexOf('/') + 1);
    QVERIFY2(name.startsWith(".vault.aside-20"), name.constData());
    QCOMPARE(trackingNames(patient), (QByteArrayList{name, "vault", "vault.lock"}));
    QCOMPARE(TestSite::status(patient.site.trackingPath("vault")).mode & 07777, patient.site.site().trackingOwner.mode);
    QCOMPARE(patient.finding(FindingCode::KeptAside).count, 1);
}

void TestRepair::forgettingALongFileKeepsItWhole()
{
    Patient patient;
    patient.track('[' + entryText(2000, 10, 3, 4) + ',');
    QVERIFY(::truncate(patient.site.trackingPath("vault").constData(), 100LL << 30) == 0); // sparse
    const RepairResult result = forgotten(patient);
    QVERIFY(!result.error);
    QCOMPARE(patient.tracked(), '[' + entryText(2000, 10, 3, 4) + ']');
    QCOMPARE(TestSite::status(QFile::encodeName(result.keptAside)).size, 100LL << 30);
}

void TestRepair::forgettingWhatParsesDoesNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("one entry") << '[' + entryText(2000, 10, 3, 4) + ']';
    QTest::newRow("no entry") << "[]"_qba;
    QTest::newRow("no file") << QByteArray();
}

void TestRepair::forgettingWhatParsesDoesNothing() // I-06
{
    QFETCH(QByteArray, bytes);
    Patient patient;
    if (!bytes.isEmpty())
        patient.track(bytes);
    const RepairResult result = forgotten(patient);
    QVERIFY(!result.error);
    QVERIFY(result.keptAside.isEmpty());
    QCOMPARE(patient.tracked(), bytes);
}

void TestRepair::forgettingRefusesWhatIsNoFile() // I-10
{
    Patient patient;
    const QByteArray path = patient.site.trackingPath("vault");
    QVERIFY(::symlink("/etc/passwd", path.constData()) == 0);
    const RepairResult result = forgotten(patient);
    QVERIFY(result.error);
    QCOMPARE(result.error->code, ErrorCode::UnsafeFile);
    QVERIFY(S_ISLNK(TestSite::status(path).mode));
}

void TestRepair::forgettingYieldsToAWriterWithoutLock() // I-06
{
    Patient patient;
    patient.track("[{");
    const QByteArray path = patient.site.trackingPath("vault");
    const QByteArray fresh = '[' + entryText(2000, 10, 1, 0) + ']';
    bool replaced = false;
    patient.files.beforeEvery(Call::RenameAt, [&] {
        // Right before the exchange, which is the second rename.
        if (!replaced && patient.files.countOf(Call::RenameAt) >= 2) {
            replaced = true;
            TestSite::write(path + ".beside", fresh);
            std::rename((path + ".beside").constData(), path.constData());
        }
    });
    const RepairResult result = forgotten(patient);
    QVERIFY(replaced);
    QVERIFY(result.error);
    QCOMPARE(result.error->code, ErrorCode::ChangedWhileReading);
    QCOMPARE(patient.tracked(), fresh);
    QCOMPARE(trackingNames(patient), (QByteArrayList{"vault", "vault.lock"}));
}

void TestRepair::forgettingWhereNothingCanBeExchangedChangesNothing() // I-07
{
    for (int number = 1;; ++number) {
        Patient patient;
        patient.track("[{");
        const FileStatus before = TestSite::status(patient.site.trackingPath("vault"));
        patient.files.reset();
        patient.files.failCall(number, EIO);
        const RepairResult result = forgotten(patient);
        if (patient.files.callCount() < number)
            break;
        // Either it was done, or the file is what it was; and nothing lies about.
        const FileStatus after = TestSite::status(patient.site.trackingPath("vault"));
        const bool isDone = patient.tracked() == "[]";
        QVERIFY2(isDone || after.inode == before.inode, qPrintable(patient.files.log().value(number - 1)));
        QVERIFY(isDone || result.error);
        QVERIFY(parseTracking(patient.tracked(), {}).has_value() == isDone);
    }
}

void TestRepair::forgettingNeverLeavesTheFileMissing() // I-03: missing means zero
{
    Patient patient;
    patient.track("[{");
    const QByteArray path = patient.site.trackingPath("vault");
    bool missing = false;
    for (const Call call : {Call::RenameAt, Call::UnlinkAt, Call::Lock, Call::Close, Call::StatusAt})
        patient.files.beforeEvery(call, [&] { missing = missing || TestSite::status(path).inode == 0; });
    QVERIFY(!forgotten(patient).error);
    QVERIFY(!missing);
}

void TestRepair::heldLockIsReportedAndNotWaitedForAgain()
{
    Patient patient;
    patient.site.addStore("tank");
    for (const QByteArray &store : {"vault"_qba, "tank"_qba}) {
        patient.track('[' + entryText(2001, 10, 1, 0) + ']', store);
        patient.track({}, store + ".lock");
    }
    HelperProcess first(u"lockholder"_qs);
    QCOMPARE(first.ask("lock " + patient.site.trackingPath("vault.lock")), "locked"_qba);
    const QList<RepairStep> steps = planRepair(patient.examine().remedies);
    QCOMPARE(steps.size(), 2);
    const ExaminationSurroundings real{patient.files, patient.processes, systemClock(), {}};
    Repair repair(real, patient.site.site(), Deadline::after(systemClock(), std::chrono::milliseconds{1}));
    for (const RepairStep &step : steps)
        QCOMPARE(repair.carryOut(step).error->code, ErrorCode::LockTimeout);
    QCOMPARE(patient.tracked(), '[' + entryText(2001, 10, 1, 0) + ']');
    QCOMPARE(Repair(real, patient.site.site(), generous()).carryOut(steps[1]).count, 1);
}

void TestRepair::foreignProcChangesNothing() // I-05
{
    Patient patient;
    patient.track("[{");
    ProcessTable::Self self = patient.processes.self();
    self.procIsOurs = false;
    patient.processes.setSelf(self);
    QCOMPARE(forgotten(patient).error->code, ErrorCode::ForeignProcFs);
    QCOMPARE(patient.tracked(), "[{"_qba);
}

void TestRepair::onlyStoresOfTheListAreForgotten_data()
{
    QTest::addColumn<QString>("store");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("not in the list") << u"gone"_qs << ErrorCode::NoSuchStore;
    QTest::newRow("another store's lock") << u"vault.lock"_qs << ErrorCode::InvalidStoreName;
    QTest::newRow("a path") << u"../datastore.cfg"_qs << ErrorCode::InvalidStoreName;
    QTest::newRow("nothing") << QString() << ErrorCode::InvalidStoreName;
}

void TestRepair::onlyStoresOfTheListAreForgotten() // I-10
{
    QFETCH(QString, store);
    QFETCH(ErrorCode, code);
    Patient patient;
    const auto step = planForgetting(patient.surroundings(patient.processes), patient.site.site(), store);
    QVERIFY(!step);
    QCOMPARE(step.error().code, code);
    QVERIFY(planForgetting(patient.surroundings(patient.processes), patient.site.site(), u"vault"_qs));
}

QTEST_GUILESS_MAIN(TestRepair)
#include "tst_repair.moc"

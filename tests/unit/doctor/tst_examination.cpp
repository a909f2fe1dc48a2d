// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/history/changelog.h"
#include "tests/support/helperprocess.h"
#include "tests/unit/doctor/patient.h"

#include <QDir>
#include <QTest>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace Drydock;

namespace {

QString configPath(const Patient &patient)
{
    return QFile::decodeName(patient.site.site().configPath());
}

/// Everything that is known of every file below the site.
QStringList snapshotOf(const QByteArray &folder)
{
    QStringList lines;
    for (const QByteArray &name : TestSite::names(folder)) {
        const QByteArray path = folder + '/' + name;
        const FileStatus status = TestSite::status(path);
        lines.append(QStringLiteral("%1 %2 %3 %4 %5 %6")
                         .arg(QFile::decodeName(path))
                         .arg(status.inode)
                         .arg(status.size)
                         .arg(status.mtime)
                         .arg(status.ctime)
                         .arg(status.mode));
        if (S_ISDIR(status.mode))
            lines += snapshotOf(path);
    }
    return lines;
}

} // namespace

/// What the examination says of config, folders, owners, locks, PBS and the clock.
class TestExamination : public QObject
{
    Q_OBJECT

private slots:
    void healthySiteHasNothingWrong();
    void configProblemsAreNamed_data();
    void configProblemsAreNamed();
    void configThatIsNoFileIsAnError_data();
    void configThatIsNoFileIsAnError();
    void missingConfigIsANote();
    void notesOfGoneStoresAreTold();
    void absentStoreIsAWarning();
    void missingTrackingFolderIsJudgedByItsSite();
    void networkFolderIsAnError();
    void foreignProcIsAnError();
    void wrongModesAreNamed();
    void pbsFolderModesAreExact();
    void heldLockNamesItsHolder();
    void stoppedHolderIsAWarning();
    void lockThatIsNoFileIsAnError_data();
    void lockThatIsNoFileIsAnError();
    void counterIsJudgedByWhetherPbsLives();
    void replacedCounterIsFound();
    void pbsVersionsAreJudged_data();
    void pbsVersionsAreJudged();
    void clockBehindTheLogIsAWarning();
    void unreadableLogIsAWarning();
    void manyFindingsAreCountedAndNotListed();
    void nothingIsWrittenAndNothingStaysLocked();
};

void TestExamination::healthySiteHasNothingWrong()
{
    Patient patient;
    patient.track("[]");
    const Examination examination = patient.examine();
    QCOMPARE(worstSeverity(examination.findings), Severity::Ok);
    QCOMPARE(Patient::only(Patient::of(examination, FindingCode::ConfigReadable)).count, 1);
    QCOMPARE(Patient::of(examination, FindingCode::FolderUsable).size(), 1);
    QCOMPARE(Patient::of(examination, FindingCode::Identity).size(), 1);
    QVERIFY(planRepair(examination.remedies).isEmpty());
}

void TestExamination::configProblemsAreNamed_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("id");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("store");
    QTest::newRow("a line that is no header")
        << "#comment\n"_qba << u"config-problem"_qs << Severity::Error << 1 << QString();
    QTest::newRow("a section without path")
        << "datastore: vault\n\tcomment x\n"_qba << u"config-problem"_qs << Severity::Error << 2 << u"vault"_qs;
    QTest::newRow("a mode that does not parse") << "datastore: vault\n\tmaintenance-mode offline,x\n\tpath /tmp\n"_qba
                                                << u"config-problem"_qs << Severity::Error << 2 << u"vault"_qs;
    QTest::newRow("an unknown property") << "datastore: vault\n\tpath /tmp\n\tnew-key 1\n"_qba << u"config-warning"_qs
                                         << Severity::Warning << 3 << u"vault"_qs;
    QTest::newRow("an unknown section type")
        << "datastorm: vault\n\tpath /tmp\n"_qba << u"config-problem"_qs << Severity::Error << 1 << u"vault"_qs;
    QTest::newRow("two sections of one name") << "datastore: vault\n\tpath /tmp\n\ndatastore: vault\n\tpath /\n"_qba
                                              << u"duplicate-store"_qs << Severity::Warning << 4 << u"vault"_qs;
    QTest::newRow("a lock file's name") << "datastore: vault.lock\n\tpath /tmp\n"_qba << u"reserved-name"_qs
                                        << Severity::Warning << 1 << u"vault.lock"_qs;
    QTest::newRow("an unknown mode") << "datastore: vault\n\tmaintenance-mode frozen\n\tpath /tmp\n"_qba
                                     << u"unknown-mode"_qs << Severity::Warning << 1 << u"vault"_qs;
}

void TestExamination::configProblemsAreNamed()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, id);
    QFETCH(Severity, severity);
    QFETCH(int, line);
    QFETCH(QString, store);
    Patient patient;
    patient.site.writeConfig(config);
    QCOMPARE(patient.complaints(), QStringList{id});
    for (const Finding &finding : patient.examine().findings) {
        if (findingId(finding.code) != id)
            continue;
        QCOMPARE(finding.severity, severity);
        QCOMPARE(finding.line, line);
        QCOMPARE(finding.store, store);
        QCOMPARE(finding.subject, configPath(patient));
    }
}

void TestExamination::configThatIsNoFileIsAnError_data()
{
    using Make = std::function<bool(const QByteArray &path)>;
    QTest::addColumn<Make>("make");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, ErrorCode code, const Make &make) { QTest::newRow(name) << make << code; };
    row("link", ErrorCode::UnsafeFile,
        [](const QByteArray &path) { return ::symlink("/etc/passwd", path.constData()) == 0; });
    row("FIFO", ErrorCode::UnsafeFile, [](const QByteArray &path) { return ::mkfifo(path.constData(), 0660) == 0; });
    row("folder", ErrorCode::UnsafeFile, [](const QByteArray &path) { return ::mkdir(path.constData(), 0770) == 0; });
    row("too long", ErrorCode::TooLarge, [](const QByteArray &path) {
        TestSite::write(path, {});
        return ::truncate(path.constData(), configSizeLimit + 1) == 0;
    });
}

void TestExamination::configThatIsNoFileIsAnError() // I-10
{
    using Make = std::function<bool(const QByteArray &path)>;
    QFETCH(Make, make);
    QFETCH(ErrorCode, code);
    Patient patient;
    QVERIFY(QFile::remove(configPath(patient)));
    QVERIFY(make(patient.site.site().configPath()));
    const Finding finding = patient.finding(FindingCode::ConfigUnreadable);
    QCOMPARE(finding.severity, Severity::Error);
    QVERIFY(finding.cause);
    QCOMPARE(finding.cause->code, code);
}

void TestExamination::missingConfigIsANote()
{
    Patient patient;
    QVERIFY(QFile::remove(configPath(patient)));
    QCOMPARE(patient.complaints(), QStringList());
    QCOMPARE(patient.finding(FindingCode::ConfigMissing).severity, Severity::Info);
}

void TestExamination::notesOfGoneStoresAreTold()
{
    Patient patient;
    const QByteArray notes = patient.site.site().configFolder + "/stores.json";
    TestSite::write(notes, R"({"gone":{"type":"ext4","id":"","path":"/mnt/gone"}})");
    const Finding stale = patient.finding(FindingCode::NoteStale);
    QCOMPARE(stale.severity, Severity::Info);
    QCOMPARE(stale.detail, u"gone"_qs);
    TestSite::write(notes, "{");
    QCOMPARE(patient.complaints(), QStringList{u"notes-unreadable"_qs});
}

void TestExamination::absentStoreIsAWarning()
{
    Patient patient;
    QVERIFY(QDir().rmdir(QFile::decodeName(patient.site.path("stores/vault"))));
    const Finding finding = patient.finding(FindingCode::StoreAbsent);
    QCOMPARE(finding.severity, Severity::Warning);
    QCOMPARE(finding.store, u"vault"_qs);
    QCOMPARE(finding.cause->code, ErrorCode::NotMounted);
}

void TestExamination::missingTrackingFolderIsJudgedByItsSite()
{
    Patient own;
    QVERIFY(QDir().rmdir(QFile::decodeName(own.site.site().trackingFolder)));
    QCOMPARE(own.finding(FindingCode::FolderMissing).severity, Severity::Info);

    Patient pbs(TestSite::Kind::Pbs);
    QVERIFY(QDir().rmdir(QFile::decodeName(pbs.site.site().trackingFolder)));
    QCOMPARE(pbs.finding(FindingCode::FolderMissing).severity, Severity::Warning);
    pbs.pbs.processes.append({systemProcessTable().self().key, false});
    QCOMPARE(pbs.finding(FindingCode::FolderMissing).severity, Severity::Error); // I-03
}

void TestExamination::networkFolderIsAnError()
{
    Patient patient;
    patient.files.answerFileSystemType(0x6969);
    QCOMPARE(patient.finding(FindingCode::FolderNetwork).severity, Severity::Error);
}

void TestExamination::foreignProcIsAnError()
{
    Patient patient;
    patient.track('[' + entryText(freePid, 7, 1, 0) + ']');
    ProcessTable::Self self = patient.processes.self();
    self.procIsOurs = false;
    patient.processes.setSelf(self);
    const Examination examination = patient.examine();
    QCOMPARE(Patient::only(Patient::of(examination, FindingCode::ProcForeign)).severity, Severity::Error);
    QVERIFY(planRepair(examination.remedies).isEmpty()); // I-05: nobody is proven dead here
}

void TestExamination::wrongModesAreNamed()
{
    Patient patient;
    patient.track("[]");
    QVERIFY(::chmod(patient.site.trackingPath("vault").constData(), 0600) == 0);
    QVERIFY(::chmod(patient.site.site().configPath().constData(), 0666) == 0);
    const Finding narrow = patient.finding(FindingCode::WrongMode);
    QCOMPARE(narrow.severity, Severity::Warning);
    QCOMPARE(narrow.subject, patient.trackingPath());
    QCOMPARE(narrow.detail, u"0600 → 0660"_qs);
    const Finding wide = patient.finding(FindingCode::AccessTooWide);
    QCOMPARE(wide.severity, Severity::Error);
    QCOMPARE(wide.subject, configPath(patient));
}

void TestExamination::pbsFolderModesAreExact()
{
    Patient patient(TestSite::Kind::Pbs);
    const QString folder = QFile::decodeName(patient.site.site().configFolder);
    const auto isNamed = [&] {
        const QList<Finding> found = patient.findings(FindingCode::WrongMode);
        return std::any_of(found.begin(), found.end(),
                           [&](const Finding &finding) { return finding.subject == folder; });
    };
    QVERIFY(!isNamed());
    QVERIFY(::chmod(patient.site.site().configFolder.constData(), 0750) == 0); // PBS refuses to start
    QVERIFY(isNamed());
}

void TestExamination::heldLockNamesItsHolder()
{
    Patient patient;
    const QByteArray lock = patient.site.site().configLockPath();
    HelperProcess holder(u"lockholder"_qs);
    QCOMPARE(holder.ask("lock " + lock), "locked"_qba);
    const Examination examination = examineSite(patient.surroundings(systemProcessTable()), patient.site.site());
    const Finding finding = Patient::only(Patient::of(examination, FindingCode::LockHeld));
    QCOMPARE(finding.severity, Severity::Info);
    QCOMPARE(finding.subject, QFile::decodeName(lock));
    QVERIFY(finding.process);
    QCOMPARE(qint64(finding.process->pid), holder.pid());
    QVERIFY(finding.process->command.contains(u"lockholder"));
    QVERIFY(finding.process->startedAt);
    QCOMPARE(holder.ask("unlock"), "unlocked"_qba);
    QVERIFY(patient.findings(FindingCode::LockHeld).isEmpty());
}

void TestExamination::stoppedHolderIsAWarning()
{
    Patient patient;
    HelperProcess holder(u"lockholder"_qs);
    QCOMPARE(holder.ask("lock " + patient.site.trackingPath("vault.lock")), "locked"_qba);
    QVERIFY(::kill(static_cast<pid_t>(holder.pid()), SIGSTOP) == 0);
    const auto stopped = [&] {
        const Examination examination = examineSite(patient.surroundings(systemProcessTable()), patient.site.site());
        return Patient::only(Patient::of(examination, FindingCode::LockHeldByStopped));
    };
    QTRY_COMPARE_WITH_TIMEOUT(stopped().severity, Severity::Warning, 30000);
    QCOMPARE(stopped().store, u"vault"_qs);
    QVERIFY(::kill(static_cast<pid_t>(holder.pid()), SIGCONT) == 0);
}

void TestExamination::lockThatIsNoFileIsAnError_data()
{
    using Make = std::function<bool(const QByteArray &path)>;
    QTest::addColumn<Make>("make");
    const auto row = [](const char *name, const Make &make) { QTest::newRow(name) << make; };
    row("link", [](const QByteArray &path) { return ::symlink("/etc/passwd", path.constData()) == 0; });
    row("FIFO", [](const QByteArray &path) { return ::mkfifo(path.constData(), 0660) == 0; });
    row("folder", [](const QByteArray &path) { return ::mkdir(path.constData(), 0770) == 0; });
}

void TestExamination::lockThatIsNoFileIsAnError() // I-10
{
    using Make = std::function<bool(const QByteArray &path)>;
    QFETCH(Make, make);
    Patient patient;
    QVERIFY(make(patient.site.trackingPath("vault.lock")));
    const Finding finding = patient.finding(FindingCode::LockUnusable);
    QCOMPARE(finding.severity, Severity::Error);
    QCOMPARE(finding.store, u"vault"_qs);
    QCOMPARE(finding.cause->code, ErrorCode::UnsafeFile);
}

void TestExamination::counterIsJudgedByWhetherPbsLives()
{
    Patient patient(TestSite::Kind::Pbs);
    QCOMPARE(patient.finding(FindingCode::CounterUsable).severity, Severity::Ok);
    const QByteArray path = patient.site.site().counterPath();
    TestSite::write(path, QByteArray(4096, 'x'));
    QCOMPARE(patient.finding(FindingCode::CounterUnusable).cause->code, ErrorCode::CounterUnusable);
    QVERIFY(QFile::remove(QFile::decodeName(path)));
    QCOMPARE(patient.finding(FindingCode::CounterMissing).severity, Severity::Info);
    patient.pbs.processes.append({systemProcessTable().self().key, false});
    QCOMPARE(patient.finding(FindingCode::CounterMissing).severity, Severity::Error); // I-01
}

void TestExamination::replacedCounterIsFound() // I-01
{
    Patient patient(TestSite::Kind::Pbs);
    patient.pbs.version = u"4.1.6"_qs;
    patient.pbs.processes.append({systemProcessTable().self().key, false});
    const QByteArray path = patient.site.site().counterPath();
    QCOMPARE(patient.findings(FindingCode::CounterNotMapped).size(), 1);

    const int file = ::open(path.constData(), O_RDWR | O_CLOEXEC);
    void *const map = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    QVERIFY(map != MAP_FAILED);
    QVERIFY(patient.findings(FindingCode::CounterNotMapped).isEmpty());
    QVERIFY(patient.findings(FindingCode::CounterReplaced).isEmpty());

    const QByteArray bytes = TestSite::read(path);
    TestSite::write(path + ".new", bytes);
    QVERIFY(std::rename((path + ".new").constData(), path.constData()) == 0);
    const Finding finding = patient.finding(FindingCode::CounterReplaced);
    QCOMPARE(finding.severity, Severity::Error);
    QCOMPARE(finding.process->pid, ::getpid());
    ::munmap(map, 4096);
}

void TestExamination::pbsVersionsAreJudged_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("deleted");
    QTest::addColumn<FindingCode>("code");
    QTest::newRow("recent") << u"4.1.6-1"_qs << false << FindingCode::PbsTrusted;
    QTest::newRow("records one process") << u"3.2.4-1"_qs << false << FindingCode::PbsOneProcessOnly;
    QTest::newRow("before 2.3.0") << u"2.2.9"_qs << false << FindingCode::PbsHidesOperations;
    QTest::newRow("not known") << QString() << false << FindingCode::PbsHidesOperations;
    QTest::newRow("goes on after an upgrade") << u"4.1.6-1"_qs << true << FindingCode::PbsHidesOperations;
}

void TestExamination::pbsVersionsAreJudged() // I-03
{
    QFETCH(QString, version);
    QFETCH(bool, deleted);
    QFETCH(FindingCode, code);
    Patient patient(TestSite::Kind::Pbs);
    QCOMPARE(patient.findings(FindingCode::PbsNotRunning).size(), 1);
    patient.pbs.version = version;
    patient.pbs.processes.append({systemProcessTable().self().key, deleted});
    QCOMPARE(patient.findings(code).size(), 1);
}

void TestExamination::clockBehindTheLogIsAWarning()
{
    Patient patient;
    ChangeRecord record;
    record.at = patient.clock.wallSeconds();
    record.store = u"vault"_qs;
    record.newMode.type = MaintenanceType::Offline;
    QVERIFY(ChangeLog(posixFileSystem(), patient.site.site()).append(record));
    QVERIFY(patient.findings(FindingCode::ClockBehind).isEmpty());
    patient.clock.setWallSeconds(record.at - 3600);
    QCOMPARE(patient.finding(FindingCode::ClockBehind).count, 3600);
    patient.clock.setWallSeconds(0);
    QCOMPARE(patient.finding(FindingCode::ClockUnset).severity, Severity::Warning);
    QCOMPARE(patient.findings(FindingCode::ClockBehind).size(), 2); // the config is of later, too
}

void TestExamination::unreadableLogIsAWarning()
{
    Patient patient;
    const QByteArray log = patient.site.site().logFolder + "/changes.jsonl";
    TestSite::write(log, "cut\n{\"at\":1}\n");
    QCOMPARE(patient.finding(FindingCode::LogLinesUnreadable).count, 2);
    QVERIFY(QFile::remove(QFile::decodeName(log)));
    QVERIFY(::mkfifo(log.constData(), 0660) == 0);
    QCOMPARE(patient.finding(FindingCode::LogUnreadable).cause->code, ErrorCode::UnsafeFile);
}

void TestExamination::manyFindingsAreCountedAndNotListed()
{
    Patient patient;
    QByteArray config;
    for (int i = 0; i < 3000; ++i)
        config += "datastore: store" + QByteArray::number(i) + "\n\tpath /nowhere/at/all\n\n";
    patient.site.writeConfig(config);
    const Examination examination = patient.examine();
    QCOMPARE(Patient::of(examination, FindingCode::StoreAbsent).size(), 1000);
    const Finding more = Patient::only(Patient::of(examination, FindingCode::More));
    QCOMPARE(more.severity, Severity::Warning);
    QCOMPARE(more.count, 2000);
    QCOMPARE(more.detail, u"store-absent"_qs);
}

void TestExamination::nothingIsWrittenAndNothingStaysLocked() // I-10
{
    Patient patient;
    patient.track('[' + entryText(freePid, 7, 1, 0) + ']');
    patient.track("[", "tank");
    TestSite::write(patient.site.trackingPath("vault.lock"), {});
    TestSite::write(patient.site.site().configLockPath(), {});
    TestSite::write(patient.site.trackingPath(".vault.tmp-4194304-1"), "x");
    const QStringList before = snapshotOf(patient.site.root());
    patient.files.reset();
    QVERIFY(!patient.examine().findings.isEmpty());
    QCOMPARE(snapshotOf(patient.site.root()), before);
    for (const Call call : {Call::Write, Call::RenameAt, Call::UnlinkAt, Call::SetMode, Call::SetOwner,
                            Call::MakeFolder, Call::Sync, Call::SyncData})
        QCOMPARE(patient.files.countOf(call), 0);
    HelperProcess holder(u"lockholder"_qs);
    for (const QByteArray &lock : {patient.site.site().configLockPath(), patient.site.trackingPath("vault.lock")})
        QCOMPARE(holder.ask("try " + lock), "locked"_qba);
}

QTEST_GUILESS_MAIN(TestExamination)
#include "tst_examination.moc"

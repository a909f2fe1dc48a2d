// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/doctor/patient.h"

#include <QTest>

#include <unistd.h>

using namespace Drydock;

/// What the examination says of tracking files, their entries, and what lies beside them.
class TestExaminationEntries : public QObject
{
    Q_OBJECT

private slots:
    void entriesAreJudgedAsTheMonitorDoes_data();
    void entriesAreJudgedAsTheMonitorDoes();
    void onlyWhatAnUpdateDropsIsPlanned();
    void countsAreTold();
    void unreadableFilesAreErrorsOfTheirStore_data();
    void unreadableFilesAreErrorsOfTheirStore();
    void otherStoresAreExaminedAllTheSame();
    void filesOfNoStoreAreTold();
    void leftoversAreToldByTheirWriters();
    void leftoversOfTheConfigAreTold();
};

void TestExaminationEntries::entriesAreJudgedAsTheMonitorDoes_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("id"); // of what is told beside the counts; empty: nothing
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<int>("counted");
    const auto row = [](const char *name, const QByteArray &entry, const char *id, Severity severity, int counted) {
        QTest::newRow(name) << entry << QString::fromLatin1(id) << severity << counted;
    };
    const QByteArray here = R"(,"ns":"boot-a:4026531836:4026531834")";
    row("lives", entryText(2000, 10, 1, 0, here), "", Severity::Ok, 1);
    row("lives, PBS's own", entryText(2000, 10, 0, 1), "", Severity::Ok, 1);
    row("has ended", entryText(2001, 10, 1, 0, here), "entry-dead", Severity::Info, 0);
    row("pid of another process now", entryText(2000, 9, 1, 0, here), "entry-pid-reused", Severity::Info, 0);
    row("not reaped", entryText(2002, 10, 1, 0, here), "entry-unreaped", Severity::Info, 0);
    row("its guardian lives", entryText(2001, 10, 1, 0, here + R"(,"guardian":{"pid":2000,"starttime":10})"), "",
        Severity::Ok, 1);
    row("its guardian has ended too", entryText(2001, 10, 1, 0, here + R"(,"guardian":{"pid":2001,"starttime":10})"),
        "entry-dead", Severity::Info, 0);
    row("of another boot", entryText(2000, 10, 1, 0, R"(,"ns":"boot-b:4026531836:4026531834")"), "entry-other-boot",
        Severity::Info, 0);
    row("of a container", entryText(2001, 10, 1, 1, R"(,"ns":"boot-a:4026532000:4026531834")"), "entry-other-namespace",
        Severity::Warning, 2);
    row("of a container, at zero", entryText(2001, 10, 0, 0, R"(,"ns":"boot-a:4026532000:4026531834")"),
        "entry-other-namespace", Severity::Info, 0);
}

void TestExaminationEntries::entriesAreJudgedAsTheMonitorDoes() // I-05
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, id);
    QFETCH(Severity, severity);
    QFETCH(int, counted);
    Patient patient;
    patient.processes.add(ProcessKey{2000, 10});
    patient.processes.add({{2002, 10}, 'Z', 1});
    patient.track('[' + entry + ']');
    const Examination examination = patient.examine();
    QCOMPARE(Patient::only(Patient::of(examination, FindingCode::Operations)).count, counted);
    QStringList told;
    for (const Finding &finding : examination.findings) {
        if (finding.store != u"vault" || finding.code == FindingCode::Operations)
            continue;
        told.append(findingId(finding.code));
        QCOMPARE(finding.severity, severity);
        QCOMPARE(finding.count, 1);
    }
    QCOMPARE(told.join(u' '), id);
}

void TestExaminationEntries::onlyWhatAnUpdateDropsIsPlanned() // I-05
{
    Patient patient;
    patient.processes.add(ProcessKey{2000, 10});
    patient.track('[' + entryText(2000, 9, 1, 0) + ']'); // reused: it goes when that process has ended
    QVERIFY(patient.examine().remedies.storesWithDeadEntries.isEmpty());
    patient.track('[' + entryText(2001, 9, 1, 0) + ']');
    QCOMPARE(patient.examine().remedies.storesWithDeadEntries, QStringList{u"vault"_qs});

    // PBS's own entries in a namespace in which its processes may not be seen.
    ProcessTable::Self self = patient.processes.self();
    self.inInitialPidNamespace = false;
    patient.processes.setSelf(self);
    QVERIFY(patient.examine().remedies.storesWithDeadEntries.isEmpty());
}

void TestExaminationEntries::countsAreTold()
{
    Patient patient;
    patient.processes.add(ProcessKey{2000, 10});
    patient.track('[' + entryText(2000, 10, 2, 1) + ',' + entryText(2001, 10, 5, 5) + ']');
    const Finding counted = patient.finding(FindingCode::Operations);
    QCOMPARE(counted.count, 3);
    QCOMPARE(counted.detail, u"2 + 1"_qs);
}

void TestExaminationEntries::unreadableFilesAreErrorsOfTheirStore_data()
{
    using Make = std::function<bool(const Patient &patient, const QByteArray &path)>;
    QTest::addColumn<Make>("make");
    QTest::addColumn<FindingCode>("code");
    const auto row = [](const char *name, FindingCode code, const Make &make) { QTest::newRow(name) << make << code; };
    const auto text = [&row](const char *name, const QByteArray &bytes) {
        row(name, FindingCode::TrackingInvalid, [bytes](const Patient &patient, const QByteArray &) {
            patient.track(bytes);
            return true;
        });
    };
    text("empty", {});
    text("cut short", "[{\"pid\":1");
    text("zero bytes", QByteArray(64, '\0'));
    text("a negative number", '[' + entryText(2000, 10, -1, 0) + ']');
    text("pid 0", '[' + entryText(0, 10, 1, 0) + ']');
    text("a terminal's escape", "\x1b]0;owned\x07");
    row("longer than allowed", FindingCode::TrackingUnreadable, [](const Patient &patient, const QByteArray &path) {
        patient.track("[");
        return ::truncate(path.constData(), trackingSizeLimit + 1) == 0;
    });
    row("link", FindingCode::TrackingUnreadable,
        [](const Patient &, const QByteArray &path) { return ::symlink("/etc/passwd", path.constData()) == 0; });
    row("FIFO", FindingCode::TrackingUnreadable,
        [](const Patient &, const QByteArray &path) { return ::mkfifo(path.constData(), 0660) == 0; });
    row("folder", FindingCode::TrackingUnreadable,
        [](const Patient &, const QByteArray &path) { return ::mkdir(path.constData(), 0770) == 0; });
    row("second name of another file", FindingCode::TrackingUnreadable,
        [](const Patient &patient, const QByteArray &path) {
            TestSite::write(patient.site.path("outside"), "[]");
            return ::link(patient.site.path("outside").constData(), path.constData()) == 0;
        });
}

void TestExaminationEntries::unreadableFilesAreErrorsOfTheirStore() // I-03, I-10
{
    using Make = std::function<bool(const Patient &patient, const QByteArray &path)>;
    QFETCH(Make, make);
    QFETCH(FindingCode, code);
    Patient patient;
    QVERIFY(make(patient, patient.site.trackingPath("vault")));
    const Finding finding = patient.finding(code);
    QCOMPARE(finding.severity, Severity::Error);
    QCOMPARE(finding.store, u"vault"_qs);
    QCOMPARE(finding.subject, patient.trackingPath());
    QVERIFY(patient.findings(FindingCode::Operations).isEmpty());
    QVERIFY(planRepair(patient.examine().remedies).isEmpty()); // nothing of it is touched unasked
}

void TestExaminationEntries::otherStoresAreExaminedAllTheSame()
{
    Patient patient;
    patient.site.addStore("tank");
    patient.track("[");
    patient.track("[]", "tank");
    QCOMPARE(patient.finding(FindingCode::Operations).store, u"tank"_qs);
}

void TestExaminationEntries::filesOfNoStoreAreTold()
{
    Patient patient;
    patient.track("[]", "gone");
    patient.track({}, "gone.lock");
    patient.track({}, "vault.lock");
    const Finding finding = patient.finding(FindingCode::TrackingOfNoStore);
    QCOMPARE(finding.severity, Severity::Info);
    QCOMPARE(finding.detail, u"gone"_qs);
    // What a config that cannot be read lists is not known.
    patient.site.writeConfig("#\n");
    QVERIFY(patient.findings(FindingCode::TrackingOfNoStore).isEmpty());
}

void TestExaminationEntries::leftoversAreToldByTheirWriters()
{
    Patient patient;
    patient.processes.add(ProcessKey{2000, 10});
    for (const char *const name : {".vault.tmp-2000-1", ".vault.tmp-2001-1", ".vault.lock.tmp-2001-2",
                                   "vault.tmp_a1B2c3", ".vault.aside-20260131T140500Z", ".vault.tmp-x-1", "notes.txt"})
        patient.track("x", name);
    QCOMPARE(patient.finding(FindingCode::LeftoverLiving).detail, u".vault.tmp-2000-1"_qs);
    QCOMPARE(patient.finding(FindingCode::LeftoverDead).detail, u".vault.lock.tmp-2001-2, .vault.tmp-2001-1"_qs);
    QCOMPARE(patient.finding(FindingCode::LeftoverOther).detail, u".vault.tmp-x-1, vault.tmp_a1B2c3"_qs);
    QCOMPARE(patient.finding(FindingCode::KeptAside).count, 1);
    QCOMPARE(patient.finding(FindingCode::TrackingOfNoStore).detail, u"notes.txt"_qs); // a valid name
    const Remedies remedies = patient.examine().remedies;
    QCOMPARE(remedies.leftovers.size(), 1);
    QCOMPARE(remedies.leftovers[0].folder, patient.site.site().trackingFolder);
    QCOMPARE(remedies.leftovers[0].names.size(), 2);
}

void TestExaminationEntries::leftoversOfTheConfigAreTold()
{
    Patient patient;
    const QByteArray folder = patient.site.site().configFolder + '/';
    TestSite::write(folder + ".datastore.cfg.tmp-2001-1", "x");
    TestSite::write(folder + ".datastore.cfg.aside-20260131T140500Z", "x");
    TestSite::write(folder + "holiday.jpg", "x");
    QCOMPARE(patient.finding(FindingCode::LeftoverDead).subject, QFile::decodeName(folder).chopped(1));
    QCOMPARE(patient.finding(FindingCode::KeptAside).count, 1);
    QVERIFY(patient.findings(FindingCode::LeftoverOther).isEmpty());
    QCOMPARE(patient.examine().remedies.leftovers.size(), 1);
}

QTEST_GUILESS_MAIN(TestExaminationEntries)
#include "tst_examinationentries.moc"

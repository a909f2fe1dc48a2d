// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingfile.h"
#include "tests/cli/clirun.h"
#include "tests/support/helperprocess.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

/// A site made by the program itself, with the store "vault".
struct Patient {
    Patient()
    {
        ::chmod(files().site().configFolder.constData(), 02770);
        const QByteArray folder = files().path("disk");
        QDir().mkpath(QFile::decodeName(folder));
        added = site.run(QByteArrayList{"add", "vault", folder}).exit;
    }

    [[nodiscard]] const TestSite &files() const { return site.files(); }
    void track(const QByteArray &bytes, const QByteArray &name = "vault") const
    {
        files().writeTracking(name, bytes);
        ::chmod(files().trackingPath(name).constData(), 0660);
    }
    [[nodiscard]] QByteArray tracked() const { return files().tracking("vault"); }

    CliSite site;
    int added = -1;
};

QJsonObject findingOf(const QJsonObject &document, const QString &id)
{
    for (const QJsonValue &value : document[u"findings"].toArray()) {
        if (value[u"id"].toString() == id)
            return value.toObject();
    }
    return {};
}

QByteArray entryOf(qint64 pid, quint64 startTime)
{
    return "{\"pid\":" + QByteArray::number(pid) + ",\"starttime\":" + QByteArray::number(startTime)
           + ",\"active_operations\":{\"read\":1,\"write\":0}}";
}

/// The letter in its stat line; 0 if there is none.
char stateOf(qint64 pid)
{
    const auto text = systemProcessTable().readStat(static_cast<pid_t>(pid));
    const auto stat = text ? parseProcStat(*text) : std::nullopt;
    return stat ? stat->state : '\0';
}

/// A process that has ended, reaped: its pid is free.
qint64 endedProcess()
{
    HelperProcess process(u"/bin/cat"_qs);
    const qint64 pid = process.pid();
    process.kill();
    return pid;
}

} // namespace

/// `doctor`: in this process and as a program, with processes that hold, stop and die.
class TestCliDoctor : public QObject
{
    Q_OBJECT

private slots:
    void healthySiteIsWell();
    void textTellsWhatItMeansAndWhatToDo();
    void documentHasItsKeys();
    void exitCodesTellWhatIsLost_data();
    void exitCodesTellWhatIsLost();
    void withoutRightsTheCodeIsFour();
    void wrongArgumentsAreRefused_data();
    void wrongArgumentsAreRefused();
    void heldLocksDoNotHoldItUp();
    void hostileContentsStayInTheirLines();
    void repairAsks();
    void repairNeedsSomebodyToAsk();
    void repairDropsTheKilledAndKeepsTheLiving();
    void repairOfAHealthySiteDoesNothing();
    void repairReportsWhatItCouldNotDo();
    void forgetTellsWhatItCosts();
    void forgetKeepsWhatParses();
    void forgetOfNoStoreIsThree();
};

void TestCliDoctor::healthySiteIsWell()
{
    Patient patient;
    QCOMPARE(patient.added, 0);
    HelperProcess job(u"opholder"_qs, {patient.files().site().displayPath()});
    QCOMPARE(job.ask("begin vault write"), "held 1"_qba);
    const CliResult result = patient.site.run("doctor");
    QVERIFY2(result.exit == 0, result.out.constData());
    QCOMPARE(result.out, "Nothing wrong was found.\n"_qba);
    QCOMPARE(result.err, QByteArray());
    const CliResult verbose = patient.site.run("doctor -v");
    QVERIFY2(verbose.out.contains("vault: operations that run (reading + writing): 0 + 1."), verbose.out.constData());
}

void TestCliDoctor::textTellsWhatItMeansAndWhatToDo()
{
    Patient patient;
    patient.track("[{");
    const CliResult result = patient.site.run("doctor");
    QCOMPARE(result.exit, 5);
    const QByteArrayList lines = result.out.split('\n');
    QVERIFY2(lines.value(0).startsWith("error    " + patient.files().trackingPath("vault") + " cannot be read: "),
             result.out.constData());
    QVERIFY(lines.value(1).startsWith("         What runs on this datastore is unknown"));
    QVERIFY(lines.value(2).endsWith("drydockctl doctor --repair --forget vault"));
    QCOMPARE(lines.value(3), "Errors: 1, warnings: 0."_qba);

    const CliResult quiet = patient.site.run("doctor -q");
    QCOMPARE(quiet.out.count('\n'), 2);
    patient.site.console.terminal = true;
    for (const QByteArray &line : patient.site.run("doctor --color=never").out.split('\n'))
        QVERIFY2(line.size() <= 80 || !line.contains(' '), line.constData());
}

void TestCliDoctor::documentHasItsKeys()
{
    Patient patient;
    patient.track("[{");
    const QJsonObject document = patient.site.run("doctor --json").json();
    QCOMPARE(keysOf(document),
             (QSet<QString>{u"schema"_qs, u"generated"_qs, u"site"_qs, u"worst"_qs, u"findings"_qs, u"repairs"_qs}));
    QCOMPARE(document[u"schema"].toInt(), 1);
    QCOMPARE(document[u"worst"].toString(), u"error"_qs);
    QCOMPARE(document[u"repairs"].toArray(), QJsonArray());
    const QJsonObject finding = findingOf(document, u"tracking-invalid"_qs);
    QCOMPARE(keysOf(finding),
             (QSet<QString>{u"id"_qs, u"severity"_qs, u"store"_qs, u"subject"_qs, u"line"_qs, u"count"_qs, u"detail"_qs,
                            u"cause"_qs, u"process"_qs, u"message"_qs, u"means"_qs, u"advice"_qs}));
    QCOMPARE(finding[u"store"].toString(), u"vault"_qs);
    QCOMPARE(finding[u"severity"].toString(), u"error"_qs);
    QVERIFY(finding[u"line"].isNull());
    QVERIFY(finding[u"process"].isNull());
    QVERIFY(!findingOf(document, u"config-readable"_qs).isEmpty()); // good ones too
}

void TestCliDoctor::exitCodesTellWhatIsLost_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("tracking");
    QTest::addColumn<int>("exit");
    QTest::newRow("nothing") << QByteArray() << QByteArray() << 0;
    QTest::newRow("a warning") << "datastore: vault\n\tpath /tmp\n\tnew-key 1\n"_qba << QByteArray() << 0;
    QTest::newRow("the config cannot be read as a whole") << "#\n"_qba << QByteArray() << 5;
    QTest::newRow("a store's operations are unknown") << QByteArray() << "[{"_qba << 5;
}

void TestCliDoctor::exitCodesTellWhatIsLost()
{
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, tracking);
    QFETCH(int, exit);
    Patient patient;
    if (!config.isEmpty())
        patient.files().writeConfig(config);
    if (!tracking.isEmpty())
        patient.track(tracking);
    QCOMPARE(patient.site.run("doctor").exit, exit);
    QCOMPARE(patient.site.run("doctor --json").exit, exit);
}

void TestCliDoctor::withoutRightsTheCodeIsFour()
{
    Patient patient;
    ::chmod(patient.files().root().constData(), 0755);
    ::chmod(patient.files().site().configFolder.constData(), 0755);
    ::chmod(patient.files().site().trackingFolder.constData(), 0755);
    ::chmod(patient.files().site().configPath().constData(), 0);
    ::chmod(patient.files().site().configLockPath().constData(), 0);
    CliProgram program(patient.files());
    program.dropRights();
    program.begin("doctor --json");
    const CliResult result = program.finish();
    QVERIFY2(result.exit == 4, result.out.constData());
    QCOMPARE(findingOf(result.json(), u"config-unreadable"_qs)[u"cause"].toString(), u"permission-denied"_qs);
}

void TestCliDoctor::wrongArgumentsAreRefused_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("a store") << "doctor vault"_qba;
    QTest::newRow("forget without repair") << "doctor --forget vault"_qba;
    QTest::newRow("yes without repair") << "doctor --yes"_qba;
    QTest::newRow("forget without a store") << "doctor --repair --forget"_qba;
    QTest::newRow("forget twice") << "doctor --repair --forget vault --forget vault"_qba;
    QTest::newRow("a value for repair") << "doctor --repair=all"_qba;
    QTest::newRow("an option of another command") << "doctor --wait"_qba;
}

void TestCliDoctor::wrongArgumentsAreRefused()
{
    QFETCH(QByteArray, line);
    Patient patient;
    patient.track("[{");
    QCOMPARE(patient.site.run(line).exit, 2);
    QCOMPARE(patient.tracked(), "[{"_qba);
}

void TestCliDoctor::heldLocksDoNotHoldItUp()
{
    Patient patient;
    patient.track("[]");
    patient.track({}, "vault.lock");
    HelperProcess holder(u"lockholder"_qs);
    QCOMPARE(holder.ask("lock " + patient.files().site().configLockPath()), "locked"_qba);
    HelperProcess stopped(u"lockholder"_qs);
    QCOMPARE(stopped.ask("lock " + patient.files().trackingPath("vault.lock")), "locked"_qba);
    QVERIFY(::kill(static_cast<pid_t>(stopped.pid()), SIGSTOP) == 0);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(stopped.pid()), 'T', 30000);
    CliProgram program(patient.files());
    program.begin("doctor --json");
    const QJsonObject document = program.finish().json();
    QCOMPARE(qint64(findingOf(document, u"lock-held"_qs)[u"process"][u"pid"].toInteger()), holder.pid());
    const QJsonObject byStopped = findingOf(document, u"lock-held-by-stopped"_qs);
    QCOMPARE(qint64(byStopped[u"process"][u"pid"].toInteger()), stopped.pid());
    QVERIFY(!byStopped[u"process"][u"started"].isNull());
    QVERIFY(::kill(static_cast<pid_t>(stopped.pid()), SIGCONT) == 0);
}

void TestCliDoctor::hostileContentsStayInTheirLines()
{
    Patient patient;
    patient.files().writeConfig("data\x1b[2Jstore\xe2\x80\xae: x\n\n\tpath /\x07\n");
    patient.track("x", "a\x1b]0;title\x07\xe2\x80\xae\nerror    all is well");
    patient.track("x", ".vault.tmp-1\x1b[31m-1");
    patient.site.console.terminal = true;
    const CliResult result = patient.site.run("doctor -v --color=never");
    for (const char byte : result.out)
        QVERIFY2(byte == '\n' || static_cast<unsigned char>(byte) >= 0x20, result.out.constData());
    QVERIFY(!result.out.contains("\xe2\x80\xae"));
    QVERIFY(!result.out.contains("\nerror    all is well"));
    patient.site.console.terminal = false;
    QVERIFY(!patient.site.run("doctor --json").json().isEmpty());
}

void TestCliDoctor::repairAsks()
{
    Patient patient;
    patient.track("x", ".vault.tmp-" + QByteArray::number(endedProcess()) + "-1");
    const QByteArrayList before = TestSite::names(patient.files().site().trackingFolder);
    patient.site.console.terminal = true;
    for (const auto &answer : {"", "n\n", "\n", "yess\n"}) {
        patient.site.console.in = answer;
        const CliResult kept = patient.site.run("doctor --repair --color=never");
        QCOMPARE(kept.exit, 1);
        QVERIFY2(kept.err.contains("This would be done:\n- Remove from "), kept.err.constData());
        QVERIFY(kept.err.contains("Go on? [y/N] "));
        QVERIFY(kept.err.endsWith("Nothing was repaired.\n"));
        QCOMPARE(TestSite::names(patient.files().site().trackingFolder), before);
    }
    patient.site.console.in = "y\n";
    const CliResult done = patient.site.run("doctor --repair --color=never");
    QVERIFY2(done.exit == 0, done.err.constData());
    QVERIFY2(done.out.contains(": files removed: 1\n"), done.out.constData());
    QVERIFY(done.out.endsWith("Nothing wrong was found.\n"));
    QCOMPARE(TestSite::names(patient.files().site().trackingFolder).size(), before.size() - 1);
}

void TestCliDoctor::repairNeedsSomebodyToAsk()
{
    Patient patient;
    patient.track("x", ".vault.tmp-" + QByteArray::number(endedProcess()) + "-1");
    const CliResult piped = patient.site.run("doctor --repair --json");
    QCOMPARE(piped.exit, 2);
    QCOMPARE(piped.json()[u"error"][u"code"].toString(), u"confirmation-needed"_qs);
    patient.site.console.terminal = true;
    QCOMPARE(patient.site.run("doctor --repair --no-input").exit, 2);
    patient.site.console.terminal = false;
    const CliResult done = patient.site.run("doctor --repair --yes --json");
    QCOMPARE(done.exit, 0);
    const QJsonObject repair = done.json()[u"repairs"].toArray()[0].toObject();
    QCOMPARE(repair[u"action"].toString(), u"remove-leftovers"_qs);
    QCOMPARE(repair[u"ok"].toBool(), true);
    QCOMPARE(repair[u"count"].toInt(), 1);
}

void TestCliDoctor::repairDropsTheKilledAndKeepsTheLiving() // I-05
{
    Patient patient;
    HelperProcess killed(u"opholder"_qs, {patient.files().site().displayPath()});
    HelperProcess living(u"opholder"_qs, {patient.files().site().displayPath()});
    QCOMPARE(killed.ask("begin vault write"), "held 1"_qba);
    QCOMPARE(living.ask("begin vault read"), "held 1"_qba);
    const qint64 pid = killed.pid();
    killed.kill();
    const QJsonObject found = patient.site.run("doctor --json").json();
    QCOMPARE(findingOf(found, u"entry-dead"_qs)[u"detail"].toString(), QString::number(pid));
    const QJsonObject done = patient.site.run("doctor --repair --yes --json").json();
    QCOMPARE(done[u"repairs"].toArray()[0][u"action"].toString(), u"drop-dead-entries"_qs);
    QVERIFY(findingOf(done, u"entry-dead"_qs).isEmpty());
    const auto entries = parseTracking(patient.tracked(), {});
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1);
    QCOMPARE(qint64(entries->first().process.pid), living.pid());
    QCOMPARE(entries->first().counts, (OperationCounts{1, 0}));
}

void TestCliDoctor::repairOfAHealthySiteDoesNothing()
{
    Patient patient;
    const QByteArray config = patient.files().config();
    const CliResult result = patient.site.run("doctor --repair");
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.err, "There is nothing to repair.\n"_qba);
    QCOMPARE(patient.files().config(), config);
}

void TestCliDoctor::repairReportsWhatItCouldNotDo()
{
    Patient patient;
    const QByteArray name = ".vault.tmp-" + QByteArray::number(endedProcess()) + "-1";
    patient.track("x", name);
    CliProgram program(patient.files());
    for (const QByteArray &folder : {patient.files().root(), patient.files().path("disk")})
        ::chmod(folder.constData(), 0755);
    ::chmod(patient.files().site().configFolder.constData(), 0755);
    ::chmod(patient.files().site().trackingFolder.constData(), 0555);
    ::chmod(patient.files().site().configPath().constData(), 0644);
    ::chmod(patient.files().site().configLockPath().constData(), 0644);
    program.dropRights();
    program.begin("doctor --repair --yes --json");
    const CliResult result = program.finish();
    ::chmod(patient.files().site().trackingFolder.constData(), 0755);
    QVERIFY2(result.exit == 4, (result.out + result.err).constData());
    const QJsonObject repair = result.json()[u"repairs"].toArray()[0].toObject();
    QCOMPARE(repair[u"ok"].toBool(), false);
    QCOMPARE(repair[u"error"][u"code"].toString(), u"permission-denied"_qs);
    QCOMPARE(patient.files().tracking(name), "x"_qba);
}

void TestCliDoctor::forgetTellsWhatItCosts()
{
    Patient patient;
    patient.track("[{");
    patient.site.console.terminal = true;
    patient.site.console.in = "n\n";
    const CliResult result = patient.site.run("doctor --repair --forget vault");
    QCOMPARE(result.exit, 1);
    QVERIFY2(result.err.contains("run on uncounted"), result.err.constData());
    QCOMPARE(patient.tracked(), "[{"_qba);
    QCOMPARE(patient.site.run("doctor --repair --forget vault --no-input").exit, 2);
    QCOMPARE(patient.tracked(), "[{"_qba);
}

void TestCliDoctor::forgetKeepsWhatParses() // I-06
{
    Patient patient;
    const ProcessKey self = systemProcessTable().self().key;
    const QByteArray living = entryOf(self.pid, self.startTime);
    const QByteArray damaged = '[' + living + ",{\"pid\":7";
    patient.track(damaged);
    QCOMPARE(patient.site.run("active-operations vault").exit, 5);
    const CliResult result = patient.site.run("doctor --repair --forget vault --yes --json");
    QVERIFY2(result.exit == 0, result.err.constData());
    const QJsonObject repair = result.json()[u"repairs"].toArray()[0].toObject();
    QCOMPARE(repair[u"action"].toString(), u"forget"_qs);
    QCOMPARE(repair[u"count"].toInt(), 1);
    QCOMPARE(TestSite::read(QFile::encodeName(repair[u"kept_aside"].toString())), damaged);
    QCOMPARE(patient.tracked(), '[' + living + ']');
    QCOMPARE(patient.site.run("active-operations vault").out.trimmed(), "{\"read\":1,\"write\":0}"_qba);
    QVERIFY(!findingOf(result.json(), u"kept-aside"_qs).isEmpty());
}

void TestCliDoctor::forgetOfNoStoreIsThree()
{
    Patient patient;
    QCOMPARE(patient.site.run("doctor --repair --forget gone --yes").exit, 3);
    QCOMPARE(patient.site.run(QByteArrayList{"doctor", "--repair", "--yes", "--forget", "../x"}).exit, 2);
}

QTEST_GUILESS_MAIN(TestCliDoctor)
#include "tst_clidoctor.moc"

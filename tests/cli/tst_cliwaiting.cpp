// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirun.h"
#include "tests/support/helperprocess.h"

#include <QJsonArray>
#include <QTest>

#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

QJsonObject resultAt(const CliResult &result, int number)
{
    return result.json()[u"results"].toArray()[number].toObject();
}

HelperProcess holderOn(const CliSite &site)
{
    return HelperProcess(QStringLiteral("opholder"), {site.files().site().displayPath()});
}

} // namespace

/// `wait` and `set --wait` beside real processes.
class TestCliWaiting : public QObject
{
    Q_OBJECT

private slots:
    void waitEndsWithTheLastWriter();
    void waitEndsWhenTheHolderIsKilled();
    void readersDoNotKeepReadOnlyFromBeingDrained();
    void oneLookGivesTheProofItsChance();
    void timeOutWithKnownWorkIsEight();
    void timeOutWithoutAProofIsFive();
    void withoutAModeThereIsNothingToWaitFor();
    void changedModeEndsTheWait_data();
    void changedModeEndsTheWait();
    void missingRightEndsTheWait_data();
    void missingRightEndsTheWait();
    void brokenTrackingFileDoesNotEndTheWait();
    void configThatIsAwayForAMomentDoesNotEndTheWait();
    void storeThatIsTakenOutEndsTheWait();
    void severalStoresHaveTheirOwnResults();
    void interruptLeavesTheMode_data();
    void interruptLeavesTheMode();
    void ignoredInterruptIsIgnored();
    void setWaitsAndSaysSo();
    void setGivesUpAtTheTimeOut();
    void waitInJsonPrintsOneDocument();
};

void TestCliWaiting::waitEndsWithTheLastWriter() // I-03, I-04
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QCOMPARE(site.run("set read-only vault").out, "vault: None → Read-only. 2 conflicting tasks still active.\n"_qba);
    CliProgram wait(site.files());
    wait.begin("wait vault");
    QVERIFY(wait.waitForText("vault: 2 conflicting tasks still active.\n"));
    QCOMPARE(holder.ask("release 1"), "released"_qba);
    QVERIFY(wait.waitForText("vault: 1 conflicting task still active.\n"));
    QCOMPARE(wait.state(), QProcess::Running);
    QVERIFY(holder.ask("begin vault write") != "held 3"_qba);
    QCOMPARE(holder.ask("release 2"), "released"_qba);
    const CliResult result = wait.finish();
    QCOMPARE(result.exit, 0);
    QVERIFY2(result.out.startsWith("vault: No write operations left. "), result.out.constData());
}

void TestCliWaiting::waitEndsWhenTheHolderIsKilled() // I-05
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault read").startsWith("held"));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    CliProgram wait(site.files());
    wait.begin("wait vault");
    QVERIFY(wait.waitForText("1 conflicting task"));
    holder.kill();
    const CliResult result = wait.finish();
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.out, "vault: No operations left.\n"_qba);
}

void TestCliWaiting::readersDoNotKeepReadOnlyFromBeingDrained()
{
    CliSite site;
    site.files().addStore("vault", "read-only");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault read").startsWith("held"));
    const CliResult result = site.run("wait vault --timeout=30s");
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.out,
             "vault: No write operations left. 1 reader may go on (verify may still write); do not unplug.\n"_qba);
}

void TestCliWaiting::oneLookGivesTheProofItsChance()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    QCOMPARE(site.run("wait vault --timeout=0").exit, 0);
    QCOMPARE(site.run("wait vault --timeout=0s --json").json()[u"results"].toArray().size(), 1);
}

void TestCliWaiting::timeOutWithKnownWorkIsEight()
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QVERIFY(holder.ask("begin vault read").startsWith("held"));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    const CliResult result = site.run("wait vault --timeout=0 --json");
    QCOMPARE(result.exit, 8);
    const QJsonObject wait = resultAt(result, 0);
    QCOMPARE(wait[u"drain"].toObject()[u"conflicting"].toInt(), 2);
    QCOMPARE(wait[u"error"].toObject()[u"code"].toString(), u"still-draining"_qs);
    QVERIFY2(result.err.contains("vault: Wait: 1 writer, 1 reader\n"), result.err.constData());
    QCOMPARE(site.run("wait vault --timeout=1s -q").exit, 8);
}

void TestCliWaiting::timeOutWithoutAProofIsFive() // I-03
{
    CliSite site;
    site.files().addStore("vault", "offline");
    HelperProcess lock(QStringLiteral("lockholder"));
    QCOMPARE(lock.ask("lock " + site.files().site().configLockPath()), "locked"_qba);
    const CliResult result = site.run("wait vault --timeout=1s --json");
    QCOMPARE(result.exit, 5);
    QCOMPARE(resultAt(result, 0)[u"drain"].toObject()[u"state"].toString(), u"confirming"_qs);
    QCOMPARE(lock.ask("unlock"), "unlocked"_qba);
    QCOMPARE(site.run("wait vault --timeout=30s").exit, 0);
}

void TestCliWaiting::withoutAModeThereIsNothingToWaitFor()
{
    CliSite site;
    site.files().addStore("vault");
    const CliResult result = site.run("wait vault --json");
    QCOMPARE(result.exit, 6);
    QCOMPARE(resultAt(result, 0)[u"error"].toObject()[u"code"].toString(), u"no-mode"_qs);
    QCOMPARE(result.err, "vault has no maintenance mode, so nothing keeps operations from beginning. Set one first: "
                         "drydockctl set offline vault\n"_qba);
}

void TestCliWaiting::changedModeEndsTheWait_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("cleared") << "clear vault -q"_qba
                             << "vault was changed meanwhile: it has no mode now."_qba;
    QTest::newRow("another") << "set read-only vault -q"_qba
                             << "vault was changed meanwhile: its mode is Read-only now."_qba;
}

void TestCliWaiting::changedModeEndsTheWait()
{
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, said);
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    CliProgram wait(site.files());
    wait.begin("wait vault");
    QVERIFY(wait.waitForText("1 conflicting task"));
    QCOMPARE(site.run("set offline vault -m another~message -q").exit, 0);
    QCOMPARE(site.run(change).exit, 0);
    const CliResult result = wait.finish();
    QCOMPARE(result.exit, 6);
    QVERIFY2(result.err.contains(said), result.err.constData());
}

void TestCliWaiting::missingRightEndsTheWait_data()
{
    QTest::addColumn<bool>("draining");
    QTest::newRow("nothing runs") << false;
    QTest::newRow("while operations run") << true;
}

void TestCliWaiting::missingRightEndsTheWait() // I-03
{
    QFETCH(bool, draining);
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    if (draining)
        QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QCOMPARE(site.run("set offline vault -q").exit, 0); // makes the lock file
    QCOMPARE(::chmod(site.files().root().constData(), 0755), 0);
    QCOMPARE(::chmod(site.files().site().configLockPath().constData(), 0), 0);
    for (const QByteArray &path : {site.files().site().configFolder, site.files().site().configPath(),
                                   site.files().site().trackingFolder, site.files().trackingPath("vault")})
        ::chmod(path.constData(), 0755);
    CliProgram wait(site.files());
    wait.dropRights();
    wait.begin("wait vault --json");
    const CliResult result = wait.finish();
    QVERIFY2(result.exit == 4, result.err.constData());
    QCOMPARE(resultAt(result, 0)[u"drain"].toObject()[u"state"].toString(), draining ? u"draining"_qs : u"unknown"_qs);
    QCOMPARE(resultAt(result, 0)[u"error"].toObject()[u"code"].toString(), u"permission-denied"_qs);
}

void TestCliWaiting::brokenTrackingFileDoesNotEndTheWait() // I-03
{
    CliSite site;
    site.files().addStore("vault", "offline");
    site.files().writeTracking("vault", "[{");
    CliProgram wait(site.files());
    wait.begin("wait vault");
    QVERIFY(wait.waitForText("vault: Unknown: "));
    QCOMPARE(wait.state(), QProcess::Running);
    site.files().writeTracking("vault", "[]");
    QCOMPARE(wait.finish().exit, 0);
    site.files().writeTracking("vault", "");
    QCOMPARE(site.run("wait vault --timeout=0").exit, 5);
}

void TestCliWaiting::configThatIsAwayForAMomentDoesNotEndTheWait() // I-03
{
    CliSite site;
    site.files().addStore("vault", "offline");
    site.files().writeTracking("vault", "[{");
    CliProgram wait(site.files());
    wait.begin("wait vault");
    QVERIFY(wait.waitForText("vault: Unknown: "));
    const QByteArray config = site.files().config();
    QVERIFY(::unlink(site.files().site().configPath().constData()) == 0); // as an editor does that keeps a copy
    QVERIFY(wait.waitForText("vault: Unknown\n"));
    QCOMPARE(wait.state(), QProcess::Running);
    site.files().writeConfig(config);
    site.files().writeTracking("vault", "[]");
    QCOMPARE(wait.finish().exit, 0);
}

void TestCliWaiting::storeThatIsTakenOutEndsTheWait()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    site.files().writeTracking("vault", "[{");
    CliProgram wait(site.files());
    wait.begin("wait vault");
    QVERIFY(wait.waitForText("vault: Unknown: "));
    site.files().writeConfig({});
    const CliResult result = wait.finish();
    QCOMPARE(result.exit, 3);
    QVERIFY2(result.err.contains("vault: Unknown\n"), result.err.constData()); // not at once
}

void TestCliWaiting::severalStoresHaveTheirOwnResults()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    site.files().addStore("usb-a");
    site.files().addStore("tank", "read-only");
    const CliResult result = site.run("wait vault usb-a tank pond --timeout=30s --json");
    QCOMPARE(result.exit, 10);
    QList<int> codes;
    for (int at = 0; at < 4; ++at)
        codes += resultAt(result, at)[u"exit"].toInt();
    QCOMPARE(codes, (QList<int>{0, 6, 0, 3}));
    QCOMPARE(site.run("wait vault tank").exit, 0);
}

void TestCliWaiting::interruptLeavesTheMode_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("wait") << "wait vault"_qba;
    QTest::newRow("set --wait") << "set offline vault --wait"_qba;
    QTest::newRow("in JSON") << "wait vault --json"_qba;
}

void TestCliWaiting::interruptLeavesTheMode()
{
    QFETCH(QByteArray, line);
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    CliProgram wait(site.files());
    wait.begin(line);
    QVERIFY(wait.waitForText("1 conflicting task"));
    QCOMPARE(::kill(pid_t(wait.processId()), SIGINT), 0);
    const CliResult result = wait.finish();
    QCOMPARE(result.exit, 130);
    QCOMPARE(wait.exitStatus(), QProcess::CrashExit); // of the signal itself, so that a shell's loop stops
    QVERIFY2(result.err.contains("Interrupted. The mode stays as it is: vault.\n"), result.err.constData());
    QVERIFY(site.files().config().contains("maintenance-mode offline"));
}

void TestCliWaiting::ignoredInterruptIsIgnored()
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    CliProgram wait(site.files());
    wait.setChildProcessModifier([] { ::signal(SIGINT, SIG_IGN); }); // as `nohup` and a shell's background job
    wait.begin("wait vault");
    QVERIFY(wait.waitForText("1 conflicting task"));
    QCOMPARE(::kill(pid_t(wait.processId()), SIGINT), 0);
    QCOMPARE(holder.ask("release 1"), "released"_qba);
    QCOMPARE(wait.finish().exit, 0);
}

void TestCliWaiting::setWaitsAndSaysSo() // I-01
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    CliProgram set(site.files());
    set.begin("set offline vault -m swap~disk~2 --wait=30m");
    QVERIFY(set.waitForText("vault: None → Offline (\"swap disk 2\")\n"));
    QVERIFY(set.waitForText("vault: 1 conflicting task still active.\n"));
    QCOMPARE(holder.ask("begin vault read"), "refused"_qba);
    QCOMPARE(holder.ask("release 1"), "released"_qba);
    const CliResult result = set.finish();
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.out, "vault: None → Offline (\"swap disk 2\")\nvault: No operations left.\n"_qba);
}

void TestCliWaiting::setGivesUpAtTheTimeOut()
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    const CliResult result = site.run("set offline vault --wait=0 --json");
    QCOMPARE(result.exit, 8);
    const QJsonObject set = resultAt(result, 0);
    QCOMPARE(set[u"changed"].toBool(), true);
    QCOMPARE(set[u"ok"].toBool(true), false);
    QCOMPARE(set[u"drain"].toObject()[u"write"].toInt(), 1);
    QCOMPARE(site.run("set offline vault tank --wait=0 --json").exit, 10);
}

void TestCliWaiting::waitInJsonPrintsOneDocument()
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder = holderOn(site);
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    CliProgram wait(site.files());
    wait.begin("wait vault --json");
    QVERIFY(wait.waitForText("1 conflicting task"));
    QCOMPARE(holder.ask("release 1"), "released"_qba);
    const CliResult result = wait.finish();
    QCOMPARE(result.exit, 0);
    QCOMPARE(keysOf(resultAt(result, 0)),
             (QSet<QString>{u"store"_qs, u"ok"_qs, u"exit"_qs, u"changed"_qs, u"drain"_qs, u"error"_qs}));
    QCOMPARE(resultAt(result, 0)[u"drain"].toObject()[u"state"].toString(), u"drained"_qs);
}

QTEST_GUILESS_MAIN(TestCliWaiting)
#include "tst_cliwaiting.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirun.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace Drydock;

/// The main job from end to end, by programs alone: add, run, set, wait, check, clear.
class TestThinLine : public QObject
{
    Q_OBJECT

private slots:
    void diskIsTakenOutOfUseAndPutBack();
};

namespace {

CliResult call(const TestSite &site, const QByteArray &line)
{
    CliProgram program(site);
    program.begin(line);
    return program.finish();
}

QJsonObject storeOf(const TestSite &site)
{
    return call(site, "list --json").json()[u"stores"].toArray()[0].toObject();
}

} // namespace

void TestThinLine::diskIsTakenOutOfUseAndPutBack() // I-01 I-02 I-03 I-04 I-05
{
    const TestSite site;
    const QString disk = QString::fromLocal8Bit(site.path("disk"));
    QVERIFY(QDir().mkpath(disk));
    QCOMPARE(call(site, "add vault " + disk.toUtf8()).exit, 0);

    // A job that reads and writes real files; it is registered before its first word is out.
    CliProgram job(site);
    job.begin("run vault --job backup --label nightly -- sh -c echo~started>" + disk.toUtf8()
              + "/log;~echo~running;~read~line;~echo~done>>" + disk.toUtf8() + "/log");
    QVERIFY(job.waitForText("running\n"));
    QCOMPARE(storeOf(site)[u"drain"].toObject()[u"write"].toInt(), 1);

    CliProgram set(site);
    set.begin("set offline vault -m swap~disk~2 --wait=10m");
    QVERIFY(set.waitForText("vault: 1 conflicting task still active.\n"));
    const QJsonObject blocker = storeOf(site)[u"blockers"].toArray()[0].toObject();
    QCOMPARE(blocker[u"job"].toString(), u"backup"_qs);
    QCOMPARE(blocker[u"label"].toString(), u"nightly"_qs);
    QVERIFY(blocker[u"conflicting"].toBool());

    // Closed: neither a question nor a job gets in.
    const CliResult check = call(site, "check vault --op read");
    QCOMPARE(check.exit, 75);
    QVERIFY2(check.err.startsWith("vault is offline: swap disk 2 (set by "), check.err.constData());
    const CliResult late = call(site, "run vault --op read -- touch " + disk.toUtf8() + "/late");
    QCOMPARE(late.exit, 75);
    QVERIFY2(late.err.contains("vault is offline: swap disk 2 (set by "), late.err.constData());
    QVERIFY2(late.err.endsWith(" Not started.\n"), late.err.constData());
    QVERIFY(!QFile::exists(disk + u"/late"_qs));
    QCOMPARE(set.state(), QProcess::Running);

    // Drained by the job's own end.
    job.write("\n");
    QCOMPARE(job.finish().exit, 0);
    const CliResult drained = set.finish();
    QCOMPARE(drained.exit, 0);
    QVERIFY2(drained.out.endsWith("vault: No operations left.\n"), drained.out.constData());
    QCOMPARE(TestSite::read(site.path("disk/log")), "started\ndone\n"_qba);
    QCOMPARE(call(site, "wait vault --timeout=0").exit, 0);
    QCOMPARE(storeOf(site)[u"drain"].toObject()[u"state"].toString(), u"drained"_qs);

    // And open again.
    QCOMPARE(call(site, "clear vault --if-mode offline").exit, 0);
    QCOMPARE(call(site, "check vault --op write").exit, 0);
    QCOMPARE(call(site, "run vault --op write -- touch " + disk.toUtf8() + "/again").exit, 0);
    QVERIFY(QFile::exists(disk + u"/again"_qs));
    const QJsonArray changes = call(site, "history vault --json").json()[u"changes"].toArray();
    QCOMPARE(changes.size(), 2);
    QVERIFY(!changes[0].toObject()[u"drained"].isNull());
    QCOMPARE(call(site, "remove vault --yes").exit, 0);
    QCOMPARE(TestSite::read(site.path("disk/log")), "started\ndone\n"_qba);
}

QTEST_GUILESS_MAIN(TestThinLine)
#include "tst_thinline.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/testjob.h"
#include "tests/support/folderevents.h"
#include "tests/support/operationfixture.h"

#include <QTest>

#include <csignal>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

/// `drydockctl run` as a script meets it: exit codes, status file, words on stderr, bytes. Protocol 8's steps stand in
/// tst_jobrunner, tst_jobhandover and tst_jobsignals; the entry in tst_runentry.
class TestRun : public QObject
{
    Q_OBJECT

private slots:
    void exitCodeAndStatusFileSayWhoDecided_data();
    void exitCodeAndStatusFileSayWhoDecided();
    void interruptedCommandInterruptsTheWrapper();
    void jobKindDecidesTheOperation_data();
    void jobKindDecidesTheOperation();
    void refusalNamesReasonAndRegistersNothing();
    void waitingEndsWhenTheModeIsCleared();
    void waitingEndsWithTheTime();
    void survivorsAreNamedOnce();
    void quietSaysNothingOfThem();
    void leaderOnlyDoesNotWaitForThem();
    void wordsBehindTheSeparatorAreTheCommands();
    void misuseIsTheWrappersFailure_data();
    void misuseIsTheWrappersFailure();
    void statusFileOfAnEarlierJobDoesNotStay();
    void statusFileOfAKilledWrapperWithOurPidIsNoHindrance();
    void statusFileReplacesNothingButFiles_data();
    void statusFileReplacesNothingButFiles();
    void statusFileThatCannotBeWrittenIsAWarning();
    void siteOfPbsIsRefusedUnlessForced();
};

namespace {

const QByteArray program = QByteArrayLiteral(DRYDOCK_BIN_DIR "/drydockctl");

bool exitedWith(const std::optional<int> &status, int code)
{
    return status && WIFEXITED(*status) && WEXITSTATUS(*status) == code;
}

JobSetup runSetup(const TestSite &site, const QByteArrayList &options, const QByteArrayList &command)
{
    return {.wrapper = QByteArrayList{program, "--root", site.site().configFolder, "run"} + options,
            .command = command};
}

/// What a run on "vault" gave.
struct Outcome {
    std::optional<int> status;
    QByteArray out;
    QByteArray errors;

    Outcome(const TestSite &site, const QByteArrayList &options, const QByteArrayList &command)
    {
        TestJob job(runSetup(site, options, command));
        status = job.waitEnd();
        out = job.outputToEnd();
        errors = job.errors();
    }
};

void writeMode(const TestSite &site, const QByteArray &mode)
{
    QByteArray config = "datastore: vault\n\tpath /\n";
    if (!mode.isEmpty())
        config = "datastore: vault\n\tmaintenance-mode " + mode + "\n\tpath /\n";
    site.writeConfig(config);
}

} // namespace

void TestRun::exitCodeAndStatusFileSayWhoDecided_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArrayList>("command");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("status");

    const auto shell = [](const QByteArray &script) { return QByteArrayList{"/bin/sh", "-c", script}; };
    QTest::newRow("success") << QByteArray() << shell("exit 0") << 0 << QByteArray(R"({"phase":"command","code":0})");
    QTest::newRow("failure") << QByteArray() << shell("exit 3") << 3 << QByteArray(R"({"phase":"command","code":3})");
    QTest::newRow("the command's own 75")
        << QByteArray() << shell("exit 75") << 75 << QByteArray(R"({"phase":"command","code":75})");
    QTest::newRow("the command's own 125")
        << QByteArray() << shell("exit 125") << 125 << QByteArray(R"({"phase":"command","code":125})");
    QTest::newRow("killed") << QByteArray() << shell("kill -TERM $$") << 143
                            << QByteArray(R"({"phase":"command","code":143})");
    QTest::newRow("refused") << QByteArray("offline") << shell("exit 0") << 75
                             << QByteArray(R"({"phase":"refused","code":75})");
    QTest::newRow("not found") << QByteArray() << QByteArrayList{"/nowhere/x"} << 127
                               << QByteArray(R"({"phase":"wrapper","code":127})");
    QTest::newRow("not executable") << QByteArray() << QByteArrayList{"/etc/passwd"} << 126
                                    << QByteArray(R"({"phase":"wrapper","code":126})");
    QTest::newRow("config that does not parse") << QByteArray("offline,") + "\n\tx\n\n#" << shell("exit 0") << 125
                                                << QByteArray(R"({"phase":"wrapper","code":125})");
}

void TestRun::exitCodeAndStatusFileSayWhoDecided()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArrayList, command);
    QFETCH(int, code);
    QFETCH(QByteArray, status);
    const TestSite site;
    writeMode(site, mode);
    const Outcome outcome(site, {"vault", "--op=read", "--status-file", site.path("status")}, command);
    QVERIFY(exitedWith(outcome.status, code));
    QCOMPARE(TestSite::read(site.path("status")), status + '\n');
    QVERIFY(!TestSite::names(site.root()).join(' ').contains("tmp"));
    const bool commandRan = status.contains("command");
    QCOMPARE(outcome.errors.isEmpty(), commandRan);
    QVERIFY2(commandRan || outcome.errors.startsWith("drydockctl: "), outcome.errors.constData());
}

void TestRun::interruptedCommandInterruptsTheWrapper()
{
    const TestSite site;
    site.addStore("vault");
    const Outcome outcome(site, {"vault", "--op=read", "--status-file", site.path("status")},
                          {"/bin/sh", "-c", "kill -INT $$"});
    QVERIFY(outcome.status && WIFSIGNALED(*outcome.status) && WTERMSIG(*outcome.status) == SIGINT);
    QCOMPARE(TestSite::read(site.path("status")), "{\"phase\":\"command\",\"code\":130}\n");
}

void TestRun::jobKindDecidesTheOperation_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<bool>("admitted");
    for (const char *kind : {"restore", "verify", "sync-push", "tape-backup"})
        QTest::addRow("%s reads", kind) << QByteArray(kind) << true;
    for (const char *kind : {"backup", "prune", "gc", "sync-pull", "tape-restore", "move"})
        QTest::addRow("%s writes", kind) << QByteArray(kind) << false;
}

void TestRun::jobKindDecidesTheOperation()
{
    QFETCH(QByteArray, kind);
    QFETCH(bool, admitted);
    const TestSite site;
    site.addStore("vault", "read-only");
    const Outcome outcome(site, {"vault", "--job=" + kind}, {"/bin/true"});
    QVERIFY(exitedWith(outcome.status, admitted ? 0 : 75));
}

void TestRun::refusalNamesReasonAndRegistersNothing()
{
    const TestSite site;
    site.addStore("vault", "offline,message=\"swap, disk 2\"");
    const Outcome outcome(site, {"vault", "--op=read"}, {"/bin/echo", "ran"});
    QVERIFY(exitedWith(outcome.status, 75));
    QVERIFY2(outcome.errors.startsWith("drydockctl: vault is offline: swap, disk 2"), outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(site.tracking("vault"), QByteArray());
}

void TestRun::waitingEndsWhenTheModeIsCleared()
{
    const TestSite site;
    writeMode(site, "offline,message=one");
    TestJob job(runSetup(site, {"vault", "--op=read", "--wait-mode=1h"}, {"/bin/echo", "ran"}));
    QVERIFY2(job.nextError().endsWith("vault is offline: one. Waiting for the mode to change."), "one");
    writeMode(site, "offline,message=two");
    QVERIFY2(job.nextError().endsWith("vault is offline: two. Waiting for the mode to change."), "two");
    writeMode(site, {});
    QVERIFY(exitedWith(job.waitEnd(), 0));
    QCOMPARE(job.outputToEnd(), "ran\n");
}

void TestRun::waitingEndsWithTheTime()
{
    const TestSite site;
    site.addStore("vault", "offline");
    const Outcome outcome(site, {"vault", "--op=read", "--wait-mode=0s"}, {"/bin/echo", "ran"});
    QVERIFY(exitedWith(outcome.status, 75));
    QCOMPARE(outcome.out, QByteArray());
}

void TestRun::survivorsAreNamedOnce()
{
    const TestSite site;
    site.addStore("vault");
    TestJob job(runSetup(site, {"vault", "--op=read"}, {}));
    QCOMPARE(job.nextOutput(), "ready");
    job.order("name a\x1b[2Jb");
    const QByteArray first = job.order("daemon 5").mid(7);
    const QByteArray second = job.order("daemon 6").mid(7);
    job.tell("exit 4");
    QCOMPARE(job.nextError(), "drydockctl: The command has ended, but not what it has started: vault stays in use by "
                              "a\\u001b[2Jb ("
                                  + first + "), a\\u001b[2Jb (" + second + ").");
    job.endLifeline(5);
    job.endLifeline(6);
    QVERIFY(exitedWith(job.waitEnd(), 4));
    QCOMPARE(job.errors(), QByteArray());
    QCOMPARE(site.tracking("vault"), "[]");
}

void TestRun::quietSaysNothingOfThem()
{
    const TestSite site;
    site.addStore("vault");
    TestJob job(runSetup(site, {"vault", "--op=read", "-q"}, {}));
    QCOMPARE(job.nextOutput(), "ready");
    QVERIFY(job.order("daemon 5").startsWith("forked "));
    job.tell("exit 4");
    job.endLifeline(5);
    QVERIFY(exitedWith(job.waitEnd(), 4));
    QCOMPARE(job.errors(), QByteArray());
}

void TestRun::leaderOnlyDoesNotWaitForThem()
{
    const TestSite site;
    site.addStore("vault");
    TestJob job(runSetup(site, {"vault", "--op=read", "--leader-only"}, {}));
    QCOMPARE(job.nextOutput(), "ready");
    QVERIFY(job.order("daemon 5").startsWith("forked "));
    job.tell("exit 4");
    QVERIFY(exitedWith(job.waitEnd(), 4));
    QCOMPARE(site.tracking("vault"), "[]");
}

void TestRun::wordsBehindTheSeparatorAreTheCommands()
{
    const TestSite site;
    site.addStore("vault");
    // One of the words is one that Qt takes out of argv where it can, another is an option of ours.
    const QByteArrayList words = {"--", "-qmljsdebugger=port:1", "--op=write", "\xff\xfe", "\xc3\xa4\n", "", "--help"};
    const Outcome outcome(site, {"vault", "--op=read"}, QByteArrayList{"/usr/bin/printf", "%s|"} + words);
    QVERIFY(exitedWith(outcome.status, 0));
    QCOMPARE(outcome.out, words.join('|') + '|');
}

void TestRun::misuseIsTheWrappersFailure_data()
{
    QTest::addColumn<QByteArrayList>("options");
    QTest::newRow("no operation") << QByteArrayList{"vault"};
    QTest::newRow("operation and job") << QByteArrayList{"vault", "--op=read", "--job=backup"};
    QTest::newRow("unknown operation") << QByteArrayList{"vault", "--op=lookup"};
    QTest::newRow("unknown job") << QByteArrayList{"vault", "--job=make-coffee"};
    QTest::newRow("no such store") << QByteArrayList{"other", "--op=read"};
    QTest::newRow("no store's name") << QByteArrayList{"../vault", "--op=read"};
    QTest::newRow("unknown option") << QByteArrayList{"vault", "--op=read", "--fast"};
    QTest::newRow("long label") << QByteArrayList{"vault", "--op=read", "--label", QByteArray(65, 'x')};
    QTest::newRow("label with a control character") << QByteArrayList{"vault", "--op=read", "--label=a\nb"};
    QTest::newRow("bare number") << QByteArrayList{"vault", "--op=read", "--wait-mode=5"};
    QTest::newRow("no document here") << QByteArrayList{"vault", "--op=read", "--json"};
}

void TestRun::misuseIsTheWrappersFailure()
{
    QFETCH(QByteArrayList, options);
    const TestSite site;
    site.addStore("vault");
    // Yesterday's job must not speak for this one, wherever the words went wrong.
    TestSite::write(site.path("status"), "{\"phase\":\"command\",\"code\":0}\n");
    const Outcome outcome(site, options + QByteArrayList{"--status-file", site.path("status")}, {"/bin/echo", "ran"});
    QCOMPARE(TestSite::read(site.path("status")), QByteArray("{\"phase\":\"wrapper\",\"code\":125}\n"));
    QVERIFY(exitedWith(outcome.status, 125)); // 2 would be taken for the command's
    QVERIFY(!outcome.out.contains("ran"));
    QVERIFY(!outcome.errors.isEmpty());
    QCOMPARE(site.tracking("vault"), QByteArray());
}

void TestRun::statusFileOfAnEarlierJobDoesNotStay()
{
    const TestSite site;
    site.addStore("vault");
    TestSite::write(site.path("status"), "{\"phase\":\"command\",\"code\":0}\n");
    TestJob job(runSetup(site, {"vault", "--op=read", "--status-file", site.path("status")}, {}));
    QCOMPARE(job.nextOutput(), "ready");
    QCOMPARE(TestSite::status(site.path("status")).links, 0U);
    job.signal(SIGKILL);
    QVERIFY(job.waitEnd());
    QCOMPARE(TestSite::status(site.path("status")).links, 0U);
}

void TestRun::statusFileOfAKilledWrapperWithOurPidIsNoHindrance()
{
    const TestSite site;
    site.addStore("vault");
    const QByteArray path = site.path("status");
    // The shell keeps its pid when it becomes the wrapper.
    JobSetup setup = runSetup(site, {"vault", "--op=read", "--status-file", path}, {"/bin/sh", "-c", "exit 3"});
    setup.wrapper = QByteArrayList{"/bin/sh", "-c", "echo half > \"$0.tmp-$$\"; exec \"$@\"", path} + setup.wrapper;
    TestJob job(setup);
    QVERIFY(exitedWith(job.waitEnd(), 3));
    QCOMPARE(job.errors(), QByteArray());
    QCOMPARE(TestSite::read(path), QByteArray("{\"phase\":\"command\",\"code\":3}\n"));
    QVERIFY(!TestSite::names(site.root()).join(' ').contains("tmp"));
}

void TestRun::statusFileReplacesNothingButFiles_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("link") << QByteArray("link");
    QTest::newRow("FIFO") << QByteArray("fifo");
    QTest::newRow("folder") << QByteArray("folder");
}

void TestRun::statusFileReplacesNothingButFiles()
{
    QFETCH(QByteArray, kind);
    const TestSite site;
    site.addStore("vault");
    const QByteArray path = site.path("status");
    if (kind == "link")
        QCOMPARE(::symlink("/dev/null", path.constData()), 0);
    else
        QCOMPARE(kind == "fifo" ? ::mkfifo(path.constData(), 0600) : ::mkdir(path.constData(), 0700), 0);
    const FileStatus before = TestSite::status(path);
    const Outcome outcome(site, {"vault", "--op=read", "--status-file", path}, {"/bin/sh", "-c", "exit 3"});
    QVERIFY(exitedWith(outcome.status, 3));
    QVERIFY(outcome.errors.contains("status"));
    QVERIFY(TestSite::status(path).sameFile(before));
}

void TestRun::statusFileThatCannotBeWrittenIsAWarning()
{
    const TestSite site;
    site.addStore("vault");
    const QByteArray path = site.path("nowhere/status");
    const Outcome outcome(site, {"vault", "--op=read", "--status-file", path}, {"/bin/sh", "-c", "exit 3"});
    QVERIFY(exitedWith(outcome.status, 3));
    QVERIFY2(outcome.errors.startsWith("drydockctl: ") && outcome.errors.contains(path), outcome.errors.constData());
}

void TestRun::siteOfPbsIsRefusedUnlessForced()
{
    const TestSite site(TestSite::Kind::Pbs);
    site.addStore("vault");
    const auto setup = [&site](const QByteArrayList &options) {
        return JobSetup{.wrapper = QByteArrayList{program, "run", "vault", "--op=write", "--site=pbs"} + options,
                        .command = {"/bin/cat", site.trackingPath("vault")},
                        .before = {"/usr/bin/env", "DRYDOCK_SYSROOT=" + site.site().systemRoot}};
    };
    TestJob refused(setup({}));
    QVERIFY(exitedWith(refused.waitEnd(), 125));
    QCOMPARE(refused.outputToEnd(), QByteArray());
    QVERIFY(refused.errors().contains("--force"));
    TestJob forced(setup({"--force"}));
    QVERIFY2(exitedWith(forced.waitEnd(), 0), forced.errors().constData());
    QVERIFY(forced.outputToEnd().contains(R"("active_operations":{"read":0,"write":1})"));
}

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"

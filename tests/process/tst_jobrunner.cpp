// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/testjob.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

/// `run` from its first line to the command's start, and its exit codes: protocol 8, steps 1 to 6 and 10. The step
/// stands before each group. I-02: the entry is there before the work starts; I-12: it names the process that does it.
class TestJobRunner : public QObject
{
    Q_OBJECT

private slots:
    void ignoredEndsOfChildrenLoseNoStatus(); // 1
    void commandHasTheInheritedSignals();
    void commandHasTheInheritedDescriptors();
    void commandHasTheInheritedLimit();
    void closedStandardErrorStaysClosed();
    void childFromBeforeIsNotOfTheJob();
    void commandSharesSessionAndGroup(); // 3
    void nothingRunsBeforeTheGateHasSaidYes(); // 4
    void commandOfAKilledWrapperNeverRuns();
    void gateIsAskedInTheCommandsName(); // 5
    void refusalEndsWith75();
    void failureOfTheGateEndsWith125();
    void signalEndsTheWaitAtTheGate_data();
    void signalEndsTheWaitAtTheGate();
    void ignoredSignalDoesNotEndTheWait();
    void waitingForAModeAsksAgainAtEachChange();
    void waitingForAModeOutlastsWhatPasses();
    void waitingForAModeEndsWith75();
    void lockHeldAtTheEndOfTheWaitIsStillARefusal();
    void signalEndsTheWaitForAMode();
    void commandThatDiesAtTheGateEndsTheWait();
    void commandThatCannotStartLeavesNoEntry_data(); // 6
    void commandThatCannotStartLeavesNoEntry();
    void argumentsArriveByteForByte();
    void exitCodeIsTheCommands_data(); // 10
    void exitCodeIsTheCommands();
    void failedLastUpdateIsAWarning();
    void wrapperKilledWhileItRunsLeavesTheCommandAlone();
};

namespace {

bool exitedWith(const std::optional<int> &status, int code)
{
    return status && WIFEXITED(*status) && WEXITSTATUS(*status) == code;
}

bool killedBy(const std::optional<int> &status, int signal)
{
    return status && WIFSIGNALED(*status) && WTERMSIG(*status) == signal;
}

/// Admits the command and sees the job to its end; the wrapper's last words.
QByteArray runToEnd(TestJob &job)
{
    if (!job.nextCall().startsWith("admit "))
        return "no admission";
    job.answer("ok");
    if (!job.nextCallButLooks().startsWith("remove "))
        return "no removal";
    job.answer("ok");
    return job.nextCall();
}

QByteArray lineOf(const QByteArray &text, const QByteArray &start)
{
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith(start))
            return line.mid(start.size()).trimmed();
    }
    return "missing";
}

} // namespace

void TestJobRunner::ignoredEndsOfChildrenLoseNoStatus()
{
    TestJob job({.command = {"/bin/sh", "-c", "exit 3"}, .prepare = [] { std::signal(SIGCHLD, SIG_IGN); }});
    QCOMPARE(runToEnd(job), "end command 3");
    QVERIFY(exitedWith(job.waitEnd(), 3));
}

void TestJobRunner::commandHasTheInheritedSignals()
{
    const auto prepare = [] {
        std::signal(SIGCHLD, SIG_IGN);
        std::signal(SIGHUP, SIG_IGN);
        std::signal(SIGUSR2, SIG_IGN);
        sigset_t blocked;
        sigemptyset(&blocked);
        sigaddset(&blocked, SIGWINCH);
        sigaddset(&blocked, SIGPIPE);
        sigaddset(&blocked, SIGRTMIN + 3);
        ::sigprocmask(SIG_SETMASK, &blocked, nullptr);
    };
    TestJob job({.command = {"/bin/cat", "/proc/self/status"}, .prepare = prepare});
    QCOMPARE(runToEnd(job), "end command 0");
    const QByteArray status = job.outputToEnd();
    const auto bit = [](int signal) { return quint64(1) << (signal - 1); };
    const auto number = [&status](const QByteArray &key) { return lineOf(status, key).toULongLong(nullptr, 16); };
    QCOMPARE(number("SigIgn:"), bit(SIGCHLD) | bit(SIGHUP) | bit(SIGUSR2));
    QCOMPARE(number("SigBlk:"), bit(SIGWINCH) | bit(SIGPIPE) | bit(SIGRTMIN + 3));
    QCOMPARE(number("SigPnd:") | number("ShdPnd:"), quint64(0));
}

void TestJobRunner::commandHasTheInheritedDescriptors()
{
    // Whoever runs the tests may have left more open.
    TestJob job({.command = {"/bin/ls", "/proc/self/fd"}, .prepare = [] { ::close_range(10, ~0U, 0); }});
    QCOMPARE(runToEnd(job), "end command 0");
    // 3 is the folder that ls reads; 5, 6 and 9 are the test's; 7 and 8 are the wrapper's own.
    QCOMPARE(job.outputToEnd().simplified(), "0 1 2 3 5 6 9");
}

void TestJobRunner::commandHasTheInheritedLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    TestJob job({.options = {"--lower-limit"}, .command = {"/bin/sh", "-c", "ulimit -S -n"}});
    QCOMPARE(runToEnd(job), "end command 0");
    QVERIFY(limit.rlim_cur != 64);
    QCOMPARE(job.outputToEnd().trimmed(), QByteArray::number(qulonglong(limit.rlim_cur)));
}

void TestJobRunner::closedStandardErrorStaysClosed()
{
    const QByteArray script = "[ -e /proc/self/fd/2 ] && echo open || echo closed; [ -e /proc/$PPID/fd/2 ] && "
                              "readlink /proc/$PPID/fd/2";
    TestJob job({.command = {"/bin/sh", "-c", script}, .prepare = [] { ::close(STDERR_FILENO); }});
    QCOMPARE(runToEnd(job), "end command 0");
    QCOMPARE(job.outputToEnd(), "closed\n/dev/null\n");
}

void TestJobRunner::childFromBeforeIsNotOfTheJob()
{
    // A shell that leaves a child and becomes the wrapper, as `exec > >(tee log)` does.
    TestJob job({.command = {"/bin/sh", "-c", "exit 4"},
                 .before = {"/bin/sh", "-c", "cat <&5 >/dev/null & exec \"$@\"", "sh"}});
    QCOMPARE(runToEnd(job), "end command 4");
    QVERIFY(exitedWith(job.waitEnd(), 4));
}

void TestJobRunner::commandSharesSessionAndGroup()
{
    TestJob job;
    const pid_t command = job.admit();
    QVERIFY(command > 0);
    QCOMPARE(::getpgid(command), ::getpgid(job.pid()));
    QCOMPARE(::getsid(command), ::getsid(job.pid()));
}

void TestJobRunner::nothingRunsBeforeTheGateHasSaidYes()
{
    TestJob job({.command = {"/bin/echo", "done"}}); // I-02
    const QByteArrayList call = job.nextCall().split(' ');
    QCOMPARE(call.value(0), "admit");
    const QString program = QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(call.value(1).toInt()));
    QVERIFY2(program.endsWith(u"/jobrun"), qPrintable(program));
    job.answer("ok");
    QCOMPARE(job.nextOutput(), "done");
}

void TestJobRunner::commandOfAKilledWrapperNeverRuns()
{
    TestJob job({.command = {"/bin/echo", "done"}}); // I-02
    const pid_t command = job.nextCall().split(' ').value(1).toInt();
    QVERIFY(command > 0);
    job.signal(SIGKILL);
    QVERIFY(killedBy(job.waitEnd(), SIGKILL));
    int status = 0;
    QCOMPARE(::waitpid(command, &status, 0), command); // ours, as we are subreaper
    QVERIFY(exitedWith(status, 125));
    QCOMPARE(job.outputToEnd(), QByteArray());
}

void TestJobRunner::gateIsAskedInTheCommandsName()
{
    TestJob job; // I-12
    const QByteArrayList call = job.nextCall().split(' ');
    QCOMPARE(call.size(), 3);
    const ProcessKey key{call[1].toInt(), call[2].toULongLong()};
    QCOMPARE(key, TestJob::keyOf(key.pid));
    QVERIFY(key.pid != job.pid());
    job.answer("ok");
    QCOMPARE(job.nextOutput(), "ready");
    QVERIFY(QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(key.pid)).endsWith(u"/jobsubject"));
}

void TestJobRunner::refusalEndsWith75()
{
    TestJob job({.command = {"/bin/echo", "done"}});
    QVERIFY(job.nextCall().startsWith("admit "));
    job.answer("refused offline");
    QCOMPARE(job.nextCall(), "end refused 75");
    QVERIFY(exitedWith(job.waitEnd(), 75));
    QCOMPARE(job.outputToEnd(), QByteArray());
}

void TestJobRunner::failureOfTheGateEndsWith125()
{
    TestJob job({.options = {"--wait-mode=1000"}, .command = {"/bin/echo", "done"}});
    QVERIFY(job.nextCall().startsWith("admit "));
    job.answer("failed");
    QCOMPARE(job.nextCall(), "end wrapper 125");
    QVERIFY(exitedWith(job.waitEnd(), 125));
    QCOMPARE(job.outputToEnd(), QByteArray());
}

void TestJobRunner::signalEndsTheWaitAtTheGate_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("HUP") << SIGHUP;
    QTest::newRow("INT, of which the wrapper dies itself") << SIGINT;
    QTest::newRow("QUIT") << SIGQUIT;
    QTest::newRow("TERM") << SIGTERM;
    QTest::newRow("USR1") << SIGUSR1;
    QTest::newRow("USR2") << SIGUSR2;
    QTest::newRow("ALRM") << SIGALRM;
}

void TestJobRunner::signalEndsTheWaitAtTheGate()
{
    QFETCH(int, signal);
    TestJob job({.command = {"/bin/echo", "done"}});
    const pid_t command = job.nextCall().split(' ').value(1).toInt();
    QVERIFY(command > 0);
    job.signal(signal); // the gate does not answer: it waits for a lock
    QCOMPARE(job.nextCall(), "end wrapper " + QByteArray::number(128 + signal));
    const std::optional<int> status = job.waitEnd();
    QVERIFY(signal == SIGINT ? killedBy(status, SIGINT) : exitedWith(status, 128 + signal));
    QCOMPARE(TestJob::stateOf(command), '\0'); // ended and reaped
    QCOMPARE(job.outputToEnd(), QByteArray());
}

void TestJobRunner::ignoredSignalDoesNotEndTheWait()
{
    TestJob job({.command = {"/bin/echo", "done"}, .prepare = [] { std::signal(SIGHUP, SIG_IGN); }});
    QVERIFY(job.nextCall().startsWith("admit "));
    job.signal(SIGHUP);
    job.answer("ok");
    QCOMPARE(job.nextOutput(), "done");
}

void TestJobRunner::waitingForAModeAsksAgainAtEachChange()
{
    TestJob job({.options = {"--wait-mode=1000"}});
    const QByteArray call = job.nextCall();
    QVERIFY(call.startsWith("admit "));
    job.answer("refused offline: one");
    QCOMPARE(job.nextCall(), "waiting offline: one");
    job.touch("config");
    QCOMPARE(job.nextCall(), call); // the same child: still the one that waits
    job.answer("refused offline: two");
    QCOMPARE(job.nextCall(), "waiting offline: two");
    QVERIFY(QFile::rename(QString::fromUtf8(job.folder() + "/config"), QString::fromUtf8(job.folder() + "/other")));
    QCOMPARE(job.nextCall(), call);
    job.answer("ok");
    QCOMPARE(job.nextOutput(), "ready");
}

void TestJobRunner::waitingForAModeOutlastsWhatPasses()
{
    TestJob job({.options = {"--wait-mode=1000"}});
    const QByteArray call = job.nextCall();
    job.answer("refused offline: one");
    QCOMPARE(job.nextCall(), "waiting offline: one");
    job.touch("config");
    QCOMPARE(job.nextCall(), call);
    job.answer("half"); // an editor writes in place: the store is not there for a moment
    job.touch("config");
    QCOMPARE(job.nextCall(), call);
    job.answer("held"); // by somebody who takes long: no change of the file ends that
    QCOMPARE(job.nextCall(), call);
    job.answer("failed");
    QCOMPARE(job.nextCall(), "end wrapper 125");

    TestJob first({.options = {"--wait-mode=1000"}}); // never refused by the mode: not what it waits for
    QCOMPARE(first.nextCall().left(6), "admit ");
    first.answer("half");
    QCOMPARE(first.nextCall(), "end wrapper 125");
}

void TestJobRunner::waitingForAModeEndsWith75()
{
    TestJob job({.options = {"--wait-mode=1"}});
    QVERIFY(job.nextCall().startsWith("admit "));
    job.answer("refused offline");
    QCOMPARE(job.nextCall(), "waiting offline");
    QCOMPARE(job.nextCall(), "end refused 75");
    QVERIFY(exitedWith(job.waitEnd(), 75));
}

void TestJobRunner::lockHeldAtTheEndOfTheWaitIsStillARefusal()
{
    TestJob job({.options = {"--wait-mode=1"}});
    QVERIFY(job.nextCall().startsWith("admit "));
    job.answer("refused offline");
    QCOMPARE(job.nextCall(), "waiting offline");
    job.touch("config");
    QByteArray call = job.nextCall();
    QVERIFY(call.startsWith("admit "));
    for (; call.startsWith("admit "); call = job.nextCall())
        job.answer("held");
    QCOMPARE(call, "end refused 75");
    QVERIFY(exitedWith(job.waitEnd(), 75));
}

void TestJobRunner::signalEndsTheWaitForAMode()
{
    TestJob job({.options = {"--wait-mode=1000"}});
    const pid_t command = job.nextCall().split(' ').value(1).toInt();
    job.answer("refused offline");
    QCOMPARE(job.nextCall(), "waiting offline");
    job.signal(SIGTERM);
    QCOMPARE(job.nextCall(), "end wrapper 143");
    QVERIFY(exitedWith(job.waitEnd(), 143));
    QCOMPARE(TestJob::stateOf(command), '\0');
}

void TestJobRunner::commandThatDiesAtTheGateEndsTheWait()
{
    TestJob job({.options = {"--wait-mode=1000"}});
    const pid_t command = job.nextCall().split(' ').value(1).toInt();
    job.answer("refused offline");
    QCOMPARE(job.nextCall(), "waiting offline");
    QCOMPARE(::kill(command, SIGKILL), 0);
    QCOMPARE(job.nextCall(), "end command 137");
    QVERIFY(exitedWith(job.waitEnd(), 137));
}

void TestJobRunner::commandThatCannotStartLeavesNoEntry_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<int>("code");
    QTest::newRow("not there") << QByteArray("/nowhere/at-all") << 127;
    QTest::newRow("not in PATH") << QByteArray("drydock-no-such-program") << 127;
    QTest::newRow("no name") << QByteArray("") << 127;
    QTest::newRow("a folder") << QByteArray("/tmp") << 126;
    QTest::newRow("not executable") << QByteArray("/etc/passwd") << 126;
    QTest::newRow("below a file") << QByteArray("/etc/passwd/x") << 126;
}

void TestJobRunner::commandThatCannotStartLeavesNoEntry()
{
    QFETCH(QByteArray, command);
    QFETCH(int, code);
    TestJob job({.command = {command}});
    const QByteArray admission = job.nextCall();
    QVERIFY(admission.startsWith("admit "));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "remove" + admission.mid(5));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "end wrapper " + QByteArray::number(code));
    QVERIFY(exitedWith(job.waitEnd(), code));
}

void TestJobRunner::argumentsArriveByteForByte()
{
    const QByteArray bytes = "\xff\xfe \xc3\xa4\n\x01'\"$HOME*\\";
    TestJob job({.command = {"/usr/bin/printf", "%s|", "--", bytes, "", "-x"}});
    QCOMPARE(runToEnd(job), "end command 0");
    QCOMPARE(job.outputToEnd(), "--|" + bytes + "||-x|");
}

void TestJobRunner::exitCodeIsTheCommands_data()
{
    QTest::addColumn<QByteArray>("order");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("deathSignal");
    for (const int code : {0, 1, 2, 75, 125, 127, 255})
        QTest::addRow("exit %d", code) << "exit " + QByteArray::number(code) << code << 0;
    for (const int signal : {SIGHUP, SIGQUIT, SIGKILL, SIGTERM, SIGUSR1, SIGPIPE, SIGRTMIN + 1})
        QTest::addRow("signal %d", signal) << "raise " + QByteArray::number(signal) << 128 + signal << 0;
    QTest::addRow("interrupt") << QByteArray("raise 2") << 130 << SIGINT;
}

void TestJobRunner::exitCodeIsTheCommands()
{
    QFETCH(QByteArray, order);
    QFETCH(int, code);
    QFETCH(int, deathSignal);
    TestJob job;
    QVERIFY(job.admit() > 0);
    job.tell(order);
    QVERIFY(job.nextCallButLooks().startsWith("remove "));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "end command " + QByteArray::number(code));
    const std::optional<int> status = job.waitEnd();
    QVERIFY(deathSignal != 0 ? killedBy(status, deathSignal) : exitedWith(status, code));
}

void TestJobRunner::failedLastUpdateIsAWarning()
{
    TestJob job;
    const pid_t command = job.admit();
    job.tell("exit 7");
    const QByteArray call = job.nextCallButLooks();
    QCOMPARE(call, QStringLiteral("remove %1 %2").arg(command).arg(TestJob::keyOf(command).startTime).toUtf8());
    QCOMPARE(TestJob::stateOf(command), 'Z'); // reaped only after the entry is gone
    job.answer("failed");
    QCOMPARE(job.nextCall(), "warning");
    QCOMPARE(job.nextCall(), "end command 7");
    QVERIFY(exitedWith(job.waitEnd(), 7));
}

void TestJobRunner::wrapperKilledWhileItRunsLeavesTheCommandAlone()
{
    TestJob job; // I-12
    const ProcessKey command = TestJob::keyOf(job.admit());
    job.signal(SIGKILL);
    QVERIFY(killedBy(job.waitEnd(), SIGKILL));
    QCOMPARE(job.order("name still here"), QByteArray());
    QVERIFY(!isProvenDead(systemProcessTable(), command));
    job.tell("exit 0");
    int status = 0;
    QCOMPARE(::waitpid(command.pid, &status, 0), command.pid);
    QVERIFY(exitedWith(status, 0));
    QVERIFY(isProvenDead(systemProcessTable(), command));
}

DRYDOCK_TEST_MAIN(TestJobRunner)
#include "tst_jobrunner.moc"

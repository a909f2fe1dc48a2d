// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/testjob.h"

#include <QFile>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace Drydock;

/// `run` between a shell, a terminal and its command: protocol 8, steps 2, 7 and 8. Where the terminal matters there is
/// one, with a session and a shell on it.
class TestJobSignals : public QObject
{
    Q_OBJECT

private slots:
    void signalsArePassedOn_data();
    void signalsArePassedOn();
    void signalsOfTheCommandAreNotEchoed();
    void terminalsSignalArrivesOnce_data();
    void terminalsSignalArrivesOnce();
    void terminalsSignalReachesACommandInItsOwnGroup();
    void interruptEndsBoth();
    void hangUpReachesTheCommandOfALeader();
    void stoppedCommandStopsTheWrapper();
    void wrapperDoesNotStopWhileACallIsUnderWay();
    void suspendKeyStopsBothAndForegroundContinues();
    void backgroundReaderStopsAndForegroundLetsItRead();
    void suspendKeyWorksAtTheGate();
    void suspendKeyWorksWhileTheGateIsAsked();
    void suspendKeyWorksAfterTheCommandsEnd();
};

namespace {

QByteArray signalLine(int signal, pid_t sender)
{
    return "signal " + QByteArray::number(signal) + ' ' + QByteArray::number(sender);
}

/// True if the process has the signal before it, blocked.
bool waitsFor(pid_t pid, int signal)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("ShdPnd:"))
            return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (signal - 1) & 1) != 0;
    }
    return false;
}

/// The pid in the shell's "started PID".
pid_t wrapperOf(TestJob &job)
{
    const QByteArray report = job.nextReport();
    return report.startsWith("started ") ? report.mid(8).toInt() : 0;
}

} // namespace

void TestJobSignals::signalsArePassedOn_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("HUP") << SIGHUP;
    QTest::newRow("INT") << SIGINT;
    QTest::newRow("QUIT") << SIGQUIT;
    QTest::newRow("TERM") << SIGTERM;
    QTest::newRow("USR1") << SIGUSR1;
    QTest::newRow("USR2") << SIGUSR2;
    QTest::newRow("ALRM") << SIGALRM;
    QTest::newRow("TSTP") << SIGTSTP;
    QTest::newRow("TTIN") << SIGTTIN;
    QTest::newRow("TTOU") << SIGTTOU;
    QTest::newRow("CONT") << SIGCONT;
    QTest::newRow("WINCH") << SIGWINCH;
}

void TestJobSignals::signalsArePassedOn()
{
    QFETCH(int, signal);
    TestJob job;
    QVERIFY(job.admit() > 0);
    job.signal(signal);
    QCOMPARE(job.nextOutput(), signalLine(signal, job.pid()));
    job.tell("exit 0"); // and the wrapper lives on
    QVERIFY(job.nextCallButLooks().startsWith("remove "));
}

void TestJobSignals::signalsOfTheCommandAreNotEchoed()
{
    TestJob job;
    QVERIFY(job.admit() > 0);
    job.order("parent 2");
    // Signals are taken lowest number first: had INT been passed on, it would have come before.
    job.signal(SIGUSR1);
    QCOMPARE(job.nextOutput(), signalLine(SIGUSR1, job.pid()));
}

void TestJobSignals::terminalsSignalArrivesOnce_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << QByteArray("\x03") << SIGINT;
    QTest::newRow("Ctrl-\\") << QByteArray("\x1c") << SIGQUIT;
}

void TestJobSignals::terminalsSignalArrivesOnce()
{
    QFETCH(QByteArray, key);
    QFETCH(int, signal);
    TestJob job({.terminal = "fg"});
    const pid_t wrapper = wrapperOf(job);
    QVERIFY(job.admit() > 0);
    // The wrapper sees the key only after the command has, or a second signal could melt into the first.
    QCOMPARE(::kill(wrapper, SIGSTOP), 0);
    QCOMPARE(job.nextReport(), "stopped " + QByteArray::number(SIGSTOP));
    job.type(key);
    QCOMPARE(job.nextOutput(), signalLine(signal, 0)); // from the kernel
    QCOMPARE(::kill(wrapper, SIGCONT), 0);
    // The wrapper takes the key first, then this: nothing of the key has come between.
    QCOMPARE(job.nextOutput(), signalLine(SIGCONT, wrapper));
}

void TestJobSignals::terminalsSignalReachesACommandInItsOwnGroup()
{
    TestJob job({.terminal = "fg"});
    const pid_t wrapper = wrapperOf(job);
    QVERIFY(job.admit() > 0);
    job.order("group");
    job.type("\x03");
    QCOMPARE(job.nextOutput(), signalLine(SIGINT, wrapper));
}

void TestJobSignals::interruptEndsBoth()
{
    TestJob job({.command = {"/bin/sh", "-c", "echo ready; read line"}, .terminal = "fg"});
    QVERIFY(wrapperOf(job) > 0);
    QVERIFY(job.admit() > 0);
    job.type("\x03");
    QVERIFY(job.nextCallButLooks().startsWith("remove "));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "end command 130");
    QCOMPARE(job.nextReport(), "killed 2");
}

void TestJobSignals::hangUpReachesTheCommandOfALeader()
{
    // No shell between: the wrapper leads the session, as a terminal window's only program does, and the kernel tells
    // the leader alone.
    TestJob job({.terminal = "lead"});
    QVERIFY(job.admit() > 0);
    QCOMPARE(::getsid(job.pid()), job.pid());
    job.closeTerminal();
    QCOMPARE(job.nextOutput(), signalLine(SIGHUP, job.pid()));
}

void TestJobSignals::stoppedCommandStopsTheWrapper()
{
    TestJob job;
    const pid_t command = job.admit();
    job.tell("raise " + QByteArray::number(SIGSTOP));
    QVERIFY(job.waitStopped(SIGSTOP));
    QCOMPARE(TestJob::stateOf(command), 'T');
    job.signal(SIGCONT);
    QCOMPARE(job.nextOutput(), "continued");
    job.tell("exit 0");
    QVERIFY(job.nextCallButLooks().startsWith("remove "));
}

void TestJobSignals::wrapperDoesNotStopWhileACallIsUnderWay()
{
    TestJob job;
    const pid_t command = job.admit();
    job.touch("tracking");
    QVERIFY(job.nextCall().startsWith("restore ")); // holds a lock, for all we know
    job.tell("raise " + QByteArray::number(SIGSTOP));
    QTRY_COMPARE_WITH_TIMEOUT(TestJob::stateOf(command), 'T', 20'000);
    job.signal(SIGUSR1); // for the command, where it waits until that goes on
    QTRY_VERIFY_WITH_TIMEOUT(waitsFor(command, SIGUSR1), 20'000);
    QVERIFY(TestJob::stateOf(job.pid()) != 'T');
    job.answer("ok");
    QVERIFY(job.waitStopped(SIGSTOP));
}

void TestJobSignals::suspendKeyStopsBothAndForegroundContinues()
{
    TestJob job({.command = {"/bin/sh", "-c", "echo ready; read line; echo \"$line\""}, .terminal = "fg"});
    const pid_t wrapper = wrapperOf(job);
    const pid_t command = job.admit();
    QVERIFY(command > 0);
    job.type("\x1a");
    QCOMPARE(job.nextReport(), "stopped " + QByteArray::number(SIGTSTP));
    QCOMPARE(TestJob::stateOf(wrapper), 'T');
    QCOMPARE(TestJob::stateOf(command), 'T');
    job.orderShell("fg");
    job.type("words\n");
    QCOMPARE(job.nextOutput(), "words");
    QVERIFY(job.nextCallButLooks().startsWith("remove "));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "end command 0");
    QCOMPARE(job.nextReport(), "exited 0");
}

void TestJobSignals::backgroundReaderStopsAndForegroundLetsItRead()
{
    TestJob job({.command = {"/bin/sh", "-c", "echo ready; read line; echo \"$line\""}, .terminal = "bg"});
    QVERIFY(wrapperOf(job) > 0);
    QVERIFY(job.nextCall().startsWith("admit "));
    job.answer("ok");
    job.answer("ok"); // to the first look, which may come before or after the stop
    QCOMPARE(job.nextOutput(), "ready");
    QCOMPARE(job.nextReport(), "stopped " + QByteArray::number(SIGTTIN));
    job.orderShell("fg");
    job.type("words\n");
    QCOMPARE(job.nextOutput(), "words");
}

void TestJobSignals::suspendKeyWorksAtTheGate()
{
    TestJob job({.options = {"--wait-mode=1000"}, .terminal = "fg"});
    QVERIFY(wrapperOf(job) > 0);
    const QByteArray call = job.nextCall();
    job.answer("refused offline");
    QCOMPARE(job.nextCall(), "waiting offline");
    job.type("\x1a");
    QCOMPARE(job.nextReport(), "stopped " + QByteArray::number(SIGTSTP));
    job.touch("config"); // and while it is stopped nobody asks
    job.orderShell("fg");
    QCOMPARE(job.nextCall(), call);
    job.answer("ok");
    QCOMPARE(job.nextOutput(), "ready");
}

void TestJobSignals::suspendKeyWorksWhileTheGateIsAsked()
{
    TestJob job({.terminal = "fg"});
    QVERIFY(wrapperOf(job) > 0);
    const pid_t command = job.nextCall().split(' ').value(1).toInt();
    job.type("\x1a");
    QTRY_VERIFY_WITH_TIMEOUT(waitsFor(command, SIGTSTP), 20'000); // the whole group has it
    job.answer("ok");
    QCOMPARE(job.nextReport(), "stopped " + QByteArray::number(SIGTSTP));
    job.orderShell("fg");
    QCOMPARE(job.nextOutput(), "ready"); // not a moment before
}

void TestJobSignals::suspendKeyWorksAfterTheCommandsEnd()
{
    TestJob job({.terminal = "fg"});
    QVERIFY(wrapperOf(job) > 0);
    QVERIFY(job.admit() > 0);
    QVERIFY(job.order("fork 5").startsWith("forked "));
    job.tell("exit 0");
    QVERIFY(job.nextCallButLooks().startsWith("survivors "));
    QVERIFY(job.nextCall().startsWith("move "));
    job.answer("ok");
    job.type("\x1a");
    QCOMPARE(job.nextReport(), "stopped " + QByteArray::number(SIGTSTP));
    job.orderShell("fg");
    job.endLifeline(5);
    QVERIFY(job.nextCallButLooks().startsWith("remove "));
    job.answer("ok");
    QCOMPARE(job.nextReport(), "exited 0");
}

QTEST_GUILESS_MAIN(TestJobSignals)
#include "tst_jobsignals.moc"

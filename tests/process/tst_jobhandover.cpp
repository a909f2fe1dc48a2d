// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/testjob.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

/// `run` while the command works and after it has ended: protocol 8, step 9, and the look at the entry. I-12: the entry
/// names a process that does the work, at every moment.
class TestJobHandOver : public QObject
{
    Q_OBJECT

private slots:
    void entryMovesToADescendant_data();
    void entryMovesToADescendant();
    void namedProcessStaysUnreapedUntilTheEntryHasMoved();
    void entryMovesOnAtEachEnd();
    void descendantThatEndsDuringTheMoveIsMovedOnFrom();
    void othersAreReapedAtOnce();
    void failedMoveIsTriedAgain();
    void failedMoveIsFinishedBeforeTheNext();
    void failedMoveToOneThatEndsIsUndone();
    void survivorsAreNamedOnceAndEscaped();
    void leaderOnlyEndsWithTheCommand();
    void survivorsGetTheSignals();
    void interruptedCommandEndsTheWrapperOnlyAfterItsDescendants();
    void lostEntryIsRestored_data();
    void lostEntryIsRestored();
    void looksAreASecondApart();
    void failedLookIsRepeated();
};

namespace {

QByteArray bytes(const ProcessKey &key)
{
    return QByteArray::number(key.pid) + ' ' + QByteArray::number(key.startTime);
}

ProcessKey forked(const QByteArray &line)
{
    return line.startsWith("forked ") ? TestJob::keyOf(line.mid(7).toInt()) : ProcessKey();
}

bool exitedWith(const std::optional<int> &status, int code)
{
    return status && WIFEXITED(*status) && WEXITSTATUS(*status) == code;
}

/// A job whose command has left one descendant and ended with 3; the move is not answered yet.
struct LeftJob {
    TestJob job;
    ProcessKey command;
    ProcessKey descendant;
    QByteArray move; ///< the wrapper's call

    explicit LeftJob(const QByteArray &order = "fork 5", const JobSetup &setup = {})
        : job(setup)
        , command(TestJob::keyOf(job.admit()))
        , descendant(forked(job.order(order)))
    {
        job.tell("exit 3");
        if (job.nextCallButLooks().startsWith("survivors "))
            move = job.nextCall();
    }
    [[nodiscard]] QByteArray expectedMove() const { return "move " + bytes(command) + ' ' + bytes(descendant); }
};

} // namespace

void TestJobHandOver::entryMovesToADescendant_data()
{
    QTest::addColumn<QByteArray>("order");
    QTest::newRow("child left behind") << QByteArray("fork 5");
    QTest::newRow("daemon in a session of its own") << QByteArray("daemon 5");
}

void TestJobHandOver::entryMovesToADescendant()
{
    QFETCH(QByteArray, order);
    LeftJob left(order);
    QVERIFY(left.descendant.startTime != 0);
    QCOMPARE(left.move, left.expectedMove());
    left.job.answer("ok");
    left.job.endLifeline(5);
    QCOMPARE(left.job.nextCallButLooks(), "remove " + bytes(left.descendant));
    left.job.answer("ok");
    QCOMPARE(left.job.nextCall(), "end command 3");
    QVERIFY(exitedWith(left.job.waitEnd(), 3));
}

void TestJobHandOver::namedProcessStaysUnreapedUntilTheEntryHasMoved()
{
    LeftJob left;
    QCOMPARE(left.move, left.expectedMove());
    QCOMPARE(TestJob::stateOf(left.command.pid), 'Z'); // its pid cannot go to anybody else
    left.job.answer("ok");
    left.job.endLifeline(5);
    QVERIFY(left.job.nextCallButLooks().startsWith("remove "));
    QCOMPARE(TestJob::stateOf(left.command.pid), '\0');
    QCOMPARE(TestJob::stateOf(left.descendant.pid), 'Z');
}

void TestJobHandOver::entryMovesOnAtEachEnd()
{
    TestJob job;
    const ProcessKey command = TestJob::keyOf(job.admit());
    const ProcessKey first = forked(job.order("daemon 5"));
    const ProcessKey second = forked(job.order("daemon 6"));
    job.tell("exit 0");
    QVERIFY(job.nextCallButLooks().startsWith("survivors "));
    QCOMPARE(job.nextCall(), "move " + bytes(command) + ' ' + bytes(first));
    job.answer("ok");
    job.endLifeline(5);
    QCOMPARE(job.nextCallButLooks(), "move " + bytes(first) + ' ' + bytes(second));
    job.answer("ok");
    job.endLifeline(6);
    QCOMPARE(job.nextCallButLooks(), "remove " + bytes(second));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "end command 0");
}

void TestJobHandOver::descendantThatEndsDuringTheMoveIsMovedOnFrom()
{
    TestJob job;
    QVERIFY(job.admit() > 0);
    const ProcessKey first = forked(job.order("daemon 5"));
    const ProcessKey second = forked(job.order("daemon 6"));
    job.tell("exit 0");
    QVERIFY(job.nextCallButLooks().startsWith("survivors "));
    QVERIFY(job.nextCall().endsWith(bytes(first)));
    QCOMPARE(::kill(first.pid, SIGKILL), 0);
    job.answer("ok");
    QCOMPARE(job.nextCallButLooks(), "move " + bytes(first) + ' ' + bytes(second));
}

void TestJobHandOver::othersAreReapedAtOnce()
{
    TestJob job;
    QVERIFY(job.admit() > 0);
    const ProcessKey other = forked(job.order("daemon 5"));
    const UniqueFd pidfd(systemProcessTable().openPidfd(other.pid));
    QVERIFY(pidfd);
    job.endLifeline(5);
    // Its state is gone once it is reaped; until then the wrapper has its end before it.
    QTRY_COMPARE_WITH_TIMEOUT(TestJob::stateOf(other.pid), '\0', 20'000);
    QCOMPARE(systemProcessTable().pollPidfd(pidfd.get()), 1);
    job.tell("exit 5");
    QVERIFY(job.nextCallButLooks().startsWith("remove ")); // and nobody is named as left
}

void TestJobHandOver::failedMoveIsTriedAgain()
{
    LeftJob left;
    left.job.answer("failed");
    QCOMPARE(left.job.nextCall(), "warning");
    QCOMPARE(left.job.nextCallButLooks(), left.expectedMove());
    QCOMPARE(TestJob::stateOf(left.command.pid), 'Z');
    left.job.answer("ok");
    left.job.endLifeline(5);
    QCOMPARE(left.job.nextCallButLooks(), "remove " + bytes(left.descendant));
    left.job.answer("ok");
    QCOMPARE(left.job.nextCall(), "end command 3");
}

void TestJobHandOver::failedMoveIsFinishedBeforeTheNext()
{
    TestJob job;
    const ProcessKey command = TestJob::keyOf(job.admit());
    const ProcessKey first = forked(job.order("daemon 5"));
    const ProcessKey second = forked(job.order("daemon 6"));
    job.tell("exit 0");
    QVERIFY(job.nextCallButLooks().startsWith("survivors "));
    const QByteArray move = "move " + bytes(command) + ' ' + bytes(first);
    QCOMPARE(job.nextCall(), move);
    QCOMPARE(::kill(first.pid, SIGKILL), 0);
    job.answer("failed");
    QCOMPARE(job.nextCall(), "warning");
    QCOMPARE(job.nextCallButLooks(), move); // the ledger names it already, though it has ended
    QCOMPARE(TestJob::stateOf(first.pid), 'Z');
    job.answer("ok");
    QCOMPARE(job.nextCallButLooks(), "move " + bytes(first) + ' ' + bytes(second));
}

void TestJobHandOver::failedMoveToOneThatEndsIsUndone()
{
    LeftJob left;
    left.job.answer("failed");
    QCOMPARE(left.job.nextCall(), "warning");
    left.job.endLifeline(5);
    QCOMPARE(left.job.nextCallButLooks(), "remove " + bytes(left.descendant));
    left.job.answer("ok");
    QCOMPARE(left.job.nextCall(), "end command 3");
}

void TestJobHandOver::survivorsAreNamedOnceAndEscaped()
{
    TestJob job;
    QVERIFY(job.admit() > 0);
    QCOMPARE(job.order("name a\x1b[2J b"), QByteArray());
    const ProcessKey first = forked(job.order("daemon 5"));
    const ProcessKey second = forked(job.order("daemon 6"));
    job.tell("exit 0");
    const QByteArray name = "a\\u001b[2J b";
    QCOMPARE(job.nextCallButLooks(), "survivors " + QByteArray::number(first.pid) + ':' + name + ' '
                                         + QByteArray::number(second.pid) + ':' + name);
    QVERIFY(job.nextCall().startsWith("move "));
    job.answer("ok");
    job.endLifeline(5);
    QVERIFY(job.nextCallButLooks().startsWith("move ")); // not named again
}

void TestJobHandOver::leaderOnlyEndsWithTheCommand()
{
    TestJob job({.options = {"--leader-only"}});
    const ProcessKey command = TestJob::keyOf(job.admit());
    const ProcessKey left = forked(job.order("fork 5"));
    job.tell("exit 3");
    QCOMPARE(job.nextCallButLooks(), "remove " + bytes(command));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "end command 3");
    QVERIFY(exitedWith(job.waitEnd(), 3));
    QVERIFY(!isProvenDead(systemProcessTable(), left));
}

void TestJobHandOver::survivorsGetTheSignals()
{
    LeftJob left;
    left.job.answer("ok");
    left.job.signal(SIGTERM);
    QCOMPARE(left.job.nextOutput(), "survivor 15 " + QByteArray::number(left.job.pid()));
    left.job.endLifeline(5);
    QVERIFY(left.job.nextCallButLooks().startsWith("remove "));
    left.job.answer("ok");
    QCOMPARE(left.job.nextCall(), "end command 3");
}

void TestJobHandOver::interruptedCommandEndsTheWrapperOnlyAfterItsDescendants()
{
    TestJob job;
    QVERIFY(job.admit() > 0);
    const ProcessKey left = forked(job.order("fork 5"));
    job.tell("raise 2");
    QVERIFY(job.nextCallButLooks().startsWith("survivors "));
    QVERIFY(job.nextCall().endsWith(bytes(left)));
    job.answer("ok");
    job.endLifeline(5);
    QCOMPARE(job.nextCallButLooks(), "remove " + bytes(left));
    job.answer("ok");
    QCOMPARE(job.nextCall(), "end command 130");
    const std::optional<int> status = job.waitEnd();
    QVERIFY(status && WIFSIGNALED(*status) && WTERMSIG(*status) == SIGINT);
}

void TestJobHandOver::lostEntryIsRestored_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("rewritten in place") << QByteArray("echo x > \"$0/tracking\"");
    QTest::newRow("replaced") << QByteArray("echo x > \"$0/new\"; mv \"$0/new\" \"$0/tracking\"");
    QTest::newRow("removed") << QByteArray("rm \"$0/tracking\"");
    QTest::newRow("moved away") << QByteArray("mv \"$0/tracking\" \"$0/old\"");
    QTest::newRow("folder replaced") << QByteArray("mv \"$0\" \"$0.old\" && mkdir \"$0\"; rm -r \"$0.old\"");
}

void TestJobHandOver::lostEntryIsRestored()
{
    QFETCH(QByteArray, script);
    TestJob job; // I-02
    job.touch("tracking");
    QVERIFY(job.admit() > 0);
    const QByteArray folder = job.folder();
    const pid_t shell = ::fork();
    if (shell == 0) {
        ::execl("/bin/sh", "sh", "-c", script.constData(), folder.constData(), nullptr);
        ::_exit(127);
    }
    QVERIFY(job.nextCall().startsWith("restore "));
    int status = 0;
    QCOMPARE(::waitpid(shell, &status, 0), shell);
    QCOMPARE(status, 0);
}

void TestJobHandOver::looksAreASecondApart()
{
    TestJob job;
    QVERIFY(job.admit() > 0);
    qint64 before = 0; // the wrapper's own clock, when it called
    for (int look = 0; look < 3; ++look) {
        job.touch("tracking");
        const QByteArray call = job.nextCall();
        QVERIFY(call.startsWith("restore "));
        job.answer("ok");
        const qint64 at = call.mid(8).toLongLong();
        if (look > 0)
            QVERIFY(at - before >= 1'000'000'000);
        before = at;
    }
}

void TestJobHandOver::failedLookIsRepeated()
{
    TestJob job;
    QVERIFY(job.admit() > 0);
    job.touch("tracking");
    QVERIFY(job.nextCall().startsWith("restore "));
    job.answer("failed");
    QCOMPARE(job.nextCall(), "warning");
    QVERIFY(job.nextCall().startsWith("restore ")); // though nothing has changed since
    job.answer("failed");
    QVERIFY(job.nextCall().startsWith("restore ")); // and the same warning is not given twice
    job.answer("ok");
    job.tell("exit 0");
    QVERIFY(job.nextCall().startsWith("remove "));
}

DRYDOCK_TEST_MAIN(TestJobHandOver)
#include "tst_jobhandover.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/processid.h"
#include "tests/support/fakeproc.h"
#include "tests/support/testmain.h"

#include <QDeadlineTimer>
#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

class TestProcessId : public QObject
{
    Q_OBJECT

private slots:
    void onlyProofsMakeAProcessDead_data();
    void onlyProofsMakeAProcessDead();
    void reusedPidIsAnotherProcess();
    void pidfdOfALivingProcessIsHandedOut();
    void namespacesReadBack();
    void otherSpellingsAreNoNamespace_data();
    void otherSpellingsAreNoNamespace();
    void entriesAreJudgedByTheirNamespace_data();
    void entriesAreJudgedByTheirNamespace();
    void ownProcessIsAliveAndKnowsItself();
    void forkedChildIsItself();
    void foreignProcIsNoticed();
    void endedChildIsDeadBeforeAndAfterItIsReaped();
    void stoppedChildIsAlive();
    void leaderThatEndedLivesInItsThread();
};

namespace {

constexpr quint64 initialPid = 0xEFFFFFFC;
constexpr quint64 initialTime = 0xEFFFFFFA;
constexpr int limit = 20'000; // milliseconds; a test that waits longer has failed

/// A child that runs a function; killed and reaped at the end if it still lives.
class Child
{
public:
    explicit Child(const std::function<int()> &work)
        : m_pid(::fork())
    {
        if (m_pid == 0)
            ::_exit(work());
    }
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;
    ~Child()
    {
        if (m_pid <= 0)
            return;
        ::kill(m_pid, SIGKILL);
        reap();
    }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    /// Until it has ended; leaves it unreaped.
    void awaitEnd() const
    {
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOWAIT);
    }
    void awaitStop() const
    {
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WSTOPPED | WNOWAIT);
    }
    int reap()
    {
        int status = -1;
        ::waitpid(std::exchange(m_pid, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t m_pid;
};

std::optional<ProcStat> statOf(pid_t pid)
{
    const Result<QByteArray> text = systemProcessTable().readStat(pid);
    return text ? parseProcStat(*text) : std::nullopt;
}

ProcessKey keyOf(pid_t pid)
{
    const std::optional<ProcStat> stat = statOf(pid);
    return stat ? ProcessKey{pid, stat->startTime} : ProcessKey{};
}

/// Sleeps until a signal comes that ends the process.
int untilKilled()
{
    for (;;)
        ::pause();
}

} // namespace

void TestProcessId::onlyProofsMakeAProcessDead_data()
{
    using Process = FakeProcessTable::Process;
    const ProcessKey key{100, 7};
    QTest::addColumn<std::optional<Process>>("process"); // what lives under the pid
    QTest::addColumn<bool>("dead");
    const auto row = [](const char *name, const std::optional<Process> &process, bool dead) {
        QTest::newRow(name) << process << dead;
    };
    row("alive", Process{key}, false);
    row("no such pid", {}, true);
    row("another start time", Process{{100, 8}}, true);
    row("zombie", Process{key, 'Z'}, true);
    row("leader ended, a thread works", Process{key, 'Z', 2}, false);
    row("dead leader, a thread works", Process{key, 'X', 3}, false);
    row("stopped", Process{key, 'T'}, false);
    row("stat unreadable", Process{key, 'S', 1, false}, false);
    row("no descriptor left", Process{key, 'S', 1, true, EMFILE}, false);
    row("no descriptor left, zombie", Process{key, 'Z', 1, true, EMFILE}, false);
    row("no descriptor left, another start time", Process{{100, 8}, 'S', 1, true, EMFILE}, false);
    row("not permitted", Process{key, 'Z', 1, true, EPERM}, false);
    row("no pidfds in this kernel", Process{key, 'Z', 1, true, ENOSYS}, false);
    row("a thread's pid now, another start time", Process{{100, 8}, 'S', 1, true, EINVAL}, true);
    row("a thread's pid now, newer kernel", Process{{100, 8}, 'S', 1, true, ENOENT}, true);
    row("no leader, same start time", Process{key, 'S', 1, true, EINVAL}, false);
    row("no leader, same start time, ended", Process{key, 'Z', 1, true, EINVAL}, true);
    row("no leader, stat unreadable", Process{key, 'S', 1, false, ENOENT}, false);
}

void TestProcessId::onlyProofsMakeAProcessDead() // I-05
{
    QFETCH(std::optional<FakeProcessTable::Process>, process);
    QFETCH(bool, dead);
    FakeProcessTable table;
    if (process)
        table.add(*process);
    UniqueFd pidfd;
    QCOMPARE(isProvenDead(table, {100, 7}, &pidfd), dead);
    QCOMPARE(bool(pidfd), !dead && process->pidfdError == 0);
}

void TestProcessId::reusedPidIsAnotherProcess() // I-05
{
    FakeProcessTable table;
    table.add(ProcessKey{100, 7});
    UniqueFd pidfd;
    QVERIFY(!isProvenDead(table, {100, 7}, &pidfd));
    QCOMPARE(table.pollPidfd(pidfd.get()), 0);
    table.add(ProcessKey{100, 8});
    QCOMPARE(table.pollPidfd(pidfd.get()), 1);
    QVERIFY(isProvenDead(table, {100, 7}));
    QVERIFY(!isProvenDead(table, {100, 8}));
}

void TestProcessId::pidfdOfALivingProcessIsHandedOut() // I-05
{
    Child child(untilKilled);
    UniqueFd pidfd;
    QVERIFY(!isProvenDead(systemProcessTable(), keyOf(child.pid()), &pidfd));
    QVERIFY(pidfd);
    QVERIFY((::fcntl(pidfd.get(), F_GETFD) & FD_CLOEXEC) != 0);
    QCOMPARE(systemProcessTable().pollPidfd(pidfd.get()), 0);
    ::kill(child.pid(), SIGKILL);
    child.awaitEnd();
    QCOMPARE(systemProcessTable().pollPidfd(pidfd.get()), 1);
}

void TestProcessId::namespacesReadBack() // I-05
{
    const ProcessNamespace space{"6f1c-9a", initialPid, 0};
    QCOMPARE(space.toBytes(), QByteArray("6f1c-9a:4026531836:0"));
    QVERIFY(ProcessNamespace::parse(space.toBytes()) == space);
}

void TestProcessId::otherSpellingsAreNoNamespace_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "a", "a:1", ":1:2", "a:1:2:3", "a::2", "a:1:", "a:01:2", "a:+1:2", "a:-1:2", "a:1 :2",
                             "a:1:2 ", "a:0x1:2", "a:99999999999999999999:2"})
        QTest::newRow(*text ? text : "empty") << QByteArray(text);
}

void TestProcessId::otherSpellingsAreNoNamespace() // I-05
{
    QFETCH(QByteArray, text);
    QVERIFY(!ProcessNamespace::parse(text));
}

void TestProcessId::entriesAreJudgedByTheirNamespace_data()
{
    QTest::addColumn<ProcessTable::Self>("self");
    QTest::addColumn<QByteArray>("space");
    QTest::addColumn<quint64>("startTime");
    QTest::addColumn<bool>("pbsIsHere");
    QTest::addColumn<Judgement>("judgement");
    const auto row = [](const char *name, const ProcessTable::Self &self, const char *space, quint64 startTime,
                        bool pbsIsHere, Judgement judgement) {
        QTest::newRow(name) << self << QByteArray(space) << startTime << pbsIsHere << judgement;
    };
    const ProcessTable::Self host{{1, 2}, {"boot-a", initialPid, initialTime}, true, true, 1000};
    const ProcessTable::Self container{{1, 2}, {"boot-a", 77, initialTime}, false, true, 1000};
    ProcessTable::Self blind = host;
    blind.procIsOurs = false;

    row("ours", host, "boot-a:4026531836:4026531834", 5, false, Judgement::ByProcess);
    row("ours in a container", container, "boot-a:77:4026531834", 5, false, Judgement::ByProcess);
    row("another pid namespace of this boot", host, "boot-a:77:4026531834", 5, false, Judgement::CountsAlways);
    row("another time namespace of this boot", host, "boot-a:4026531836:88", 5, false, Judgement::CountsAlways);
    row("the host's seen from a container", container, "boot-a:4026531836:4026531834", 5, false,
        Judgement::CountsAlways);
    row("another boot, both initial", host, "boot-b:4026531836:4026531834", 5, false, Judgement::Dead);
    row("another boot, both initial, kernel without time namespaces", host, "boot-b:4026531836:0", 5, false,
        Judgement::Dead);
    row("another boot id from a container", host, "boot-b:77:4026531834", 5, false, Judgement::CountsAlways);
    row("another boot, read in a container", container, "boot-b:4026531836:4026531834", 5, false,
        Judgement::CountsAlways);
    row("another boot, started after our up-time", container, "boot-b:99:4026531834", 1001, false, Judgement::Dead);
    row("another boot, started at our up-time", container, "boot-b:99:4026531834", 1000, false,
        Judgement::CountsAlways);
    row("after our up-time, in another time namespace", container, "boot-b:99:88", 1001, false,
        Judgement::CountsAlways);
    row("this boot, start time after our up-time", container, "boot-a:99:4026531834", 1001, false,
        Judgement::CountsAlways);
    row("PBS's own, on the host", host, "", 5, false, Judgement::ByProcess);
    row("PBS's own, in its container", container, "", 5, true, Judgement::ByProcess);
    row("PBS's own, in a container without it", container, "", 5, false, Judgement::CountsAlways);
    row("unknown form", host, "x", 5, true, Judgement::CountsAlways);
    row("foreign /proc, ours", blind, "boot-a:4026531836:4026531834", 5, false, Judgement::CountsAlways);
    row("foreign /proc, PBS's own", blind, "", 5, true, Judgement::CountsAlways);
    row("foreign /proc, another boot", blind, "boot-b:4026531836:4026531834", 5, true, Judgement::CountsAlways);
}

void TestProcessId::entriesAreJudgedByTheirNamespace() // I-05
{
    QFETCH(ProcessTable::Self, self);
    QFETCH(QByteArray, space);
    QFETCH(quint64, startTime);
    QFETCH(bool, pbsIsHere);
    QFETCH(Judgement, judgement);
    QCOMPARE(judgeNamespace(self, space, startTime, pbsIsHere), judgement);
}

void TestProcessId::ownProcessIsAliveAndKnowsItself() // I-05
{
    const ProcessTable::Self self = systemProcessTable().self();
    QVERIFY(self.procIsOurs);
    QCOMPARE(self.key.pid, ::getpid());
    QVERIFY(self.key == keyOf(::getpid()));
    QVERIFY(ProcessNamespace::parse(self.space.toBytes()) == self.space);
    QVERIFY(self.upTimeTicks >= self.key.startTime);
    QVERIFY(!isProvenDead(systemProcessTable(), self.key));
    QCOMPARE(systemProcessTable().probe(self.key.pid), 0);
    // The rule for entries of another boot must not call a process dead that started just now.
    Child child(untilKilled);
    QVERIFY(keyOf(child.pid()).startTime <= systemProcessTable().self().upTimeTicks);
}

void TestProcessId::forkedChildIsItself() // I-06
{
    const ProcessTable::Self parent = systemProcessTable().self();
    Child child([&parent] {
        const ProcessTable::Self self = systemProcessTable().self();
        return self.key.pid == ::getpid() && self.key != parent.key && self.space == parent.space ? 0 : 1;
    });
    QCOMPARE(child.reap(), 0);
    QVERIFY(systemProcessTable().self().key == parent.key);
}

void TestProcessId::foreignProcIsNoticed() // I-03, I-05
{
    Child child([] {
        // A pid namespace of our own under the /proc of the old one.
        if (::unshare((::geteuid() == 0 ? 0 : CLONE_NEWUSER) | CLONE_NEWPID) != 0)
            return 2;
        Child grandchild([] {
            const ProcessTable::Self self = systemProcessTable().self();
            return self.procIsOurs || self.key.pid != 1 ? 1 : 0;
        });
        return grandchild.reap();
    });
    const int status = child.reap();
    QVERIFY2(status != 2, "this system lets nobody make a pid namespace");
    QCOMPARE(status, 0);
}

void TestProcessId::endedChildIsDeadBeforeAndAfterItIsReaped() // I-05
{
    Child child(untilKilled);
    const ProcessKey key = keyOf(child.pid());
    QVERIFY(!isProvenDead(systemProcessTable(), key));
    ::kill(key.pid, SIGKILL);
    child.awaitEnd();
    QVERIFY(isProvenDead(systemProcessTable(), key));
    QCOMPARE(systemProcessTable().probe(key.pid), 0); // kill() still finds the zombie: updates keep its entry
    child.reap();
    QVERIFY(isProvenDead(systemProcessTable(), key));
}

void TestProcessId::stoppedChildIsAlive() // I-05
{
    Child child(untilKilled);
    ::kill(child.pid(), SIGSTOP);
    child.awaitStop();
    QVERIFY(!isProvenDead(systemProcessTable(), keyOf(child.pid())));
}

void TestProcessId::leaderThatEndedLivesInItsThread() // I-05
{
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe2(pipe.data(), O_CLOEXEC), 0);
    const UniqueFd reading(pipe[0]);
    UniqueFd writing(pipe[1]);
    Child child([&writing] {
        std::thread([&writing] {
            // Says when its leader has become a zombie, then works on.
            const QDeadlineTimer deadline(limit);
            while (statOf(::getpid())->state != 'Z' && !deadline.hasExpired())
                ::sched_yield();
            const char ready = '!';
            if (::write(writing.get(), &ready, 1) == 1)
                untilKilled();
        }).detach();
        ::syscall(SYS_exit, 0); // this thread alone
        return 0;
    });
    writing.reset();
    char ready = 0;
    QCOMPARE(::read(reading.get(), &ready, 1), 1);

    const std::optional<ProcStat> stat = statOf(child.pid());
    QVERIFY(stat);
    QCOMPARE(stat->state, 'Z');
    QCOMPARE(stat->threads, 2);
    const ProcessKey key{child.pid(), stat->startTime};
    QVERIFY(!isProvenDead(systemProcessTable(), key));
    ::kill(child.pid(), SIGKILL);
    child.awaitEnd();
    QVERIFY(isProvenDead(systemProcessTable(), key));
}

DRYDOCK_TEST_APPLESS_MAIN(TestProcessId)
#include "tst_processid.moc"

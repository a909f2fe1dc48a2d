// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/drainmonitor.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/sitetask.h"

#include <QTest>

#include <condition_variable>
#include <mutex>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");

/// A process that lives until the object goes.
class Sleeper
{
public:
    Sleeper()
        : m_pid(::fork())
    {
        if (m_pid != 0)
            return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            ::pause();
    }
    Sleeper(const Sleeper &) = delete;
    Sleeper &operator=(const Sleeper &) = delete;
    ~Sleeper()
    {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    [[nodiscard]] ProcessKey key() const
    {
        const auto text = systemProcessTable().readStat(m_pid);
        const auto stat = text ? parseProcStat(*text) : std::nullopt;
        return stat ? ProcessKey{stat->pid, stat->startTime} : ProcessKey{};
    }

private:
    const pid_t m_pid;
};

enum class End { Killed, Done, Failed };

/// The body in a child, which dies by SIGKILL before call `number` of what it does on the files.
End endBefore(int number, const std::function<bool(FaultyFileSystem &files, const std::function<void()> &start)> &body)
{
    const pid_t child = ::fork();
    if (child == 0) {
        FaultyFileSystem files;
        const auto start = [&] {
            files.reset();
            files.killBeforeCall(number);
        };
        ::_exit(body(files, start) ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return End::Killed;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? End::Done : End::Failed;
}

/// Looks with a monitor until the store is shown as drained.
bool seeDrained(FileSystem &files, const Site &site)
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isDrained = false;
    DrainMonitor monitor({files, systemProcessTable(), systemClock(), [] { return PbsHost(); }}, site,
                         [&](const SiteSnapshotPointer &snapshot) {
                             const auto store = snapshot->find(vault);
                             const std::lock_guard lock(mutex);
                             isDrained = isDrained || (store && store->state == DrainState::Drained);
                             changed.notify_all();
                         });
    monitor.start();
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(30), [&] { return isDrained; });
}

} // namespace

/// Every task dies before each of its calls; what it leaves is found by processes that know nothing of it.
class TestCallKills : public QObject
{
    Q_OBJECT

private slots:
    void eachStepIsSurvived_data();
    void eachStepIsSurvived();
    void leftoversDoNotGrow_data();
    void leftoversDoNotGrow();
    void proofThatDiesLeavesNothing();
    void cleanupTestCase();

private:
    End die(const SiteTask &task, int number);
    QByteArray wrong(const SiteTask &task, const QByteArray &configAfter);
    QByteArray wrongAfterNext(const SiteTask &task);

    Sleeper m_bystander;
    Sleeper m_worker;
    Sleeper m_heir;
    Cast m_cast{m_bystander.key(), m_worker.key(), m_heir.key()};
    int m_kills = 0;
};

End TestCallKills::die(const SiteTask &task, int number)
{
    // The child works on its own copy of the task, on the same files.
    auto &child = const_cast<SiteTask &>(task);
    const End end = endBefore(number, [&](FaultyFileSystem &files, const std::function<void()> &start) {
        child.prepare(files, systemProcessTable());
        start();
        return !child.perform().error;
    });
    m_kills += end == End::Killed ? 1 : 0;
    return end;
}

QByteArray TestCallKills::wrong(const SiteTask &task, const QByteArray &configAfter)
{
    for (const QByteArray &found : {task.wrongFiles(configAfter), task.wrongLocks()}) {
        if (!found.isEmpty())
            return found;
    }
    if (!task.site().tracking("vault").contains(task.bystanderBytes()))
        return "the bystander's entry has changed";
    const OperationCounts counts = task.counts(systemProcessTable());
    if (!task.countsAfterDeath().contains(counts))
        return "counts " + QByteArray::number(counts.read) + '/' + QByteArray::number(counts.write);
    return {};
}

/// Somebody else edits, begins and releases.
QByteArray TestCallKills::wrongAfterNext(const SiteTask &task)
{
    ConfigEdit edit(posixFileSystem(), systemClock(), task.site().site(), [] { return false; });
    const QString other = QStringLiteral("other");
    ModeChange change;
    change.store = other;
    change.mode.type = MaintenanceType::ReadOnly;
    const bool hasOther = DatastoreConfig::parse(task.site().config()).find(other) != nullptr;
    const auto set = edit.setMode(change, Deadline::after(systemClock(), lockTimeLimit));
    if (hasOther && (!set || !set->changed || !set->warnings.isEmpty()))
        return "the next edit fails";
    DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), task.site().site());
    auto guard = gate.begin(other, Operation::Read, {}, Deadline::after(systemClock(), lockTimeLimit));
    if (hasOther && (!guard || !guard->release()))
        return "the next operation fails";
    if (hasOther && !task.leftovers().isEmpty())
        return "left over: " + task.leftovers().join(' ');
    return {};
}

void TestCallKills::eachStepIsSurvived_data()
{
    QTest::addColumn<size_t>("row");
    for (size_t i = 0; i < taskRows().size(); ++i)
        QTest::newRow(taskRows()[i].name) << i;
}

void TestCallKills::eachStepIsSurvived() // I-02, I-05, I-06, I-07, I-12
{
    QFETCH(size_t, row);
    const TaskRow &what = taskRows()[row];
    QByteArray configAfter;
    {
        SiteTask whole(what, m_cast);
        QCOMPARE(die(whole, 0), End::Done);
        configAfter = whole.config();
    }
    bool isNew = false;
    for (int number = 1;; ++number) {
        const SiteTask task(what, m_cast);
        const End end = die(task, number);
        QVERIFY(end != End::Failed);
        const QByteArray found = wrong(task, configAfter);
        QVERIFY2(found.isEmpty(), (QByteArray::number(number) + ": " + found).constData());
        QVERIFY(!isNew || task.config() == configAfter); // never old again once it was new
        isNew = task.config() == configAfter;
        if (end == End::Done)
            break;
        const QByteArray next = wrongAfterNext(task);
        QVERIFY2(next.isEmpty(), (QByteArray::number(number) + ": " + next).constData());
    }
    QVERIFY(isNew);
}

void TestCallKills::leftoversDoNotGrow_data()
{
    QTest::addColumn<size_t>("row");
    for (size_t i = 0; i < taskRows().size(); ++i) {
        const auto &[name, kind, task] = taskRows()[i];
        const bool isOne = task == Task::Set || task == Task::Add || task == Task::Begin || task == Task::Release;
        if (isOne && kind == TestSite::Kind::Folder)
            QTest::newRow(name) << i;
    }
}

void TestCallKills::leftoversDoNotGrow() // I-07
{
    // One after the other on the same site, and nobody else clears away.
    QFETCH(size_t, row);
    const SiteTask task(taskRows()[row], m_cast);
    TestSite::write(task.site().site().configLockPath(), {}); // made once in a site's life
    if (TestSite::status(task.site().site().trackingFolder).inode != 0)
        TestSite::write(task.site().trackingPath("vault") + ".lock", {});
    qsizetype most = 0;
    for (int number = 1; die(task, number) == End::Killed; ++number)
        most = std::max(most, task.leftovers().size());
    QVERIFY2(most <= 2, QByteArray::number(most).constData()); // one in each folder
}

void TestCallKills::proofThatDiesLeavesNothing() // I-03, I-07
{
    // The barrier makes the lock file and takes the lock.
    int number = 1;
    for (;; ++number) {
        const TestSite site;
        site.addStore("vault", "offline");
        const QByteArray before = site.config();
        const End end = endBefore(number, [&](FaultyFileSystem &files, const std::function<void()> &start) {
            start();
            return seeDrained(files, site.site());
        });
        QVERIFY(end != End::Failed);
        QCOMPARE(site.config(), before);
        QCOMPARE(site.tracking("vault"), QByteArray());
        QVERIFY(seeDrained(posixFileSystem(), site.site())); // the lock is free
        if (end == End::Done)
            break;
        ++m_kills;
    }
    QVERIFY(number > 20);
}

void TestCallKills::cleanupTestCase()
{
    qInfo("%zu tasks and a proof: %d kills, one before each call", taskRows().size(), m_kills);
}

QTEST_GUILESS_MAIN(TestCallKills)
#include "tst_callkills.moc"

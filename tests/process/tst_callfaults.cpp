// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeproc.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/procprobe.h"
#include "tests/support/sitetask.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <vector>

using namespace Drydock;

namespace {

constexpr size_t shortSize = 3; // of a read or write that is cut short
const Cast cast{{77, 5}, {301, 6}, {302, 7}};

/// What one call does instead of what it was asked for.
struct Fault {
    const char *name;
    int systemError; ///< 0: it reads or writes only a part
    bool isLasting; ///< and all calls after it fail as well
    std::vector<Call> calls; ///< those to which it can happen; empty: all
};

const std::vector<Fault> &faults()
{
    static const std::vector<Fault> all{
        {"input/output error", EIO, false, {}},
        {"broken for good", EIO, true, {}},
        {"no space",
         ENOSPC,
         false,
         {Call::OpenAt, Call::Write, Call::Sync, Call::SyncData, Call::RenameAt, Call::MakeFolder}},
        {"no permission",
         EACCES,
         false,
         {Call::OpenFolder, Call::OpenAt, Call::StatusAt, Call::StatusOf, Call::RenameAt, Call::UnlinkAt, Call::SetMode,
          Call::SetOwner, Call::MakeFolder}},
        {"interrupted",
         EINTR,
         false,
         {Call::OpenFolder, Call::OpenAt, Call::ReplaceDescriptor, Call::Read, Call::Write, Call::Sync, Call::SyncData,
          Call::Lock, Call::FileSystemType}},
        {"not found",
         ENOENT,
         false,
         {Call::OpenFolder, Call::OpenAt, Call::StatusAt, Call::StatusOf, Call::RenameAt, Call::UnlinkAt,
          Call::MakeFolder}},
        {"no descriptor", EMFILE, false, {Call::OpenFolder, Call::OpenAt, Call::List}},
        {"cut short", 0, false, {Call::Read, Call::Write}},
    };
    return all;
}

/// One task with one fault, and what can be said afterwards.
class Run
{
public:
    Run(const TaskRow &row, int number, const Fault &fault)
        : m_number(number)
        , m_fault(fault)
        , m_task(row, cast)
    {
        for (const ProcessKey &process : {cast.bystander, cast.worker, cast.heir, m_table.self().key})
            m_table.add(process);
        m_task.prepare(m_files, m_table);
        m_files.reset();
        if (fault.isLasting)
            m_files.failFrom(number, fault.systemError);
        else if (fault.systemError != 0)
            m_files.failCall(number, fault.systemError);
        else
            m_files.shortenCall(number, shortSize);
        m_counter = m_task.site().site().isPbs() ? m_task.site().counter() : 0;
        m_outcome = m_task.perform();
        m_calls = m_files.callCount();
        m_kind = m_files.kindOf(number);
        m_path = m_files.pathOf(number);
        m_line = m_files.log().value(number - 1).toUtf8();
    }

    [[nodiscard]] bool wasReached() const { return m_calls >= m_number; }
    /// The kinds of its calls, in order.
    [[nodiscard]] QList<Call> kinds() const
    {
        QList<Call> kinds;
        for (int number = 1; number <= m_calls; ++number)
            kinds.append(m_files.kindOf(number));
        return kinds;
    }
    [[nodiscard]] bool failed() const { return m_outcome.error.has_value(); }
    [[nodiscard]] QByteArray line() const { return m_line; }
    [[nodiscard]] QByteArray config() const { return m_task.config(); }
    /// Empty if every invariant holds.
    QByteArray wrong(const QByteArray &configAfter);

private:
    [[nodiscard]] QByteArray wrongConfig(const QByteArray &configAfter) const;
    [[nodiscard]] QByteArray wrongCounts(const OperationCounts &counts) const;
    [[nodiscard]] QByteArray wrongError() const;
    /// The call was told that the tracking file is not there, and that is what zero means.
    [[nodiscard]] bool hidTrackingFile() const
    {
        return m_fault.systemError == ENOENT && m_path == m_task.site().trackingPath("vault")
               && m_kind != Call::RenameAt;
    }

    /// What could not be unlinked; and the file displaced by an edit, if it is not to be seen that nobody wrote to it.
    [[nodiscard]] bool mayLeaveOver() const
    {
        return m_kind == Call::UnlinkAt || (m_kind == Call::StatusAt && m_path.contains("/.datastore.cfg.tmp-"));
    }

    const int m_number;
    const Fault m_fault;
    FakeProcessTable m_table;
    FaultyFileSystem m_files;
    SiteTask m_task;
    SiteTask::Outcome m_outcome;
    int m_calls = 0;
    Call m_kind = Call::OpenFolder;
    QByteArray m_path;
    QByteArray m_line;
    quint64 m_counter = 0;
};

QByteArray Run::wrongConfig(const QByteArray &configAfter) const
{
    if (!m_task.isEdit())
        return m_task.config() == m_task.configBefore() ? QByteArray() : "the config has changed";
    const bool isNew = m_task.config() == configAfter;
    if (!failed() && !isNew)
        return "done, and the config is the old one";
    // Of a disk that is broken for good nothing can be taken back.
    if (failed() && isNew && !m_fault.isLasting && configAfter != m_task.configBefore())
        return "failed, and the config is the new one";
    if (!failed() && m_task.site().site().isPbs() && m_task.site().counter() <= m_counter)
        return "done, and PBS's cache lives on"; // I-01
    return {};
}

QByteArray Run::wrongCounts(const OperationCounts &counts) const
{
    const bool isBefore = counts == m_task.countsBefore();
    const bool isAfter = counts == m_task.countsAfter();
    if (hidTrackingFile() || (failed() ? isBefore || (m_task.mayBeLate() && isAfter) : isAfter))
        return {};
    return "counts " + QByteArray::number(counts.read) + '/' + QByteArray::number(counts.write);
}

QByteArray Run::wrongError() const
{
    if (!failed())
        return {};
    if (m_fault.systemError == 0)
        return "the rest was not asked for";
    if (m_fault.isLasting) { // which of the calls was the last straw cannot be told from here
        const bool isNamed = m_outcome.error->subject.startsWith(QFile::decodeName(m_task.site().root()));
        return isNamed && m_outcome.error->systemError == m_fault.systemError ? QByteArray()
                                                                              : "the error names nothing";
    }
    return SiteTask::wrongNaming(*m_outcome.error, m_path, m_fault.systemError);
}

QByteArray Run::wrong(const QByteArray &configAfter)
{
    QByteArray wrong = m_task.wrongFiles(configAfter);
    for (const QByteArray &next :
         {wrongConfig(configAfter), wrongCounts(m_task.counts(m_table)), m_task.wrongLocks(), wrongError()})
        wrong = wrong.isEmpty() ? next : wrong;
    if (!hidTrackingFile() && !m_task.site().tracking("vault").contains(m_task.bystanderBytes()))
        wrong = "the bystander's entry has changed";
    if (m_task.leftovers().size() > (m_fault.isLasting ? 2 : mayLeaveOver() ? 1 : 0))
        wrong = "left over: " + m_task.leftovers().join(' ');
    if (!wrong.isEmpty())
        return wrong;

    // The same process goes on, and what it could not write is written now.
    m_files.reset();
    if (const auto outcome = m_task.goOn(); outcome.error)
        return "cannot go on: " + outcome.error->subject.toUtf8();
    const bool isDone = !failed() || m_task.mayBeLate();
    if (!hidTrackingFile() && m_task.counts(m_table) != (isDone ? m_task.countsAfter() : m_task.countsBefore()))
        return "the ledger is wrong";
    return {};
}

} // namespace

/// Every call of every task fails once, in every way that matters.
class TestCallFaults : public QObject
{
    Q_OBJECT

private slots:
    void eachCallFailsOnce_data();
    void eachCallFailsOnce();
    void cleanupTestCase();

private:
    qsizetype m_calls = 0;
    int m_runs = 0;
    int m_failures = 0;
};

void TestCallFaults::eachCallFailsOnce_data()
{
    QTest::addColumn<size_t>("row");
    for (size_t i = 0; i < taskRows().size(); ++i)
        QTest::newRow(taskRows()[i].name) << i;
}

void TestCallFaults::eachCallFailsOnce() // I-01, I-05, I-06, I-07, I-09
{
    QFETCH(size_t, row);
    const TaskRow &task = taskRows()[row];
    const Run whole(task, 0, {"none", 0, false, {}});
    const QByteArray configAfter = whole.config();
    const QList<Call> kinds = whole.kinds();
    QVERIFY(kinds.size() > 2);
    m_calls += kinds.size();
    const int descriptors = openDescriptors();
    const qsizetype threads = runningThreads().size();
    for (const Fault &fault : faults()) {
        for (int number = 1; number <= kinds.size(); ++number) {
            const Call call = kinds.at(number - 1);
            if (!fault.calls.empty() && std::find(fault.calls.begin(), fault.calls.end(), call) == fault.calls.end())
                continue;
            Run run(task, number, fault);
            const QByteArray what = QByteArray(fault.name) + " at " + QByteArray::number(number) + ": " + run.line();
            if (!run.wasReached()) // a config that is two seconds old by now is not read again
                continue;
            ++m_runs;
            m_failures += run.failed() ? 1 : 0;
            const QByteArray wrong = run.wrong(configAfter);
            QVERIFY2(wrong.isEmpty(), (what + ": " + wrong).constData());
        }
    }
    QCOMPARE(openDescriptors(), descriptors);
    QCOMPARE(runningThreads().size(), threads);
}

void TestCallFaults::cleanupTestCase()
{
    qInfo("%zu tasks, %lld calls, %zu kinds of fault: %d faults injected, %d tasks failed and said why",
          taskRows().size(), static_cast<long long>(m_calls), faults().size(), m_runs, m_failures);
}

QTEST_GUILESS_MAIN(TestCallFaults)
#include "tst_callfaults.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/operations/datastoregate.h"
#include "tests/support/spawn.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");
constexpr int patience = 30'000; // milliseconds

/// A job whose wrapper dies before the call of that number. The command says that it runs, leaves a descendant that
/// lives until release(), and ends.
class Job
{
public:
    Job(const TestSite &site, int number)
        : m_marker(site.path("ran"))
    {
        const QByteArray script = "echo >" + m_marker + "; cat <&4 >/dev/null & exit 0";
        const std::vector<QByteArray> words{DRYDOCK_BIN_DIR "/jobkilled",
                                            site.site().configFolder,
                                            "vault",
                                            QByteArray::number(number),
                                            "sh",
                                            "-c",
                                            script};
        m_wrapper = spawn(words, {{m_lifeline.reading.get(), 4}, {m_report.writing.get(), 5}});
        m_report.writing.reset();
        m_lifeline.reading.reset();
    }

    /// True when the entry has been handed over, false when the wrapper has ended.
    [[nodiscard]] bool isHandedOver() const
    {
        pollfd ready{m_report.reading.get(), POLLIN, 0};
        char letter = 0;
        if (::poll(&ready, 1, patience) <= 0)
            qFatal("neither handed over nor ended");
        return ::read(m_report.reading.get(), &letter, 1) == 1;
    }
    /// Whether the wrapper was killed; waits for its end.
    [[nodiscard]] bool wasKilled() const
    {
        int status = 0;
        if (::waitpid(m_wrapper, &status, 0) != m_wrapper)
            qFatal("the wrapper is not ours");
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
    void release() { m_lifeline.writing.reset(); }
    [[nodiscard]] bool hasRun() const { return QFile::exists(QFile::decodeName(m_marker)); }

private:
    const QByteArray m_marker;
    Pipe m_lifeline;
    Pipe m_report;
    pid_t m_wrapper = 0;
};

/// What the wrapper has left becomes ours: waits until nothing of it lives.
void reapAll()
{
    while (::waitpid(-1, nullptr, 0) > 0) { }
}

QList<TrackingEntry> entriesOf(const TestSite &site)
{
    return parseTracking(site.tracking("vault"), {}).value_or(QList<TrackingEntry>());
}

qint64 writersOf(const TestSite &site)
{
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
    const auto reading = tracker.read(vault);
    return reading ? reading->counts.write : -1;
}

bool lives(const ProcessKey &process)
{
    return !isProvenDead(systemProcessTable(), process);
}

} // namespace

/// The wrapper of `run` dies before each of its calls: on its way through the gate, while it hands the entry over, and
/// while it removes it.
class TestRunKills : public QObject
{
    Q_OBJECT

private slots:
    void eachStepIsSurvived();

private:
    void checkLeft(const TestSite &site, const Job &job, bool isHandedOver);
};

void TestRunKills::checkLeft(const TestSite &site, const Job &job, bool isHandedOver)
{
    const QByteArray bytes = site.tracking("vault");
    QVERIFY(bytes.isEmpty() || parseTracking(bytes, {}));
    const QList<TrackingEntry> entries = entriesOf(site);
    QVERIFY(entries.size() <= 1);
    // A command that ran was registered before it did, and nobody but its wrapper takes that back.
    if (job.hasRun() && !isHandedOver)
        QCOMPARE(entries.size(), 1);
    // The entry counts exactly as long as the process that it names: the guardian is dead.
    const bool counts = !entries.isEmpty() && lives(entries.first().process);
    QCOMPARE(writersOf(site), counts ? 1 : 0);
}

void TestRunKills::eachStepIsSurvived() // I-02, I-05, I-06, I-07, I-12
{
    QCOMPARE(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    int handedOver = 0;
    int unexecuted = 0;
    int number = 1;
    for (;; ++number) {
        const TestSite site;
        site.addStore("vault");
        Job job(site, number);
        const bool isHandedOver = job.isHandedOver();
        handedOver += isHandedOver ? 1 : 0;
        if (isHandedOver) {
            // The descendant lives, and the entry names it, whether its wrapper lives or has been killed by now.
            QCOMPARE(writersOf(site), 1);
            job.release();
        }
        const bool wasKilled = job.wasKilled();
        if (!isHandedOver)
            ::waitpid(-1, nullptr, 0); // the command: it never ran, or has ended
        unexecuted += job.hasRun() ? 0 : 1;
        checkLeft(site, job, isHandedOver);
        QVERIFY2(!QTest::currentTestFailed(), QByteArray::number(number).constData());
        job.release();
        reapAll();
        QCOMPARE(writersOf(site), 0);

        DatastoreGate next(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
        auto guard = next.begin(vault, Operation::Read, {}, Deadline::after(systemClock(), lockTimeLimit));
        QVERIFY(guard && guard->release());
        QCOMPARE(entriesOf(site).size(), 1); // its own
        QCOMPARE(TestSite::names(site.site().trackingFolder), (QByteArrayList{"vault", "vault.lock"}));
        if (!wasKilled)
            break;
    }
    QVERIFY(unexecuted > 20);
    QVERIFY(handedOver > 5); // and was killed after that
    QVERIFY(number > unexecuted + handedOver); // and in between
    qInfo("%d kills of a wrapper: %d before its command ran, %d after the hand-over", number - 1, unexecuted,
          handedOver - 1);
}

QTEST_GUILESS_MAIN(TestRunKills)
#include "tst_runkills.moc"

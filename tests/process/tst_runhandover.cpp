// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/monitorprobe.h"
#include "tests/process/testjob.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <memory>
#include <vector>

#include <sys/wait.h>

using namespace Drydock;

/// Jobs that end and leave somebody behind, under a monitor that watches: I-12, and I-03: no check mark before the last
/// of those has ended.
class TestRunHandOver : public QObject
{
    Q_OBJECT

private slots:
    void noCheckMarkBeforeTheLastDescendantsEnd();
};

namespace {

constexpr int batches = 20;
constexpr int jobsAtOnce = 20;

using Jobs = std::vector<std::unique_ptr<TestJob>>;

void writeMode(const TestSite &site, const QByteArray &mode)
{
    const QByteArray folder = site.site().configFolder;
    TestSite::write(folder + "/new",
                    "datastore: vault\n" + (mode.isEmpty() ? "" : "\tmaintenance-mode " + mode + '\n') + "\tpath /\n");
    if (::rename((folder + "/new").constData(), site.site().configPath().constData()) != 0)
        qFatal("cannot rename");
}

/// Jobs that run and have each left a daemon; empty if one of them doesn't.
Jobs startJobs(const TestSite &site)
{
    Jobs jobs;
    for (int count = 0; count < jobsAtOnce; ++count) {
        const QByteArray operation = count % 2 == 0 ? "--op=write" : "--op=read";
        jobs.push_back(
            std::make_unique<TestJob>(JobSetup{.wrapper = {DRYDOCK_BIN_DIR "/drydockctl", "--root",
                                                           site.site().configFolder, "run", "vault", operation}}));
    }
    for (const auto &job : jobs) {
        if (job->nextOutput() != "ready" || !job->order("daemon 5").startsWith("forked "))
            return {};
    }
    return jobs;
}

bool endedWell(TestJob &job)
{
    const std::optional<int> status = job.waitEnd();
    return status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
}

bool hasShownDrained(const MonitorProbe &probe, qsizetype from)
{
    const QList<SiteSnapshotPointer> history = probe.history();
    return std::any_of(history.begin() + from, history.end(), [](const SiteSnapshotPointer &snapshot) {
        const auto store = snapshot->find(u"vault"_qs);
        return store && store->state == DrainState::Drained;
    });
}

} // namespace

void TestRunHandOver::noCheckMarkBeforeTheLastDescendantsEnd()
{
    const TestSite site;
    writeMode(site, {});
    MonitorProbe probe(site.site());
    for (int batch = 0; batch < batches; ++batch) {
        const qsizetype from = probe.history().size();
        const Jobs jobs = startJobs(site);
        QCOMPARE(jobs.size(), size_t(jobsAtOnce));
        writeMode(site, "offline");
        QVERIFY(probe.waitForStore(u"vault"_qs, [](const StoreSnapshot &store) {
            return store.state == DrainState::Draining && store.conflicting == jobsAtOnce;
        }));
        for (const auto &job : jobs)
            job->tell("exit 0");
        const size_t last = size_t(batch) % jobs.size();
        for (size_t at = 0; at < jobs.size(); ++at) {
            if (at != last)
                jobs[at]->endLifeline(5);
        }
        for (size_t at = 0; at < jobs.size(); ++at)
            QVERIFY(at == last || endedWell(*jobs[at]));
        QVERIFY(probe.settled());
        QVERIFY(!hasShownDrained(probe, from));
        jobs[last]->endLifeline(5);
        QVERIFY(probe.waitForState(u"vault"_qs, DrainState::Drained));
        QVERIFY(endedWell(*jobs[last]));
        writeMode(site, {});
        QVERIFY(probe.waitForState(u"vault"_qs, DrainState::None));
        QCOMPARE(site.tracking("vault"), "[]");
    }
}

QTEST_GUILESS_MAIN(TestRunHandOver)
#include "tst_runhandover.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockfile.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/operationfixture.h"
#include "tests/support/procprobe.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <functional>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace Drydock;

namespace {

const QString store = QStringLiteral("vault");
const auto patience = std::chrono::seconds{30};
constexpr int workers = 8;

Deadline in(Nanoseconds span)
{
    return Deadline::after(systemClock(), span);
}

/// A site whose tracking lock this test holds, and threads that want the file changed meanwhile.
class Crew
{
public:
    Crew()
        : m_folder(std::make_shared<SiteFolder>(posixFileSystem(), site.site().trackingFolder))
        , m_lock(m_folder, "vault.lock", Ownership{})
    {
        site.addStore("vault");
    }
    ~Crew() { finish(); }

    /// Starts the threads, each of which makes the call with its number, and waits until all of them wait.
    void start(const std::function<Result<void>(int)> &call)
    {
        m_held = m_lock.acquire(in(patience)).value();
        results.assign(workers, Result<void>());
        for (int i = 0; i < workers; ++i) {
            m_threads.emplace_back([this, call, i] {
                m_ids.at(size_t(i)) = ::gettid();
                results[size_t(i)] = call(i);
                ++m_done;
            });
        }
    }
    [[nodiscard]] bool allWait() const
    {
        return std::all_of(m_ids.begin(), m_ids.end(),
                           [](const std::atomic<pid_t> &id) { return id != 0 && threadState(id) == 'S'; })
               && lockWaiters(site.trackingPath("vault.lock")) == 1;
    }
    [[nodiscard]] bool allAreDone() const { return m_done == workers; }
    void finish()
    {
        m_held.release();
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }

    [[nodiscard]] qsizetype successes() const
    {
        return std::count_if(results.begin(), results.end(), [](const Result<void> &each) { return each.has_value(); });
    }
    [[nodiscard]] OperationCounts counts()
    {
        const auto reading = tracker.read(store);
        return reading ? reading->counts : OperationCounts{-1, -1};
    }
    Result<void> acquire(const EntryInfo &info = {}, Nanoseconds limit = patience)
    {
        return tracker.acquire(store, Operation::Write, info, in(limit));
    }

    TestSite site;
    FaultyFileSystem files;
    OperationTracker tracker{files, systemProcessTable(), systemClock(), site.site()};
    std::vector<Result<void>> results;

private:
    std::shared_ptr<SiteFolder> m_folder;
    LockFile m_lock;
    LockFile::Guard m_held;
    std::array<std::atomic<pid_t>, workers> m_ids{};
    std::atomic<int> m_done = 0;
    std::vector<std::thread> m_threads;
};

} // namespace

/// Threads that wait for the same tracking lock are served by one of them, each with its own answer.
class TestSharedUpdates : public QObject
{
    Q_OBJECT

private slots:
    void acquiresThatWaitTogetherAreWrittenOnceAndAllCount();
    void releasesThatWaitTogetherAreWrittenOnce();
    void failedWriteCountsNobody();
    void whatFitsIsWrittenThoughNotAllFits();
    void whoeverIsTooLateIsToldSoAndNotCounted();
    void threadsThatChangeTheFileAllTheTimeEndAtZero();
};

void TestSharedUpdates::acquiresThatWaitTogetherAreWrittenOnceAndAllCount() // I-06
{
    Crew crew;
    QVERIFY(crew.acquire()); // the folder and the lock file are there, and one write is done
    crew.files.reset();
    crew.start([&crew](int) { return crew.acquire(); });
    QTRY_VERIFY_WITH_TIMEOUT(crew.allWait(), 30000);
    crew.finish();
    QCOMPARE(crew.successes(), workers);
    QCOMPARE(crew.counts(), OperationCounts({0, workers + 1}));
    QCOMPARE(crew.files.countOf(Call::RenameAt), 1);
}

void TestSharedUpdates::releasesThatWaitTogetherAreWrittenOnce() // I-06
{
    Crew crew;
    for (int i = 0; i <= workers; ++i)
        QVERIFY(crew.acquire());
    crew.files.reset();
    crew.start([&crew](int) { return crew.tracker.release(store, Operation::Write, {}); });
    QTRY_VERIFY_WITH_TIMEOUT(crew.allWait(), 30000);
    crew.finish();
    QCOMPARE(crew.successes(), workers);
    QCOMPARE(crew.counts(), OperationCounts({0, 1}));
    QCOMPARE(crew.files.countOf(Call::RenameAt), 1);
}

void TestSharedUpdates::failedWriteCountsNobody() // I-06
{
    Crew crew;
    QVERIFY(crew.acquire());
    const QByteArray before = crew.site.tracking("vault");
    crew.files.failEvery(Call::RenameAt, EIO);
    crew.start([&crew](int) { return crew.acquire(); });
    QTRY_VERIFY_WITH_TIMEOUT(crew.allWait(), 30000);
    crew.finish();
    for (const Result<void> &each : crew.results) {
        QVERIFY(!each);
        QCOMPARE(each.error().code, ErrorCode::Io);
    }
    QCOMPARE(crew.site.tracking("vault"), before);
    crew.files.reset();
    QVERIFY(crew.acquire());
    QCOMPARE(crew.counts(), OperationCounts({0, 2}));
}

void TestSharedUpdates::whatFitsIsWrittenThoughNotAllFits() // I-06
{
    constexpr int fitting = 3;
    Crew crew;
    QVERIFY(crew.acquire());
    const auto infoOf = [](int number) {
        EntryInfo info;
        info.label = QStringLiteral("job %1").arg(number);
        info.process = ProcessKey{::getpid(), quint64(number + 1)}; // each is an entry of its own; we are its guardian
        return info;
    };
    const QByteArray alone = crew.site.tracking("vault");
    QVERIFY(crew.acquire(infoOf(0)));
    const qsizetype entrySize = crew.site.tracking("vault").size() - alone.size();
    QVERIFY(crew.tracker.release(store, Operation::Write, infoOf(0)));
    QVERIFY(crew.tracker.remove(store, *infoOf(0).process));

    const QByteArray begin =
        alone.chopped(1)
        + R"(,{"pid":1,"starttime":2,"active_operations":{"read":0,"write":0},"ns":"container","fill":")";
    const QByteArray end = "\"}]";
    const qsizetype room = fitting * entrySize + entrySize / 2;
    crew.site.writeTracking("vault",
                            begin + QByteArray(trackingSizeLimit - room - begin.size() - end.size(), 'x') + end);
    crew.start([&](int number) { return crew.acquire(infoOf(number)); });
    QTRY_VERIFY_WITH_TIMEOUT(crew.allWait(), 30000);
    crew.finish();
    QCOMPARE(crew.successes(), fitting);
    for (const Result<void> &each : crew.results)
        QVERIFY(each || each.error().code == ErrorCode::TooLarge);
    QCOMPARE(crew.counts(), OperationCounts({0, fitting + 1}));
}

void TestSharedUpdates::whoeverIsTooLateIsToldSoAndNotCounted() // I-06
{
    Crew crew;
    QVERIFY(crew.acquire());
    crew.start([&crew](int) { return crew.acquire({}, std::chrono::milliseconds{50}); });
    // The lock is let go only when the last of them has given up.
    QTRY_VERIFY_WITH_TIMEOUT(crew.allAreDone(), 30000);
    crew.finish();
    for (const Result<void> &each : crew.results)
        QCOMPARE(each.error().code, ErrorCode::LockTimeout);
    QTRY_COMPARE_WITH_TIMEOUT(lockHolders(crew.site.trackingPath("vault.lock")), QList<pid_t>(), 30000);
    QVERIFY(crew.acquire());
    QCOMPARE(crew.counts(), OperationCounts({0, 2}));
}

void TestSharedUpdates::threadsThatChangeTheFileAllTheTimeEndAtZero() // I-06
{
    constexpr int rounds = 300;
    Crew crew;
    crew.start([&crew](int) -> Result<void> {
        for (int i = 0; i < rounds; ++i) {
            if (auto acquired = crew.acquire(); !acquired)
                return acquired;
            if (crew.counts().write < 1)
                return failure(ErrorCode::Io, QStringLiteral("an operation that is held is not counted"));
            if (auto released = crew.tracker.release(store, Operation::Write, {}); !released)
                return released;
        }
        return {};
    });
    crew.finish();
    QCOMPARE(crew.successes(), workers);
    QCOMPARE(crew.counts(), OperationCounts());
}

QTEST_APPLESS_MAIN(TestSharedUpdates)
#include "tst_sharedupdates.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/operationfixture.h"
#include "tests/support/procprobe.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace Drydock;

/// What a forked child has of its parent's operations: nothing, and no lock that nobody will ever release.
class TestOperationFork : public QObject
{
    Q_OBJECT

private slots:
    void forkedChildHoldsNothing();
    void childOfAFailedReleaseTriesNothing();
    void forkBesideBusyThreadsHangsNobody();
};

namespace {

#if defined(__SANITIZE_ADDRESS__)
// GCC 12's AddressSanitizer: a child that is forked while a thread allocates waits for the allocator's lock for ever.
constexpr int busyThreads = 0;
#else
constexpr int busyThreads = 3;
#endif

using Fixture = OperationFixture;

} // namespace

void TestOperationFork::forkedChildHoldsNothing() // I-06
{
    Fixture fixture;
    auto guard = fixture.begin();
    QVERIFY(guard);
    const QByteArray before = fixture.site.tracking("vault");
    const int code = inChild([&] {
        if (guard->isHeld() || guard->clone() || !guard->release())
            return 1;
        if (fixture.site.tracking("vault") != before)
            return 2;
        auto own = fixture.begin(Operation::Read);
        if (!own || fixture.entries().size() != 2 || fixture.counts() != OperationCounts{1, 1})
            return 3;
        return own->release() && fixture.counts() == OperationCounts{0, 1} ? 0 : 4;
    });
    QCOMPARE(code, 0);
    QVERIFY(guard->isHeld());
    QVERIFY(guard->release());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationFork::childOfAFailedReleaseTriesNothing() // I-06
{
    Fixture fixture;
    auto guard = fixture.begin();
    QVERIFY(guard);
    const QByteArray good = fixture.site.tracking("vault");
    fixture.site.writeTracking("vault", "");
    QVERIFY(!guard->release()); // from here on a thread of the parent's tries again
    const int code = inChild([&] {
        fixture.site.writeTracking("vault", good);
        auto own = fixture.begin(Operation::Read);
        return own && own->release() && fixture.counts() == OperationCounts{0, 1} ? 0 : 1;
    });
    QCOMPARE(code, 0);
    QVERIFY(fixture.begin(Operation::Read));
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationFork::forkBesideBusyThreadsHangsNobody() // I-06
{
    Fixture fixture;
    std::atomic<bool> stop = false;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < busyThreads; ++i) {
        threads.emplace_back([&] {
            while (!stop) {
                auto guard = fixture.begin();
                if (!guard || !guard->release())
                    ++failures;
            }
        });
    }
    int codes = 0;
    for (int i = 0; i < 30; ++i) {
        codes += inChild([&] {
            auto own = fixture.begin(Operation::Read);
            return own && own->release() ? 0 : 1;
        });
    }
    stop = true;
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(codes, 0);
    QCOMPARE(failures.load(), 0);
    QCOMPARE(fixture.counts(), OperationCounts());
}

QTEST_APPLESS_MAIN(TestOperationFork)
#include "tst_operationfork.moc"

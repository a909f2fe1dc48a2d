// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/helperprocess.h"
#include "tests/support/operationfixture.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

#include <atomic>
#include <csignal>
#include <thread>

using namespace Drydock;

/// Operations held by real processes: counted while they live, gone with them.
class TestOperationGuard : public QObject
{
    Q_OBJECT

private slots:
    void heldOperationStandsInTheFile();
    void releasedOperationLeavesAnIdleEntry();
    void destroyedGuardReleases();
    void movedGuardHoldsOnce();
    void cloneCountsAndOutlivesTheOriginal();
    void cloneOfNothingFails();
    void cloneThatCannotBeWrittenIsNone();
    void eachProcessHasItsEntry();
    void killedHolderCountsNoMore();
    void stoppedHolderCounts();
    void entryOfAnEndedHolderIsDropped();
    void lostEntryComesBackWithTheTrueNumber();
    void labelsThatCannotBeStoredAreRefused();
    void threadsShareOneEntry();
    void twoGatesOfOneProcessShareOneLedger();
    void processesLoseNoUpdate();
    void neitherDoesPbsBesideUs();
};

namespace {

using Fixture = OperationFixture;
const QString opHolder = QStringLiteral("opholder");

} // namespace

void TestOperationGuard::heldOperationStandsInTheFile() // I-02, I-06
{
    Fixture fixture;
    const auto guard = fixture.begin(Operation::Write, {QStringLiteral("backup"), QStringLiteral("nightly"), {}});
    QVERIFY(guard);
    QVERIFY(guard->isHeld());
    QCOMPARE(fixture.entries().size(), 1);
    const TrackingEntry entry = fixture.entries().first();
    const ProcessTable::Self self = systemProcessTable().self();
    QCOMPARE(entry.process, self.key);
    QCOMPARE(entry.space, self.space.toBytes());
    QCOMPARE(entry.counts, (OperationCounts{0, 1}));
    QCOMPARE(entry.job, QStringLiteral("backup"));
    QCOMPARE(entry.label, QStringLiteral("nightly"));
    QVERIFY(entry.since && *entry.since <= systemClock().wallSeconds());
    QCOMPARE(fixture.site.tracking("vault"), '[' + printEntry(entry) + ']');
}

void TestOperationGuard::releasedOperationLeavesAnIdleEntry() // I-06
{
    Fixture fixture;
    auto guard = fixture.begin(Operation::Read);
    QVERIFY(guard);
    QVERIFY(guard->release());
    QVERIFY(!guard->isHeld());
    QCOMPARE(fixture.entries().size(), 1);
    QCOMPARE(fixture.entries().first().counts, OperationCounts());
    const QByteArray bytes = fixture.site.tracking("vault");
    QVERIFY(guard->release());
    QCOMPARE(fixture.site.tracking("vault"), bytes);
}

void TestOperationGuard::destroyedGuardReleases() // I-06
{
    Fixture fixture;
    {
        const auto guard = fixture.begin();
        QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    }
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationGuard::movedGuardHoldsOnce() // I-06
{
    Fixture fixture;
    auto first = fixture.begin();
    auto second = fixture.begin(Operation::Read);
    QVERIFY(first && second);
    OperationGuard moved(std::move(*first));
    QVERIFY(moved.isHeld());
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
    moved = std::move(*second); // what it held is released
    QCOMPARE(fixture.counts(), (OperationCounts{1, 0}));
    QVERIFY(moved.release());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationGuard::cloneCountsAndOutlivesTheOriginal() // I-02, I-06
{
    Fixture fixture;
    auto guard = fixture.begin();
    QVERIFY(guard);
    auto clone = guard->clone();
    QVERIFY(clone);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 2}));
    QVERIFY(guard->release());
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    QVERIFY(clone->isHeld());
    QVERIFY(clone->release());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationGuard::cloneOfNothingFails() // I-01
{
    Fixture fixture;
    auto guard = fixture.begin();
    QVERIFY(guard);
    QVERIFY(guard->release());
    QVERIFY(!guard->clone());
    QVERIFY(!OperationGuard().clone());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationGuard::cloneThatCannotBeWrittenIsNone() // I-02, I-06
{
    Fixture fixture;
    auto guard = fixture.begin();
    QVERIFY(guard);
    const QByteArray good = fixture.site.tracking("vault");
    fixture.site.writeTracking("vault", "");
    const auto clone = guard->clone();
    QVERIFY(!clone);
    QCOMPARE(clone.error().code, ErrorCode::TrackingInvalid);
    fixture.site.writeTracking("vault", good);
    QVERIFY(guard->release());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationGuard::eachProcessHasItsEntry() // I-02, I-06
{
    Fixture fixture;
    HelperProcess reader(opHolder, fixture.root());
    HelperProcess writer(opHolder, fixture.root());
    QCOMPARE(reader.ask("begin vault read"), QByteArray("held 1"));
    QCOMPARE(writer.ask("begin vault write"), QByteArray("held 1"));
    QCOMPARE(writer.ask("clone 1"), QByteArray("held 2"));
    QCOMPARE(fixture.counts(), (OperationCounts{1, 2}));
    QCOMPARE(fixture.entries().size(), 2);
    QCOMPARE(writer.ask("release 1"), QByteArray("released"));
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
    QCOMPARE(reader.ask("release 1"), QByteArray("released"));
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
}

void TestOperationGuard::killedHolderCountsNoMore() // I-05
{
    Fixture fixture;
    HelperProcess holder(opHolder, fixture.root());
    QCOMPARE(holder.ask("begin vault write"), QByteArray("held 1"));
    const QByteArray bytes = fixture.site.tracking("vault");
    holder.kill();
    QCOMPARE(fixture.counts(), OperationCounts());
    QCOMPARE(fixture.site.tracking("vault"), bytes); // nobody wrote
}

void TestOperationGuard::stoppedHolderCounts() // I-05
{
    Fixture fixture;
    HelperProcess holder(opHolder, fixture.root());
    QCOMPARE(holder.ask("begin vault write"), QByteArray("held 1"));
    ::kill(static_cast<pid_t>(holder.pid()), SIGSTOP);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    ::kill(static_cast<pid_t>(holder.pid()), SIGCONT);
    QCOMPARE(holder.ask("release 1"), QByteArray("released"));
}

void TestOperationGuard::entryOfAnEndedHolderIsDropped() // I-05, I-06
{
    Fixture fixture;
    HelperProcess gone(opHolder, fixture.root());
    HelperProcess stays(opHolder, fixture.root());
    QCOMPARE(gone.ask("begin vault write"), QByteArray("held 1"));
    QCOMPARE(stays.ask("begin vault read"), QByteArray("held 1"));
    gone.tell("leave");
    QVERIFY(gone.waitForEnd());
    QCOMPARE(fixture.entries().size(), 2);
    const auto guard = fixture.begin();
    QVERIFY(guard);
    QCOMPARE(fixture.entries().size(), 2);
    QCOMPARE(fixture.entries().first().process.pid, pid_t(stays.pid()));
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
}

void TestOperationGuard::lostEntryComesBackWithTheTrueNumber() // I-06
{
    Fixture fixture;
    auto first = fixture.begin();
    auto second = fixture.begin();
    QVERIFY(first && second);
    QVERIFY(QFile::remove(QFile::decodeName(fixture.site.trackingPath("vault"))));
    QVERIFY(first->release());
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    fixture.site.writeTracking("vault", "[]");
    const auto restored = fixture.gate.tracker()->restore(fixture.store);
    QVERIFY(restored && *restored);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    const auto again = fixture.gate.tracker()->restore(fixture.store);
    QVERIFY(again && !*again);
    fixture.site.writeTracking("vault", "[]");
    QVERIFY(second->release());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestOperationGuard::labelsThatCannotBeStoredAreRefused() // I-06
{
    Fixture fixture;
    for (const QString &label : {QString(65, u'x'), QStringLiteral("a\nb")}) {
        const auto guard = fixture.begin(Operation::Write, {{}, label, {}});
        QVERIFY(!guard);
        QCOMPARE(guard.error().code, ErrorCode::InvalidMessage);
    }
    QVERIFY(fixture.site.tracking("vault").isEmpty());
    const QString longest = QStringLiteral("\U0001F600").repeated(64);
    const auto guard = fixture.begin(Operation::Write, {{}, longest, {}});
    QVERIFY(guard);
    QCOMPARE(fixture.entries().first().label, longest);
}

void TestOperationGuard::threadsShareOneEntry() // I-06
{
    Fixture fixture;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    const auto kept = fixture.begin();
    QVERIFY(kept);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 50; ++round) {
                auto guard = fixture.begin(i % 2 == 0 ? Operation::Read : Operation::Write);
                auto clone = guard ? guard->clone() : Result<OperationGuard>(failure(guard.error()));
                if (!guard || !clone || !guard->release() || !clone->release())
                    ++failures;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(fixture.entries().size(), 1);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
}

void TestOperationGuard::twoGatesOfOneProcessShareOneLedger() // I-06
{
    Fixture fixture;
    DatastoreGate other(posixFileSystem(), systemProcessTable(), systemClock(), fixture.site.site());
    auto first = fixture.begin();
    auto second = other.begin(fixture.store, Operation::Write, {}, Fixture::limit());
    QVERIFY(first && second);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 2}));
    QVERIFY(first->release());
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
}

void TestOperationGuard::processesLoseNoUpdate() // I-06
{
    Fixture fixture;
    const auto kept = fixture.begin();
    QVERIFY(kept);
    std::vector<std::unique_ptr<HelperProcess>> holders;
    for (int i = 0; i < 6; ++i)
        holders.push_back(std::make_unique<HelperProcess>(opHolder, fixture.root()));
    for (const auto &holder : holders)
        holder->tell("pairs vault 100");
    for (const auto &holder : holders)
        QCOMPARE(holder->answer(), QByteArray("done"));
    QCOMPARE(fixture.entries().size(), 7);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
    QCOMPARE(TestSite::names(fixture.site.site().trackingFolder), (QByteArrayList{"vault", "vault.lock"}));
}

void TestOperationGuard::neitherDoesPbsBesideUs() // I-06
{
    Fixture fixture;
    auto kept = fixture.begin();
    QVERIFY(kept);
    HelperProcess holder(opHolder, fixture.root());
    HelperProcess peer(QStringLiteral("pbspeer"), {QFile::decodeName(fixture.site.site().trackingFolder)});
    QCOMPARE(peer.ask("add vault read 1"), QByteArray("1 0"));
    holder.tell("pairs vault 200");
    peer.tell("pairs vault 200");
    QCOMPARE(holder.answer(), QByteArray("done"));
    QCOMPARE(peer.answer(), QByteArray("done"));
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
    QCOMPARE(fixture.entries().size(), 3);

    // PBS has dropped our keys; what we hold goes on to be counted once, and is given back.
    QCOMPARE(peer.ask("add vault write 1"), QByteArray("1 1"));
    QVERIFY(!fixture.site.tracking("vault").contains("\"ns\""));
    QCOMPARE(fixture.counts(), (OperationCounts{1, 2}));
    QVERIFY(kept->release());
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
    QCOMPARE(fixture.entries().size(), 3);
}

DRYDOCK_TEST_MAIN(TestOperationGuard)
#include "tst_operationguard.moc"

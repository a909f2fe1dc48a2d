// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/operationledger.h"
#include "tests/support/properties.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Drydock;

namespace {

const ProcessKey self{1000, 5000};
const QByteArray space = QByteArrayLiteral("boot-a:1:2");

EntryInfo jobOf(int number)
{
    EntryInfo info;
    if (number > 0)
        info.process = ProcessKey{number, 1};
    return info;
}

/// The counts of the entry of a job, or of ourselves for 0.
OperationCounts countsOf(const OperationLedger &ledger, int number)
{
    const ProcessKey process = number > 0 ? ProcessKey{number, 1} : self;
    OperationCounts counts;
    for (const TrackingEntry &entry : ledger.entries(self, space)) {
        if (entry.process == process)
            counts += entry.counts;
    }
    return counts;
}

qint64 &numberOf(OperationCounts &counts, Operation operation)
{
    return operation == Operation::Write ? counts.write : counts.read;
}

} // namespace

/// The numbers that this process' entries must show. I-06
class TestOperationLedger : public QObject
{
    Q_OBJECT

private slots:
    void numbersAreThoseOfWhatIsHeld();
    void releaseOfNothingTakesNothingFromWhatComesNext();
    void undoneAddLeavesNoTrace();
    void jobOfAGuardianNamesBoth();
};

void TestOperationLedger::numbersAreThoseOfWhatIsHeld()
{
    QVERIFY(
        holdsAlways("whatever is added and subtracted, each entry shows what is held, and never less than none", [] {
            OperationLedger ledger;
            std::array<OperationCounts, 3> held;
            for (int steps = *rc::gen::inRange(0, 40); steps > 0; --steps) {
                const int job = *rc::gen::inRange(0, 3);
                const auto operation = oneOf({Operation::Read, Operation::Write});
                qint64 &count = numberOf(held[static_cast<size_t>(job)], operation);
                if (maybe()) {
                    ledger.add(jobOf(job), operation, 1);
                    ++count;
                } else {
                    ledger.subtract(jobOf(job), operation);
                    count = std::max<qint64>(0, count - 1);
                }
                for (int each = 0; each < 3; ++each)
                    RC_ASSERT(countsOf(ledger, each) == held[static_cast<size_t>(each)]);
            }
            const bool isIdle = std::all_of(held.begin(), held.end(),
                                            [](const OperationCounts &counts) { return counts == OperationCounts(); });
            RC_ASSERT(ledger.isIdle() == isIdle);
        }));
}

void TestOperationLedger::releaseOfNothingTakesNothingFromWhatComesNext()
{
    OperationLedger ledger;
    ledger.add({}, Operation::Write, 1);
    ledger.subtract({}, Operation::Write);
    ledger.subtract({}, Operation::Write);
    QCOMPARE(countsOf(ledger, 0), OperationCounts());
    ledger.add({}, Operation::Write, 2);
    QCOMPARE(countsOf(ledger, 0), (OperationCounts{0, 1}));
}

void TestOperationLedger::undoneAddLeavesNoTrace()
{
    OperationLedger ledger;
    const bool created = ledger.add({}, Operation::Read, 1);
    ledger.undoAdd({}, Operation::Read, created);
    QVERIFY(ledger.entries(self, space).isEmpty());
    ledger.add({}, Operation::Read, 1);
    const bool again = ledger.add({}, Operation::Write, 1);
    ledger.undoAdd({}, Operation::Write, again);
    QCOMPARE(countsOf(ledger, 0), (OperationCounts{1, 0}));
}

void TestOperationLedger::jobOfAGuardianNamesBoth() // I-12
{
    OperationLedger ledger;
    ledger.add(jobOf(7), Operation::Write, 1);
    const auto entries = ledger.entries(self, space);
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries.constFirst().process, (ProcessKey{7, 1}));
    QCOMPARE(entries.constFirst().guardian, std::optional(self));
    QVERIFY(ledger.move({7, 1}, {8, 1}));
    QCOMPARE(countsOf(ledger, 7), OperationCounts());
    QCOMPARE(countsOf(ledger, 8), (OperationCounts{0, 1}));
}

DRYDOCK_TEST_MAIN(TestOperationLedger)
#include "tst_operationledger.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/evidence.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <functional>
#include <vector>

using namespace Drydock;
using namespace std::chrono_literals;

namespace {

MaintenanceMode offline(const QString &message = {})
{
    MaintenanceMode mode;
    mode.type = MaintenanceType::Offline;
    mode.message = message;
    return mode;
}

const ProofBasis first{{1, 10, QByteArrayLiteral("a"), 1}, {2, 20}, offline()};

template <class Change>
ProofBasis but(Change change)
{
    ProofBasis basis = first;
    change(basis);
    return basis;
}

const ProofBasis otherBytes = but([](ProofBasis &basis) { basis.config.digest = QByteArrayLiteral("b"); });

/// All five steps.
void prove(StoreProof &proof, const ProofBasis &basis, Nanoseconds now, Barrier barrier = 1)
{
    proof.observe(basis, 0, now);
    proof.begin(barrier);
    proof.pass(barrier);
    proof.observe(basis, 0, now);
    proof.finish(true);
}

/// What may happen to a proof, in any order.
enum class Event {
    ReadZero,
    ReadOtherBytes,
    ReadOtherMode,
    ReadConflict,
    ReadUnknown,
    Begin,
    Pass, ///< every barrier that was asked for
    Fail,
    FinishSame,
    FinishOther,
    Tick,
};
constexpr int eventCount = static_cast<int>(Event::Tick) + 1;
constexpr Nanoseconds tick = 6s; // two of them exceed the limit of a renewal

/// What was read as zero, if that is what the event is.
std::optional<ProofBasis> zeroRead(Event event)
{
    switch (event) {
    case Event::ReadZero:
        return first;
    case Event::ReadOtherBytes:
        return otherBytes;
    case Event::ReadOtherMode:
        return but([](ProofBasis &basis) { basis.mode.type = MaintenanceType::ReadOnly; });
    default:
        return std::nullopt;
    }
}

bool isRead(Event event)
{
    return event <= Event::ReadUnknown;
}

/// The last event before `end` that `isWanted`, if none comes between that `isInTheWay`.
template <class Wanted, class InTheWay>
std::optional<size_t> lastBefore(const std::vector<Event> &history, size_t end, Wanted isWanted, InTheWay isInTheWay)
{
    for (size_t i = end; i-- > 0;) {
        if (isWanted(history[i]))
            return i;
        if (isInTheWay(history[i]))
            return std::nullopt;
    }
    return std::nullopt;
}

/// The rule, told from the whole history instead of from a state: is `end` the end of a proof, and of what? Backwards:
/// the finish, a reading of zero, the barrier's passing, its beginning, a reading of the same; all readings between are
/// the same, and nothing between uses up the barrier or asks for another.
std::optional<ProofBasis> provenBy(const std::vector<Event> &history, size_t end)
{
    if (history[end] != Event::FinishSame)
        return std::nullopt;
    const auto again = lastBefore(history, end, isRead, [](Event event) {
        return event == Event::Begin || event == Event::Fail || event == Event::FinishOther
               || event == Event::FinishSame;
    });
    if (!again || !zeroRead(history[*again]))
        return std::nullopt;
    const ProofBasis basis = *zeroRead(history[*again]);
    const auto differs = [&basis](Event event) { return isRead(event) && zeroRead(event) != basis; };
    const auto usesUp = [&differs](Event event) {
        return event == Event::Begin || event == Event::Fail || differs(event);
    };

    const auto passed = lastBefore(
        history, *again, [](Event event) { return event == Event::Pass; }, usesUp);
    if (!passed)
        return std::nullopt;
    // A finish between passing and reading again does nothing; one after a reading has used up the barrier.
    for (size_t i = *passed, isReadAgain = false; i < end; ++i) {
        isReadAgain = isReadAgain || isRead(history[i]);
        if (isReadAgain && (history[i] == Event::FinishSame || history[i] == Event::FinishOther))
            return std::nullopt;
    }
    const auto begun = lastBefore(
        history, *passed, [](Event event) { return event == Event::Begin; },
        [&differs](Event event) { return event == Event::Fail || differs(event); });
    if (!begun)
        return std::nullopt;
    const auto before = lastBefore(history, *begun, isRead, [](Event) { return false; });
    return before && zeroRead(history[*before]) == basis ? std::optional(basis) : std::nullopt;
}

/// Whether what happened after the finish leaves the proof of `basis` standing now.
bool stillStands(const std::vector<Event> &history, size_t finish, const ProofBasis &basis)
{
    Nanoseconds now{};
    std::optional<Nanoseconds> changedAt;
    for (size_t i = finish + 1; i < history.size(); ++i) {
        if (history[i] == Event::Tick)
            now += tick;
        if (!isRead(history[i]))
            continue;
        const auto read = zeroRead(history[i]);
        if (!read || read->mode != basis.mode)
            return false;
        if (*read == basis)
            changedAt.reset();
        else if (!changedAt)
            changedAt = now;
    }
    return !changedAt || now < *changedAt + StoreProof::renewalLimit;
}

bool ruleSaysComplete(const std::vector<Event> &history)
{
    for (size_t i = history.size(); i-- > 0;) {
        if (const auto basis = provenBy(history, i))
            return stillStands(history, i, *basis); // a later proof replaces an earlier one
    }
    return false;
}

bool machineSaysComplete(const std::vector<Event> &history)
{
    StoreProof proof;
    Nanoseconds now{};
    Barrier barrier = 0;
    for (const Event event : history) {
        switch (event) {
        case Event::ReadConflict:
            proof.observe(first, 1, now);
            break;
        case Event::ReadUnknown:
            proof.observe(first, std::nullopt, now);
            break;
        case Event::Begin:
            proof.begin(++barrier);
            break;
        case Event::Pass:
            proof.pass(barrier);
            break;
        case Event::Fail:
            proof.giveUp(barrier);
            break;
        case Event::FinishSame:
        case Event::FinishOther:
            proof.finish(event == Event::FinishSame);
            break;
        case Event::Tick:
            now += tick;
            break;
        default:
            proof.observe(*zeroRead(event), 0, now);
        }
    }
    return proof.isComplete(now);
}

QByteArray describe(const std::vector<Event> &history)
{
    static const char *const names[eventCount] = {
        "read-zero", "read-other-bytes", "read-other-mode", "read-conflict", "read-unknown", "begin", "pass",
        "fail",      "finish-same",      "finish-other",    "tick"};
    QByteArray text;
    for (const Event event : history)
        text += QByteArray(names[static_cast<int>(event)]) + ' ';
    return text;
}

} // namespace

/// A check mark is a proof: five steps, in their order. I-03
class TestEvidence : public QObject
{
    Q_OBJECT

private slots:
    void allFiveStepsComplete();
    void noStepCanBeLeftOut_data();
    void noStepCanBeLeftOut();
    void everyOrderOfEventsKeepsTheRule_data();
    void everyOrderOfEventsKeepsTheRule();
    void conflictsThatComeBackVoidIt();
    void whatElseVoidsIt_data();
    void whatElseVoidsIt();
    void otherBytesLeaveItShownForTenSeconds();
    void repeatedEditsDoNotStretchIt();
    void sameBytesAgainNeedANewProof();
    void oneBarrierServesWhatWasReadBefore();
    void unchangedGenerationNeedsNoNewProof();
};

void TestEvidence::allFiveStepsComplete()
{
    StoreProof proof;
    proof.observe(first, 0, 0s);
    QVERIFY(proof.needsBarrier());
    proof.begin(1);
    QVERIFY(proof.isWaiting());
    QVERIFY(!proof.needsBarrier());
    proof.pass(1);
    QVERIFY(!proof.isReadAgain());
    proof.observe(first, 0, 1s);
    QVERIFY(proof.isReadAgain());
    QVERIFY(!proof.isComplete(1s));
    proof.finish(true);
    QVERIFY(proof.isComplete(1s));
    QVERIFY(proof.isCurrent());
}

void TestEvidence::noStepCanBeLeftOut_data()
{
    QTest::addColumn<bool>("read");
    QTest::addColumn<bool>("barrier");
    QTest::addColumn<bool>("readAgain");
    QTest::addColumn<bool>("samePaths");
    QTest::newRow("mode not read before the barrier") << false << true << true << true;
    QTest::newRow("no barrier") << true << false << true << true;
    QTest::newRow("nothing read after the barrier") << true << true << false << true;
    QTest::newRow("paths name other files") << true << true << true << false;
}

void TestEvidence::noStepCanBeLeftOut()
{
    QFETCH(bool, read);
    QFETCH(bool, barrier);
    QFETCH(bool, readAgain);
    QFETCH(bool, samePaths);
    StoreProof proof;
    if (read)
        proof.observe(first, 0, 0s);
    proof.begin(1);
    if (barrier)
        proof.pass(1);
    if (readAgain)
        proof.observe(first, 0, 1s);
    proof.finish(samePaths);
    QVERIFY(!proof.isComplete(1s));
}

void TestEvidence::everyOrderOfEventsKeepsTheRule_data()
{
    QTest::addColumn<bool>("isProven");
    QTest::newRow("six events from the start") << false;
    QTest::newRow("five events after a proof") << true;
}

void TestEvidence::everyOrderOfEventsKeepsTheRule()
{
    QFETCH(bool, isProven);
    std::vector<Event> history;
    if (isProven)
        history = {Event::ReadZero, Event::Begin, Event::Pass, Event::ReadZero, Event::FinishSame};
    const size_t longest = history.size() + (isProven ? 5 : 6);
    int complete = 0;
    const std::function<bool()> explore = [&] {
        const bool expected = ruleSaysComplete(history);
        complete += expected;
        if (machineSaysComplete(history) != expected)
            return false;
        if (history.size() == longest)
            return true;
        for (int event = 0; event < eventCount; ++event) {
            history.push_back(static_cast<Event>(event));
            if (!explore())
                return false;
            history.pop_back();
        }
        return true;
    };
    QVERIFY2(explore(), describe(history).constData()); // the first history that shows something else
    QVERIFY(complete > 10);
}

void TestEvidence::conflictsThatComeBackVoidIt()
{
    StoreProof proof;
    prove(proof, first, 0s);
    proof.observe(first, 1, 1s);
    QVERIFY(!proof.isComplete(1s));
    proof.observe(first, 0, 2s);
    QVERIFY(!proof.isComplete(2s));
    QVERIFY(proof.needsBarrier());
}

void TestEvidence::whatElseVoidsIt_data()
{
    QTest::addColumn<ProofBasis>("then");
    QTest::newRow("another mode") << but([](ProofBasis &basis) { basis.mode.type = MaintenanceType::ReadOnly; });
    QTest::newRow("another message") << but([](ProofBasis &basis) { basis.mode = offline(QStringLiteral("x")); });
    QTest::newRow("no mode") << but([](ProofBasis &basis) { basis.mode = {}; });
    QTest::newRow("another tracking folder") << but([](ProofBasis &basis) { basis.tracking.inode = 21; });
    QTest::newRow("a mount over the tracking folder") << but([](ProofBasis &basis) { basis.tracking.device = 3; });
}

void TestEvidence::whatElseVoidsIt()
{
    QFETCH(ProofBasis, then);
    StoreProof proof;
    prove(proof, first, 0s);
    proof.observe(then, 0, 1s);
    QVERIFY(!proof.isComplete(1s));
    proof.observe(first, 0, 2s); // and it does not come back by itself
    QVERIFY(!proof.isComplete(2s));
}

void TestEvidence::otherBytesLeaveItShownForTenSeconds()
{
    StoreProof proof;
    prove(proof, first, 0s);
    proof.observe(otherBytes, 0, 5s);
    QVERIFY(proof.isComplete(5s));
    QVERIFY(!proof.isCurrent());
    QVERIFY(proof.needsBarrier());
    QCOMPARE(proof.renewalDeadline(), std::optional<Nanoseconds>(15s));
    QVERIFY(proof.isComplete(15s - 1ns));
    QVERIFY(!proof.isComplete(15s));
    proof.begin(2);
    proof.pass(2);
    proof.observe(otherBytes, 0, 16s);
    proof.finish(true);
    QVERIFY(proof.isComplete(16s));
    QVERIFY(!proof.renewalDeadline());
}

void TestEvidence::repeatedEditsDoNotStretchIt()
{
    StoreProof proof;
    prove(proof, first, 0s);
    for (int second = 1; second < 10; ++second) {
        const auto edit = but([second](ProofBasis &basis) { basis.config.digest = QByteArray::number(second); });
        proof.observe(edit, 0, std::chrono::seconds(second));
    }
    QVERIFY(proof.isComplete(10s));
    QVERIFY(!proof.isComplete(11s));
}

void TestEvidence::sameBytesAgainNeedANewProof()
{
    // Inode numbers and bytes come back; that something happened to the name does not go away.
    StoreProof proof;
    prove(proof, first, 0s);
    proof.observe(but([](ProofBasis &basis) { ++basis.config.events; }), 0, 1s);
    QVERIFY(proof.needsBarrier());
    QVERIFY(!proof.isCurrent());
}

void TestEvidence::oneBarrierServesWhatWasReadBefore()
{
    const auto isServed = [](StoreProof proof, Barrier passed) {
        proof.pass(passed);
        proof.observe(first, 0, 1s);
        return proof.isReadAgain();
    };
    StoreProof proof;
    proof.observe(first, 0, 0s);
    proof.begin(3);
    QVERIFY(!isServed(proof, 2));
    QVERIFY(isServed(proof, 3));
    QVERIFY(isServed(proof, 4));

    proof.observe(otherBytes, 0, 1s); // read after it had begun
    QVERIFY(!proof.isWaiting());
    QVERIFY(proof.needsBarrier());
}

void TestEvidence::unchangedGenerationNeedsNoNewProof()
{
    StoreProof proof;
    prove(proof, first, 0s);
    proof.observe(first, 0, 3600s);
    QVERIFY(!proof.needsBarrier());
    QVERIFY(proof.isComplete(3600s));
    QVERIFY(!proof.renewalDeadline());
}

DRYDOCK_TEST_MAIN(TestEvidence)
#include "tst_evidence.moc"

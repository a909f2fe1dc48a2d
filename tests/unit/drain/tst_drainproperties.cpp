// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/storetrack.h"
#include "tests/support/properties.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <limits>

using namespace Drydock;
using namespace std::chrono_literals;

namespace {

MaintenanceType anyType()
{
    return oneOf({MaintenanceType::None, MaintenanceType::ReadOnly, MaintenanceType::Offline, MaintenanceType::Offline,
                  MaintenanceType::Unmount, MaintenanceType::S3Refresh, MaintenanceType::Delete,
                  MaintenanceType::Unknown});
}

/// Zero more often than not, and the ends of the numbers as well as those around zero.
qint64 anyCount()
{
    return *rc::gen::weightedOneOf<qint64>(
        {{4, rc::gen::just<qint64>(0)},
         {2, rc::gen::inRange<qint64>(-2, 4)},
         {1, rc::gen::element(std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max(), qint64(1) << 62)},
         {1, rc::gen::arbitrary<qint64>()}});
}

/// Each field of its own; the good value more often, so that a check mark comes about at all.
DrainInputs anyInputs()
{
    const auto usually = [](bool good) { return *rc::gen::weightedElement<bool>({{4, good}, {1, !good}}); };
    DrainInputs inputs;
    inputs.modeReadable = usually(true);
    inputs.mode = anyType();
    inputs.watchLost = usually(false);
    inputs.present = usually(true);
    inputs.countKnown = usually(true);
    inputs.counts = {anyCount(), anyCount()};
    inputs.provable = usually(true);
    inputs.proofComplete = usually(true);
    inputs.stalled = maybe();
    inputs.presenceKnown = usually(true);
    return inputs;
}

ProofBasis anyBasis()
{
    const auto bytes = oneOf<QByteArray>({"a", "b"});
    return {{1, 2, bytes, 1}, {3, 4}, {oneOf({MaintenanceType::Offline, MaintenanceType::ReadOnly}), {}, {}}};
}

/// One of the steps of protocol 6, or what may come between them.
void takeAnyStep(StoreProof *proof, Nanoseconds now)
{
    switch (*rc::gen::inRange(0, 8)) {
    case 0:
        proof->begin(*rc::gen::inRange<Barrier>(1, 4));
        break;
    case 1:
        proof->pass(*rc::gen::inRange<Barrier>(0, 5));
        break;
    case 2:
        proof->finish(maybe());
        break;
    case 3:
        proof->giveUp(*rc::gen::inRange<Barrier>(0, 3));
        break;
    case 4:
        proof->observe(anyBasis(), oneOf<std::optional<qint64>>({0, 1, std::nullopt}), now);
        break;
    default:
        proof->observe({{1, 2, "a", 1}, {3, 4}, {MaintenanceType::Offline, {}, {}}}, 0, now);
        break;
    }
}

StoreProof anyProof(Nanoseconds now)
{
    StoreProof proof;
    const int steps = *rc::gen::inRange(0, 12);
    for (int i = 0; i < steps; ++i)
        takeAnyStep(&proof, now - std::chrono::seconds(2 * (steps - i)));
    return proof;
}

std::optional<Error> anyError()
{
    if (*rc::gen::inRange(0, 6) > 0)
        return std::nullopt;
    return Error{oneOf({ErrorCode::Io, ErrorCode::PermissionDenied, ErrorCode::TrackingInvalid, ErrorCode::NotFound}),
                 QStringLiteral("x"),
                 {}};
}

HolderBook anyBook()
{
    QList<TrackingReading::Holder> listed;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
        TrackingEntry entry;
        entry.process = {i, 1};
        entry.counts = {*rc::gen::inRange<qint64>(0, 3), *rc::gen::inRange<qint64>(0, 2)};
        listed.append({entry, maybe()});
    }
    HolderBook book;
    book.update(listed, [](const ProcessKey &) { return false; });
    if (*rc::gen::inRange(0, 4) == 0)
        book.update({}, [](const ProcessKey &) { return maybe(); });
    return book;
}

StoreTrack anyTrack(Nanoseconds now)
{
    StoreTrack track;
    track.entry.name = QStringLiteral("vault");
    track.entry.mode.type = anyType();
    track.entry.modeReadable = *rc::gen::inRange(0, 6) > 0;
    track.tracked = maybe();
    track.everRead = *rc::gen::inRange(0, 6) > 0;
    track.readError = anyError();
    track.hidesOperations = *rc::gen::inRange(0, 6) == 0;
    track.book = anyBook();
    track.proof = anyProof(now);
    track.presence.present = *rc::gen::inRange(0, 6) > 0;
    track.presence.known = *rc::gen::inRange(0, 6) > 0;
    return track;
}

SiteFacts anySite(Nanoseconds now)
{
    SiteFacts site;
    site.configError = anyError();
    site.configRead = *rc::gen::inRange(0, 6) > 0;
    site.configWatchLost = anyError();
    site.trackingWatchLost = anyError();
    site.barrierError = anyError();
    site.lockBusy = anyError();
    site.now = now;
    return site;
}

/// What a check mark says, from what was read: nothing that the mode refuses is counted, and all of it is known.
bool isNothingLeft(const StoreTrack &track)
{
    const bool readOnly = track.entry.mode.type == MaintenanceType::ReadOnly;
    return std::all_of(track.book.holders().cbegin(), track.book.holders().cend(), [&](const CountedHolder &holder) {
        return holder.entry.counts.write == 0 && (readOnly || holder.entry.counts.read == 0);
    });
}

bool isEverythingKnown(const StoreTrack &track, const SiteFacts &site)
{
    return site.configRead && !site.configError && !site.configWatchLost && !site.trackingWatchLost
           && track.entry.modeReadable && track.everRead && !track.readError && !track.hidesOperations
           && track.presence.known && track.presence.present;
}

/// The same of the state function's inputs.
bool isProvenToBeNothing(const DrainInputs &inputs)
{
    const bool readOnly = inputs.mode == MaintenanceType::ReadOnly;
    const bool isOurs = readOnly || inputs.mode == MaintenanceType::Offline;
    const bool isKnown =
        inputs.modeReadable && inputs.presenceKnown && inputs.countKnown && inputs.present && !inputs.watchLost;
    const bool isNothing = inputs.counts.write == 0 && (readOnly ? inputs.counts.read >= 0 : inputs.counts.read == 0);
    return isOurs && isKnown && isNothing && inputs.provable && inputs.proofComplete;
}

} // namespace

/// No input whatsoever makes a check mark without the proof. I-03
class TestDrainProperties : public QObject
{
    Q_OBJECT

private slots:
    void drainedIsNeverSaidWithoutTheProof();
    void countsThatOverflowAreNotZero_data();
    void countsThatOverflowAreNotZero();
    void snapshotIsNeverDrainedWithoutTheProof();
    void unknownCountsAreNeverShown();
};

void TestDrainProperties::drainedIsNeverSaidWithoutTheProof()
{
    QVERIFY(holdsAlways("drained means: a mode of ours, everything known, nothing left, proven", [] {
        for (int round = 0; round < 20; ++round) {
            const DrainInputs inputs = anyInputs();
            RC_ASSERT((drainState(inputs) == DrainState::Drained) == isProvenToBeNothing(inputs));
        }
    }));
}

void TestDrainProperties::countsThatOverflowAreNotZero_data()
{
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    QTest::addColumn<qint64>("read");
    QTest::addColumn<qint64>("write");
    QTest::newRow("both at the end of the numbers") << most << most;
    QTest::newRow("one at the end") << most << qint64(1);
    QTest::newRow("just beyond it") << (qint64(1) << 62) << (qint64(1) << 62);
}

void TestDrainProperties::countsThatOverflowAreNotZero()
{
    QFETCH(qint64, read);
    QFETCH(qint64, write);
    DrainInputs inputs;
    inputs.modeReadable = inputs.countKnown = inputs.proofComplete = true;
    inputs.mode = MaintenanceType::Offline;
    inputs.counts = {read, write};
    QCOMPARE(drainStateName(drainState(inputs)), drainStateName(DrainState::Draining));
    OperationCounts sum = inputs.counts;
    sum += inputs.counts;
    QVERIFY(sum.read >= read && sum.write >= write && sum.total() >= sum.read);
}

void TestDrainProperties::snapshotIsNeverDrainedWithoutTheProof()
{
    QVERIFY(holdsAlways("a store is shown as drained only if all that was read says so, and the proof is complete", [] {
        const Nanoseconds now = 1000s;
        const StoreTrack track = anyTrack(now);
        const SiteFacts site = anySite(now);
        const ProcessDetails details;
        const auto store =
            storeSnapshot(track, site, {}, [&](const CountedHolder &) -> const ProcessDetails & { return details; });
        if (store->state == DrainState::Drained) {
            RC_ASSERT(isEverythingKnown(track, site));
            RC_ASSERT(isNothingLeft(track));
            RC_ASSERT(track.proof.isComplete(now));
            RC_ASSERT(!site.barrierError || track.proof.isCurrent());
        }
        // Under other states "proven" stands in the JSON, and is no weaker.
        RC_ASSERT(!store->proven || (track.proof.isComplete(now) && track.everRead && !track.readError));
    }));
}

void TestDrainProperties::unknownCountsAreNeverShown()
{
    QVERIFY(holdsAlways("numbers are shown only where they were read", [] {
        const Nanoseconds now = 1000s;
        const StoreTrack track = anyTrack(now);
        const ProcessDetails details;
        const auto store = storeSnapshot(track, anySite(now), {},
                                         [&](const CountedHolder &) -> const ProcessDetails & { return details; });
        const bool isRead = track.everRead && !track.readError && !track.hidesOperations;
        RC_ASSERT(isRead || (!store->counts && !store->conflicting && store->holders.isEmpty()));
    }));
}

DRYDOCK_TEST_MAIN(TestDrainProperties)
#include "tst_drainproperties.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingupdate.h"
#include "tests/support/fakeproc.h"

#include <QTest>

#include <cerrno>

using namespace Drydock;

class TestTrackingUpdate : public QObject
{
    Q_OBJECT

private slots:
    void ownEntryGetsTheLedgersNumbersWhereItStands();
    void missingOwnEntryIsMadeAnew();
    void ownEntryThatSaysTheSameKeepsItsBytes();
    void doubledOwnEntryBecomesOne();
    void ownEntryUnknownToTheLedgerHoldsNothing();
    void entryOfOursForAnotherProcessUnknownToTheLedgerGoes();
    void lookalikesOfOurEntryAreLeftAlone_data();
    void lookalikesOfOurEntryAreLeftAlone();
    void entryThatPbsStrippedIsTakenBack();
    void strippedEntryOfAnotherCountIsLeftAlone();
    void strippedEntryOfAnEndedJobGoes();
    void endedProcessesAreDropped_data();
    void endedProcessesAreDropped();
    void deadBootsAreDroppedWithoutAProbe();
    void nothingIsDroppedWherePidsMeanNothing();
    void noUpdateProbesMoreThanSixtyFour_data();
    void noUpdateProbesMoreThanSixtyFour();
    void everyDeadEntryGoesInTheEnd();
    void roundsBeginAtDifferentPlaces();

private:
    FakeProcessTable m_table;
    TrackingUpdate m_update{m_table};

    [[nodiscard]] TrackingUpdate::Writer writer() { return {m_table.self(), m_table.self().space.toBytes(), true}; }
    [[nodiscard]] TrackingEntry own(qint64 read, qint64 write);
    [[nodiscard]] QByteArray updated(QList<TrackingEntry> entries, const QList<TrackingEntry> &own);
};

namespace {

const QByteArray ours = "boot-a:4026531836:4026531834";

TrackingEntry entryOf(const ProcessKey &process, const QByteArray &space = ours)
{
    TrackingEntry entry;
    entry.process = process;
    entry.counts = {1, 2};
    entry.space = space;
    entry.raw = printEntry(entry).chopped(1) + R"(,"x":0.10})"; // foreign: not to be printed anew
    return entry;
}

/// What PBS makes of an entry.
TrackingEntry stripped(const TrackingEntry &entry)
{
    TrackingEntry rest;
    rest.process = entry.process;
    rest.counts = entry.counts;
    rest.raw = printEntry(rest);
    return rest;
}

} // namespace

TrackingEntry TestTrackingUpdate::own(qint64 read, qint64 write)
{
    TrackingEntry entry;
    entry.process = m_table.self().key;
    entry.counts = {read, write};
    entry.space = ours;
    entry.since = 1000;
    return entry;
}

QByteArray TestTrackingUpdate::updated(QList<TrackingEntry> entries, const QList<TrackingEntry> &own)
{
    m_update.apply(entries, own, writer());
    return printTracking(entries);
}

void TestTrackingUpdate::ownEntryGetsTheLedgersNumbersWhereItStands() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry old = own(5, 6);
    old.raw = printEntry(old);
    const TrackingEntry foreign = entryOf({7, 8});
    QCOMPARE(updated({old, foreign}, {own(1, 0)}), printTracking({own(1, 0), foreign}));
    QCOMPARE(updated({foreign, old}, {own(0, 0)}), printTracking({foreign, own(0, 0)}));
}

void TestTrackingUpdate::missingOwnEntryIsMadeAnew() // I-06
{
    m_table.add(ProcessKey{7, 8});
    const TrackingEntry foreign = entryOf({7, 8});
    QCOMPARE(updated({}, {own(2, 3)}), printTracking({own(2, 3)}));
    QCOMPARE(updated({foreign}, {own(0, 0)}), printTracking({foreign, own(0, 0)}));
}

void TestTrackingUpdate::ownEntryThatSaysTheSameKeepsItsBytes() // I-06
{
    TrackingEntry entry = own(1, 0);
    entry.raw = " { as it stands } ";
    QCOMPARE(updated({entry}, {own(1, 0)}), printTracking({entry}));
}

void TestTrackingUpdate::doubledOwnEntryBecomesOne() // I-06
{
    TrackingEntry entry = own(4, 4);
    entry.raw = printEntry(entry);
    QCOMPARE(updated({entry, entry, entry}, {own(1, 0)}), printTracking({own(1, 0)}));
}

void TestTrackingUpdate::ownEntryUnknownToTheLedgerHoldsNothing() // I-06
{
    TrackingEntry entry = own(4, 4);
    entry.raw = printEntry(entry);
    QCOMPARE(updated({entry}, {}), printTracking({own(0, 0)}));
}

void TestTrackingUpdate::entryOfOursForAnotherProcessUnknownToTheLedgerGoes() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry entry = entryOf({7, 8});
    entry.guardian = m_table.self().key;
    QCOMPARE(updated({entry}, {}), QByteArray("[]"));
}

void TestTrackingUpdate::lookalikesOfOurEntryAreLeftAlone_data()
{
    QTest::addColumn<TrackingEntry>("entry");
    const ProcessKey self = m_table.self().key;
    TrackingEntry entry = entryOf(self, {});
    QTest::newRow("our pid and start time, no namespace") << entry;
    entry = entryOf(self, "boot-a:77:4026531834");
    QTest::newRow("our pid and start time, another namespace") << entry;
    entry = entryOf({self.pid, self.startTime - 1});
    QTest::newRow("our pid, another start time") << entry;
    entry = entryOf(self);
    entry.guardian = ProcessKey{1, 2};
    QTest::newRow("we are a job, with a guardian") << entry;
    entry.guardian = ProcessKey{self.pid, self.startTime + 1};
    QTest::newRow("the guardian had our pid") << entry;
}

void TestTrackingUpdate::lookalikesOfOurEntryAreLeftAlone() // I-06
{
    QFETCH(TrackingEntry, entry);
    QCOMPARE(updated({entry}, {own(1, 0)}), printTracking({entry, own(1, 0)}));
}

void TestTrackingUpdate::entryThatPbsStrippedIsTakenBack() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry job = own(0, 1);
    job.process = {7, 8};
    job.guardian = m_table.self().key;
    const TrackingEntry self = own(1, 1);
    TrackingUpdate update(m_table);
    update.setWritten({self, job});
    QList<TrackingEntry> entries{stripped(job), stripped(self)};
    update.apply(entries, {own(0, 1), job}, writer());
    QCOMPARE(printTracking(entries), printTracking({job, own(0, 1)}));

    // Where ours is there too, the other is somebody else's.
    entries = {stripped(self), self};
    update.apply(entries, {own(0, 1)}, writer());
    QCOMPARE(printTracking(entries), printTracking({stripped(self), own(0, 1)}));
}

void TestTrackingUpdate::strippedEntryOfAnotherCountIsLeftAlone() // I-06
{
    // The guardian of this process has registered it as well, and PBS has stripped both.
    TrackingUpdate update(m_table);
    update.setWritten({own(1, 0)});
    QList<TrackingEntry> entries{stripped(own(0, 1)), stripped(own(1, 0)), stripped(own(1, 0))};
    update.apply(entries, {own(0, 0)}, writer());
    QCOMPARE(printTracking(entries), printTracking({stripped(own(0, 1)), own(0, 0), stripped(own(1, 0))}));
}

void TestTrackingUpdate::strippedEntryOfAnEndedJobGoes() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry job = own(0, 1);
    job.process = {7, 8};
    job.guardian = m_table.self().key;
    TrackingUpdate update(m_table);
    update.setWritten({job});
    QList<TrackingEntry> entries{stripped(job)};
    update.apply(entries, {}, writer());
    QCOMPARE(printTracking(entries), QByteArray("[]"));
}

void TestTrackingUpdate::endedProcessesAreDropped_data()
{
    QTest::addColumn<TrackingEntry>("entry");
    QTest::addColumn<bool>("kept");
    m_table.add(ProcessKey{7, 8});
    m_table.add({{9, 10}, 'S', 1, true, 0, EPERM});
    m_table.add({{11, 12}, 'Z'});
    const auto row = [](const char *name, TrackingEntry entry, std::optional<ProcessKey> guardian, bool kept) {
        entry.guardian = guardian;
        QTest::newRow(name) << entry << kept;
    };
    row("alive", entryOf({7, 8}), {}, true);
    row("alive, another user's", entryOf({9, 10}), {}, true);
    row("not reaped yet", entryOf({11, 12}), {}, true);
    row("pid used again", entryOf({7, 5}), {}, true); // the probe does not see it; readers do
    row("gone", entryOf({99, 1}), {}, false);
    row("gone, PBS's own", entryOf({99, 1}, {}), {}, false);
    row("gone, its guardian alive", entryOf({99, 1}), ProcessKey{7, 8}, true);
    row("gone, its guardian too", entryOf({99, 1}), ProcessKey{98, 1}, false);
    row("alive, its guardian gone", entryOf({7, 8}), ProcessKey{98, 1}, true);
    row("no such pid here, but in another namespace", entryOf({99, 1}, "boot-a:77:4026531834"), {}, true);
    row("a namespace in an unknown form", entryOf({99, 1}, "x"), {}, true);
}

void TestTrackingUpdate::endedProcessesAreDropped() // I-05
{
    QFETCH(TrackingEntry, entry);
    QFETCH(bool, kept);
    QCOMPARE(updated({entry}, {}), kept ? printTracking({entry}) : QByteArray("[]"));
}

void TestTrackingUpdate::deadBootsAreDroppedWithoutAProbe() // I-05
{
    QList<TrackingEntry> entries;
    for (int i = 1; i <= 1000; ++i)
        entries.append(entryOf({i, 1}, "boot-b:4026531836:4026531834"));
    const int before = m_table.probes();
    QCOMPARE(updated(entries, {own(1, 0)}), printTracking({own(1, 0)}));
    QCOMPARE(m_table.probes(), before);
}

void TestTrackingUpdate::nothingIsDroppedWherePidsMeanNothing() // I-05
{
    const QList<TrackingEntry> entries{entryOf({99, 1}), entryOf({98, 1}, "boot-b:4026531836:4026531834")};
    TrackingUpdate::Writer blind = writer();
    blind.mayDrop = false;
    QList<TrackingEntry> result = entries;
    m_update.apply(result, {}, blind);
    QCOMPARE(printTracking(result), printTracking(entries));
}

void TestTrackingUpdate::noUpdateProbesMoreThanSixtyFour_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("guarded");
    QTest::addColumn<int>("probes");
    QTest::newRow("few") << 10 << false << 10;
    QTest::newRow("as many as allowed") << 64 << false << 64;
    QTest::newRow("one more") << 65 << false << 64;
    QTest::newRow("many") << 5000 << false << 64;
    QTest::newRow("many with guardians") << 5000 << true << 64;
}

void TestTrackingUpdate::noUpdateProbesMoreThanSixtyFour() // I-05
{
    QFETCH(int, count);
    QFETCH(bool, guarded);
    QFETCH(int, probes);
    QList<TrackingEntry> entries;
    for (int i = 1; i <= count; ++i) {
        entries.append(entryOf({10000 + i, 1}));
        if (guarded)
            entries.last().guardian = ProcessKey{20000 + i, 1};
    }
    const int before = m_table.probes();
    m_update.apply(entries, {}, writer());
    QCOMPARE(m_table.probes() - before, probes);
    QCOMPARE(entries.size(), count - (guarded ? probes / 2 : probes));
}

void TestTrackingUpdate::everyDeadEntryGoesInTheEnd() // I-05
{
    QList<TrackingEntry> entries;
    QList<TrackingEntry> living;
    for (int i = 1; i <= 300; ++i) {
        const ProcessKey process{10000 + i, 1};
        if (i % 3 == 0) {
            m_table.add(process);
            living.append(entryOf(process));
        }
        entries.append(entryOf(process));
    }
    // A round passes over the living too, so all are looked at after 300 / 64 updates.
    for (int i = 0; i < 5; ++i)
        m_update.apply(entries, {}, writer());
    QCOMPARE(printTracking(entries), printTracking(living));
}

void TestTrackingUpdate::roundsBeginAtDifferentPlaces() // I-05
{
    // Processes that live for one update only must not all look at the same entries.
    QList<TrackingEntry> entries;
    for (int i = 1; i <= 1000; ++i)
        entries.append(entryOf({10000 + i, 1}));
    QSet<QByteArray> results;
    for (int i = 0; i < 8; ++i) {
        QList<TrackingEntry> result = entries;
        TrackingUpdate(m_table).apply(result, {}, writer());
        results.insert(printTracking(result));
    }
    QVERIFY(results.size() > 1);
}

QTEST_APPLESS_MAIN(TestTrackingUpdate)
#include "tst_trackingupdate.moc"

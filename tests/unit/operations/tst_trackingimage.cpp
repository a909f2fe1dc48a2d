// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingimage.h"
#include "tests/support/fakeproc.h"

#include <QTest>

#include <cerrno>

using namespace Drydock;

class TestTrackingImage : public QObject
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
    void manyThatLiveAreProbedLessAndLess();
    void everyDeadEntryGoesInTheEnd();
    void roundsBeginAtDifferentPlaces();
    void changesInPlaceGiveTheSameTextAsPrinting();
    void unknownFileIsNotMistakenForTheLastOne();
    void fileThatDoesNotParseLeavesNothing();

private:
    FakeProcessTable m_table;

    [[nodiscard]] TrackingImage::Writer writer() { return {m_table.self(), m_table.self().space.toBytes(), true}; }
    [[nodiscard]] TrackingEntry own(qint64 read, qint64 write);
    /// What an update makes of a file with these entries.
    QByteArray updated(TrackingImage &image, const QList<TrackingEntry> &entries, const QList<TrackingEntry> &own);
    QByteArray updated(const QList<TrackingEntry> &entries, const QList<TrackingEntry> &own);
};

namespace {

const QByteArray ours = "boot-a:4026531836:4026531834";

TrackingEntry entryOf(const ProcessKey &process, const QByteArray &space = ours,
                      const std::optional<ProcessKey> &guardian = {})
{
    TrackingEntry entry;
    entry.process = process;
    entry.counts = {1, 2};
    entry.space = space;
    entry.guardian = guardian;
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

TrackingEntry TestTrackingImage::own(qint64 read, qint64 write)
{
    TrackingEntry entry;
    entry.process = m_table.self().key;
    entry.counts = {read, write};
    entry.space = ours;
    entry.since = 1000;
    return entry;
}

QByteArray TestTrackingImage::updated(TrackingImage &image, const QList<TrackingEntry> &entries,
                                      const QList<TrackingEntry> &own)
{
    const auto loaded = image.load(printTracking(entries), {});
    if (!loaded)
        return "not loaded: " + loaded.error().detail.toUtf8();
    image.apply(own, writer());
    return image.bytes();
}

QByteArray TestTrackingImage::updated(const QList<TrackingEntry> &entries, const QList<TrackingEntry> &own)
{
    TrackingImage image(m_table);
    return updated(image, entries, own);
}

void TestTrackingImage::ownEntryGetsTheLedgersNumbersWhereItStands() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry old = own(5, 6);
    old.raw = printEntry(old);
    const TrackingEntry foreign = entryOf({7, 8});
    QCOMPARE(updated({old, foreign}, {own(1, 0)}), printTracking({own(1, 0), foreign}));
    QCOMPARE(updated({foreign, old}, {own(0, 0)}), printTracking({foreign, own(0, 0)}));
}

void TestTrackingImage::missingOwnEntryIsMadeAnew() // I-06
{
    m_table.add(ProcessKey{7, 8});
    const TrackingEntry foreign = entryOf({7, 8});
    QCOMPARE(updated({}, {own(2, 3)}), printTracking({own(2, 3)}));
    QCOMPARE(updated({foreign}, {own(0, 0)}), printTracking({foreign, own(0, 0)}));
}

void TestTrackingImage::ownEntryThatSaysTheSameKeepsItsBytes() // I-06
{
    TrackingEntry entry = own(1, 0);
    entry.raw = printEntry(entry).replace(",", " ,\n");
    QCOMPARE(updated({entry}, {own(1, 0)}), printTracking({entry}));
}

void TestTrackingImage::doubledOwnEntryBecomesOne() // I-06
{
    TrackingEntry entry = own(4, 4);
    entry.raw = printEntry(entry);
    QCOMPARE(updated({entry, entry, entry}, {own(1, 0)}), printTracking({own(1, 0)}));
}

void TestTrackingImage::ownEntryUnknownToTheLedgerHoldsNothing() // I-06
{
    TrackingEntry entry = own(4, 4);
    entry.raw = printEntry(entry);
    QCOMPARE(updated({entry}, {}), printTracking({own(0, 0)}));
}

void TestTrackingImage::entryOfOursForAnotherProcessUnknownToTheLedgerGoes() // I-06
{
    m_table.add(ProcessKey{7, 8});
    QCOMPARE(updated({entryOf({7, 8}, ours, m_table.self().key)}, {}), QByteArray("[]"));
}

void TestTrackingImage::lookalikesOfOurEntryAreLeftAlone_data()
{
    QTest::addColumn<TrackingEntry>("entry");
    const ProcessKey self = m_table.self().key;
    QTest::newRow("our pid and start time, no namespace") << entryOf(self, {});
    QTest::newRow("our pid and start time, another namespace") << entryOf(self, "boot-a:77:4026531834");
    QTest::newRow("our pid, another start time") << entryOf({self.pid, self.startTime - 1});
    QTest::newRow("we are a job, with a guardian") << entryOf(self, ours, ProcessKey{1, 2});
    QTest::newRow("the guardian had our pid") << entryOf(self, ours, ProcessKey{self.pid, self.startTime + 1});
}

void TestTrackingImage::lookalikesOfOurEntryAreLeftAlone() // I-06
{
    QFETCH(TrackingEntry, entry);
    QCOMPARE(updated({entry}, {own(1, 0)}), printTracking({entry, own(1, 0)}));
}

void TestTrackingImage::entryThatPbsStrippedIsTakenBack() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry job = own(0, 1);
    job.process = {7, 8};
    job.guardian = m_table.self().key;
    const TrackingEntry self = own(1, 1);
    TrackingImage image(m_table);
    image.setWritten({self, job});
    QCOMPARE(updated(image, {stripped(job), stripped(self)}, {own(0, 1), job}), printTracking({job, own(0, 1)}));

    // Where ours is there too, the other is somebody else's.
    QCOMPARE(updated(image, {stripped(self), self}, {own(0, 1)}), printTracking({stripped(self), own(0, 1)}));
}

void TestTrackingImage::strippedEntryOfAnotherCountIsLeftAlone() // I-06
{
    // The guardian of this process has registered it as well, and PBS has stripped both.
    TrackingImage image(m_table);
    image.setWritten({own(1, 0)});
    QCOMPARE(updated(image, {stripped(own(0, 1)), stripped(own(1, 0)), stripped(own(1, 0))}, {own(0, 0)}),
             printTracking({stripped(own(0, 1)), own(0, 0), stripped(own(1, 0))}));
}

void TestTrackingImage::strippedEntryOfAnEndedJobGoes() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry job = own(0, 1);
    job.process = {7, 8};
    job.guardian = m_table.self().key;
    TrackingImage image(m_table);
    image.setWritten({job});
    QCOMPARE(updated(image, {stripped(job)}, {}), QByteArray("[]"));
}

void TestTrackingImage::endedProcessesAreDropped_data()
{
    QTest::addColumn<TrackingEntry>("entry");
    QTest::addColumn<bool>("kept");
    m_table.add(ProcessKey{7, 8});
    m_table.add({{9, 10}, 'S', 1, true, 0, EPERM});
    m_table.add({{11, 12}, 'Z'});
    const auto row = [](const char *name, const TrackingEntry &entry, bool kept) {
        QTest::newRow(name) << entry << kept;
    };
    row("alive", entryOf({7, 8}), true);
    row("alive, another user's", entryOf({9, 10}), true);
    row("not reaped yet", entryOf({11, 12}), true);
    row("pid used again", entryOf({7, 5}), true); // the probe does not see it; readers do
    row("gone", entryOf({99, 1}), false);
    row("gone, PBS's own", entryOf({99, 1}, {}), false);
    row("gone, its guardian alive", entryOf({99, 1}, ours, ProcessKey{7, 8}), true);
    row("gone, its guardian too", entryOf({99, 1}, ours, ProcessKey{98, 1}), false);
    row("alive, its guardian gone", entryOf({7, 8}, ours, ProcessKey{98, 1}), true);
    row("no such pid here, but in another namespace", entryOf({99, 1}, "boot-a:77:4026531834"), true);
    row("a namespace in an unknown form", entryOf({99, 1}, "x"), true);
}

void TestTrackingImage::endedProcessesAreDropped() // I-05
{
    QFETCH(TrackingEntry, entry);
    QFETCH(bool, kept);
    QCOMPARE(updated({entry}, {}), kept ? printTracking({entry}) : QByteArray("[]"));
}

void TestTrackingImage::deadBootsAreDroppedWithoutAProbe() // I-05
{
    QList<TrackingEntry> entries;
    for (int i = 1; i <= 1000; ++i)
        entries.append(entryOf({i, 1}, "boot-b:4026531836:4026531834"));
    const int before = m_table.probes();
    QCOMPARE(updated(entries, {own(1, 0)}), printTracking({own(1, 0)}));
    QCOMPARE(m_table.probes(), before);
}

void TestTrackingImage::nothingIsDroppedWherePidsMeanNothing() // I-05
{
    const QList<TrackingEntry> entries{entryOf({99, 1}), entryOf({98, 1}, "boot-b:4026531836:4026531834")};
    TrackingImage::Writer blind = writer();
    blind.mayDrop = false;
    TrackingImage image(m_table);
    QVERIFY(image.load(printTracking(entries), {}));
    image.apply({}, blind);
    QCOMPARE(image.bytes(), printTracking(entries));
}

void TestTrackingImage::noUpdateProbesMoreThanSixtyFour_data()
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

void TestTrackingImage::noUpdateProbesMoreThanSixtyFour() // I-05
{
    QFETCH(int, count);
    QFETCH(bool, guarded);
    QFETCH(int, probes);
    QList<TrackingEntry> entries;
    for (int i = 1; i <= count; ++i) {
        const auto guardian = guarded ? std::optional(ProcessKey{20000 + i, 1}) : std::nullopt;
        entries.append(entryOf({10000 + i, 1}, ours, guardian));
    }
    const int before = m_table.probes();
    const QByteArray result = updated(entries, {});
    QCOMPARE(m_table.probes() - before, probes);
    QCOMPARE(parseTracking(result, {})->size(), count - (guarded ? probes / 2 : probes));
}

void TestTrackingImage::manyThatLiveAreProbedLessAndLess() // I-05
{
    QList<TrackingEntry> entries;
    for (int i = 1; i <= 200; ++i) {
        m_table.add(ProcessKey{30000 + i, 1});
        entries.append(entryOf({30000 + i, 1}));
    }
    TrackingImage image(m_table);
    QVERIFY(image.load(printTracking(entries), {}));
    QList<int> probes;
    for (int i = 0; i < 150; ++i) { // enough for several rounds through all of them
        const int before = m_table.probes();
        image.apply({}, writer());
        probes.append(m_table.probes() - before);
        if (i == 5) {
            for (int ended = 1; ended <= 20; ++ended)
                m_table.end(30000 + ended);
        }
    }
    QCOMPARE(probes.first(6), (QList<int>{64, 32, 16, 8, 8, 8}));
    QVERIFY(probes.mid(6).contains(64)); // the first of them that is found makes it look at more
    QCOMPARE(parseTracking(image.bytes(), {})->size(), 180);
    QCOMPARE(probes.last(), 8);
}

void TestTrackingImage::everyDeadEntryGoesInTheEnd() // I-05
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
    TrackingImage image(m_table);
    QVERIFY(image.load(printTracking(entries), {}));
    for (int i = 0; i < 5; ++i)
        image.apply({}, writer());
    QCOMPARE(image.bytes(), printTracking(living));
}

void TestTrackingImage::roundsBeginAtDifferentPlaces() // I-05
{
    // Processes that live for one update only must not all look at the same entries.
    QList<TrackingEntry> entries;
    for (int i = 1; i <= 1000; ++i)
        entries.append(entryOf({10000 + i, 1}));
    QSet<QByteArray> results;
    for (int i = 0; i < 8; ++i)
        results.insert(updated(entries, {}));
    QVERIFY(results.size() > 1);
}

void TestTrackingImage::changesInPlaceGiveTheSameTextAsPrinting() // I-06
{
    m_table.add(ProcessKey{7, 8});
    TrackingEntry job = own(0, 1);
    job.process = {7, 8};
    job.guardian = m_table.self().key;
    const QList<TrackingEntry> others{entryOf({7, 8}), entryOf({7, 9}), entryOf({7, 10})};
    TrackingImage image(m_table);
    QVERIFY(image.load(printTracking(others), {}));
    // Counts that get longer and shorter move what stands behind them.
    for (const qint64 count : {1, 12, 9999, 0, 123456, 7}) {
        TrackingEntry other = job;
        other.counts.write = 1000 / (count + 1);
        image.apply({own(count, 0), other}, writer());
        QCOMPARE(image.bytes(), printTracking(others + QList<TrackingEntry>{own(count, 0), other}));
        // What it has written is what it finds.
        image.setWritten({own(count, 0), other});
        QVERIFY(image.load(QByteArray(image.bytes().constData(), image.bytes().size()), {}));
    }
    // One of the two goes, and one comes back.
    image.apply({own(3, 0)}, writer());
    QCOMPARE(image.bytes(), printTracking(others + QList<TrackingEntry>{own(3, 0)}));
    image.apply({job, own(3, 0)}, writer());
    QCOMPARE(image.bytes(), printTracking(others + QList<TrackingEntry>{own(3, 0), job}));
    image.apply({job, own(3, 1)}, writer());
    QCOMPARE(image.bytes(), printTracking(others + QList<TrackingEntry>{own(3, 1), job}));
}

void TestTrackingImage::unknownFileIsNotMistakenForTheLastOne() // I-06
{
    m_table.add(ProcessKey{7, 8});
    const TrackingEntry foreign = entryOf({7, 8});
    TrackingImage image(m_table);
    QCOMPARE(updated(image, {foreign}, {own(1, 0)}), printTracking({foreign, own(1, 0)}));
    QCOMPARE(updated(image, {own(1, 0)}, {own(2, 0)}), printTracking({own(2, 0)})); // somebody removed the other
    image.clear(); // and the file
    image.apply({own(2, 0)}, writer());
    QCOMPARE(image.bytes(), printTracking({own(2, 0)}));
    QCOMPARE(updated(image, {foreign}, {}), printTracking({foreign}));
    image.clear();
    image.apply({}, writer());
    QVERIFY(image.bytes().isEmpty());
}

void TestTrackingImage::fileThatDoesNotParseLeavesNothing() // I-06
{
    TrackingImage image(m_table);
    QCOMPARE(updated(image, {}, {own(1, 0)}), printTracking({own(1, 0)}));
    QVERIFY(!image.load("[{", {}));
    QVERIFY(image.bytes().isEmpty());
    QCOMPARE(updated(image, {}, {own(2, 0)}), printTracking({own(2, 0)}));
}

QTEST_APPLESS_MAIN(TestTrackingImage)
#include "tst_trackingimage.moc"

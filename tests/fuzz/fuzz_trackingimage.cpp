// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingimage.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fakeproc.h"

using namespace Drydock;
using Fuzz::expect;

namespace {

const QString path = QStringLiteral("tracking");
constexpr pid_t livingPid = 77;

/// We, and one other process that lives.
ProcessTable &processes()
{
    static FakeProcessTable table;
    static const bool isFilled = (table.add(ProcessKey{livingPid, 7}), true);
    Q_UNUSED(isFilled)
    return table;
}

TrackingImage::Writer writer(bool mayDrop)
{
    const ProcessTable::Self self = processes().self();
    return {self, self.space.toBytes(), mayDrop};
}

/// What the ledger says: nothing, our own entry, or also that of a job that we guard.
QList<TrackingEntry> ledger(unsigned choice, qint64 count)
{
    const TrackingImage::Writer we = writer(true);
    QList<TrackingEntry> own;
    for (unsigned i = 0; i < choice % 3; ++i) {
        TrackingEntry entry;
        entry.process = i == 0 ? we.self.key : ProcessKey{livingPid, 7};
        if (i > 0)
            entry.guardian = we.self.key;
        entry.counts = {count, i};
        entry.space = we.space;
        entry.since = 1'700'000'000 + count;
        own.append(entry);
    }
    return own;
}

bool isOurs(const TrackingEntry &entry)
{
    const TrackingImage::Writer we = writer(true);
    return entry.guardian.value_or(entry.process) == we.self.key && entry.space == we.space;
}

QByteArrayList foreignBytes(const QByteArray &bytes)
{
    QByteArrayList raws;
    const auto entries = parseTracking(bytes, path);
    expect(entries.has_value());
    for (const TrackingEntry &entry : *entries) {
        if (!isOurs(entry))
            raws.append(entry.raw);
    }
    return raws;
}

/// Exactly the ledger's numbers stand in the text; what else is ours holds nothing.
void expectLedger(const QByteArray &bytes, const QList<TrackingEntry> &own)
{
    const auto entries = parseTracking(bytes, path);
    expect(entries.has_value());
    qsizetype found = 0;
    for (const TrackingEntry &entry : *entries) {
        if (!isOurs(entry))
            continue;
        const auto ours = std::find_if(own.cbegin(), own.cend(),
                                       [&entry](const TrackingEntry &one) { return one.sameIdentity(entry); });
        expect(ours == own.cend() ? entry.counts == OperationCounts() : entry.counts == ours->counts);
        found += ours != own.cend();
    }
    expect(found == own.size());
}

/// Nothing of others is lost, moved or changed where nothing may be dropped.
void expectForeignKept(const QByteArray &before, const QByteArray &after)
{
    expect(foreignBytes(before) == foreignBytes(after));
}

/// Where something may be dropped, it is the dead: what is left stands in its order, and the living are left.
void expectOnlyDeadDropped(const QByteArray &before, const QByteArray &after)
{
    const QByteArrayList kept = foreignBytes(after);
    qsizetype next = 0;
    const auto entries = parseTracking(before, path);
    const ProcessTable::Self self = processes().self();
    for (const TrackingEntry &entry : *entries) {
        if (isOurs(entry))
            continue;
        const bool isKept = next < kept.size() && kept[next] == entry.raw;
        next += isKept ? 1 : 0;
        const Judgement judgement = judgeNamespace(self, entry.space, entry.process.startTime, false);
        const auto isAlive = [](pid_t pid) { return processes().probe(pid) != -ESRCH; };
        const bool guarded = entry.guardian && isAlive(entry.guardian->pid);
        if (judgement == Judgement::CountsAlways)
            expect(isKept);
        if (judgement == Judgement::ByProcess && (isAlive(entry.process.pid) || guarded))
            expect(isKept);
    }
    expect(next == kept.size());
}

} // namespace

/// I-06: one update after another, with other numbers each time: others' entries stay byte for byte, ours are right.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const unsigned choice = data[0];
    const bool mayDrop = (choice & 64U) != 0;
    const QByteArray bytes = Fuzz::input(data + 1, size - 1);

    TrackingImage image(processes());
    const auto loaded = image.load(bytes, path);
    expect(loaded.has_value() == parseTracking(bytes, path).has_value());
    if (!loaded)
        return 0;
    QByteArray before = bytes;
    for (unsigned round = 0; round < 3; ++round) {
        // The same ones with other numbers first, which is the way without parsing; others then.
        const QList<TrackingEntry> own = ledger(round < 2 ? choice : choice / 3, round + 1);
        const bool isChanged = image.apply(own, writer(mayDrop));
        expect(isChanged || image.bytes() == before);
        expectLedger(image.bytes(), own);
        if (mayDrop)
            expectOnlyDeadDropped(before, image.bytes());
        else
            expectForeignKept(before, image.bytes());
        expect(!image.apply(own, writer(false)));
        image.setWritten(own);
        before = image.bytes();
        before.detach(); // as another process reads it: not the bytes that we keep
        expect(image.load(before, path).has_value());
    }
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/changelines.h"
#include "tests/fuzz/fuzz.h"

using namespace Drydock;
using Fuzz::expect;
using Fuzz::isWholeText;

namespace {

constexpr qint64 yearTenThousand = 253'402'300'800;

bool sameChange(const ChangeRecord &one, const ChangeRecord &other)
{
    return one.number == other.number && one.at == other.at && one.who == other.who && one.store == other.store
           && one.oldMode == other.oldMode && one.newMode == other.newMode && one.digest == other.digest;
}

/// What Drydock itself would write: whole text, and a time that has a date.
bool isOrdinary(const ChangeRecord &record)
{
    const auto isWhole = [](const MaintenanceMode &mode) {
        return isWholeText(mode.message) && isWholeText(mode.unknownType);
    };
    return isWholeText(record.who) && isWholeText(record.store) && isWhole(record.oldMode) && isWhole(record.newMode)
           && record.at >= 0 && record.at < yearTenThousand;
}

void expectReadsBack(const ChangeRecord &record)
{
    const QByteArray line = changeLine(record);
    expect(line.count('\n') == 1 && line.endsWith('\n'));
    const ChangeContent again = parseChanges(line + drainedLine(record.number, 5));
    expect(again.unreadableLines == 0 && again.records.size() == 1);
    expect(sameChange(again.records.first(), record) && again.records.first().drainedAt == 5);
}

} // namespace

/// Any bytes are a log, of which what can't be read is counted; from its end it says the same as from its begin.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes = Fuzz::input(data, size);
    const ChangeContent log = parseChanges(bytes);
    expect(log.unreadableLines >= 0 && log.records.size() + log.unreadableLines <= bytes.count('\n') + 1);

    const ChangeLogEnd end = endOfChanges(bytes);
    expect(end.last.has_value() == !log.records.isEmpty());
    if (!end.last)
        return 0;
    expect(sameChange(*end.last, log.records.constLast()) && end.last->number > 0 && end.digest == log.digest);
    for (const ChangeRecord &record : log.records) {
        const auto forward = currentChange(log, record.store, record.newMode, end.digest);
        const auto backward = currentChangeIn(bytes, record.store, record.newMode, end.digest);
        expect(forward.has_value() == backward.has_value());
        expect(!forward || sameChange(*forward, *backward));
        if (isOrdinary(record))
            expectReadsBack(record);
    }
    return 0;
}

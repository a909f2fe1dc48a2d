// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/procstat.h"
#include "tests/fuzz/fuzz.h"

using namespace Drydock;
using Fuzz::expect;

namespace {

const QByteArray fields = QByteArrayLiteral(
    "S 1 812 812 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 3 0 567890 9961472 512 18446744073709551615 1 1 0 0 0 0 0 4096 "
    "81920 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n");

} // namespace

/// I-05: a start time is read only from a line that has one, whatever the command is called.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray text = Fuzz::input(data, size);
    if (const auto stat = parseProcStat(text)) {
        const qsizetype end = text.lastIndexOf(')');
        expect(end > 0);
        expect(text.indexOf('(') + 1 + stat->command.size() == end);
        expect(text.mid(end).contains(QByteArray::number(stat->startTime)));
    }

    // The same line with the input as the command's name.
    QByteArray name = text;
    name.replace('\n', ' ');
    const auto named = parseProcStat("812 (" + name + ") " + fields);
    expect(named.has_value() && named->pid == 812 && named->startTime == 567890 && named->threads == 3);
    expect(named->command == name);
    return 0;
}

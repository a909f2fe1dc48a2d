// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/duration.h"
#include "tests/fuzz/fuzz.h"

#include <cstring>

using namespace Drydock;
using Fuzz::expect;

namespace {

constexpr long double longest = 1000.0L * 365 * 86400;

long double unitOf(QChar unit)
{
    return unit == u's' ? 1 : unit == u'm' ? 60 : unit == u'h' ? 3600 : unit == u'd' ? 86400 : 0;
}

/// The grammar written down anew, in numbers that don't overflow; below zero: none.
long double spanOf(const QString &text)
{
    long double total = 0;
    long double number = 0;
    qsizetype digits = 0;
    for (const QChar c : text) {
        if (c >= u'0' && c <= u'9') {
            number = number * 10 + (c.unicode() - u'0');
            ++digits;
        } else if (unitOf(c) > 0 && digits > 0) {
            total += number * unitOf(c);
            number = 0;
            digits = 0;
        } else {
            return -1;
        }
    }
    return text.isEmpty() || digits > 0 || total > longest ? -1 : total;
}

} // namespace

/// Read as the grammar says, and said again so that it reads the same, to the minute, hour or day.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(Fuzz::input(data, size));
    const auto span = parseDuration(text);
    const long double expected = spanOf(text);
    expect(span.has_value() == (expected >= 0));
    expect(!span || static_cast<long double>(span->count()) == expected);

    qint64 seconds = 0;
    std::memcpy(&seconds, data, std::min(size, sizeof seconds));
    QString said = durationText(std::chrono::seconds(seconds));
    if (seconds < 60) {
        expect(said == u"less than a minute");
        return 0;
    }
    said.replace(u" min"_qs, u"m"_qs).remove(u' ');
    const long double again = spanOf(said);
    const auto exact = static_cast<long double>(seconds);
    if (again >= 0) // else longer than a thousand years
        expect(again <= exact && exact < again + unitOf(said.back()) && parseDuration(said).has_value());
    else
        expect(exact > longest);
    return 0;
}

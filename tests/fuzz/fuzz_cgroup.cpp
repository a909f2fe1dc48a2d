// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/displaytext.h"
#include "core/process/processdetails.h"
#include "tests/fuzz/fuzz.h"

using namespace Drydock;
using Fuzz::expect;

namespace {

/// As systemd writes any text into a unit's name.
QByteArray unitName(const QByteArray &text)
{
    static const char digits[] = "0123456789abcdef";
    QByteArray name;
    name.reserve(4 * text.size());
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':'
                             || c == '_' || (c == '.' && !name.isEmpty());
        if (isPlain) {
            name += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            name.append("\\x", 2).append(digits[byte >> 4]).append(digits[byte & 15]);
        }
    }
    return name;
}

} // namespace

/// What is shown as a unit is a unit's name, harmless to print, and the one that systemd meant.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray text = Fuzz::input(data, size);
    const QString unit = unitFromCgroup(text);
    expect(unit.isEmpty() || unit.endsWith(u".service") || unit.endsWith(u".scope"));
    expect(escapedForDisplay(unit) == unit);

    if (text.isEmpty())
        return 0;
    const QByteArray name = unitName(text) + ".service";
    // A control group's name that could be that of a file in it gets an underscore.
    const QByteArray group = name.startsWith('_') || name.startsWith("cpu.") ? '_' + name : name;
    const QString shown = escapedForDisplay(QString::fromUtf8(text + ".service"));
    expect(unitFromCgroup("0::/system.slice/" + group + "\n") == shown);
    expect(unitFromCgroup("0::/\n1:name=systemd:/user.slice/" + group + "/x (deleted)\n") == shown);
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/maintenancemode.h"
#include "core/maintenance/propertystring.h"
#include "tests/fuzz/fuzz.h"

using namespace Drydock;
using Fuzz::expect;

/// What was read is written so that it reads the same; what was refused has a reason.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(Fuzz::input(data, size));

    const auto mode = MaintenanceMode::parse(text);
    if (!mode) {
        expect(!mode.error().detail.isEmpty());
    } else {
        // Read as PBS reads: 64 characters; U+0080 to U+009F pass here, and are refused by checkMessage alone.
        expect(mode->message.toUcs4().size() <= messageLengthLimit);
        if (mode->isSet()) {
            const auto again = MaintenanceMode::parse(mode->toPropertyValue());
            expect(again.has_value() && *again == *mode);
        }
    }

    // Quoting is for values that PBS writes: one line, nothing beyond the escapes that its grammar has.
    QString value = text;
    value.remove(u'\0');
    const auto items = parsePropertyString(u"message="_qs + quotePropertyValue(value), u"type"_qs);
    expect(items.has_value() && items->size() == 1 && items->first().value == value);
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/maintenancemode.h"
#include "core/maintenance/propertystring.h"
#include "tests/fuzz/fuzz.h"

using namespace Drydock;
using Fuzz::expect;

namespace {

/// What was read is written so that it reads the same; what was refused has a reason.
void expectModeReadsBack(const QString &text)
{
    const auto mode = MaintenanceMode::parse(text);
    if (!mode) {
        expect(!mode.error().detail.isEmpty());
        return;
    }
    // Read as PBS reads: 64 characters; U+0080 to U+009F pass here, and are refused by checkMessage alone.
    expect(mode->message.toUcs4().size() <= messageLengthLimit);
    expect(mode->isSet()); // no text stands for the absence of the property
    const auto again = MaintenanceMode::parse(mode->toPropertyValue());
    expect(again.has_value() && *again == *mode);
    for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup}) {
        const auto refusal = mode->refusal(operation);
        expect(!refusal || !refusal->isEmpty());
    }
    expect(mode->refusal(Operation::Write).has_value()); // every mode refuses writers
}

/// The items of any text, each quoted, give the same items again.
void expectItemsReadBack(const QString &text)
{
    const auto items = splitPropertyString(text, u"type"_qs);
    if (!items) {
        expect(!items.error().detail.isEmpty());
        return;
    }
    QStringList parts;
    for (const PropertyItem &item : *items) {
        if (item.key.contains(u','))
            return; // no key of ours: a value with a blank key is not written either
        // An empty value is quoted, so that the last one is not lost.
        parts.append(item.key + u'=' + (item.value.isEmpty() ? u"\"\""_qs : quotePropertyValue(item.value)));
    }
    const auto again = splitPropertyString(parts.join(u','), u"type"_qs);
    expect(again.has_value());
    const bool startsQuoted =
        std::any_of(items->cbegin(), items->cend(), [](const PropertyItem &item) { return item.key.startsWith(u'"'); });
    expect(startsQuoted || *again == *items);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(Fuzz::input(data, size));
    expectModeReadsBack(text);
    expectItemsReadBack(text);

    // Quoting is for values that PBS writes: one line, nothing beyond the escapes that its grammar has.
    QString value = text;
    value.remove(u'\0');
    const auto items = parsePropertyString(u"message="_qs + quotePropertyValue(value), u"type"_qs);
    expect(items.has_value() && items->size() == 1 && items->first().value == value);
    return 0;
}

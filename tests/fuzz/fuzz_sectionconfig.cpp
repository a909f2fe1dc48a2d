// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/sectionconfig.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>

using namespace Drydock;
using Fuzz::expect;

namespace {

const QByteArray key = QByteArrayLiteral("maintenance-mode");
const QByteArray value = QByteArrayLiteral("offline,message=\"swap, disk 2\"");

/// Sections and lines lie in the document, in order, and don't overlap.
void expectOrderedSpans(const SectionConfig &config)
{
    qsizetype at = 0;
    for (const Section &section : config.sections()) {
        expect(section.begin >= at && section.bodyBegin >= section.begin && section.end >= section.bodyBegin);
        qsizetype line = section.bodyBegin;
        for (const PropertyLine &property : section.properties) {
            expect(property.begin >= line && property.end > property.begin && property.end <= section.end);
            line = property.end;
        }
        at = section.end;
    }
    expect(at <= config.bytes().size());
}

/// Bytes that two documents share at their begin and end: all but one line of the shorter one.
void expectOneLineChanged(const QByteArray &before, const QByteArray &after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < shorter && before[head] == after[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    // The line that went away may end in the LF that the bytes before it share, hence two.
    expect(before.mid(head, before.size() - head - tail).count('\n') <= 1);
    expect(after.mid(head, after.size() - head - tail).count('\n') <= 2);
}

void expectEdits(const SectionConfig &config, qsizetype index)
{
    const Section &section = config.sections()[index];
    const QByteArray set = config.withProperty(section, key, value);
    expectOneLineChanged(config.bytes(), set);

    const SectionConfig again = SectionConfig::parse(set);
    expect(again.sections().size() == config.sections().size());
    const Section &edited = again.sections()[index];
    expect(edited.id == section.id && edited.type == section.type);
    const auto found = std::find_if(edited.properties.cbegin(), edited.properties.cend(),
                                    [](const PropertyLine &property) { return property.key == key; });
    expect(found != edited.properties.cend() && found->value == value);

    const SectionConfig without = SectionConfig::parse(again.withoutProperty(edited, key));
    expect(without.sections().size() == config.sections().size());
    expectOneLineChanged(set, without.bytes());
}

} // namespace

/// I-08: whatever the bytes are, they are kept, and an edit changes one line.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes = Fuzz::input(data, size);
    const SectionConfig config = SectionConfig::parse(bytes);
    expect(config.bytes() == bytes);
    expectOrderedSpans(config);
    const auto serious = [](const ConfigProblem &problem) { return !problem.warning; };
    if (std::none_of(config.problems().cbegin(), config.problems().cend(), serious)) {
        for (qsizetype index = 0; index < config.sections().size(); ++index)
            expectEdits(config, index);
    }
    return 0;
}

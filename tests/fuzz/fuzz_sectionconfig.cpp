// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/sectionconfig.h"
#include "tests/fuzz/fuzz.h"

#include <QSet>

using namespace Drydock;
using Fuzz::Difference;
using Fuzz::expect;

namespace {

const QByteArray modeKey = QByteArrayLiteral("maintenance-mode");
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

using Properties = QList<std::pair<QByteArray, QByteArray>>;

/// A section's properties but for one key.
Properties others(const Section &section, const QByteArray &key)
{
    Properties properties;
    for (const PropertyLine &property : section.properties) {
        if (property.key != key)
            properties.append({property.key, property.value});
    }
    return properties;
}

bool sameSection(const Section &one, const Section &other, const QByteArray &butKey = {})
{
    return one.type == other.type && one.id == other.id && others(one, butKey) == others(other, butKey);
}

/// The documents hold the same sections, but for one key of one of them.
void expectSameButFor(const SectionConfig &one, const SectionConfig &other, qsizetype index, const QByteArray &key)
{
    expect(one.sections().size() == other.sections().size());
    for (qsizetype i = 0; i < one.sections().size(); ++i)
        expect(sameSection(one.sections()[i], other.sections()[i], i == index ? key : QByteArray()));
}

const PropertyLine *lineOf(const Section &section, const QByteArray &key)
{
    const auto found = std::find_if(section.properties.cbegin(), section.properties.cend(),
                                    [&key](const PropertyLine &property) { return property.key == key; });
    return found == section.properties.cend() ? nullptr : &*found;
}

/// Set where the key was, or insert it, and clear it again: each touches one line.
void expectSetAndCleared(const SectionConfig &config, qsizetype index, const QByteArray &key)
{
    const Section &section = config.sections()[index];
    const PropertyLine *old = lineOf(section, key);
    const QByteArray bytes = config.withProperty(section, key, value);
    if (old != nullptr) {
        expect(bytes.startsWith(config.bytes().first(old->begin)) && bytes.endsWith(config.bytes().sliced(old->end)));
        const auto lines = config.bytes().sliced(old->begin, old->end - old->begin).count('\n');
        expect(bytes.count('\n') == config.bytes().count('\n')
               && bytes.sliced(old->begin, bytes.size() - old->begin - (config.bytes().size() - old->end)).count('\n')
                      == lines);
    } else {
        const Difference difference(config.bytes(), bytes);
        expect(difference.before.isEmpty() && difference.after.count('\n') == 1);
    }
    const SectionConfig set = SectionConfig::parse(bytes);
    expectSameButFor(config, set, index, key);
    const PropertyLine *line = lineOf(set.sections()[index], key);
    expect(line != nullptr && line->value == value);

    const SectionConfig cleared = SectionConfig::parse(set.withoutProperty(set.sections()[index], key));
    expectSameButFor(set, cleared, index, key);
    expect(cleared.bytes() == set.bytes().first(line->begin) + set.bytes().sliced(line->end));
    // A last line without an end has got one by then, and keeps it.
    if (old == nullptr)
        expect(cleared.bytes().startsWith(config.bytes()) && cleared.bytes().size() <= config.bytes().size() + 2);
}

void expectAdded(const SectionConfig &config)
{
    const Properties properties = {{QByteArrayLiteral("comment"), QByteArrayLiteral("a b")},
                                   {QByteArrayLiteral("path"), QByteArrayLiteral("/mnt/new")}};
    const SectionConfig more =
        SectionConfig::parse(config.withSection(QByteArrayLiteral("datastore"), QByteArrayLiteral("new"), properties));
    expect(more.bytes().startsWith(config.bytes()));
    expect(more.sections().size() == config.sections().size() + 1);
    for (qsizetype i = 0; i < config.sections().size(); ++i)
        expect(sameSection(config.sections()[i], more.sections()[i]));
    const Section &added = more.sections().constLast();
    expect(added.type == "datastore" && added.id == "new" && others(added, {}) == properties);
}

void expectRemoved(const SectionConfig &config, qsizetype index)
{
    const SectionConfig fewer = SectionConfig::parse(config.withoutSection(config.sections()[index]));
    // One block goes, and it holds the section.
    const Difference difference(config.bytes(), fewer.bytes());
    expect(difference.after.isEmpty());
    expect(fewer.sections().size() + 1 == config.sections().size());
    for (qsizetype i = 0; i < fewer.sections().size(); ++i)
        expect(sameSection(fewer.sections()[i], config.sections()[i < index ? i : i + 1]));
}

void expectEdits(const SectionConfig &config)
{
    expectAdded(config);
    // Of a long document the first sections and keys will do: what is wrong with the tenth is wrong with the third.
    constexpr qsizetype enough = 3;
    for (qsizetype index = 0; index < std::min(config.sections().size(), enough); ++index) {
        expectRemoved(config, index);
        QSet<QByteArray> keys{modeKey, QByteArrayLiteral("!first"), QByteArrayLiteral("~last")};
        for (const PropertyLine &property :
             config.sections()[index].properties.first(std::min(config.sections()[index].properties.size(), enough)))
            keys.insert(property.key);
        for (const QByteArray &key : std::as_const(keys)) {
            if (others(config.sections()[index], {}).size() - others(config.sections()[index], key).size() < 2)
                expectSetAndCleared(config, index, key); // a key that comes twice makes the file unusable
        }
    }
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
    if (std::none_of(config.problems().cbegin(), config.problems().cend(), serious))
        expectEdits(config);
    return 0;
}

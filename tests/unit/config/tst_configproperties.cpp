// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configplan.h"
#include "tests/support/properties.h"

#include <QTest>

using namespace Drydock;

namespace {

const QString path = QStringLiteral("datastore.cfg");

const std::vector<std::string> values{"a",        "/mnt/x y",        "offline",   "keep=1",
                                      "\xc3\xbc", "# not a comment", "v=\"a,b\"", "\xf0\x9f\x94\xa7"};

std::string lineEnd()
{
    return oneOf<std::string>({"\n", "\n", "\n", "\r\n"});
}

std::string blanks()
{
    return oneOf<std::string>({" ", "\t", " \t ", "   "});
}

/// One line of a section as somebody may have written it.
std::string line(const std::string &key, const std::string &value)
{
    return blanks() + key + blanks() + value + (maybe() ? blanks() : std::string()) + lineEnd();
}

/// A section that PBS accepts: a path, perhaps a mode, other keys once each, in any order.
std::string section(int number)
{
    std::vector<std::string> lines{line("path", "/mnt/store" + std::to_string(number))};
    if (maybe())
        lines.push_back(
            line("maintenance-mode", oneOf<std::string>({"offline", "read-only,message=x", "type=offline"})));
    for (const std::string key : {"comment", "gc-schedule", "keep-last", "x-of-a-later-version"}) {
        if (maybe())
            lines.push_back(line(key, *rc::gen::elementOf(values)));
    }
    std::string text = oneOf<std::string>({"datastore: ", "datastore:", "datastore:\t "}) + "store"
                       + std::to_string(number) + lineEnd();
    while (!lines.empty()) {
        const auto at = lines.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(lines.size()));
        text += *at;
        lines.erase(at);
    }
    return text;
}

/// A config of some stores that PBS accepts, with all the freedom that its grammar leaves.
QByteArray anyConfig()
{
    std::string text = maybe() ? lineEnd() : std::string();
    const int count = *rc::gen::inRange(1, 5);
    for (int number = 1; number <= count; ++number) {
        text += section(number);
        text += (maybe() ? blanks() : std::string()) + lineEnd();
        if (maybe())
            text += lineEnd();
    }
    QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    if (maybe()) {
        while (bytes.endsWith('\n') || bytes.endsWith('\r') || bytes.endsWith(' ') || bytes.endsWith('\t'))
            bytes.chop(1);
    }
    return bytes;
}

MaintenanceMode anyMode()
{
    const auto type = oneOf({MaintenanceType::None, MaintenanceType::ReadOnly, MaintenanceType::Offline});
    if (type == MaintenanceType::None)
        return {};
    return {type, oneOf<QString>({{}, u"swap disk 2"_qs, u" \"quoted\", \\ and ü "_qs, u"a=b,type=x"_qs}), {}};
}

ModeChange anyChange(const DatastoreConfig &config)
{
    ModeChange change;
    change.store = config.stores().at(*rc::gen::inRange<qsizetype>(0, config.stores().size())).name;
    change.mode = anyMode();
    return change;
}

/// All lines but those of one store's mode.
QByteArrayList otherLines(const DatastoreConfig &config, const QString &store)
{
    QByteArray bytes = config.document().bytes();
    const Section &section = config.document().sections().at(config.find(store)->section);
    for (const PropertyLine &property : section.properties) {
        if (property.key == "maintenance-mode")
            bytes.remove(property.begin, property.end - property.begin);
    }
    if (bytes.endsWith('\n'))
        bytes.chop(bytes.endsWith("\r\n") ? 2 : 1); // the last line may lack its end before, and have it afterwards
    return bytes.split('\n');
}

} // namespace

/// I-08: editing changes one line, whatever the config looks like.
class TestConfigProperties : public QObject
{
    Q_OBJECT

private slots:
    void everyByteIsKept();
    void editReadsBackAndTouchesNothingElse();
    void modeThatIsClearedLeavesNoTrace();
    void storeThatIsAddedAndRemovedLeavesTheOthers();
};

void TestConfigProperties::everyByteIsKept()
{
    QVERIFY(holdsAlways("parse and text are the identity", [] {
        const QByteArray bytes = maybe() ? anyConfig() : bytesOf(values);
        RC_ASSERT(SectionConfig::parse(bytes).bytes() == bytes);
        RC_ASSERT(DatastoreConfig::parse(bytes).document().bytes() == bytes);
    }));
}

void TestConfigProperties::editReadsBackAndTouchesNothingElse()
{
    QVERIFY(holdsAlways("a mode that is set reads back, and no other line differs", [] {
        const DatastoreConfig config = DatastoreConfig::parse(anyConfig());
        RC_ASSERT(config.usable(path).has_value());
        const ModeChange change = anyChange(config);
        const auto plan = planMode(config, change, path);
        RC_ASSERT(plan.has_value());
        const DatastoreConfig after = DatastoreConfig::parse(plan->bytes);
        RC_ASSERT(after.find(change.store)->mode == change.mode);
        RC_ASSERT(otherLines(config, change.store) == otherLines(after, change.store));
        RC_ASSERT(differByOneEdit(config.document().bytes(), plan->bytes));
    }));
}

void TestConfigProperties::modeThatIsClearedLeavesNoTrace()
{
    QVERIFY(holdsAlways("set and cleared again, the file is what it was", [] {
        ModeChange change;
        change.store = u"store1"_qs; // there is one in each
        const auto planned = [&change](const QByteArray &bytes, const MaintenanceMode &mode) {
            change.mode = mode;
            const auto plan = planMode(DatastoreConfig::parse(bytes), change, path);
            RC_ASSERT(plan.has_value());
            return plan->bytes;
        };
        const QByteArray bytes = planned(anyConfig(), {});
        const QByteArray cleared = planned(planned(bytes, {MaintenanceType::Offline, u"x"_qs, {}}), {});
        // A last line without an end had to get one.
        RC_ASSERT(cleared == bytes || cleared == bytes + '\n' || cleared == bytes + "\r\n");
    }));
}

void TestConfigProperties::storeThatIsAddedAndRemovedLeavesTheOthers()
{
    QVERIFY(holdsAlways("a store that comes and goes leaves the others as they were", [] {
        const DatastoreConfig config = DatastoreConfig::parse(anyConfig());
        const auto more = planStore(config, {u"brand-new"_qs, u"/mnt/brand new"_qs, u"a comment"_qs}, path);
        RC_ASSERT(more.has_value());
        RC_ASSERT(more->startsWith(config.document().bytes()));
        const DatastoreConfig with = DatastoreConfig::parse(*more);
        RC_ASSERT(with.find(u"brand-new"_qs)->path == u"/mnt/brand new"_qs);
        const auto fewer = planRemoval(with, u"brand-new"_qs, path);
        RC_ASSERT(fewer.has_value());
        const DatastoreConfig without = DatastoreConfig::parse(*fewer);
        RC_ASSERT(without.stores().size() == config.stores().size());
        RC_ASSERT(fewer->trimmed() == config.document().bytes().trimmed());
    }));
}

QTEST_GUILESS_MAIN(TestConfigProperties)
#include "tst_configproperties.moc"

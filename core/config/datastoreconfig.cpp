// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/datastoreconfig.h"

#include "core/base/utf8.h"
#include "core/maintenance/propertystring.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>

namespace Drydock {

namespace {

using namespace std::string_view_literals;

constexpr int shortestName = 3;
constexpr int longestName = 32;
constexpr int longestPath = 4096;

constexpr std::array<std::string_view, 22> knownProperties{
    "backend",
    "backing-device",
    "comment",
    "counter-reset-schedule",
    "gc-on-unmount",
    "gc-schedule",
    "keep-daily",
    "keep-hourly",
    "keep-last",
    "keep-monthly",
    "keep-weekly",
    "keep-yearly",
    "maintenance-mode",
    "name",
    "notification-mode",
    "notification-thresholds",
    "notify",
    "notify-user",
    "path",
    "prune-schedule",
    "tuning",
    "verify-new",
};
static_assert(std::is_sorted(knownProperties.begin(), knownProperties.end()));

/// The property's bit in a set of them; 0 for one that is not known.
quint32 propertyBit(std::string_view key)
{
    const auto *found = std::lower_bound(knownProperties.begin(), knownProperties.end(), key);
    return found == knownProperties.end() || *found != key ? 0 : quint32(1) << (found - knownProperties.begin());
}

quint32 propertyBit(const QByteArray &key)
{
    return propertyBit(std::string_view(key.constData(), static_cast<size_t>(key.size())));
}

QString quoted(const QByteArray &text)
{
    return QString::fromUtf8('\'' + text + '\'');
}

qsizetype characters(const QByteArray &text)
{
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

QString lengthProblem(const QByteArray &value, int shortest, int longest)
{
    if (characters(value) < shortest)
        return QStringLiteral("value must be at least %1 characters long").arg(shortest);
    if (characters(value) > longest)
        return QStringLiteral("value may only be %1 characters long").arg(longest);
    return {};
}

/// Empty, or why PBS refuses the header.
QString headerProblem(const Section &section)
{
    if (section.type != "datastore")
        return QStringLiteral("unknown section type ") + quoted(section.type);
    QString problem = lengthProblem(section.id, shortestName, longestName);
    if (problem.isEmpty() && !isValidStoreName(textFromUtf8(section.id).value_or(QString())))
        problem = QStringLiteral("value does not match the regex pattern");
    return problem.isEmpty() ? problem : QStringLiteral("syntax error in section identifier: ") + problem;
}

/// Judges one section and fills its entry.
class SectionJudge
{
public:
    SectionJudge(const Section &section, ConfigProblems *problems)
        : m_section(section)
        , m_problems(problems)
    {
    }

    /// No entry for a section that PBS refuses, save for its mode's value: such a store is shown, as unreadable.
    std::optional<DatastoreEntry> entry()
    {
        if (const QString problem = headerProblem(m_section); !problem.isEmpty()) {
            refuse(m_section.line, problem);
            return std::nullopt;
        }
        m_entry.name = QString::fromUtf8(m_section.id);
        m_entry.line = m_section.line;
        m_entry.reserved = isReservedStoreName(m_entry.name);
        m_entry.backend = QStringLiteral("filesystem");
        for (const PropertyLine &property : m_section.properties)
            judge(property);
        if (m_section.broken)
            return std::nullopt;
        if ((m_seen & propertyBit("path"sv)) == 0)
            refuse(m_section.endLine, QStringLiteral("property 'path' is missing and it is not optional."));
        if (!m_good)
            return std::nullopt;
        finish();
        return m_entry;
    }

private:
    void judge(const PropertyLine &property)
    {
        const quint32 bit = propertyBit(property.key);
        if (bit == 0) {
            addWarning(property.line, QStringLiteral("unknown property ") + quoted(property.key));
            return;
        }
        if (const QString problem = valueProblem(property); !problem.isEmpty()) {
            const bool good = m_good;
            refuse(property.line, QStringLiteral("property %1: %2").arg(quoted(property.key), problem));
            m_good = good && property.key == "maintenance-mode";
        } else if ((m_seen & bit) != 0) {
            refuse(property.line, QStringLiteral("duplicate property ") + quoted(property.key));
        }
        m_seen |= bit;
    }

    /// Takes the value over, or says why PBS refuses it.
    QString valueProblem(const PropertyLine &property)
    {
        const QString value = textFromUtf8(property.value).value_or(QString());
        if (property.key == "path") {
            m_entry.path = value;
            return lengthProblem(property.value, 1, longestPath);
        }
        if (property.key == "comment") {
            m_entry.comment = value;
        } else if (property.key == "backing-device") {
            m_entry.backingDevice = value;
        } else if (property.key == "backend") {
            takeBackend(value);
        } else if (property.key == "maintenance-mode") {
            auto mode = MaintenanceMode::parse(value);
            m_entry.modeReadable = mode.has_value();
            m_entry.mode = mode.value_or(MaintenanceMode{MaintenanceType::Unknown, {}, value});
            return mode ? QString() : mode.error().detail;
        }
        return {};
    }

    void takeBackend(const QString &value)
    {
        const QString key = QStringLiteral("type");
        const auto items = parsePropertyString(value, key);
        if (!items)
            return;
        for (const PropertyItem &item : *items) {
            if (item.key == key && !item.value.isEmpty())
                m_entry.backend = item.value;
        }
    }

    void finish()
    {
        if (!m_entry.backingDevice.isEmpty()) {
            m_entry.path = QStringLiteral("/mnt/datastore/") + m_entry.name;
        } else if (!m_entry.path.startsWith(u'/')) {
            addWarning(m_section.line, QStringLiteral("path '%1' is not absolute").arg(m_entry.path));
        }
        if (m_entry.reserved)
            m_problems->add({m_section.line, QStringLiteral("the name ends in .lock"), m_section.id, true, true});
    }

    void refuse(int line, const QString &reason)
    {
        m_problems->add({line, reason, m_section.id, false});
        m_good = false;
    }
    void addWarning(int line, const QString &reason) { m_problems->add({line, reason, m_section.id, true}); }

    const Section &m_section;
    ConfigProblems *m_problems;
    DatastoreEntry m_entry;
    quint32 m_seen = 0; ///< bits of properties
    bool m_good = true;
};

} // namespace

struct DatastoreConfig::Data {
    SectionConfig document;
    QList<DatastoreEntry> stores;
    QHash<QString, qsizetype> byName;
    ConfigProblems problems; ///< errors and warnings in order of lines
    mutable std::once_flag digestOnce;
    mutable QByteArray digest;
};

DatastoreConfig::DatastoreConfig()
    : m_data(std::make_shared<Data>())
{
}

DatastoreConfig DatastoreConfig::parse(const QByteArray &bytes)
{
    auto data = std::make_shared<Data>();
    data->document = SectionConfig::parse(bytes);
    for (const ConfigProblem &problem : data->document.problems())
        data->problems.add(problem);

    const QList<Section> &sections = data->document.sections();
    QHash<QByteArray, int> occurrences;
    QHash<QString, qsizetype> last; // of several good sections with one id the last one counts
    QList<DatastoreEntry> read;
    occurrences.reserve(sections.size());
    last.reserve(sections.size());
    read.reserve(sections.size());
    for (qsizetype i = 0; i < sections.size(); ++i) {
        const Section &section = sections.at(i);
        auto entry = SectionJudge(section, &data->problems).entry();
        if (++occurrences[section.id] > 1)
            data->problems.add({section.line,
                                QStringLiteral("section %1 occurs again; the last one counts").arg(quoted(section.id)),
                                section.id, true, true});
        if (!entry)
            continue;
        entry->section = i;
        last.insert(entry->name, i);
        read.append(*std::move(entry));
    }
    data->stores.reserve(last.size());
    data->byName.reserve(last.size());
    for (DatastoreEntry &entry : read) {
        if (last.value(entry.name) != entry.section)
            continue;
        entry.duplicate = occurrences.value(sections.at(entry.section).id) > 1;
        data->byName.insert(entry.name, data->stores.size());
        data->stores.append(std::move(entry));
    }
    data->problems.sortByLine();

    DatastoreConfig config;
    config.m_data = std::move(data);
    return config;
}

const SectionConfig &DatastoreConfig::document() const
{
    return m_data->document;
}

QByteArray DatastoreConfig::digest() const
{
    std::call_once(m_data->digestOnce, [this] { m_data->digest = m_data->document.digest(); });
    return m_data->digest;
}

const QList<DatastoreEntry> &DatastoreConfig::stores() const
{
    return m_data->stores;
}

const DatastoreEntry *DatastoreConfig::find(const QString &name) const
{
    const auto found = m_data->byName.constFind(name);
    return found == m_data->byName.cend() ? nullptr : &m_data->stores.at(*found);
}

QList<ConfigProblem> DatastoreConfig::errors() const
{
    QList<ConfigProblem> errors = m_data->problems.all();
    errors.removeIf([](const ConfigProblem &problem) { return problem.warning; });
    return errors;
}

QList<ConfigProblem> DatastoreConfig::warnings() const
{
    QList<ConfigProblem> warnings = m_data->problems.all();
    warnings.removeIf([](const ConfigProblem &problem) { return !problem.warning; });
    return warnings;
}

Result<void> DatastoreConfig::usable(const QString &path) const
{
    for (const ConfigProblem &problem : m_data->problems.all()) {
        if (!problem.warning)
            return failure(ErrorCode::ConfigInvalid, path, problem.reason, 0, problem.line);
    }
    return {};
}

} // namespace Drydock

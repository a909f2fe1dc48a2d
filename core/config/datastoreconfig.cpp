// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/datastoreconfig.h"

#include "core/base/utf8.h"
#include "core/maintenance/propertystring.h"

#include <QSet>

#include <mutex>

namespace Drydock {

namespace {

constexpr int shortestName = 3;
constexpr int longestName = 32;
constexpr int longestPath = 4096;

bool isKnownProperty(const QByteArray &key)
{
    static const QSet<QByteArray> known{"backend",
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
                                        "verify-new"};
    return known.contains(key);
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
    SectionJudge(const Section &section, QList<ConfigProblem> *problems)
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
        if (!m_seen.contains("path"))
            refuse(m_section.endLine, QStringLiteral("property 'path' is missing and it is not optional."));
        if (!m_good)
            return std::nullopt;
        finish();
        return m_entry;
    }

private:
    void judge(const PropertyLine &property)
    {
        if (!isKnownProperty(property.key)) {
            addWarning(property.line, QStringLiteral("unknown property ") + quoted(property.key));
            return;
        }
        if (const QString problem = valueProblem(property); !problem.isEmpty()) {
            const bool good = m_good;
            refuse(property.line, QStringLiteral("property %1: %2").arg(quoted(property.key), problem));
            m_good = good && property.key == "maintenance-mode";
        } else if (m_seen.contains(property.key)) {
            refuse(property.line, QStringLiteral("duplicate property ") + quoted(property.key));
        }
        m_seen.insert(property.key);
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
        if (m_entry.reserved) {
            addWarning(m_section.line, QStringLiteral("the name ends in .lock"));
            m_problems->last().ofEntry = true;
        }
    }

    void refuse(int line, const QString &reason)
    {
        m_problems->append({line, reason, m_section.id, false});
        m_good = false;
    }
    void addWarning(int line, const QString &reason) { m_problems->append({line, reason, m_section.id, true}); }

    const Section &m_section;
    QList<ConfigProblem> *m_problems;
    DatastoreEntry m_entry;
    QSet<QByteArray> m_seen;
    bool m_good = true;
};

} // namespace

struct DatastoreConfig::Data {
    SectionConfig document;
    QList<DatastoreEntry> stores;
    QHash<QString, qsizetype> byName;
    QList<ConfigProblem> problems; ///< errors and warnings in order of lines
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
    data->problems = data->document.problems();

    const QList<Section> &sections = data->document.sections();
    QHash<QByteArray, int> occurrences;
    for (qsizetype i = 0; i < sections.size(); ++i) {
        const Section &section = sections.at(i);
        auto entry = SectionJudge(section, &data->problems).entry();
        if (++occurrences[section.id] > 1) {
            data->problems.append(
                {section.line, QStringLiteral("section %1 occurs again; the last one counts").arg(quoted(section.id)),
                 section.id, true, true});
        }
        if (!entry)
            continue;
        entry->section = i;
        if (occurrences.value(section.id) > 1)
            data->stores.removeIf([&entry](const DatastoreEntry &earlier) { return earlier.name == entry->name; });
        data->stores.append(*std::move(entry));
    }
    for (qsizetype i = 0; i < data->stores.size(); ++i) {
        DatastoreEntry &entry = data->stores[i];
        entry.duplicate = occurrences.value(sections.at(entry.section).id) > 1;
        data->byName.insert(entry.name, i);
    }
    std::stable_sort(data->problems.begin(), data->problems.end(),
                     [](const ConfigProblem &a, const ConfigProblem &b) { return a.line < b.line; });

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
    QList<ConfigProblem> errors = m_data->problems;
    errors.removeIf([](const ConfigProblem &problem) { return problem.warning; });
    return errors;
}

QList<ConfigProblem> DatastoreConfig::warnings() const
{
    QList<ConfigProblem> warnings = m_data->problems;
    warnings.removeIf([](const ConfigProblem &problem) { return !problem.warning; });
    return warnings;
}

Result<void> DatastoreConfig::usable(const QString &path) const
{
    for (const ConfigProblem &problem : m_data->problems) {
        if (!problem.warning)
            return failure(ErrorCode::ConfigInvalid, path, problem.reason, 0, problem.line);
    }
    return {};
}

} // namespace Drydock

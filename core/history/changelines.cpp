// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/changelines.h"

#include <QDateTime>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace Drydock {

namespace {

QString timeText(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate);
}

/// A line's time, or no value: without one it is no record.
std::optional<qint64> timeOf(const QJsonValue &text)
{
    const QDateTime time = QDateTime::fromString(text.toString(), Qt::ISODate);
    if (!time.isValid())
        return std::nullopt;
    return time.toSecsSinceEpoch();
}

QJsonValue modeValue(const MaintenanceMode &mode)
{
    if (!mode.isSet())
        return QJsonValue::Null;
    QJsonObject object;
    const bool unknown = mode.type == MaintenanceType::Unknown;
    object.insert(u"type", unknown ? mode.unknownType : QString(maintenanceTypeName(mode.type)));
    if (!mode.message.isEmpty())
        object.insert(u"message", mode.message);
    return object;
}

std::optional<MaintenanceMode> modeOf(const QJsonValue &value)
{
    if (value.isNull())
        return MaintenanceMode();
    const QJsonValue type = value[u"type"];
    if (!type.isString())
        return std::nullopt;
    MaintenanceMode mode{maintenanceTypeFromName(type.toString()), value[u"message"].toString(), {}};
    if (mode.type == MaintenanceType::Unknown)
        mode.unknownType = type.toString();
    return mode;
}

/// Beyond it a JSON number may be another one than was written; and there must always be a next number.
constexpr qint64 highestNumber = qint64(1) << 53;

/// The number of the change that a line speaks of; 0: none.
qint64 numberOf(const QJsonObject &line)
{
    const qint64 number = line.value(u"change").toInteger();
    return number < 0 || number > highestNumber ? 0 : number;
}

QByteArray digestIn(const QJsonObject &line)
{
    return line.value(u"digest").toString().toLatin1();
}

std::optional<ChangeRecord> recordOf(const QJsonObject &line)
{
    const auto at = timeOf(line.value(u"at"));
    const auto oldMode = modeOf(line.value(u"old"));
    const auto newMode = modeOf(line.value(u"new"));
    ChangeRecord record;
    record.number = numberOf(line);
    record.who = line.value(u"who").toString();
    record.store = line.value(u"store").toString();
    record.digest = digestIn(line);
    if (!at || !oldMode || !newMode || record.number == 0 || record.store.isEmpty())
        return std::nullopt;
    record.at = *at;
    record.oldMode = *oldMode;
    record.newMode = *newMode;
    return record;
}

bool isListing(const QJsonObject &line)
{
    return (line.value(u"added").isString() || line.value(u"removed").isString()) && !digestIn(line).isEmpty();
}

QByteArray lineOf(const QJsonObject &object)
{
    // QJsonDocument drops a byte order mark that begins a string when it reads: written as an escape it stays.
    return QJsonDocument(object).toJson(QJsonDocument::Compact).replace("\xef\xbb\xbf", "\\ufeff") + '\n';
}

/// The records of a log from its begin.
class ChangeLines
{
public:
    void take(const QJsonObject &line)
    {
        if (line.contains(u"drained")) {
            m_content.unreadableLines += takeDrained(line) ? 0 : 1;
        } else if (isListing(line)) {
            m_content.digest = digestIn(line);
        } else if (auto record = recordOf(line)) {
            m_content.digest = record->digest;
            m_place.insert(record->number, m_content.records.size());
            m_content.records.append(*std::move(record));
        } else {
            ++m_content.unreadableLines;
        }
    }

    [[nodiscard]] ChangeContent content() { return std::move(m_content); }

private:
    /// Marks the change as drained. False if no such change was read before.
    bool takeDrained(const QJsonObject &line)
    {
        const auto at = timeOf(line.value(u"drained"));
        const auto place = m_place.constFind(numberOf(line));
        if (!at || place == m_place.cend())
            return false;
        ChangeRecord &record = m_content.records[*place];
        if (!record.drainedAt)
            record.drainedAt = at;
        return true;
    }

    ChangeContent m_content;
    QHash<qint64, qsizetype> m_place; ///< of the last record with that number
};

/// The records of a log from its end, for who needs the last ones of many.
class BackwardReader
{
public:
    explicit BackwardReader(const QByteArray &bytes)
        : m_bytes(bytes)
        , m_end(bytes.size())
    {
    }

    /// The record before the last one that was given; no value at the begin. Other lines are passed over.
    std::optional<ChangeRecord> previous()
    {
        while (m_end > 0) {
            const qsizetype begin = m_bytes.lastIndexOf('\n', m_end - 1) + 1;
            const QByteArray text = m_bytes.sliced(begin, m_end - begin);
            m_end = begin - 1;
            const QJsonObject line = QJsonDocument::fromJson(text).object();
            if (line.contains(u"drained"))
                continue;
            auto record = isListing(line) ? std::nullopt : recordOf(line);
            if (!m_digest && (record || isListing(line)))
                m_digest = digestIn(line);
            if (record)
                return record;
        }
        return std::nullopt;
    }
    /// The last one in the log; once a record was asked for.
    [[nodiscard]] QByteArray lastDigest() const { return m_digest.value_or(QByteArray()); }

private:
    const QByteArray &m_bytes;
    qsizetype m_end; ///< of the line that comes next
    std::optional<QByteArray> m_digest;
};

} // namespace

ChangeContent parseChanges(const QByteArray &bytes)
{
    ChangeLines lines;
    for (const QByteArray &text : bytes.split('\n')) {
        if (!text.isEmpty())
            lines.take(QJsonDocument::fromJson(text).object());
    }
    return lines.content();
}

ChangeLogEnd endOfChanges(const QByteArray &bytes)
{
    BackwardReader reader(bytes);
    const std::optional<ChangeRecord> last = reader.previous();
    return {last, last ? reader.lastDigest() : QByteArray()};
}

std::optional<ChangeRecord> currentChangeIn(const QByteArray &bytes, const QString &store, const MaintenanceMode &mode,
                                            const QByteArray &digest)
{
    BackwardReader reader(bytes);
    std::optional<ChangeRecord> record = reader.previous();
    if (record && reader.lastDigest() != digest)
        return std::nullopt;
    while (record && record->store != store)
        record = reader.previous();
    if (record && record->newMode != mode)
        record.reset();
    return record;
}

std::optional<ChangeRecord> currentChange(const ChangeContent &log, const QString &store, const MaintenanceMode &mode,
                                          const QByteArray &digest)
{
    if (log.records.isEmpty() || log.digest != digest)
        return std::nullopt;
    for (auto record = log.records.crbegin(); record != log.records.crend(); ++record) {
        if (record->store == store)
            return record->newMode == mode ? std::optional(*record) : std::nullopt;
    }
    return std::nullopt;
}

QByteArray changeLine(const ChangeRecord &record)
{
    QJsonObject line;
    line.insert(u"change", record.number);
    line.insert(u"at", timeText(record.at));
    line.insert(u"who", record.who);
    line.insert(u"store", record.store);
    line.insert(u"old", modeValue(record.oldMode));
    line.insert(u"new", modeValue(record.newMode));
    line.insert(u"digest", QString::fromLatin1(record.digest));
    return lineOf(line);
}

QByteArray drainedLine(qint64 change, qint64 at)
{
    QJsonObject line;
    line.insert(u"drained", timeText(at));
    line.insert(u"change", change);
    return lineOf(line);
}

QByteArray listingLine(const ListingRecord &listing)
{
    QJsonObject line;
    line.insert(listing.added ? u"added" : u"removed", listing.store);
    line.insert(u"at", timeText(listing.at));
    line.insert(u"digest", QString::fromLatin1(listing.after));
    return lineOf(line);
}

} // namespace Drydock

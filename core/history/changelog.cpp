// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/changelog.h"

#include "core/base/loginuser.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

namespace Drydock {

namespace {

const QByteArray &logName()
{
    static const QByteArray name = QByteArrayLiteral("changes.jsonl");
    return name;
}

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

/// The number of the change that a line speaks of; 0: none.
qint64 numberOf(const QJsonObject &line)
{
    return std::max<qint64>(0, line.value(u"change").toInteger());
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

/// Marks the change as drained. False if no such change was read before.
bool takeDrained(QList<ChangeRecord> &records, const QJsonObject &line)
{
    const auto at = timeOf(line.value(u"drained"));
    const qint64 number = numberOf(line);
    const auto record = std::find_if(records.rbegin(), records.rend(),
                                     [number](const ChangeRecord &candidate) { return candidate.number == number; });
    if (!at || record == records.rend())
        return false;
    if (!record->drainedAt)
        record->drainedAt = at;
    return true;
}

ChangeLog::Content parsed(const QByteArray &bytes)
{
    ChangeLog::Content content;
    for (const QByteArray &text : bytes.split('\n')) {
        if (text.isEmpty())
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(text);
        const QJsonObject line = document.object();
        if (line.contains(u"drained")) {
            content.unreadableLines += takeDrained(content.records, line) ? 0 : 1;
        } else if (isListing(line)) {
            content.digest = digestIn(line);
        } else if (auto record = recordOf(line)) {
            content.digest = record->digest;
            content.records.append(*std::move(record));
        } else {
            ++content.unreadableLines;
        }
    }
    return content;
}

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

ChangeLog::ChangeLog(FileSystem &fileSystem, const Site &site)
    : m_folder(std::make_shared<SiteFolder>(fileSystem, site.logFolder))
    , m_site(site)
{
}

Result<QByteArray> ChangeLog::readBytes()
{
    auto content = m_folder->read(logName(), configSizeLimit);
    if (!content && content.error().code == ErrorCode::NotFound)
        return QByteArray();
    if (!content)
        return failure(content.error());
    return content->bytes;
}

Result<ChangeLog::Content> ChangeLog::read()
{
    const auto bytes = readBytes();
    if (!bytes)
        return failure(bytes.error());
    return parsed(*bytes);
}

Result<std::optional<ChangeRecord>> ChangeLog::current(const QString &store, const MaintenanceMode &mode,
                                                       const QByteArray &digest)
{
    const auto bytes = readBytes();
    if (!bytes)
        return failure(bytes.error());
    BackwardReader reader(*bytes);
    std::optional<ChangeRecord> record = reader.previous();
    if (record && reader.lastDigest() != digest)
        return std::optional<ChangeRecord>();
    while (record && record->store != store)
        record = reader.previous();
    if (record && record->newMode != mode)
        record.reset();
    return record;
}

Result<void> ChangeLog::appendLine(const QByteArray &before, const QByteArray &line)
{
    // A line that a crash cut short gets its end in the same write: what follows is a line by itself.
    const bool cut = !before.isEmpty() && !before.endsWith('\n');
    const QByteArray bytes = cut ? '\n' + line : line;
    auto appended = m_folder->append(logName(), bytes, m_site.configOwner);
    if (appended || appended.error().code != ErrorCode::NotFound)
        return appended;
    if (auto created = createLogFolder(m_folder->fileSystem(), m_site); !created)
        return created;
    return m_folder->append(logName(), bytes, m_site.configOwner);
}

Result<qint64> ChangeLog::append(const ChangeRecord &record)
{
    const auto before = readBytes();
    if (!before)
        return failure(before.error());
    const auto last = BackwardReader(*before).previous();
    const qint64 number = last ? last->number + 1 : 1;
    QJsonObject line;
    line.insert(u"change", number);
    line.insert(u"at", timeText(record.at));
    line.insert(u"who", record.who);
    line.insert(u"store", record.store);
    line.insert(u"old", modeValue(record.oldMode));
    line.insert(u"new", modeValue(record.newMode));
    line.insert(u"digest", QString::fromLatin1(record.digest));
    if (auto appended = appendLine(*before, lineOf(line)); !appended)
        return failure(appended.error());
    return number;
}

Result<void> ChangeLog::appendListing(const ListingRecord &listing)
{
    const auto bytes = readBytes();
    if (!bytes)
        return failure(bytes.error());
    BackwardReader reader(*bytes);
    if (!reader.previous() || reader.lastDigest() != listing.before)
        return {}; // there is nobody to be named
    QJsonObject line;
    line.insert(listing.added ? u"added" : u"removed", listing.store);
    line.insert(u"at", timeText(listing.at));
    line.insert(u"digest", QString::fromLatin1(listing.after));
    return appendLine(*bytes, lineOf(line));
}

Result<bool> ChangeLog::appendDrained(qint64 change, qint64 at)
{
    const auto before = readBytes();
    if (!before)
        return failure(before.error());
    for (const ChangeRecord &record : parsed(*before).records) {
        if (record.number != change || record.drainedAt)
            continue;
        QJsonObject line;
        line.insert(u"drained", timeText(at));
        line.insert(u"change", change);
        if (auto appended = appendLine(*before, lineOf(line)); !appended)
            return failure(appended.error());
        return true;
    }
    return false;
}

std::optional<ChangeRecord> currentChange(const ChangeLog::Content &log, const QString &store,
                                          const MaintenanceMode &mode, const QByteArray &digest)
{
    if (log.records.isEmpty() || log.digest != digest)
        return std::nullopt;
    for (auto record = log.records.crbegin(); record != log.records.crend(); ++record) {
        if (record->store == store)
            return record->newMode == mode ? std::optional(*record) : std::nullopt;
    }
    return std::nullopt;
}

QString changingUser()
{
    return userName(loginUser(LoginEvidence::fromProcess()));
}

} // namespace Drydock

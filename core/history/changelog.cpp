// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/changelog.h"

#include "core/base/loginuser.h"

namespace Drydock {

namespace {

const QByteArray &logName()
{
    static const QByteArray name = QByteArrayLiteral("changes.jsonl");
    return name;
}

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
    return parseChanges(*bytes);
}

Result<std::optional<ChangeRecord>> ChangeLog::current(const QString &store, const MaintenanceMode &mode,
                                                       const QByteArray &digest)
{
    const auto bytes = readBytes();
    if (!bytes)
        return failure(bytes.error());
    return currentChangeIn(*bytes, store, mode, digest);
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
    const auto last = endOfChanges(*before).last;
    ChangeRecord numbered = record;
    numbered.number = last ? last->number + 1 : 1;
    if (auto appended = appendLine(*before, changeLine(numbered)); !appended)
        return failure(appended.error());
    return numbered.number;
}

Result<void> ChangeLog::appendListing(const ListingRecord &listing)
{
    const auto bytes = readBytes();
    if (!bytes)
        return failure(bytes.error());
    const ChangeLogEnd end = endOfChanges(*bytes);
    if (!end.last || end.digest != listing.before)
        return {}; // there is nobody to be named
    return appendLine(*bytes, listingLine(listing));
}

Result<bool> ChangeLog::appendDrained(qint64 change, qint64 at)
{
    const auto before = readBytes();
    if (!before)
        return failure(before.error());
    for (const ChangeRecord &record : parseChanges(*before).records) {
        if (record.number != change || record.drainedAt)
            continue;
        if (auto appended = appendLine(*before, drainedLine(change, at)); !appended)
            return failure(appended.error());
        return true;
    }
    return false;
}

QString changingUser()
{
    return userName(loginUser(LoginEvidence::fromProcess()));
}

} // namespace Drydock

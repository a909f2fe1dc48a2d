// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configexchange.h"

#include "core/config/configplan.h"

#include <QDateTime>

#include <cerrno>
#include <optional>

namespace Drydock {

namespace {

constexpr int exchangeTries = 3;
constexpr int asideTries = 100;

const QByteArray &configName()
{
    static const QByteArray name = QByteArrayLiteral("datastore.cfg");
    return name;
}

bool isUnsupported(int answer)
{
    return answer == -EINVAL || answer == -ENOSYS;
}

/// The bytes of a file; no value for whatever is not a plain readable one.
std::optional<QByteArray> bytesOf(SiteFolder &folder, const QByteArray &name)
{
    auto content = folder.read(name, configSizeLimit);
    if (!content)
        return std::nullopt;
    return std::move(content->bytes);
}

/// Gives a file that is not ours to delete a name for people to find, and says so.
void keepAside(SiteFolder &folder, int descriptor, const QByteArray &name, const Clock &clock, QList<Error> *warnings)
{
    const QDateTime now = QDateTime::fromSecsSinceEpoch(clock.wallSeconds(), Qt::UTC);
    const QByteArray stem = '.' + configName() + ".aside-" + now.toString(u"yyyyMMdd'T'HHmmss'Z'").toLatin1();
    QByteArray kept = name;
    for (int i = 1; i <= asideTries; ++i) {
        const QByteArray aside = i == 1 ? stem : stem + '-' + QByteArray::number(i);
        const int answer = folder.fileSystem().renameAt(descriptor, name, aside, RenameMode::NoReplace);
        if (answer == 0)
            kept = aside;
        if (answer != -EEXIST)
            break;
    }
    warnings->append({ErrorCode::KeptAside, QString::fromLocal8Bit(folder.path() + '/' + kept), {}, 0, 0});
}

} // namespace

ConfigExchange::ConfigExchange(SiteFolder &folder, const Clock &clock, QList<Error> *warnings)
    : m_folder(folder)
    , m_fileSystem(folder.fileSystem())
    , m_clock(clock)
    , m_warnings(warnings)
{
}

tl::unexpected<Error> ConfigExchange::failed(int answer) const
{
    return failure(Error::fromErrno(-answer, QString::fromLocal8Bit(m_folder.path() + '/' + configName())));
}

Result<ConfigExchange::Outcome> ConfigExchange::put(const ConfigReader::Reading &parsed, const QByteArray &bytes,
                                                    const Ownership &owner)
{
    m_parsed = parsed;
    m_bytes = bytes;
    auto temporary = m_folder.writeBeside(configName(), bytes, owner, Durability::Full);
    if (!temporary)
        return failure(temporary.error());
    m_temporary = *std::move(temporary);
    const auto folder = m_folder.descriptor();
    if (!folder)
        return failure(folder.error());

    Result<Outcome> outcome = Outcome::Intervened;
    if (!parsed.exists) {
        outcome = placeFirst(*folder);
    } else {
        const int answer = m_fileSystem.renameAt(*folder, m_temporary, configName(), RenameMode::Exchange);
        if (answer == 0)
            outcome = checkDisplaced(*folder);
        else if (isUnsupported(answer))
            outcome = overwrite(*folder);
        else if (answer != -ENOENT) // the config has gone meanwhile
            outcome = failed(answer);
        if (answer == -ENOENT || (answer < 0 && !outcome))
            drop(*folder);
    }
    if (!outcome || *outcome == Outcome::Intervened)
        return outcome;
    const int synced = m_fileSystem.sync(*folder);
    if (synced < 0 && synced != -EINVAL) { // EINVAL: a file system whose folders have nothing to sync
        if (auto undone = undo(); !undone)
            return failure(undone.error());
        return failed(synced);
    }
    return outcome;
}

/// Into a site without a config.
Result<ConfigExchange::Outcome> ConfigExchange::placeFirst(int folder)
{
    m_way = Way::Created;
    int answer = m_fileSystem.renameAt(folder, m_temporary, configName(), RenameMode::NoReplace);
    if (isUnsupported(answer)) {
        FileStatus status;
        answer = m_fileSystem.statusAt(folder, configName(), &status);
        if (answer == -ENOENT)
            answer = m_fileSystem.renameAt(folder, m_temporary, configName(), RenameMode::Replace);
        else if (answer == 0)
            answer = -EEXIST;
    }
    if (answer == 0)
        return Outcome::Placed;
    drop(folder);
    if (answer == -EEXIST)
        return Outcome::Intervened;
    return failed(answer);
}

/// Without an exchange.
Result<ConfigExchange::Outcome> ConfigExchange::overwrite(int folder)
{
    m_way = Way::Overwritten;
    if (bytesOf(m_folder, configName()) != m_parsed.config.document().bytes()) {
        drop(folder);
        return Outcome::Intervened;
    }
    const int answer = m_fileSystem.renameAt(folder, m_temporary, configName(), RenameMode::Replace);
    if (answer == 0)
        return Outcome::Placed;
    return failed(answer);
}

/// After the exchange: is it the file that was parsed that we have in our hands now?
Result<ConfigExchange::Outcome> ConfigExchange::checkDisplaced(int folder)
{
    m_way = Way::Exchanged;
    const auto displaced = m_folder.read(m_temporary, configSizeLimit);
    if (displaced && displaced->bytes == m_parsed.config.document().bytes()) {
        m_displaced = displaced->status;
        return Outcome::Placed;
    }
    if (auto back = exchangeBack(folder); !back)
        return failure(back.error());
    return Outcome::Intervened;
}

/// Gives the name back to what had it. If what comes back is not what we had put there, somebody wrote again meanwhile:
/// the newest file belongs in the place, so the exchange goes on, and what it displaced is nobody's to delete.
Result<void> ConfigExchange::exchangeBack(int folder)
{
    std::optional<QByteArray> placed = m_bytes;
    for (int i = 0; i < exchangeTries; ++i) {
        const std::optional<QByteArray> beside = bytesOf(m_folder, m_temporary);
        const int answer = m_fileSystem.renameAt(folder, m_temporary, configName(), RenameMode::Exchange);
        if (answer == -ENOENT) // deleted meanwhile, which is a change, too; what it was made from is kept
            break;
        if (answer < 0) {
            keepAside(m_folder, folder, m_temporary, m_clock, m_warnings);
            return failed(answer);
        }
        const std::optional<QByteArray> cameBack = bytesOf(m_folder, m_temporary);
        if (cameBack && cameBack == m_bytes) {
            drop(folder);
            return {};
        }
        if (cameBack && cameBack == placed)
            break;
        placed = beside;
    }
    keepAside(m_folder, folder, m_temporary, m_clock, m_warnings);
    return {};
}

/// The undoing of placeFirst().
Result<void> ConfigExchange::takeAway(int folder)
{
    int answer = m_fileSystem.renameAt(folder, configName(), m_temporary, RenameMode::NoReplace);
    if (isUnsupported(answer))
        answer = m_fileSystem.renameAt(folder, configName(), m_temporary, RenameMode::Replace);
    if (answer < 0)
        return failed(answer);
    if (bytesOf(m_folder, m_temporary) == m_bytes)
        drop(folder);
    else if (m_fileSystem.renameAt(folder, m_temporary, configName(), RenameMode::NoReplace) < 0)
        keepAside(m_folder, folder, m_temporary, m_clock, m_warnings);
    return {};
}

Result<void> ConfigExchange::undo()
{
    const auto folder = m_folder.descriptor();
    if (!folder)
        return failure(folder.error());
    switch (m_way) {
    case Way::Exchanged:
        return exchangeBack(*folder);
    case Way::Created:
        return takeAway(*folder);
    case Way::Overwritten:
        break;
    }
    const FileStatus &old = m_parsed.status;
    const Ownership owner{old.uid, old.gid, old.mode & 07777};
    const auto replaced = m_folder.replace(configName(), m_parsed.config.document().bytes(), owner, Durability::Full);
    if (!replaced)
        return failure(replaced.error());
    return {};
}

void ConfigExchange::finish()
{
    const auto folder = m_folder.descriptor();
    if (!folder || m_way != Way::Exchanged)
        return;
    FileStatus now;
    const bool untouched = m_fileSystem.statusAt(*folder, m_temporary, &now) == 0 && now == m_displaced;
    if (untouched)
        drop(*folder);
    else // an editor that had the old file open went on writing into it
        keepAside(m_folder, *folder, m_temporary, m_clock, m_warnings);
}

void ConfigExchange::drop(int folder)
{
    m_fileSystem.unlinkAt(folder, m_temporary); // if that fails it is a leftover, which the next edit removes
}

void ConfigExchange::removeLeftovers(SiteFolder &folder, const QByteArray &present, const Clock &clock,
                                     QList<Error> *warnings)
{
    const QByteArray ours = '.' + configName() + ".tmp-";
    for (const QByteArray &name : folder.deadTemporaries()) {
        const auto descriptor = folder.descriptor();
        if (!descriptor)
            return;
        const std::optional<QByteArray> bytes = bytesOf(folder, name);
        const bool harmless = bytes && (bytes->isEmpty() || differByOneEdit(*bytes, present));
        if (!name.startsWith(ours) || harmless)
            folder.fileSystem().unlinkAt(*descriptor, name);
        else
            keepAside(folder, *descriptor, name, clock, warnings);
    }
}

} // namespace Drydock

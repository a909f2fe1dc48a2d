// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/configobserver.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace Drydock {

namespace {

const auto configName = QByteArrayLiteral("datastore.cfg");
const auto lockName = QByteArrayLiteral(".datastore.lck");
const auto notesName = QByteArrayLiteral("stores.json");
const auto logName = QByteArrayLiteral("changes.jsonl");

std::optional<Error> whyNotWritable(const QByteArray &path)
{
    if (::faccessat(AT_FDCWD, path.constData(), W_OK, AT_EACCESS) == 0 || errno == ENOENT)
        return std::nullopt;
    return Error::fromErrno(errno, QString::fromLocal8Bit(path));
}

/// A folder that is missing or may not be looked into is a matter of reading it: its appearance is watched for.
bool isLost(const Result<void> &opened)
{
    return !opened && opened.error().code != ErrorCode::NotFound && opened.error().code != ErrorCode::PermissionDenied;
}

} // namespace

ConfigObserver::ConfigObserver(FileSystem &fileSystem, const Clock &clock, const Site &site)
    : m_fileSystem(fileSystem)
    , m_site(site)
    , m_folder(std::make_shared<SiteFolder>(fileSystem, site.configFolder))
    , m_reader(m_folder, clock)
    , m_changeLog(fileSystem, site)
    , m_watch(site.configFolder, FolderWatch::Writes::WithoutClosing, configName)
    , m_logWatch(site.logFolder, FolderWatch::Writes::WithoutClosing)
{
}

QList<int> ConfigObserver::descriptors() const
{
    return {m_watch.descriptor(), m_logWatch.descriptor()};
}

void ConfigObserver::takeEvents()
{
    const FolderChanges events = m_watch.take();
    const FolderChanges logEvents = m_logWatch.take();
    if (events.lost || logEvents.lost) {
        readAll();
        m_lost = m_lost || events.lost;
    }
    if (events.names.contains(configName) || events.folderChanged) {
        m_readConfig = true;
        ++m_events;
    }
    m_contents += static_cast<quint64>(events.contents);
    m_readNotes = m_readNotes || events.names.contains(notesName);
    m_readLog = m_readLog || (hasLogElsewhere() ? logEvents : events).names.contains(logName);
    m_checkRights = m_checkRights || events.folderChanged || events.placed.contains(lockName);
}

void ConfigObserver::readAll()
{
    m_openWatches = true;
    m_readConfig = true;
    m_readNotes = true;
    m_readLog = true;
    m_checkRights = true;
    ++m_events;
}

void ConfigObserver::placeMayHaveChanged()
{
    const auto replaced = m_folder->reopenIfReplaced();
    m_checkRights = true; // mounted read-only, perhaps
    if (m_folderIsThere && replaced && !*replaced)
        return;
    readAll();
    m_lost = true;
}

void ConfigObserver::setLogWanted(bool wanted)
{
    if (std::exchange(m_logWanted, wanted) == wanted)
        return;
    m_readLog = true;
    if (!wanted)
        m_logWatch.close();
    else if (hasLogElsewhere())
        static_cast<void>(
            m_logWatch.open()); // who and since are an extra: without a watch they come at the next change
}

ConfigChanges ConfigObserver::update()
{
    ConfigChanges changes;
    if (std::exchange(m_openWatches, false))
        openWatches(&changes);
    if (std::exchange(m_readConfig, false))
        readConfig(&changes);
    if (std::exchange(m_readNotes, false)) {
        m_notes = readStoreNotes(*m_folder);
        changes.notes = true;
    }
    if (m_logWanted && std::exchange(m_readLog, false)) {
        readLog();
        changes.log = true;
    }
    if (std::exchange(m_checkRights, false)) {
        m_whyNotEditable = whyNotWritable(m_site.configFolder);
        if (!m_whyNotEditable)
            m_whyNotEditable = whyNotWritable(m_site.configLockPath());
        changes.rights = true;
    }
    changes.lost = std::exchange(m_lost, false);
    return changes;
}

bool ConfigObserver::hasWork() const
{
    return m_openWatches || m_readConfig || m_readNotes || m_checkRights || (m_logWanted && m_readLog);
}

void ConfigObserver::openWatches(ConfigChanges *changes)
{
    // A race of microseconds remains: what happens between the last events taken and the new watch counts as one
    // change.
    const auto opened = m_watch.open();
    const std::optional<Error> lost = isLost(opened) ? std::optional(opened.error()) : std::nullopt;
    changes->config = changes->config || lost != m_watchLost;
    m_watchLost = lost;
    if (m_logWanted && hasLogElsewhere())
        static_cast<void>(m_logWatch.open());
}

void ConfigObserver::readConfig(ConfigChanges *changes)
{
    const auto reading = m_reader.read();
    changes->config = changes->config || m_events != m_readEvents || !m_isRead || !reading
                      || reading->status != m_reading.status || reading->exists != m_reading.exists;
    m_readEvents = m_events;
    const quint64 contents = m_contents;
    takeEvents(); // those of what was read, too
    // One change at most between two readings: whatever stood there, we have seen. Of two, the first may have been
    // another mode, by which somebody was admitted.
    m_lost = m_lost || m_contents - m_readContents > 1;
    m_readContents = contents;
    m_folderIsThere = reading.has_value();
    if (!reading) {
        configFailed(reading.error());
        return;
    }
    m_reading = *reading;
    m_isRead = true;
    const auto usable = m_reading.config.usable(QString::fromLocal8Bit(m_site.configPath()));
    m_error = usable ? std::nullopt : std::optional(usable.error());
}

/// The stores that were seen stay on show, as stores whose mode cannot be read.
void ConfigObserver::configFailed(const Error &error)
{
    const bool isOwn = m_site.kind == SiteKind::User || m_site.kind == SiteKind::Folder;
    if (error.code == ErrorCode::NotFound && isOwn && m_reading.config.stores().isEmpty()) {
        m_reading = {}; // its folder is made when the first store is added
        m_isRead = true;
        m_error.reset();
        return;
    }
    m_isRead = false;
    m_error = error;
    if (m_site.isPbs() && error.code == ErrorCode::PermissionDenied)
        m_error->code = ErrorCode::SiteUnusable;
}

ConfigGeneration ConfigObserver::generation() const
{
    return {m_reading.status.device, m_reading.status.inode, m_reading.config.digest(), m_readEvents};
}

bool ConfigObserver::isCurrent()
{
    const auto descriptor = m_folder->descriptor();
    FileStatus kept;
    FileStatus named;
    if (!m_isRead || !descriptor || m_fileSystem.status(*descriptor, &kept) < 0
        || m_fileSystem.statusOf(m_site.configFolder, &named) < 0 || !named.sameFile(kept))
        return false;
    // By its whole path, and after the folder: a folder that is replaced between the two is noticed as well.
    FileStatus now; // all zero, like that of a missing file in a reading
    const int answer = m_fileSystem.statusOf(m_site.configPath(), &now);
    return (answer >= 0 || answer == -ENOENT) && now == m_reading.status;
}

bool ConfigObserver::isUntouched()
{
    takeEvents();
    return !m_readConfig && !m_openWatches;
}

void ConfigObserver::readLog()
{
    const auto log = m_changeLog.read();
    m_log = log ? *log : ChangeLog::Content();
}

} // namespace Drydock

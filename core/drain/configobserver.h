// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/datastoreconfig.h"
#include "core/config/storenotes.h"
#include "core/drain/evidence.h"
#include "core/drain/folderwatch.h"
#include "core/history/changelog.h"

#include <memory>
#include <optional>

namespace Drydock {

/// What an update() found to be different, or read again.
struct ConfigChanges {
    bool config = false; ///< its bytes, its file, or whether it can be read
    bool notes = false;
    bool log = false;
    bool rights = false; ///< what may be edited, or the lock file
    bool lost = false; ///< anything may have happened meanwhile: the watch was lost, or more was written than read
};

/// datastore.cfg with what belongs to it (the stores' notes, the change log, the right to edit), watched and read.
/// Thread: confined to one.
class ConfigObserver
{
public:
    ConfigObserver(FileSystem &fileSystem, const Clock &clock, const Site &site);

    [[nodiscard]] QList<int> descriptors() const;
    /// Takes note of what is pending; update() does what follows from it, watches first, then readings.
    void takeEvents();
    void readAll(); ///< at the start, on demand, and to try again after a lost watch
    void readConfigAgain() { m_readConfig = true; }
    /// Mounts have changed: opens anew what is another folder now.
    void placeMayHaveChanged();
    /// The log is read, and watched where it is not in the config folder, only while it is wanted.
    void setLogWanted(bool wanted);
    ConfigChanges update();
    /// There is something that update() would do: events that came while it was at work.
    [[nodiscard]] bool hasWork() const;

    /// The last good reading, and whether it is one of the present file.
    [[nodiscard]] const ConfigReader::Reading &reading() const { return m_reading; }
    [[nodiscard]] bool isRead() const { return m_isRead; }
    /// Why the config can't be used as a whole, if so: it can't be read, or PBS would refuse it.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] ConfigGeneration generation() const;
    /// Step 5 of a proof: folder and file are, by path, those of reading(),
    [[nodiscard]] bool isCurrent();
    /// and no event tells of other content that the name had since: a file that went and came back looks like one that
    /// stayed. Takes note of what is pending.
    [[nodiscard]] bool isUntouched();
    [[nodiscard]] const std::optional<Error> &watchLost() const { return m_watchLost; }
    /// A failure if there may be notes that cannot be read.
    [[nodiscard]] const Result<StoreNotes> &notes() const { return m_notes; }
    [[nodiscard]] const ChangeLog::Content &log() const { return m_log; }
    [[nodiscard]] const std::optional<Error> &whyNotEditable() const { return m_whyNotEditable; }

private:
    void openWatches(ConfigChanges *changes);
    void readConfig(ConfigChanges *changes);
    void configFailed(const Error &error);
    void readLog();
    [[nodiscard]] bool hasLogElsewhere() const { return m_site.logFolder != m_site.configFolder; }

    FileSystem &m_fileSystem;
    const Site m_site;
    std::shared_ptr<SiteFolder> m_folder;
    ConfigReader m_reader;
    ChangeLog m_changeLog;
    FolderWatch m_watch;
    FolderWatch m_logWatch;

    bool m_openWatches = true;
    bool m_lost = false;
    bool m_readConfig = true;
    bool m_readNotes = true;
    bool m_readLog = true;
    bool m_checkRights = true;
    bool m_logWanted = false;

    ConfigReader::Reading m_reading;
    bool m_isRead = false;
    bool m_folderIsThere = false; ///< at the last reading
    quint64 m_events = 0;
    quint64 m_readEvents = 0; ///< m_events at the last reading
    quint64 m_contents = 0; ///< how often the file's name got other content
    quint64 m_readContents = 0; ///< m_contents at the last reading
    std::optional<Error> m_error;
    std::optional<Error> m_watchLost;
    Result<StoreNotes> m_notes = StoreNotes();
    ChangeLog::Content m_log;
    std::optional<Error> m_whyNotEditable;
};

} // namespace Drydock

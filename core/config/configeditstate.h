// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/configedit.h"
#include "core/config/configexchange.h"
#include "core/config/configplan.h"
#include "core/history/changelog.h"

namespace Drydock {

inline constexpr int editTries = 3; ///< against editors that take no lock

class CacheEnd;

/// What the edits of a site share. The functions are called under the config lock.
struct ConfigEdit::State {
    State(FileSystem &files, const Clock &time, const Site &where, std::function<bool()> lives)
        : fileSystem(files)
        , clock(time)
        , site(where)
        , pbsProcessLives(std::move(lives))
        , folder(std::make_shared<SiteFolder>(files, where.configFolder))
        , lockFile(folder, QByteArrayLiteral(".datastore.lck"), where.lockOwner, time)
        , log(files, where)
    {
    }

    [[nodiscard]] QString configPath() const { return QString::fromLocal8Bit(site.configPath()); }

    /// Puts bytes in the place of the config that was read.
    Result<ConfigExchange::Outcome> place(ConfigExchange &exchange, const ConfigReader::Reading &old,
                                          const QByteArray &bytes) const;
    /// The failure after the last try; it names what was kept aside.
    [[nodiscard]] Error changedMeanwhile(const QList<Error> &warnings) const;
    /// What each edit does for the site beside its own work.
    void prepareFolder(const QByteArray &present, QList<Error> *warnings);
    /// Whether place() could work, as far as can be told.
    Result<void> mayWrite();

    /// One try to change a mode. True: done; false: an editor intervened, what it wrote is in place.
    Result<bool> changeOnce(const ModeChange &change, CacheEnd &cacheEnd, const QString &who, ModeChangeResult *result);
    void writeLog(const PlannedMode &plan, const QString &store, const QString &who, QList<Error> *warnings);
    /// Replaces the config of an own site by what the plan makes of it: one store is added or removed.
    Result<void> replaceStores(const QString &store, bool added,
                               const std::function<Result<QByteArray>(const DatastoreConfig &)> &plan);

    FileSystem &fileSystem;
    const Clock &clock;
    Site site;
    std::function<bool()> pbsProcessLives;
    std::shared_ptr<SiteFolder> folder;
    LockFile lockFile;
    ChangeLog log;
};

} // namespace Drydock

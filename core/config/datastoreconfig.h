// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/sitefolder.h"
#include "core/config/sectionconfig.h"
#include "core/maintenance/maintenancemode.h"

#include <QHash>

#include <memory>

namespace Drydock {

/// What Drydock needs of one datastore section (design 4, config semantics).
struct DatastoreEntry {
    QString name;
    QString path; ///< absolute mount path: for a removable PBS store /mnt/datastore/NAME
    QString comment; ///< null if there is none
    QString backingDevice; ///< UUID of a removable store, else empty
    QString backend; ///< "filesystem" or "s3"
    MaintenanceMode mode;
    bool modeReadable = true; ///< false: the value does not parse; the file is refused as a whole
    bool duplicate = false; ///< another section has this id; this, the last, wins; not to be edited
    bool reserved = false; ///< ends in ".lock": its tracking file would be another store's lock file
    int line = 0;
    qsizetype section = 0; ///< index in document().sections()
};

/// datastore.cfg judged as PBS judges it: structure, ids, duplicates, path, maintenance-mode; other values are kept
/// and not judged; unknown properties and duplicate ids are warnings. A value; pure; cheap to copy.
class DatastoreConfig
{
public:
    DatastoreConfig(); ///< of an empty file
    /// Never fails: what is wrong is in errors() and warnings().
    static DatastoreConfig parse(const QByteArray &bytes);

    [[nodiscard]] const SectionConfig &document() const;
    [[nodiscard]] QByteArray digest() const; ///< computed once
    [[nodiscard]] const QList<DatastoreEntry> &stores() const; ///< readable ones, file order, each name once
    [[nodiscard]] const DatastoreEntry *find(const QString &name) const;
    [[nodiscard]] QList<ConfigProblem> errors() const; ///< non-empty: begin and set are refused for every store
    [[nodiscard]] QList<ConfigProblem> warnings() const;
    /// ConfigInvalid with line and reason of the first error; subject is the path given.
    Result<void> usable(const QString &path) const;

private:
    struct Data;
    std::shared_ptr<const Data> m_data;
};

/// Reads datastore.cfg through a cache that trusts its parse only while its file is held open and (device, inode,
/// size, mtime, ctime) are equal and mtime is 2 s older than the read (protocol 4). A missing file is an empty config.
/// Thread: any, internally locked.
class ConfigReader
{
public:
    struct Reading {
        DatastoreConfig config;
        FileStatus status; ///< all zero if the file is missing
        bool exists = false;
    };

    ConfigReader(std::shared_ptr<SiteFolder> folder, const Clock &clock);
    ~ConfigReader();
    /// Failure: as SiteFolder::read.
    Result<Reading> read();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The config as it is in the file now, past every cache. held: as SiteFolder::read.
/// Failure: as SiteFolder::read; NotFound is the folder's, a missing file is an empty config.
Result<ConfigReader::Reading> readConfig(SiteFolder &folder, FileHandle *held = nullptr);

} // namespace Drydock

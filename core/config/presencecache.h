// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/storepresence.h"

#include <QHash>

#include <memory>
#include <mutex>

namespace Drydock {

/// storePresence() for whoever asks often: what was found is found again at the price of one look at the path, as long
/// as neither the mounts nor the store's note have changed. Of a path that leads into a mount that may block it is not
/// looked at more than that. Thread: any, internally locked. Belongs to one fork generation.
class PresenceCache
{
public:
    PresenceCache(const std::shared_ptr<SiteFolder> &configFolder, const Site &site);

    /// May block for as long as the store's disk needs to answer: never under a lock.
    StorePresence of(const DatastoreEntry &store);

private:
    struct Found {
        QString path;
        std::optional<FileSystemNote> note;
        bool mayBlock = false;
        quint64 device = 0;
        quint64 inode = 0;
    };
    Result<std::optional<FileSystemNote>> noteOf(const DatastoreEntry &store);
    [[nodiscard]] bool isStill(const Found &found, const DatastoreEntry &store,
                               const std::optional<FileSystemNote> &note) const;

    const std::shared_ptr<SiteFolder> m_configFolder;
    const Site m_site;
    std::mutex m_mutex; ///< guards what follows; not held while a disk is asked
    MountWatch m_watch;
    std::optional<MountTable> m_mounts;
    FileStatus m_notesStatus; ///< of stores.json, all zero if it was missing or could not be read
    StoreNotes m_notes;
    QHash<QString, Found> m_found; ///< of stores that were present
};

} // namespace Drydock

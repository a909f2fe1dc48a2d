// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/presencecache.h"

#include <cerrno>

#include <sys/stat.h>

namespace Drydock {

namespace {

struct Place {
    quint64 device = 0;
    quint64 inode = 0;
};

std::optional<Place> placeOf(const QString &path)
{
    struct stat status = {};
    if (::stat(path.toLocal8Bit().constData(), &status) != 0)
        return std::nullopt;
    return Place{status.st_dev, status.st_ino};
}

} // namespace

PresenceCache::PresenceCache(const std::shared_ptr<SiteFolder> &configFolder, const Site &site)
    : m_configFolder(configFolder)
    , m_site(site)
{
}

StorePresence PresenceCache::of(const DatastoreEntry &store)
{
    std::optional<FileSystemNote> note;
    std::optional<Found> found;
    MountTable mounts;
    {
        const std::lock_guard lock(m_mutex);
        if (m_watch.hasChanged() || !m_mounts) { // asked before it is read: no change goes unseen
            m_mounts = m_watch.read();
            m_found.clear();
        }
        mounts = *m_mounts;
        auto noted = noteOf(store);
        if (!noted)
            return unknownPresence(noted.error());
        note = *std::move(noted);
        if (const auto known = m_found.constFind(store.name); known != m_found.constEnd())
            found = *known;
    }
    if (found && isStill(*found, store, note))
        return {};

    const StorePresence presence = storePresence(store, note, mounts, m_site.systemRoot);
    Found now{store.path, note, false, 0, 0};
    now.mayBlock = resolvePath(mounts, store.path.toLocal8Bit()).kind == ResolvedPath::Kind::MayBlock;
    const auto place = now.mayBlock ? std::nullopt : placeOf(store.path);
    if (place) {
        now.device = place->device;
        now.inode = place->inode;
    }
    const std::lock_guard lock(m_mutex);
    // A removable store is judged by the links below /dev/disk, which change without the mounts.
    if (presence.present && store.backingDevice.isEmpty() && (place || now.mayBlock))
        m_found.insert(store.name, now);
    else
        m_found.remove(store.name);
    return presence;
}

/// Under the mutex. Notes that cannot be read are not the same as none: a failure is not kept, the next one to ask
/// reads again.
Result<std::optional<FileSystemNote>> PresenceCache::noteOf(const DatastoreEntry &store)
{
    if (m_site.isPbs() || !store.backingDevice.isEmpty()) // the device is what a removable store is judged by
        return std::optional<FileSystemNote>();
    const auto folder = m_configFolder->descriptor();
    if (!folder)
        return failure(folder.error());
    FileStatus status;
    const int answer = m_configFolder->fileSystem().statusAt(*folder, QByteArrayLiteral("stores.json"), &status);
    const bool isReadable = answer >= 0 || answer == -ENOENT; // of another failure the reading tells
    if (!isReadable || status != m_notesStatus) {
        m_notesStatus = {};
        m_notes.clear();
        auto notes = readStoreNotes(*m_configFolder);
        if (!notes)
            return failure(notes.error());
        m_notes = *std::move(notes);
        m_notesStatus = status;
    }
    const auto note = m_notes.constFind(store.name);
    return note == m_notes.constEnd() ? std::nullopt : std::optional(*note);
}

bool PresenceCache::isStill(const Found &found, const DatastoreEntry &store,
                            const std::optional<FileSystemNote> &note) const
{
    if (found.path != store.path || found.note != note || !store.backingDevice.isEmpty())
        return false;
    if (found.mayBlock)
        return true;
    const auto place = placeOf(store.path);
    return place && place->device == found.device && place->inode == found.inode;
}

} // namespace Drydock

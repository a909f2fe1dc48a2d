// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/storepresence.h"

#include <sys/stat.h>

namespace Drydock {

namespace {

StorePresence missing(const QString &path)
{
    return {false, false, false, Error{ErrorCode::NotMounted, path, {}}};
}

StorePresence otherFileSystem(const QString &path, const QString &found)
{
    return {false, false, true, Error{ErrorCode::NotMounted, path, found}};
}

std::optional<dev_t> blockDevice(const QByteArray &path)
{
    struct stat status { };
    if (::stat(path.constData(), &status) != 0 || !S_ISBLK(status.st_mode))
        return std::nullopt;
    return status.st_rdev;
}

/// Mounted = what shows at the mount point comes from the block device with that UUID; whatever hinders the comparison
/// counts as not mounted (pbs-facts 6, mount).
StorePresence removablePresence(const DatastoreEntry &store, const MountTable &mounts, const QByteArray &systemRoot)
{
    const Mount *mount = mounts.at(store.path.toLocal8Bit());
    if (mount == nullptr)
        return missing(store.path);
    const auto wanted = blockDevice(systemRoot + "/dev/disk/by-uuid/" + store.backingDevice.toLatin1());
    const auto source = mount->source.startsWith("/dev/") ? blockDevice(mount->source) : std::nullopt;
    if (!wanted || (wanted != mount->device && wanted != source))
        return otherFileSystem(store.path, QString::fromLocal8Bit(mount->source));
    return {true, true, false, std::nullopt};
}

StorePresence notedPresence(const QString &path, const FileSystemNote &note, const FileSystemNote &now)
{
    const bool idsDiffer = !note.id.isEmpty() && !now.id.isEmpty() && note.id != now.id;
    if (note.type != now.type || idsDiffer)
        return otherFileSystem(path, now.type);
    return {};
}

} // namespace

StorePresence unknownPresence(const Error &cause)
{
    return {false, std::nullopt, false, cause, false};
}

StorePresence storePresence(const DatastoreEntry &store, const std::optional<FileSystemNote> &note,
                            const MountTable &mounts, const QByteArray &systemRoot)
{
    if (!store.backingDevice.isEmpty())
        return removablePresence(store, mounts, systemRoot);

    // Taken elsewhere: the store has been moved since.
    if (note && !note->path.isEmpty() && note->path != store.path)
        return storePresence(store, std::nullopt, mounts, systemRoot);
    const ResolvedPath resolved = resolvePath(mounts, store.path.toLocal8Bit());
    switch (resolved.kind) {
    case ResolvedPath::Kind::Missing:
        return missing(store.path);
    case ResolvedPath::Kind::Unreadable:
        return {};
    case ResolvedPath::Kind::MayBlock: {
        const Mount *mount = mounts.covering(resolved.path);
        return note ? notedPresence(store.path, *note, {QString::fromLocal8Bit(mount->type), {}}) : StorePresence();
    }
    case ResolvedPath::Kind::Found:
        break;
    }
    if (!note)
        return {};
    const auto now = fileSystemAt(QString::fromLocal8Bit(resolved.path));
    if (now)
        return notedPresence(store.path, *note, *now);
    return now.error().code == ErrorCode::NotFound ? missing(store.path) : StorePresence();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/base/siteownership.h"
#include "core/base/sitepaths.h"

#include <QFile>

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {
namespace {

tl::unexpected<Error> folderFailure(int answer, const QByteArray &path)
{
    return failure(Error::fromErrno(-answer, QFile::decodeName(path)));
}

/// Owner and mode of a folder that this call made. Somebody with rights on the parent may have put another one in its
/// place: only a folder of our own is touched.
Result<void> adopt(FileSystem &fileSystem, const QByteArray &path, const Ownership &owner)
{
    const FileHandle folder(fileSystem, fileSystem.openFolder(path));
    if (!folder)
        return folderFailure(folder.get(), path);
    FileStatus status;
    if (const int answer = fileSystem.status(folder.get(), &status); answer < 0)
        return folderFailure(answer, path);
    if (status.uid != ::geteuid())
        return failure(ErrorCode::PermissionDenied, QFile::decodeName(path), QStringLiteral("another user's folder"));
    const uid_t uid = owner.uid.value_or(status.uid);
    const gid_t gid = owner.gid.value_or(status.gid);
    if (uid != status.uid || gid != status.gid) {
        if (const int answer = fileSystem.setOwner(folder.get(), uid, gid); answer < 0)
            return folderFailure(answer, path);
    }
    // After chown, which takes the set-group-id bit away. EPERM: a file system (FAT, exFAT) without modes.
    if (const int answer = fileSystem.setMode(folder.get(), owner.mode); answer < 0 && answer != -EPERM)
        return folderFailure(answer, path);
    return {};
}

/// Makes the folder, and its parents with parentMode, where they are missing.
Result<void> makeFolders(FileSystem &fileSystem, const QByteArray &path, const Ownership &owner, mode_t parentMode)
{
    FileStatus status;
    if (const int answer = fileSystem.statusOf(path, &status); answer == 0) {
        if (!S_ISDIR(status.mode))
            return failure(ErrorCode::UnsafeFile, QFile::decodeName(path), QStringLiteral("not a folder"));
        return {};
    } else if (answer != -ENOENT && answer != -ENOTDIR) { // not to be known: the parents are not what is missing
        return folderFailure(answer, path);
    }
    const QByteArray parent = path.left(path.lastIndexOf('/'));
    if (!parent.isEmpty()) {
        const Ownership parentOwner{std::nullopt, std::nullopt, parentMode};
        if (auto made = makeFolders(fileSystem, parent, parentOwner, parentMode); !made)
            return made;
    }
    const int answer = fileSystem.makeFolder(path, owner.mode & 0777);
    if (answer == -EEXIST) // another process was quicker; it sets owner and mode
        return {};
    if (answer < 0)
        return folderFailure(answer, path);
    return adopt(fileSystem, path, owner);
}

mode_t parentModeOf(const Site &site)
{
    return site.kind == SiteKind::User ? 0700 : 0755;
}

} // namespace

Result<Site> createSite(FileSystem &fileSystem, const Site &site)
{
    if (site.isPbs()) {
        FileStatus status;
        if (fileSystem.statusOf(site.configFolder, &status) < 0)
            return failure(ErrorCode::ManagedByPbs, site.displayPath());
        return site;
    }
    if (auto made = makeFolders(fileSystem, site.configFolder, site.folderOwner, parentModeOf(site)); !made)
        return failure(made.error());
    // Every existing part was canonical already, and what has been made is no link: only the owners are new.
    Site created = site;
    setOwnerships(fileSystem, created, ::geteuid());
    return created;
}

Result<void> createTrackingFolder(FileSystem &fileSystem, const Site &site)
{
    if (site.isPbs())
        return failure(ErrorCode::TrackingFolderMissing, QFile::decodeName(site.trackingFolder));
    return makeFolders(fileSystem, site.trackingFolder, site.folderOwner, parentModeOf(site));
}

Result<void> createLogFolder(FileSystem &fileSystem, const Site &site)
{
    Ownership owner = site.folderOwner;
    if (site.isPbs())
        owner = {site.configOwner.uid, site.configOwner.gid, 0750};
    return makeFolders(fileSystem, site.logFolder, owner, parentModeOf(site));
}

Result<void> initialiseSite(const Site &site)
{
    if (site.isPbs())
        return failure(ErrorCode::ManagedByPbs, site.displayPath());
    const auto created = createSite(posixFileSystem(), site);
    if (!created)
        return failure(created.error());
    if (auto made = createTrackingFolder(posixFileSystem(), *created); !made)
        return made;
    return createLogFolder(posixFileSystem(), *created);
}

} // namespace Drydock

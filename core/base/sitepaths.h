// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

#include <optional>

#include <sys/types.h>

namespace Drydock {

class FileSystem;

enum class SiteKind { Pbs, System, User, Folder };

/// Owner and mode given to a file that is created. No value: the folder's owner is kept as the kernel gives it.
struct Ownership {
    std::optional<uid_t> uid;
    std::optional<gid_t> gid;
    mode_t mode = 0660;
};

/// One set of config and tracking files, every path and owner of it (design 4). Paths are absolute bytes without a
/// final slash; the folders that existed at start are canonical. A value: copied freely.
struct Site {
    SiteKind kind = SiteKind::Folder;
    QByteArray configFolder; ///< holds datastore.cfg, .datastore.lck, own sites also stores.json
    QByteArray trackingFolder; ///< …/active-operations
    QByteArray logFolder; ///< holds changes.jsonl
    QByteArray runFolder; ///< pbs: /run/proxmox-backup (proxy.pid, api.pid, shmem/config-versions); else empty
    QByteArray systemRoot; ///< DRYDOCK_SYSROOT as given, empty in real life; also in the control socket's name
    Ownership configOwner; ///< of datastore.cfg
    Ownership lockOwner; ///< of both kinds of lock file
    Ownership trackingOwner; ///< of tracking files
    Ownership folderOwner; ///< of a tracking folder that we create

    [[nodiscard]] bool isPbs() const { return kind == SiteKind::Pbs; }
    [[nodiscard]] QLatin1String name() const; ///< "pbs", "system", "user", "folder"
    [[nodiscard]] QByteArray configPath() const { return configFolder + "/datastore.cfg"; }
    [[nodiscard]] QByteArray configLockPath() const { return configFolder + "/.datastore.lck"; }
    [[nodiscard]] QByteArray counterPath() const { return runFolder + "/shmem/config-versions"; }
    [[nodiscard]] QString displayPath() const; ///< the config folder for people and JSON
};

/// What decides: options override DRYDOCK_ROOT; at most one of root and site is set.
struct SiteRequest {
    QString root; ///< --root, or DRYDOCK_ROOT
    QString site; ///< --site: "pbs", "system", "user"
};

/// The surroundings, injected by tests.
struct SiteEnvironment {
    QString systemRoot; ///< DRYDOCK_SYSROOT
    QString dataHome; ///< XDG_DATA_HOME or ~/.local/share
    uid_t uid = 0;

    [[nodiscard]] static SiteEnvironment fromProcess();
};

/// The site that the request names, else the first of: pbs (its folder exists, even without a right to look into it),
/// system (it exists, or uid 0), user. A user or folder site need not exist yet; its folder is made by createSite.
/// Failure: SiteUnusable (named site cannot be here: unknown name, not a folder, control characters, pbs without its
/// folder). A relative root is taken from the current folder; everything that exists of a path is made canonical here,
/// once, and nothing below the site folder is followed afterwards.
Result<Site> chooseSite(const SiteRequest &request, const SiteEnvironment &environment);

/// All local sites that exist, in the order pbs, system, user; for the window. Without any: the one chooseSite gives.
[[nodiscard]] QList<Site> localSites(const SiteEnvironment &environment);

/// Creates the config folder of an own site (and parents of a user site; mode 0700 for user, else as folderOwner)
/// and makes its path canonical. pbs: never created. Failure: PermissionDenied, NotFound, Io, ManagedByPbs.
Result<Site> createSite(FileSystem &fileSystem, const Site &site);

/// Creates the tracking folder of an own site and its parents where they are missing. pbs: TrackingFolderMissing.
/// Failure: also PermissionDenied, ReadOnlyFileSystem, NoSpace, UnsafeFile, Io.
Result<void> createTrackingFolder(FileSystem &fileSystem, const Site &site);
/// The same for the log folder, of every site: the log of a pbs site lies outside PBS's own folders.
Result<void> createLogFolder(FileSystem &fileSystem, const Site &site);

/// `site init`: config, tracking and log folder of an own site with their owners and modes.
Result<void> initialiseSite(const Site &site);

/// A store name that PBS accepts (pbs-facts 2: 3 to 32 of [A-Za-z0-9_.-], not starting with '.' or '-').
/// Every file name of a store is built from a name that passed this.
[[nodiscard]] bool isValidStoreName(const QString &name);
/// A valid name that would clash with another store's lock file (ends in ".lock").
[[nodiscard]] bool isReservedStoreName(const QString &name);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sitefolder.h"

#include <QHash>
#include <QString>

namespace Drydock {

/// The file system that held a store's path when it was added (stores.json of an own site): by it a disk that is gone,
/// or another disk at the same place, is told from an empty folder.
struct FileSystemNote {
    QString type; ///< file system type of the mount, e.g. "ext4"
    QString id; ///< f_fsid in hex; empty where the file system has none that survives a mount (then not compared)
    friend bool operator==(const FileSystemNote &, const FileSystemNote &) = default;
};

/// The file system at a path now. Follows links as the programs do that use the path. Must not be called for a path on
/// a network or FUSE mount from a thread that may not block. Failure: NotFound, PermissionDenied, InvalidPath, Io.
Result<FileSystemNote> fileSystemAt(const QString &path);

using StoreNotes = QHash<QString, FileSystemNote>;
/// Reads stores.json; missing: empty. Failure: as SiteFolder::read; ConfigInvalid if it is no JSON object of notes.
Result<StoreNotes> readStoreNotes(SiteFolder &folder);
/// Replaces stores.json; the caller holds the config lock.
Result<void> writeStoreNotes(SiteFolder &folder, const StoreNotes &notes, const Ownership &owner);

} // namespace Drydock

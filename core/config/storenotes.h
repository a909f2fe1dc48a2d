// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sitefolder.h"

#include <QHash>
#include <QString>

#include <optional>

namespace Drydock {

/// The file system that held a store's path when it was added (stores.json of an own site): by it a disk that is gone,
/// or another disk at the same place, is told from an empty folder.
struct FileSystemNote {
    QString type; ///< file system type of the mount, e.g. "ext4"
    /// f_fsid in hex where it is made from an identity on the disk, else udev's name of the device by what is on it;
    /// empty where there is neither (then not compared).
    QString id;
    QString path = QString(); ///< that it was taken at: of a store that has been moved by hand since it says nothing
    friend bool operator==(const FileSystemNote &, const FileSystemNote &) = default;
};

/// The file system at a path now. Follows links as the programs do that use the path. Must not be called for a path on
/// a network or FUSE mount from a thread that may not block. Failure: NotFound, PermissionDenied, InvalidPath, Io.
Result<FileSystemNote> fileSystemAt(const QString &path);

/// A store's path as it goes into datastore.cfg: what was given, without "." parts, double slashes and a slash at the
/// end. Links in it stay: they may lead elsewhere tomorrow, on purpose. Only a path with ".." becomes canonical.
/// Failure: InvalidPath (relative), NotFound, PermissionDenied, Io.
Result<QString> storePath(const QString &given);

using StoreNotes = QHash<QString, FileSystemNote>;
/// The text of stores.json; no value if it is no JSON object of notes. Pure.
[[nodiscard]] std::optional<StoreNotes> parseStoreNotes(const QByteArray &bytes);
[[nodiscard]] QByteArray printStoreNotes(const StoreNotes &notes);
/// Reads stores.json; missing: empty. Failure: as SiteFolder::read; ConfigInvalid if it is no JSON object of notes.
Result<StoreNotes> readStoreNotes(SiteFolder &folder);
/// Replaces stores.json; the caller holds the config lock.
Result<void> writeStoreNotes(SiteFolder &folder, const StoreNotes &notes, const Ownership &owner);

} // namespace Drydock

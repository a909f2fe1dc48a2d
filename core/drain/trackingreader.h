// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mounttable.h"
#include "core/base/sitefolder.h"
#include "core/drain/evidence.h"
#include "core/drain/exitwatch.h"
#include "core/operations/operationtracker.h"

namespace Drydock {

/// Reads tracking files for the monitor, with processes judged by the pidfds that it keeps. Locks nothing, writes
/// nothing. Thread: confined to one, which it may block for the time of a read.
class TrackingReader
{
public:
    TrackingReader(FileSystem &fileSystem, ProcessTable &processes, const Site &site);

    /// Opens the folder that is there now. mounts: of now. Failure: TrackingFolderMissing (detail: the wrong owner, if
    /// that is why), NetworkFileSystem, ForeignProcFs, PermissionDenied, UnsafeFile, Io.
    Result<FolderIdentity> open(const MountTable &mounts);
    /// The folder's path names the folder that was opened last.
    [[nodiscard]] bool isSameFolder();

    /// Reads one store's file in the folder that was opened last. pbsIsHere: proxy.pid names a live PBS process of
    /// ours. Entries at 0/0 are not judged: nobody waits for them. A missing file in that folder is zero. Failure:
    /// TrackingFolderMissing (it was replaced: open() again), TrackingInvalid, and the file errors. entries: the file's
    /// before, which spare the parsing of those that are there again; its entries now, where it could be read.
    Result<TrackingReading> read(const QString &store, bool pbsIsHere, ExitWatch &exits, QList<TrackingEntry> *entries);
    /// isSameFolder(), and the store's name means the file that was read, with the bytes that were read.
    [[nodiscard]] bool isCurrent(const QString &store, const TrackingReading &reading);

private:
    Result<FileStatus> folderStatus();
    Result<void> checkOwner(const FileStatus &folder) const;

    FileSystem &m_fileSystem;
    ProcessTable &m_processes;
    const QString m_path;
    SiteFolder m_folder;
    FolderIdentity m_identity; ///< of the folder that was opened last
};

} // namespace Drydock

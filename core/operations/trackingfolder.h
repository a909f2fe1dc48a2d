// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/lockfile.h"
#include "core/operations/filesystemkind.h"
#include "core/operations/trackingimage.h"

#include <memory>
#include <mutex>

namespace Drydock {

/// The folder that a site's tracking files lie in, and who we are that write them. Shared by the site's stores.
/// Belongs to one fork generation. Thread: any, internally locked.
class TrackingFolder
{
public:
    TrackingFolder(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock, const Site &site);

    [[nodiscard]] const Site &site() const { return m_site; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    [[nodiscard]] ProcessTable &processes() const { return m_processes; }
    [[nodiscard]] const std::shared_ptr<SiteFolder> &files() const { return m_files; }
    [[nodiscard]] QString path() const;
    [[nodiscard]] QString pathOf(const QString &store) const;

    /// Own sites: makes the folder if it is missing. pbs: TrackingFolderMissing.
    Result<void> ensure();
    /// The kind of the folder's file system, known from the last look. Failure: as SiteFolder::descriptor, with
    /// TrackingFolderMissing for NotFound.
    Result<FileSystemKind> kind();
    /// The same, looked at anew unless the file just read lies on the same device as last time: then it is the same
    /// file system, since the folder's descriptor keeps it from going. No value: there is no file.
    Result<FileSystemKind> kindFor(std::optional<quint64> deviceOfFile);

    /// NetworkFileSystem if that is what the folder lies on now.
    Result<void> refuseNetwork();

    [[nodiscard]] TrackingImage::Writer writer() const; ///< us
    /// The first call unlinks temporary files that dead processes have left. Lists the folder: never under a lock.
    void tidyOnce();

private:
    Result<FileSystemKind> look();

    FileSystem &m_fileSystem;
    ProcessTable &m_processes;
    const Clock &m_clock;
    const Site m_site;
    std::shared_ptr<SiteFolder> m_files;
    const QByteArray m_space;
    std::mutex m_mutex; ///< guards what follows
    std::optional<FileSystemKind> m_kind;
    std::optional<quint64> m_device;
    bool m_tidied = false;
};

/// An error of the folder's own files: that the folder is missing has a code of its own.
[[nodiscard]] Error trackingError(Error error);

} // namespace Drydock

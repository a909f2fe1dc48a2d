// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"
#include "core/base/result.h"
#include "core/base/sitepaths.h"

#include <mutex>

namespace Drydock {

/// The bytes of one file together with the status that they were read under.
struct FileContent {
    QByteArray bytes;
    FileStatus status;
};

inline constexpr qint64 configSizeLimit = 64 * 1024 * 1024;
inline constexpr qint64 trackingSizeLimit = 1024 * 1024;

enum class Durability {
    None, ///< no sync at all (tracking on tmpfs)
    Data, ///< fdatasync of the file before the rename (tracking elsewhere)
    Full, ///< fsync of the file, rename, fsync of the folder (config, change log)
};

/// A folder of a site by kept descriptor: safe reading and replacing of the files in it (protocol 1.5 to 1.7).
/// The descriptor belongs to one fork generation: a forked child opens its own. Thread: any, internally locked.
class SiteFolder
{
public:
    SiteFolder(FileSystem &fileSystem, const QByteArray &path);
    ~SiteFolder();

    [[nodiscard]] const QByteArray &path() const { return m_path; }
    [[nodiscard]] FileSystem &fileSystem() const { return m_fileSystem; }

    /// The kept descriptor, opened on first use. Failure: NotFound, PermissionDenied, UnsafeFile (a link), Io.
    Result<int> descriptor();
    /// Forgets the descriptor if the path names another folder now. True if it did.
    Result<bool> reopenIfReplaced();
    void forget(); ///< the next descriptor() opens anew

    /// Reads a regular file with one link, at most limit bytes, same size and mtime after as before (three tries).
    /// Failure: NotFound, UnsafeFile, TooLarge, ChangedWhileReading, PermissionDenied, Io.
    Result<FileContent> read(const QByteArray &name, qint64 limit);

    /// Writes `.STEM.tmp-PID-SEQ` beside, with owner and mode set through the descriptor, then renames over name.
    /// After a crash either the old or the new file is there, whole, and at worst one temporary file.
    /// Returns the new file's status. Failure: NoSpace, ReadOnlyFileSystem, PermissionDenied, Io; nothing changed.
    Result<FileStatus> replace(const QByteArray &name, const QByteArray &bytes, const Ownership &owner,
                               Durability durability);
    /// The first half of replace: the temporary's name; the caller renames or unlinks it.
    Result<QByteArray> writeBeside(const QByteArray &name, const QByteArray &bytes, const Ownership &owner,
                                   Durability durability);
    /// Unlinks temporaries of processes that are proven not to exist (ESRCH). Others' are left.
    void removeDeadTemporaries();

private:
    FileSystem &m_fileSystem;
    const QByteArray m_path;
    std::mutex m_mutex;
    FileHandle m_handle;
    quint64 m_generation = 0; ///< fork generation of m_handle
};

/// Number of forks between the program's start and this process (pthread_atfork); kept descriptors, the cached own
/// identity and the ledger belong to one generation.
[[nodiscard]] quint64 forkGeneration();

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"
#include "core/base/forkgeneration.h"
#include "core/base/result.h"
#include "core/base/sitepaths.h"

#include <mutex>

namespace Drydock {

/// The bytes of one file together with the status that they were read under.
struct FileContent {
    QByteArray bytes;
    FileStatus status;
};

/// A file as replace() wrote it. It is held open, so that its inode number can't be another file's meanwhile.
struct WrittenFile {
    QByteArray bytes;
    FileStatus status; ///< ctime as it was before the rename
    FileHandle handle;

    /// Whether that is our file, as we left it. Blind for one thing: a change in place of the same length in the tick
    /// of the file system's clock in which we wrote (4 ms at most). Whoever keeps to the protocol replaces tracking
    /// files and never changes them in place; whoever does not can write false counts anyway.
    [[nodiscard]] bool isStill(const FileStatus &now) const;
};

inline constexpr qint64 configSizeLimit = 64 * 1024 * 1024;
inline constexpr qint64 trackingSizeLimit = 1024 * 1024;

enum class Durability {
    None, ///< no sync at all (tracking on tmpfs)
    Data, ///< fdatasync of the file before the rename (tracking elsewhere)
    Full, ///< fsync of the file, rename, fsync of the folder (config, change log)
};

/// The pid in the name of a temporary file of ours, `.NAME.tmp-PID-SEQ`; 0 for any other name. Pure.
[[nodiscard]] pid_t temporaryWriter(const QByteArray &name);

/// A folder of a site by kept descriptor: safe reading and replacing of the files in it (protocol 1.5 to 1.7).
/// The descriptor belongs to one fork generation: a forked child opens its own. Thread: any, internally locked.
class SiteFolder
{
public:
    SiteFolder(FileSystem &fileSystem, const QByteArray &path);
    ~SiteFolder();

    [[nodiscard]] const QByteArray &path() const { return m_path; }
    [[nodiscard]] FileSystem &fileSystem() const { return m_fileSystem; }

    /// The kept descriptor, opened on first use. The number stays the same and stays open for the object's life in one
    /// process: a folder that is opened anew takes the same number, so that no thread is left with somebody else's.
    /// Failure: NotFound, PermissionDenied, UnsafeFile (a link), Io.
    Result<int> descriptor();
    /// Forgets the descriptor if the path names another folder now. True if it did. Failure: no folder is there now, or
    /// it can't be seen (NotFound, PermissionDenied, Io); what was kept is forgotten then, too.
    Result<bool> reopenIfReplaced();
    void forget(); ///< the next descriptor() opens anew

    /// Reads a regular file with one link, at most limit bytes, same size and mtime after as before (three tries).
    /// Failure: NotFound (subject is the file's path, and the folder was seen to be there; the folder's path where that
    /// is gone), UnsafeFile, TooLarge, ChangedWhileReading, PermissionDenied, Io.
    /// held: takes the open file; as long as it is open no other file can have its inode number.
    Result<FileContent> read(const QByteArray &name, qint64 limit, FileHandle *held = nullptr);
    /// The same, but while the name is still the file that `written` is, its bytes without opening it. For tracking
    /// files under their lock: not for a config, which editors may change in place.
    Result<FileContent> read(const QByteArray &name, qint64 limit, const WrittenFile &written);

    /// Adds bytes to the end of a regular file with one link by a single write, and creates it where it is missing. The
    /// caller holds the lock that its writers share. No sync.
    /// Failure: UnsafeFile, NoSpace (a part may be written), ReadOnlyFileSystem, PermissionDenied, NotFound (folder),
    /// Io.
    Result<void> append(const QByteArray &name, const QByteArray &bytes, const Ownership &owner);

    /// Writes `.STEM.tmp-PID-SEQ` beside, with owner and mode set through the descriptor, then renames over name.
    /// After a crash either the old or the new file is there, whole, and at worst one temporary file.
    /// written: takes what was written, still open. Returns the new file's status, ctime as it was before the rename.
    /// Failure: NoSpace, ReadOnlyFileSystem, PermissionDenied, Io; nothing changed, but where the folder's own sync
    /// failed: the new file is in place then, and may be lost with the power.
    Result<FileStatus> replace(const QByteArray &name, const QByteArray &bytes, const Ownership &owner,
                               Durability durability, WrittenFile *written = nullptr);
    /// The first half of replace: the temporary's name; the caller renames (and syncs the folder) or unlinks it.
    Result<QByteArray> writeBeside(const QByteArray &name, const QByteArray &bytes, const Ownership &owner,
                                   Durability durability);
    /// The temporaries of processes that are proven not to exist (ESRCH).
    [[nodiscard]] QByteArrayList deadTemporaries();
    /// Unlinks them. Others' are left.
    void removeDeadTemporaries();

private:
    struct Kept {
        std::mutex mutex;
        FileHandle handle;
        bool stale = false; ///< the number is kept, the folder is opened anew
        void abandon() { handle.reset(); }
    };
    struct Temporary {
        QByteArray name;
        FileHandle handle;
        FileStatus status;
    };

    Result<int> openAnew(Kept &kept) const;
    Result<FileContent> readOrRecall(const QByteArray &name, qint64 limit, FileHandle *held,
                                     const WrittenFile *written);
    Result<FileContent> readIn(int folder, const QByteArray &name, qint64 limit, FileHandle *held,
                               const WrittenFile *written) const;
    Result<FileHandle> openForAppending(int folder, const QByteArray &name, const Ownership &owner);
    Result<Temporary> createBeside(int folder, const QByteArray &name, const Ownership &owner);
    Result<Temporary> writeTemporary(int folder, const QByteArray &name, const QByteArray &bytes,
                                     const Ownership &owner, Durability durability);
    [[nodiscard]] tl::unexpected<Error> failed(ssize_t answer, const QByteArray &name) const;

    FileSystem &m_fileSystem;
    const QByteArray m_path;
    PerGeneration<Kept> m_kept;
};

} // namespace Drydock

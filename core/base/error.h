// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Drydock {

/// Why something failed. Callers branch on it; core/text/errortext makes the sentence, app/cli the exit code.
enum class ErrorCode {
    Io, ///< a system call failed for a cause that has no code of its own; systemError says which
    PermissionDenied,
    NoSpace,
    ReadOnlyFileSystem,
    NotFound, ///< a file or folder that must exist does not
    UnsafeFile, ///< a link, folder, FIFO, device or a file with several names stands where a regular file must be
    TooLarge, ///< a file is longer than its limit, or an update would make it so
    ChangedWhileReading, ///< size or mtime differed after a read, three times in a row
    LockTimeout, ///< subject is the lock file; detail names its holder where known
    ConfigInvalid, ///< datastore.cfg does not parse; line and detail say where and why
    ConfigChanged, ///< an editor without lock replaced the file again and again
    KeptAside, ///< what such an editor wrote, or a crash left, is kept as the file in subject: a warning
    NoSuchStore,
    DuplicateStore, ///< two sections have this id: not edited
    StoreExists,
    InvalidStoreName,
    InvalidPath,
    InvalidComment,
    InvalidMessage, ///< detail: "length" or "control"
    InvalidMode, ///< the value of a maintenance-mode property does not parse
    UnknownModeType, ///< a well-formed mode of a type that this program does not know
    InternalModeType, ///< unmount, s3-refresh and delete are PBS's own: shown, never set
    TransitionRefused, ///< a store that is being deleted keeps its mode
    ModeChanged, ///< the mode is not the expected one; detail is the present value
    ModeIsSet, ///< a store with a mode is not removed
    StoreBusy, ///< a store with operations is not removed
    Refused, ///< the gate: subject is the store, detail a Refusal (core/maintenance/refusal.h)
    NotMounted, ///< the gate: the store's path is gone or another file system is there
    TrackingInvalid, ///< a tracking file does not parse or holds a negative number
    TrackingFolderMissing,
    NetworkFileSystem, ///< the tracking folder is on a network or FUSE file system
    ForeignProcFs, ///< /proc/self is not this process
    CounterUnusable, ///< PBS's version counter cannot be raised while a PBS process lives
    ManagedByPbs, ///< the datastore list of a PBS site is edited with PBS's own tools
    SiteUnusable, ///< no site there, or no right to look into it
    HiddenOperations, ///< this PBS version does not record every operation: no proof is to be had
    Cancelled,
    TimedOut,
};

/// A failure: what (code), about what (subject: a path or a store's name) and the particulars.
struct Error {
    ErrorCode code = ErrorCode::Io;
    QString subject;
    QString detail; ///< untranslated particulars, e.g. PBS's own words for a syntax error
    int systemError = 0; ///< errno, 0 if none
    int line = 0; ///< 1-based line in subject, 0 if none

    /// The code that fits an errno: EACCES/EPERM, ENOSPC/EDQUOT, EROFS, ENOENT/ENOTDIR, ELOOP, else Io.
    [[nodiscard]] static Error fromErrno(int systemError, const QString &subject, const QString &detail = {});
    friend bool operator==(const Error &, const Error &) = default;
};

/// The stable kebab-case name used in JSON ("lock-timeout").
[[nodiscard]] QLatin1String errorName(ErrorCode code);

} // namespace Drydock

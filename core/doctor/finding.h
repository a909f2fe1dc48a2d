// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QList>

#include <optional>

#include <sys/types.h>

namespace Drydock {

enum class Severity {
    Ok, ///< looked at, and as it should be
    Info, ///< worth knowing, nothing to do
    Warning, ///< something is wrong beside the counting, or may soon be
    Error, ///< a state is unknown, a command is refused, or a mode may not hold
};

/// What the examination can find. The names in findingId() are for scripts: never changed, only added to.
enum class FindingCode {
    Identity, ///< who we are: boot, pid and time namespace
    BootIdUnknown,
    ProcForeign, ///< /proc is another pid namespace's
    ConfigReadable,
    ConfigMissing,
    ConfigUnreadable,
    ConfigProblem, ///< a section that PBS refuses, and with it the whole file
    ConfigWarning,
    DuplicateStore,
    ReservedName,
    UnknownMode,
    StoreAbsent,
    NotesUnreadable,
    NoteStale,
    FolderUsable,
    FolderMissing,
    FolderUnusable,
    FolderOwner,
    FolderNetwork,
    FolderMountedOver,
    WrongOwner,
    WrongMode,
    AccessTooWide,
    LockUnusable,
    LockHeld,
    LockHeldByStopped,
    Operations, ///< what a store's tracking file counts
    TrackingUnreadable,
    TrackingInvalid,
    TrackingOfNoStore,
    EntryDead,
    EntryUnreaped,
    EntryPidReused,
    EntryOtherBoot,
    EntryOtherNamespace,
    LeftoverDead,
    LeftoverLiving,
    LeftoverOther,
    KeptAside,
    CounterUsable,
    CounterMissing,
    CounterUnusable,
    CounterReplaced, ///< a PBS process looks at another file
    CounterNotMapped,
    ClockBehind,
    ClockUnset,
    LogUnreadable,
    LogLinesUnreadable,
    PbsTrusted,
    PbsNotRunning,
    PbsOneProcessOnly,
    PbsHidesOperations,
    More, ///< findings of one kind beyond what is listed
};

/// A process that a finding is about.
struct FindingProcess {
    pid_t pid = 0;
    quint64 startTime = 0; ///< clock ticks since boot, 0 if it cannot be read
    QString command = QString(); ///< escaped; empty if it cannot be read
    std::optional<qint64> startedAt = std::nullopt; ///< UTC seconds, by the clock as it goes now
};

/// One thing that was found. A value; the sentences are core/text/findingtext's.
struct Finding {
    FindingCode code = FindingCode::Identity;
    Severity severity = Severity::Ok;
    QString subject = QString(); ///< a path, or what else it is about; as it is, not escaped
    QString store = QString(); ///< null if it concerns none
    QString detail = QString(); ///< untranslated particulars, not escaped
    qint64 count = 0; ///< of what was found, where that is a number
    int line = 0; ///< 1-based line in subject, 0 if none
    std::optional<FindingProcess> process = std::nullopt;
    std::optional<Error> cause = std::nullopt;
};

[[nodiscard]] QLatin1String findingId(FindingCode code); ///< "entry-pid-reused"
[[nodiscard]] QLatin1String severityName(Severity severity); ///< "ok", "info", "warning", "error"
[[nodiscard]] Severity worstSeverity(const QList<Finding> &findings);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/sitepaths.h"
#include "core/maintenance/maintenancemode.h"
#include "core/process/processid.h"

#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace Drydock {

enum class DrainState { None, Draining, Confirming, Drained, Unknown, Stale, External, Absent, Stalled };

[[nodiscard]] QLatin1String drainStateName(DrainState state); ///< as in JSON: "none", "draining", …
[[nodiscard]] std::optional<DrainState> drainStateFromName(QStringView name);

/// What a state is a pure function of: the mode, the entries' sum and the evidence (design 6).
struct DrainInputs {
    bool modeReadable = false;
    MaintenanceType mode = MaintenanceType::None;
    bool watchLost = false; ///< the watch or the server is lost
    bool present = true; ///< the path is there, on the file system noted for it
    bool countKnown = false; ///< read, trusted, not negative
    OperationCounts counts; ///< with what is lost from sight
    bool provable = true; ///< there is the right to lock and to add, and this PBS hides no operation
    bool proofComplete = false; ///< protocol 6, all five steps, for the present config generation
    bool stalled = false;
    bool presenceKnown = true; ///< false: the note of what belongs there cannot be read
};

/// The table of design 6, first match wins. Pure.
[[nodiscard]] DrainState drainState(const DrainInputs &inputs);

/// A process with active operations on a store.
struct Holder {
    ProcessKey process;
    OperationCounts counts;
    QString command;
    QString user;
    QString unit;
    QString job;
    QString label;
    std::optional<qint64> since; ///< UTC seconds
    bool conflicting = false; ///< its operations conflict with the mode: a blocker
    bool lostFromSight = false; ///< alive and counted before, but its entry vanished from the file
    bool provable = true; ///< false: of another namespace, cannot be proven dead from here
    friend bool operator==(const Holder &, const Holder &) = default;
};

/// Why a state is what it is, for `reason` and the page; core/text/statetext makes the sentence.
enum class StateReason {
    None,
    ConfigUnreadable, ///< cause
    ModeUnknown, ///< unknown type
    CountUnreadable, ///< cause
    CountUntrusted, ///< cause (HiddenOperations, NetworkFileSystem, ForeignProcFs)
    FolderMissing, ///< tracking folder missing, or of a wrong owner: cause
    FolderReplaced,
    NoRightToProve, ///< cause
    WatchLost, ///< cause
    External, ///< by the server: mode.type says what
    PathMissing,
    OtherFileSystem,
    ProofRunning,
    LockBusy, ///< cause: LockTimeout with holder; lockBusySince
    LostFromSight, ///< conflicts counted that the file does not list any more
    Proven, ///< drained
};

/// One fact behind a state, for `show --why`: stable kebab-case key, technical value.
struct EvidenceItem {
    QString key;
    QString value;
    friend bool operator==(const EvidenceItem &, const EvidenceItem &) = default;
};

/// Everything known about one store at one moment. Shared and immutable: an unchanged store keeps its pointer from one
/// site snapshot to the next.
struct StoreSnapshot {
    QString name;
    QString path;
    QString comment; ///< null if there is none
    QString kind; ///< "folder", "removable", "s3"
    std::optional<bool> mounted; ///< no value: not looked at or not to be known
    bool modeReadable = true;
    MaintenanceMode mode;
    std::optional<qint64> modeSince; ///< UTC seconds; only if the change log knows
    QString modeBy; ///< empty if not known
    DrainState state = DrainState::Unknown;
    StateReason reason = StateReason::None;
    std::optional<Error> cause;
    bool proven = false; ///< conflicts are proven to be none (protocol 6), whatever the state shows: external, absent
    std::optional<qint64> lockBusySince; ///< UTC seconds
    std::optional<OperationCounts> counts; ///< no value: unknown (never shown as 0)
    std::optional<qint64> conflicting; ///< of counts under mode
    std::optional<qint64> lastRead; ///< UTC seconds of the last good reading of the counts
    QList<Holder> holders; ///< conflicting ones first, then by since and pid; without 0/0 entries
    QList<EvidenceItem> evidence;
    QList<Error> warnings; ///< duplicate id, reserved name, …

    friend bool operator==(const StoreSnapshot &, const StoreSnapshot &) = default;
};

/// A cause that may go without an event: the monitor tries again after a while, and a wait goes on. (PBS makes its
/// counter, in a folder that nobody watches, when it starts.)
[[nodiscard]] bool mayPassUnseen(ErrorCode cause);

/// All stores of one site at one moment.
struct SiteSnapshot {
    SiteKind kind = SiteKind::Folder;
    QString path; ///< config folder
    std::optional<Error> configError; ///< the config cannot be used as a whole; stores holds what could be read
    std::optional<Error> cannotEdit; ///< why modes cannot be changed here (no rights, read-only file system)
    std::optional<Error> cannotAdd; ///< why stores cannot be added or removed (also ManagedByPbs)
    QList<Error> warnings; ///< unknown properties, duplicate ids, reserved names: line and detail
    QList<std::shared_ptr<const StoreSnapshot>> stores; ///< file order, each name once
    quint64 number = 0; ///< grows by one with each snapshot

    [[nodiscard]] std::shared_ptr<const StoreSnapshot> find(const QString &name) const;
};

using SiteSnapshotPointer = std::shared_ptr<const SiteSnapshot>;

} // namespace Drydock

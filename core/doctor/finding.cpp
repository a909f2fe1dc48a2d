// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/finding.h"

#include <algorithm>
#include <iterator>

namespace Drydock {

namespace {

constexpr struct {
    FindingCode code;
    const char *id;
} ids[] = {
    {FindingCode::Identity, "identity"},
    {FindingCode::BootIdUnknown, "boot-id-unknown"},
    {FindingCode::ProcForeign, "proc-foreign"},
    {FindingCode::ConfigReadable, "config-readable"},
    {FindingCode::ConfigMissing, "config-missing"},
    {FindingCode::ConfigUnreadable, "config-unreadable"},
    {FindingCode::ConfigProblem, "config-problem"},
    {FindingCode::ConfigWarning, "config-warning"},
    {FindingCode::DuplicateStore, "duplicate-store"},
    {FindingCode::ReservedName, "reserved-name"},
    {FindingCode::UnknownMode, "unknown-mode"},
    {FindingCode::StoreAbsent, "store-absent"},
    {FindingCode::NotesUnreadable, "notes-unreadable"},
    {FindingCode::NoteStale, "note-stale"},
    {FindingCode::FolderUsable, "folder-usable"},
    {FindingCode::FolderMissing, "folder-missing"},
    {FindingCode::FolderUnusable, "folder-unusable"},
    {FindingCode::FolderOwner, "folder-owner"},
    {FindingCode::FolderNetwork, "folder-network"},
    {FindingCode::FolderMountedOver, "folder-mounted-over"},
    {FindingCode::WrongOwner, "wrong-owner"},
    {FindingCode::WrongMode, "wrong-mode"},
    {FindingCode::AccessTooWide, "access-too-wide"},
    {FindingCode::LockUnusable, "lock-unusable"},
    {FindingCode::LockHeld, "lock-held"},
    {FindingCode::LockHeldByStopped, "lock-held-by-stopped"},
    {FindingCode::Operations, "operations"},
    {FindingCode::TrackingUnreadable, "tracking-unreadable"},
    {FindingCode::TrackingInvalid, "tracking-invalid"},
    {FindingCode::TrackingOfNoStore, "tracking-of-no-store"},
    {FindingCode::EntryDead, "entry-dead"},
    {FindingCode::EntryUnreaped, "entry-unreaped"},
    {FindingCode::EntryPidReused, "entry-pid-reused"},
    {FindingCode::EntryOtherBoot, "entry-other-boot"},
    {FindingCode::EntryOtherNamespace, "entry-other-namespace"},
    {FindingCode::LeftoverDead, "leftover-dead"},
    {FindingCode::LeftoverLiving, "leftover-living"},
    {FindingCode::LeftoverOther, "leftover-other"},
    {FindingCode::KeptAside, "kept-aside"},
    {FindingCode::CounterUsable, "counter-usable"},
    {FindingCode::CounterMissing, "counter-missing"},
    {FindingCode::CounterUnusable, "counter-unusable"},
    {FindingCode::CounterReplaced, "counter-replaced"},
    {FindingCode::CounterNotMapped, "counter-not-mapped"},
    {FindingCode::ClockBehind, "clock-behind"},
    {FindingCode::ClockUnset, "clock-unset"},
    {FindingCode::LogUnreadable, "log-unreadable"},
    {FindingCode::LogLinesUnreadable, "log-lines-unreadable"},
    {FindingCode::PbsTrusted, "pbs-trusted"},
    {FindingCode::PbsNotRunning, "pbs-not-running"},
    {FindingCode::PbsOneProcessOnly, "pbs-one-process-only"},
    {FindingCode::PbsHidesOperations, "pbs-hides-operations"},
    {FindingCode::More, "more"},
};

} // namespace

QLatin1String findingId(FindingCode code)
{
    const auto *found =
        std::find_if(std::begin(ids), std::end(ids), [code](const auto &row) { return row.code == code; });
    return QLatin1String(found == std::end(ids) ? "unknown" : found->id);
}

QLatin1String severityName(Severity severity)
{
    switch (severity) {
    case Severity::Ok:
        return QLatin1String("ok");
    case Severity::Info:
        return QLatin1String("info");
    case Severity::Warning:
        return QLatin1String("warning");
    case Severity::Error:
        break;
    }
    return QLatin1String("error");
}

Severity worstSeverity(const QList<Finding> &findings)
{
    Severity worst = Severity::Ok;
    for (const Finding &finding : findings)
        worst = std::max(worst, finding.severity);
    return worst;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/storetrack.h"

#include <QSet>

#include <algorithm>
#include <limits>
#include <tuple>

namespace Drydock {

namespace {

struct Verdict {
    StateReason reason = StateReason::None;
    std::optional<Error> cause;
};

DrainInputs inputsFor(const StoreTrack &track, const SiteFacts &site)
{
    DrainInputs inputs;
    inputs.modeReadable = track.entry.modeReadable && site.configRead;
    inputs.mode = track.entry.mode.type;
    inputs.watchLost = site.configWatchLost || (track.entry.mode.isSet() && site.trackingWatchLost);
    inputs.present = track.presence.present;
    inputs.presenceKnown = track.presence.known;
    inputs.countKnown = track.isCountKnown();
    inputs.counts = track.book.counts();
    inputs.provable = !site.configError && (!site.barrierError || track.proof.isCurrent());
    inputs.proofComplete = track.proof.isComplete(site.now);
    return inputs;
}

StateReason reasonForUnreadable(ErrorCode code)
{
    switch (code) {
    case ErrorCode::TrackingFolderMissing:
        return StateReason::FolderMissing;
    case ErrorCode::NetworkFileSystem:
    case ErrorCode::ForeignProcFs:
        return StateReason::CountUntrusted;
    default:
        return StateReason::CountUnreadable;
    }
}

Verdict whyUnknown(const StoreTrack &track, const SiteFacts &site)
{
    if (!site.configRead || !track.entry.modeReadable)
        return {StateReason::ConfigUnreadable, site.configError};
    if (!track.presence.known)
        return {StateReason::ConfigUnreadable, track.presence.cause};
    if (track.entry.mode.type == MaintenanceType::Unknown)
        return {StateReason::ModeUnknown,
                Error{ErrorCode::UnknownModeType, track.entry.name, track.entry.mode.unknownType}};
    if (track.readError)
        return {reasonForUnreadable(track.readError->code), track.readError};
    if (track.hidesOperations)
        return {StateReason::CountUntrusted, Error{ErrorCode::HiddenOperations, track.entry.name, site.pbs.version}};
    if (site.configError)
        return {StateReason::ConfigUnreadable, site.configError};
    if (site.barrierError)
        return {StateReason::NoRightToProve, site.barrierError};
    return {StateReason::CountUnreadable, std::nullopt};
}

Verdict whyFor(DrainState state, const StoreTrack &track, const SiteFacts &site)
{
    switch (state) {
    case DrainState::Unknown:
        return whyUnknown(track, site);
    case DrainState::Stale:
        return {StateReason::WatchLost, site.configWatchLost ? site.configWatchLost : site.trackingWatchLost};
    case DrainState::External:
        return {StateReason::External, std::nullopt};
    case DrainState::Absent:
        return {track.presence.otherFileSystem ? StateReason::OtherFileSystem : StateReason::PathMissing,
                track.presence.cause};
    case DrainState::Draining:
    case DrainState::Stalled:
        return {track.book.lostCount() > 0 ? StateReason::LostFromSight : StateReason::None, std::nullopt};
    case DrainState::Confirming:
        if (site.lockBusy)
            return {StateReason::LockBusy, site.lockBusy};
        return {StateReason::ProofRunning, std::nullopt};
    case DrainState::Drained:
        return {StateReason::Proven, std::nullopt};
    case DrainState::None:
        return {};
    }
    Q_UNREACHABLE();
}

QString kindOf(const DatastoreEntry &entry)
{
    if (entry.backend == u"s3")
        return QStringLiteral("s3");
    return entry.backingDevice.isEmpty() ? QStringLiteral("folder") : QStringLiteral("removable");
}

Holder holderFor(const CountedHolder &counted, MaintenanceType mode, const DetailsOf &detailsOf)
{
    const ProcessDetails &details = detailsOf(counted);
    const TrackingEntry &entry = counted.entry;
    return {entry.process,         entry.counts,    details.command,
            details.user,          details.unit,    entry.job,
            entry.label,           entry.since,     conflicts(mode, entry.counts) > 0,
            counted.lostFromSight, counted.provable};
}

QList<Holder> holdersFor(const StoreTrack &track, const DetailsOf &detailsOf)
{
    QList<Holder> holders;
    holders.reserve(track.book.holders().size());
    for (const CountedHolder &counted : track.book.holders()) {
        if (counted.entry.counts != OperationCounts())
            holders.append(holderFor(counted, track.entry.mode.type, detailsOf));
    }
    const auto rank = [](const Holder &holder) {
        return std::tuple(!holder.conflicting, holder.since.value_or(std::numeric_limits<qint64>::max()),
                          holder.process.pid, holder.process.startTime);
    };
    const auto isBefore = [&rank](const Holder &left, const Holder &right) { return rank(left) < rank(right); };
    if (!std::is_sorted(holders.cbegin(), holders.cend(), isBefore)) // as they were appended, most often
        std::sort(holders.begin(), holders.end(), isBefore);
    return holders;
}

QList<Error> warningsFor(const DatastoreEntry &entry)
{
    QList<Error> warnings;
    if (entry.duplicate)
        warnings.append({ErrorCode::DuplicateStore, entry.name, {}, 0, entry.line});
    if (entry.reserved)
        warnings.append({ErrorCode::InvalidStoreName, entry.name, {}, 0, entry.line});
    return warnings;
}

} // namespace

bool mayHideOperations(const PbsHost &pbs, const TrackingReading &reading)
{
    if (!pbs.lives())
        return false;
    switch (pbsTrust(pbs)) {
    case PbsTrust::Full:
        return false;
    case PbsTrust::Never:
        return true;
    case PbsTrust::OneProcessOnly:
        break;
    }
    // It records itself only where no live process is listed: one of ours hides it as well as one of its own.
    QSet<ProcessKey> processes;
    for (const PbsProcess &process : pbs.processes)
        processes.insert(process.key);
    for (const TrackingReading::Holder &holder : reading.holders)
        processes.insert(holder.entry.process);
    return processes.size() > 1;
}

std::shared_ptr<const StoreSnapshot> storeSnapshot(const StoreTrack &track, const SiteFacts &site,
                                                   const std::optional<ChangeRecord> &change,
                                                   const DetailsOf &detailsOf)
{
    auto store = std::make_shared<StoreSnapshot>();
    const DatastoreEntry &entry = track.entry;
    store->name = entry.name;
    store->path = entry.path;
    store->comment = entry.comment;
    store->kind = kindOf(entry);
    store->mounted = track.presence.mounted;
    store->mode = entry.mode;
    store->warnings = warningsFor(entry);

    const DrainInputs inputs = inputsFor(track, site);
    store->modeReadable = inputs.modeReadable;
    store->state = drainState(inputs);
    const Verdict verdict = whyFor(store->state, track, site);
    store->reason = verdict.reason;
    store->cause = verdict.cause;
    if (store->reason == StateReason::LockBusy)
        store->lockBusySince = site.lockBusySince;
    store->proven = inputs.proofComplete && store->state != DrainState::Unknown && !inputs.watchLost;

    // A lost watch keeps the last known numbers on show; whatever cannot be read has none.
    if (track.tracked && inputs.countKnown) {
        store->counts = inputs.counts;
        store->conflicting = track.conflicting();
        store->holders = holdersFor(track, detailsOf);
    }
    store->lastRead = track.lastRead;
    if (change) {
        store->modeSince = change->at;
        store->modeBy = change->who;
    }
    store->evidence = site.evidence + evidenceFor(track, site);
    return store;
}

bool looksSame(const StoreSnapshot &left, const StoreSnapshot &right)
{
    if (left.state == DrainState::Stale && left.lastRead != right.lastRead)
        return false;
    StoreSnapshot aligned = right;
    aligned.lastRead = left.lastRead;
    aligned.evidence = left.evidence;
    return left == aligned;
}

} // namespace Drydock

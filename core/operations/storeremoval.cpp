// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/storeremoval.h"

namespace Drydock {

namespace {

// While the config lock is held, as at the gate.
constexpr std::chrono::seconds trackingPatience{1};

Result<void> checkRemovable(const DatastoreConfig &config, const QString &store)
{
    const DatastoreEntry *entry = config.find(store);
    if (entry == nullptr)
        return failure(ErrorCode::NoSuchStore, store);
    if (entry->duplicate)
        return failure(ErrorCode::DuplicateStore, store);
    if (entry->mode.isSet())
        return failure(ErrorCode::ModeIsSet, store);
    return {};
}

Result<void> checkIdle(const QString &store, const TrackingReading &reading)
{
    if (reading.counts.total() > 0)
        return failure(ErrorCode::StoreBusy, store);
    return {};
}

/// The part under the config lock.
Result<void> removeLocked(ConfigEdit &edit, const ConfigEdit::Locked &locked, OperationTracker &tracker,
                          const QString &store, const Deadline &limit)
{
    if (auto removable = checkRemovable(locked.reading.config, store); !removable)
        return removable;
    // Such a name's tracking file is another store's lock file: it has none that could be looked at or removed.
    if (isReservedStoreName(store))
        return edit.removeSection(locked, store);
    const auto reading = tracker.read(store); // no lock yet: a busy store is not worth one
    if (!reading && reading.error().code != ErrorCode::TrackingFolderMissing)
        return failure(reading.error());
    if (reading) {
        if (auto idle = checkIdle(store, *reading); !idle)
            return idle;
    }
    return tracker.removeFile(store, limit, [&](const TrackingReading &again) -> Result<void> {
        if (auto idle = checkIdle(store, again); !idle)
            return idle;
        return edit.removeSection(locked, store);
    });
}

} // namespace

Result<void> removeStore(ConfigEdit &edit, OperationTracker &tracker, const QString &store, const Deadline &deadline)
{
    const Clock &clock = tracker.clock();
    if (tracker.site().isPbs())
        return failure(ErrorCode::ManagedByPbs, store);
    for (;;) {
        auto locked = edit.lock(deadline);
        if (!locked)
            return failure(locked.error());
        const Deadline limit{std::min(deadline.at, Deadline::after(clock, trackingPatience).at)};
        const auto removed = removeLocked(edit, *locked, tracker, store, limit);
        if (removed || removed.error().code != ErrorCode::LockTimeout || deadline.passed(clock))
            return removed;
        locked->lock.release();
        if (auto waited = tracker.awaitLock(store, deadline); !waited)
            return waited;
    }
}

} // namespace Drydock

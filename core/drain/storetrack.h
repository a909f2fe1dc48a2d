// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/storepresence.h"
#include "core/drain/drainstate.h"
#include "core/drain/evidence.h"
#include "core/drain/holderbook.h"
#include "core/history/changelog.h"
#include "core/process/pbshost.h"
#include "core/process/processdetails.h"

#include <QHash>

namespace Drydock {

/// What the monitor knows of one store, from one reading to the next.
struct StoreTrack {
    DatastoreEntry entry; ///< as the config has it
    bool tracked = false; ///< its tracking file is read: it has a mode, or somebody looks
    std::optional<Error> readError; ///< of the last reading; counts and book are those of the last good one
    bool everRead = false;
    QList<TrackingEntry> listed; ///< by the file, when it was last read
    TrackingReading reading; ///< the last good one, whose holders went into the book
    qsizetype entries = 0; ///< that it listed and that count
    std::optional<qint64> lastRead; ///< UTC seconds
    HolderBook book;
    bool hidesOperations = false; ///< this PBS may run operations that it does not record (protocol 6)
    StoreProof proof;
    std::optional<qint64> provenAt; ///< UTC seconds, of the present proof
    StorePresence presence;

    [[nodiscard]] bool isCountKnown() const { return everRead && !readError && !hidesOperations; }
    [[nodiscard]] std::optional<qint64> conflicting() const
    {
        return isCountKnown() ? std::optional(conflicts(entry.mode.type, book.counts())) : std::nullopt;
    }
};

/// What is the same for all stores of a site.
struct SiteFacts {
    std::optional<Error> configError; ///< not readable as a whole: no store can be proven
    bool configRead = false; ///< entries are those of the present file
    std::optional<Error> configWatchLost;
    std::optional<Error> trackingWatchLost;
    ConfigGeneration generation;
    FolderIdentity tracking;
    QByteArray trackingPath;
    std::optional<Error> barrierError; ///< steps 2 and 3 did not come about
    std::optional<Error> lockBusy;
    qint64 lockBusySince = 0;
    std::optional<quint64> counterBefore;
    std::optional<quint64> counterAfter;
    Barrier barrierPassed = 0;
    PbsHost pbs;
    bool isPbs = false;
    QList<EvidenceItem> evidence; ///< of the site: the same strings for all stores
    Nanoseconds now{}; ///< monotonic
};

/// Details of processes, read once each.
using DetailsOf = std::function<const ProcessDetails &(const CountedHolder &)>;

/// The store as it is shown. change: the one that set its mode, if the change log knows. Pure but for detailsOf.
[[nodiscard]] std::shared_ptr<const StoreSnapshot> storeSnapshot(const StoreTrack &track, const SiteFacts &site,
                                                                 const std::optional<ChangeRecord> &change,
                                                                 const DetailsOf &detailsOf);

/// The facts behind a state, for `show --why`: those of the site, and those of a store.
[[nodiscard]] QList<EvidenceItem> evidenceFor(const SiteFacts &site);
[[nodiscard]] QList<EvidenceItem> evidenceFor(const StoreTrack &track, const SiteFacts &site);

/// Equal but for what changes with every reading of an unchanged state: times, and the evidence.
[[nodiscard]] bool looksSame(const StoreSnapshot &left, const StoreSnapshot &right);

/// Whether a PBS of this version may run operations on a store that its tracking file does not show: versions that
/// record one live process only, when there is another one beside it, and versions that can't be trusted at all.
[[nodiscard]] bool mayHideOperations(const PbsHost &pbs, const TrackingReading &reading);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/configobserver.h"
#include "core/drain/detailscache.h"
#include "core/drain/proofrunner.h"
#include "core/drain/trackingobserver.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace Drydock {

/// All that a monitor knows and does but for its thread and its pace. Whatever happens is noted first and worked off
/// then, always in one order: watches, config, tracking files, proofs. So no two events can come in a wrong one.
/// Thread: confined to one. Waits for nothing; blocks for the time of its reads.
class SiteObserver
{
public:
    SiteObserver(const MonitorSurroundings &surroundings, const Site &site);

    /// Readable when there is something to handle(): these for the object's life,
    [[nodiscard]] QList<int> fixedDescriptors() const;
    /// and these, which change with each call; -1 for one that is not there.
    [[nodiscard]] QList<int> changingDescriptors() const;
    /// Has EPOLLPRI when handle() is to be told that mounts have changed.
    [[nodiscard]] int mountDescriptor() const { return m_mountWatch.descriptor(); }
    /// When handle() is due without an event; no value while nothing drains and nobody looks.
    [[nodiscard]] std::optional<Nanoseconds> nextDeadline() const;

    /// Takes note of everything that is pending or due, and works it off.
    void handle(bool mountsChanged);
    /// Everything anew; a snapshot goes out even if it shows nothing new.
    void refresh();
    void setAttention(bool attention);

    /// How the site stands, if that looks different from the last one taken; else null.
    [[nodiscard]] SiteSnapshotPointer takeSnapshot();
    /// Something may look different.
    [[nodiscard]] bool hasNews() const { return m_wanted || m_siteDirty || !m_dirty.isEmpty(); }
    /// A proof was completed since the last snapshot: that does not wait for a frame.
    [[nodiscard]] bool hasNewProof() const { return m_newProof; }

private:
    void takeDeadlines();
    void takeBarrier();
    void settle();
    void takeConfigChanges(const ConfigChanges &changes);
    void adoptConfig();
    void keepBooks(QHash<QString, StoreTrack> gone);
    void chooseTracked();
    void setTracked(StoreTrack *track, bool tracked);
    void takeTrackingChanges(const TrackingChanges &changes);
    void lookAtPresence();
    [[nodiscard]] StorePresence presenceOf(const DatastoreEntry &entry) const;
    void forgetUnused();
    void scheduleRetry();

    void voidProofs();
    void observe(StoreTrack *track);
    void askForBarrier();
    void finishProofs();
    void barrierMayWork();

    void markAll();
    void markModes();
    void gatherFacts();
    [[nodiscard]] std::shared_ptr<const StoreSnapshot> storeFor(const StoreTrack &track);
    void noteDrained(const StoreTrack &track, const ChangeRecord &change);
    [[nodiscard]] SiteSnapshot header() const;
    void arrange(SiteSnapshot *site);

    const MonitorSurroundings m_surroundings;
    const Site m_site;
    ConfigObserver m_config;
    TrackingObserver m_tracking;
    ProofRunner m_proofs;
    DetailsCache m_details;
    MountWatch m_mountWatch;
    MountTable m_mounts;

    QList<QString> m_order; ///< the stores' names as the config has them
    QHash<QString, StoreTrack> m_tracks;
    QHash<QString, HolderBook> m_books; ///< of stores that the config does not have just now
    SiteFacts m_facts;
    bool m_attention = false;
    bool m_anyMode = false;

    // Work to be done.
    bool m_readMounts = true;
    QSet<QString> m_presence; ///< stores whose path is to be looked at
    QSet<QString> m_read; ///< stores
    QSet<QString> m_observe; ///< stores whose proof is to be told what was read

    // Proofs on their way; each name is in at most one of the first two.
    QSet<QString> m_unproven; ///< a barrier is to be asked for
    QSet<QString> m_waiting; ///< a barrier was asked for
    QSet<QString> m_renewing; ///< shown on until a deadline
    bool m_tryBarrier = false; ///< though the last one failed
    bool m_again = false; ///< handle() is due at once
    Barrier m_failed = 0;
    QSet<qint64> m_noted; ///< changes whose drained line was asked for

    QSet<QString> m_unreadable; ///< tracked stores whose last reading failed
    std::optional<Nanoseconds> m_retryAt;
    std::chrono::seconds m_retryInterval{0};
    std::optional<Nanoseconds> m_lookAt; ///< at processes that are not watched
    qsizetype m_watchedAfterSweep = 0;

    QList<QString> m_shown; ///< the names in the last snapshot
    QHash<QString, qsizetype> m_place; ///< of a name in it
    QSet<QString> m_dirty; ///< stores to be built anew
    bool m_siteDirty = true;
    bool m_wanted = true;
    bool m_newProof = false;
    SiteSnapshotPointer m_last;
};

} // namespace Drydock

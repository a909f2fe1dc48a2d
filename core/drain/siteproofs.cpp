// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/siteobserver.h"

#include <utility>

namespace Drydock {

/// Steps 1 and 4: tells a store's proof what was read last. A count that is not known, or a mode that is not sure, is
/// as good as a conflict.
void SiteObserver::observe(StoreTrack *track)
{
    const QString &name = track->entry.name;
    const bool isSure = m_config.isRead() && !m_config.error() && !m_config.watchLost() && !m_tracking.watchLost()
                        && track->tracked && track->entry.modeReadable
                        && track->entry.mode.type != MaintenanceType::Unknown;
    StoreProof &proof = track->proof;
    proof.observe({m_config.generation(), m_tracking.folder(), track->entry.mode},
                  isSure ? track->conflicting() : std::nullopt, m_facts.now);

    const auto setIn = [&name](QSet<QString> &names, bool isIn) {
        if (isIn)
            names.insert(name);
        else
            names.remove(name);
    };
    const auto deadline = proof.renewalDeadline();
    setIn(m_unproven, proof.needsBarrier());
    setIn(m_waiting, proof.isWaiting());
    setIn(m_renewing, deadline && *deadline > m_facts.now);
    if (!proof.isComplete(m_facts.now))
        track->provenAt.reset();
    if (track->entry.mode.isSet())
        m_dirty.insert(name);
}

/// What was lost from sight may have been a mode that came and went: an old proof is none any more.
void SiteObserver::voidProofs()
{
    for (StoreTrack &track : m_tracks) {
        track.proof.reset();
        m_observe.insert(track.entry.name);
    }
}

/// Something changed that a barrier may have failed of: rights, mounts, the lock file, another config. Until the next
/// one has come about, or waits for the lock, the last one's failure stands: no state flickers with each try.
void SiteObserver::barrierMayWork()
{
    m_tryBarrier = true;
}

void SiteObserver::askForBarrier()
{
    if (m_unproven.isEmpty()) {
        if (m_waiting.isEmpty())
            m_facts.barrierError.reset(); // nobody's any more
        return;
    }
    const bool isAskedAgain = std::exchange(m_tryBarrier, false);
    if (m_facts.barrierError && !isAskedAgain)
        return;
    // Which PBS runs here decides what a count of zero is worth. Its processes come without an event.
    if (m_tracking.probePbs()) {
        TrackingChanges changes;
        changes.all = true;
        takeTrackingChanges(changes);
        for (const QString &name : std::exchange(m_observe, {}))
            observe(&m_tracks[name]);
        if (m_unproven.isEmpty())
            return;
    }
    const Barrier barrier = m_proofs.request(m_tracking.pbs().lives());
    for (const QString &name : std::exchange(m_unproven, {})) {
        m_tracks[name].proof.begin(barrier);
        m_waiting.insert(name);
    }
}

void SiteObserver::takeBarrier()
{
    const BarrierReport report = m_proofs.take();
    if (report.busy != m_facts.lockBusy) { // the lock may be another program's by now
        m_facts.lockBusy = report.busy;
        m_facts.lockBusySince = report.busySince;
        if (report.busy)
            m_facts.barrierError.reset();
        m_dirty.unite(m_waiting);
    }
    m_facts.counterBefore = report.counterBefore;
    m_facts.counterAfter = report.counterAfter;
    if (report.failed > m_failed) {
        m_failed = report.failed;
        m_facts.barrierError = report.error;
        for (const QString &name : std::as_const(m_waiting)) {
            m_tracks[name].proof.giveUp(report.failed);
            m_observe.insert(name);
        }
    }
    if (report.passed <= m_facts.barrierPassed)
        return;
    m_facts.barrierError = report.error;
    // Step 4 is a reading like any other: if it finds something else than step 1 did, it sends the proof back.
    m_facts.barrierPassed = report.passed;
    for (const QString &name : std::as_const(m_waiting))
        m_tracks[name].proof.pass(report.passed);
    m_config.readConfigAgain();
    m_read.unite(m_waiting);
}

/// Step 5. Runs after all readings, so that none comes between it and the snapshot.
void SiteObserver::finishProofs()
{
    std::optional<bool> isConfigCurrent;
    for (const QString &name : QSet<QString>(m_waiting)) {
        StoreTrack &track = m_tracks[name];
        if (!track.proof.isReadAgain())
            continue;
        if (!isConfigCurrent)
            isConfigCurrent = m_config.isCurrent();
        // The events last: whatever the looks before them have missed is there by now.
        const bool isCurrent = *isConfigCurrent && m_tracking.isCurrent(track) && m_config.isUntouched();
        track.proof.finish(isCurrent);
        m_waiting.remove(name);
        m_renewing.remove(name);
        m_dirty.insert(name);
        if (isCurrent) {
            track.provenAt = m_surroundings.clock.wallSeconds();
            m_newProof = true;
        } else {
            m_unproven.insert(name);
            m_read.insert(name);
            m_again = true;
        }
    }
    if (m_again) {
        m_config.readConfigAgain();
        m_readMounts = true; // and compare the folders by path and by descriptor
    }
    m_again = m_again || m_config.hasWork();
}

} // namespace Drydock

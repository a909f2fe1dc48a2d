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

/// Something changed that a barrier may have failed of: rights, mounts, the lock file, another config.
void SiteObserver::barrierMayWork()
{
    if (!m_facts.barrierError)
        return;
    m_facts.barrierError.reset();
    markModes();
}

void SiteObserver::askForBarrier()
{
    if (m_unproven.isEmpty() || m_facts.barrierError)
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
    const bool isBusy = report.busy.has_value();
    if (isBusy != m_facts.lockBusy.has_value()) {
        m_facts.lockBusy = report.busy;
        m_facts.lockBusySince = report.busySince;
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
        const bool isCurrent = *isConfigCurrent && m_tracking.isCurrent(track);
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
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/siteobserver.h"

#include <utility>

namespace Drydock {

namespace {

/// All but the stores and the number.
bool sameHeader(const SiteSnapshot &left, const SiteSnapshot &right)
{
    return left.configError == right.configError && left.cannotEdit == right.cannotEdit
           && left.cannotAdd == right.cannotAdd && left.warnings == right.warnings;
}

} // namespace

void SiteObserver::markAll()
{
    m_siteDirty = true;
    m_dirty = QSet<QString>(m_order.begin(), m_order.end());
}

/// What is said of a mode: its proof, who set it and when.
void SiteObserver::markModes()
{
    for (const StoreTrack &track : std::as_const(m_tracks)) {
        if (track.entry.mode.isSet())
            m_dirty.insert(track.entry.name);
    }
}

void SiteObserver::gatherFacts()
{
    m_facts.configError = m_config.error();
    m_facts.configRead = m_config.isRead();
    m_facts.configWatchLost = m_config.watchLost();
    m_facts.trackingWatchLost = m_tracking.watchLost();
    m_facts.generation = m_config.generation();
    m_facts.tracking = m_tracking.folder();
    m_facts.trackingPath = m_site.trackingFolder;
    m_facts.pbs = m_tracking.pbs();
    m_facts.isPbs = m_site.isPbs();
    m_facts.evidence = evidenceFor(m_facts);
}

SiteSnapshot SiteObserver::header() const
{
    SiteSnapshot site;
    site.kind = m_site.kind;
    site.path = m_site.displayPath();
    site.configError = m_config.error();
    site.cannotEdit = m_config.whyNotEditable() ? m_config.whyNotEditable() : m_config.error();
    site.cannotAdd = m_site.isPbs() ? std::optional(Error{ErrorCode::ManagedByPbs, site.path, {}}) : site.cannotEdit;
    const QString path = QString::fromLocal8Bit(m_site.configPath());
    for (const ConfigProblem &problem : m_config.reading().config.warnings())
        site.warnings.append({ErrorCode::ConfigInvalid, path, problem.reason, 0, problem.line});
    return site;
}

std::shared_ptr<const StoreSnapshot> SiteObserver::storeFor(const StoreTrack &track)
{
    const DatastoreEntry &entry = track.entry;
    std::optional<ChangeRecord> change;
    if (entry.mode.isSet())
        change = currentChange(m_config.log(), entry.name, entry.mode, m_facts.generation.digest);
    auto store = storeSnapshot(track, m_facts, change, [this](const CountedHolder &holder) -> const ProcessDetails & {
        return m_details.of(holder);
    });
    if (store->state == DrainState::Drained && change && track.proof.isCurrent())
        noteDrained(track, *change);
    return store;
}

void SiteObserver::noteDrained(const StoreTrack &track, const ChangeRecord &change)
{
    if (change.drainedAt || m_noted.contains(change.number))
        return;
    m_noted.insert(change.number);
    m_proofs.noteDrained(change.number, track.provenAt.value_or(m_surroundings.clock.wallSeconds()));
}

/// The stores in the config's order, each with what was last shown of it.
void SiteObserver::arrange(SiteSnapshot *site)
{
    const auto before = std::exchange(m_place, {});
    m_shown = m_order;
    site->stores.reserve(m_shown.size());
    for (const QString &name : std::as_const(m_shown)) {
        const auto place = before.constFind(name);
        m_place.insert(name, site->stores.size());
        site->stores.append(place == before.constEnd() ? nullptr : m_last->stores.at(*place));
    }
}

SiteSnapshotPointer SiteObserver::takeSnapshot()
{
    if (!hasNews())
        return nullptr;
    gatherFacts();
    const bool sameStores = m_last && m_shown == m_order;
    auto site = std::make_shared<SiteSnapshot>(m_siteDirty || !m_last ? header() : *m_last);
    if (sameStores)
        site->stores = m_last->stores;
    else
        arrange(site.get());

    const bool isWanted = std::exchange(m_wanted, false); // then with all evidence as it is now
    bool isOther = isWanted || !sameStores || (m_siteDirty && !sameHeader(*site, *m_last));
    m_siteDirty = false;
    m_newProof = false;
    for (const QString &name : std::exchange(m_dirty, {})) {
        const qsizetype place = m_place.value(name);
        auto store = storeFor(m_tracks[name]);
        const auto &shown = site->stores.at(place);
        if (shown && (isWanted ? *shown == *store : looksSame(*shown, *store)))
            continue;
        site->stores[place] = std::move(store);
        isOther = true;
    }
    if (!isOther)
        return nullptr;
    site->number = m_last ? m_last->number + 1 : 1;
    m_last = site;
    return m_last;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/siteobserver.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace Drydock {

namespace {

constexpr std::chrono::seconds processLookInterval{1};
constexpr std::chrono::seconds longestRetry{30};
/// How often a folder that is replaced while it is read is opened anew before the next event is waited for.
constexpr int openTries = 3;
constexpr int noLine = 0;

std::optional<Nanoseconds> earlier(std::optional<Nanoseconds> left, std::optional<Nanoseconds> right)
{
    return left && right ? std::min(*left, *right) : (left ? left : right);
}

bool isPassing(const std::optional<Error> &error)
{
    return error && mayPassUnseen(error->code);
}

/// All that is shown of a section; where it stands only if something is wrong with it.
bool saysTheSame(const DatastoreEntry &left, const DatastoreEntry &right)
{
    const auto shown = [](const DatastoreEntry &entry) {
        const bool isWrong = entry.duplicate || entry.reserved;
        return std::tie(entry.name, entry.path, entry.comment, entry.backingDevice, entry.backend, entry.mode,
                        entry.modeReadable, entry.duplicate, entry.reserved, isWrong ? entry.line : noLine);
    };
    return shown(left) == shown(right);
}

QSet<QString> namesOf(const QHash<QString, StoreTrack> &tracks)
{
    return {tracks.keyBegin(), tracks.keyEnd()};
}

} // namespace

SiteObserver::SiteObserver(const MonitorSurroundings &surroundings, const Site &site)
    : m_surroundings(surroundings)
    , m_site(site)
    , m_config(surroundings.fileSystem, surroundings.clock, site)
    , m_tracking(surroundings, site)
    , m_proofs(surroundings.fileSystem, surroundings.clock, site)
    , m_details(surroundings.processes, surroundings.clock)
{
}

QList<int> SiteObserver::fixedDescriptors() const
{
    return {m_tracking.exitDescriptor(), m_proofs.descriptor()};
}

QList<int> SiteObserver::changingDescriptors() const
{
    return m_config.descriptors() + QList<int>{m_tracking.folderDescriptor()};
}

std::optional<Nanoseconds> SiteObserver::nextDeadline() const
{
    if (m_again)
        return m_facts.now;
    std::optional<Nanoseconds> next = earlier(m_retryAt, m_lookAt);
    next = earlier(next, m_details.nextLook());
    for (const QString &name : m_renewing)
        next = earlier(next, m_tracks.constFind(name)->proof.renewalDeadline());
    return next;
}

void SiteObserver::refresh()
{
    m_readMounts = true;
    m_config.readAll();
    m_tracking.readAll();
    m_details.clear();
    barrierMayWork();
    markAll();
    m_wanted = true;
}

void SiteObserver::setAttention(bool attention)
{
    if (std::exchange(m_attention, attention) != attention)
        chooseTracked();
}

void SiteObserver::handle(bool mountsChanged)
{
    m_facts.now = m_surroundings.clock.monotonic();
    m_again = false;
    m_readMounts = m_readMounts || mountsChanged;
    m_config.takeEvents();
    m_tracking.takeEvents();
    takeBarrier();
    takeDeadlines();
    settle();
}

void SiteObserver::takeDeadlines()
{
    const Nanoseconds now = m_facts.now;
    if (m_lookAt && *m_lookAt <= now) {
        m_lookAt.reset();
        m_tracking.lookAtProcesses();
    }
    if (m_retryAt && *m_retryAt <= now) {
        m_retryAt.reset();
        m_config.readAll();
        m_tracking.readAll();
    }
    for (const QString &name : std::as_const(m_renewing)) {
        if (*m_tracks.constFind(name)->proof.renewalDeadline() <= now)
            m_observe.insert(name);
    }
    const QSet<ProcessKey> changed = m_details.lookAgain();
    if (changed.isEmpty())
        return;
    for (const StoreTrack &track : std::as_const(m_tracks)) {
        const auto &holders = track.book.holders();
        if (std::any_of(holders.begin(), holders.end(),
                        [&changed](const CountedHolder &holder) { return changed.contains(holder.entry.process); }))
            m_dirty.insert(track.entry.name);
    }
}

void SiteObserver::settle()
{
    if (std::exchange(m_readMounts, false)) {
        m_mounts = m_mountWatch.read();
        m_config.placeMayHaveChanged();
        m_tracking.placeMayHaveChanged();
        m_presence = namesOf(m_tracks);
        barrierMayWork();
    }
    takeConfigChanges(m_config.update());
    // The first mode makes the log wanted: who set it belongs into the same snapshot.
    takeConfigChanges(m_config.update());
    for (int i = 0; i < openTries; ++i)
        takeTrackingChanges(m_tracking.update(m_mounts));
    lookAtPresence();

    for (const QString &name : std::exchange(m_observe, {}))
        observe(&m_tracks[name]);
    finishProofs();
    askForBarrier();
    scheduleRetry();
    forgetUnused();
}

void SiteObserver::takeConfigChanges(const ConfigChanges &changes)
{
    if (changes.lost)
        voidProofs();
    if (changes.config)
        adoptConfig();
    if (changes.notes)
        m_presence = namesOf(m_tracks);
    if (changes.config || changes.rights)
        barrierMayWork();
    m_siteDirty = m_siteDirty || changes.config || changes.rights;
    const bool sameForAll = m_facts.configError == m_config.error() && m_facts.configRead == m_config.isRead()
                            && m_facts.configWatchLost == m_config.watchLost();
    if (!sameForAll)
        markAll();
    if (changes.config || changes.log)
        markModes();
}

void SiteObserver::adoptConfig()
{
    const QList<DatastoreEntry> &entries = m_config.reading().config.stores();
    QHash<QString, StoreTrack> before = std::exchange(m_tracks, {});
    m_order.clear();
    m_anyMode = false;
    m_tracks.reserve(entries.size());
    for (const DatastoreEntry &entry : entries) {
        const bool isNew = !before.contains(entry.name);
        StoreTrack track = before.take(entry.name);
        if (isNew)
            track.book = m_books.take(entry.name);
        if (!saysTheSame(track.entry, entry)) {
            m_presence.insert(entry.name);
            m_dirty.insert(entry.name);
        }
        track.entry = entry;
        m_anyMode = m_anyMode || entry.mode.isSet();
        m_tracks.insert(entry.name, track);
        m_order.append(entry.name);
    }
    keepBooks(std::move(before));
    for (QSet<QString> *names :
         {&m_read, &m_observe, &m_presence, &m_unreadable, &m_unproven, &m_waiting, &m_renewing, &m_dirty})
        names->removeIf([this](const QString &name) { return !m_tracks.contains(name); });
    chooseTracked();
}

/// An editor may take the config away for a moment, or write it in place: who was counted on a store goes on counting
/// when it is back. A store without a mode may have been removed as it should be, after its last operation: of that one
/// only what was lost from sight is left to be known.
void SiteObserver::keepBooks(QHash<QString, StoreTrack> gone)
{
    for (StoreTrack &track : gone) {
        if (!track.entry.mode.isSet())
            track.book.forgetListed();
        m_books.insert(track.entry.name, track.book);
    }
    m_books.removeIf([this](auto kept) {
        m_tracking.judgeAgain(&kept.value());
        return kept.value().holders().isEmpty();
    });
}

void SiteObserver::chooseTracked()
{
    const bool anyMode = m_anyMode;
    m_tracking.setWanted(anyMode || (m_attention && !m_order.isEmpty()));
    m_config.setLogWanted(anyMode);
    for (StoreTrack &track : m_tracks)
        setTracked(&track, m_attention || track.entry.mode.isSet() || !track.entry.modeReadable);
}

void SiteObserver::setTracked(StoreTrack *track, bool tracked)
{
    const QString &name = track->entry.name;
    m_observe.insert(name); // mode and generation count for its proof
    if (track->tracked == tracked)
        return;
    track->tracked = tracked;
    m_dirty.insert(name);
    if (tracked) {
        m_read.insert(name);
        return;
    }
    track->book.forgetListed();
    track->reading = TrackingReading();
    track->entries = 0;
    track->everRead = false;
    track->readError.reset();
    track->lastRead.reset();
    m_read.remove(name);
    m_unreadable.remove(name);
}

void SiteObserver::takeTrackingChanges(const TrackingChanges &changes)
{
    if (changes.lost)
        voidProofs();
    if (changes.watch)
        markAll();
    if (changes.exits) {
        for (StoreTrack &track : m_tracks) {
            if (!track.tracked || !m_tracking.judgeAgain(&track.book))
                continue;
            m_observe.insert(track.entry.name);
            m_dirty.insert(track.entry.name);
        }
    }
    for (const QByteArray &bytes : changes.names) {
        const auto track =
            m_tracks.constFind(QString::fromUtf8(bytes)); // our temporaries and locks are no store's name
        if (track != m_tracks.constEnd() && track->tracked)
            m_read.insert(track->entry.name);
    }
    if (changes.all) {
        for (const StoreTrack &track : std::as_const(m_tracks)) {
            if (track.tracked)
                m_read.insert(track.entry.name);
        }
    }
    for (const QString &name : std::exchange(m_read, {})) {
        StoreTrack &track = m_tracks[name];
        m_tracking.read(&track);
        if (track.readError)
            m_unreadable.insert(name);
        else
            m_unreadable.remove(name);
        m_observe.insert(name);
        m_dirty.insert(name);
    }
}

StorePresence SiteObserver::presenceOf(const DatastoreEntry &entry) const
{
    const bool isJudgedByNote = !m_site.isPbs() && entry.backingDevice.isEmpty();
    const Result<StoreNotes> &notes = m_config.notes();
    if (isJudgedByNote && !notes)
        return unknownPresence(notes.error());
    std::optional<FileSystemNote> note;
    if (isJudgedByNote && notes->contains(entry.name))
        note = notes->value(entry.name);
    return storePresence(entry, note, m_mounts, m_site.systemRoot);
}

void SiteObserver::lookAtPresence()
{
    for (const QString &name : std::exchange(m_presence, {})) {
        StoreTrack &track = m_tracks[name];
        const StorePresence presence = presenceOf(track.entry);
        if (presence == track.presence)
            continue;
        track.presence = presence;
        m_dirty.insert(name);
    }
}

/// Back-off while the watch is lost, or while a reading or a barrier fails for a cause that passes without an event.
/// Only while a store has a mode: nothing depends on the answer else.
void SiteObserver::scheduleRetry()
{
    const auto &barrierError = m_facts.barrierError;
    const bool isLost = m_config.watchLost() || m_tracking.watchLost() || isPassing(m_config.error())
                        || isPassing(barrierError) || (!m_config.notes() && isPassing(m_config.notes().error()))
                        || (barrierError && barrierError->code == ErrorCode::NotFound);
    const bool mayPass = std::any_of(m_unreadable.begin(), m_unreadable.end(), [this](const QString &name) {
        return isPassing(m_tracks.constFind(name)->readError);
    });
    // Before the first reading nobody knows whether a store has one.
    if (!(m_anyMode || !m_config.isRead()) || !(isLost || mayPass)) {
        m_retryAt.reset();
        m_retryInterval = {};
    } else if (!m_retryAt) {
        m_retryInterval = std::clamp(m_retryInterval * 2, std::chrono::seconds(1), longestRetry);
        m_retryAt = m_facts.now + m_retryInterval;
    }

    if (!m_anyMode || !m_tracking.missesProcesses())
        m_lookAt.reset();
    else if (!m_lookAt)
        m_lookAt = m_facts.now + processLookInterval;
}

/// Processes of which nobody speaks any more are let go once there are many of them, so that a change of one store
/// costs nothing for the others'.
void SiteObserver::forgetUnused()
{
    if (m_tracking.watchedProcesses() <= 2 * m_watchedAfterSweep + 64)
        return;
    QSet<ProcessKey> used;
    for (const StoreTrack &track : std::as_const(m_tracks)) {
        for (const CountedHolder &holder : track.book.holders()) {
            used.insert(holder.entry.process);
            if (holder.entry.guardian)
                used.insert(*holder.entry.guardian);
        }
    }
    m_tracking.retain(used);
    m_details.retain(used);
    m_watchedAfterSweep = m_tracking.watchedProcesses();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/datastoregate.h"

#include "core/base/forkgeneration.h"
#include "core/base/lockfile.h"
#include "core/config/presencecache.h"
#include "core/history/changelog.h"
#include "core/maintenance/refusal.h"

#include <mutex>
#include <optional>

namespace Drydock {

namespace {

// While the config lock is held: a stranger who sits on one store's tracking lock must not stall all stores.
constexpr std::chrono::seconds trackingPatience{1};

} // namespace

struct DatastoreGate::State {
    /// What belongs to one fork generation.
    struct Local {
        std::once_flag once;
        std::shared_ptr<SiteFolder> folder;
        std::optional<LockFile> lock;
        std::optional<ConfigReader> reader;
        std::optional<PresenceCache> presence;
        void abandon() { } // a forked child leaves its parent's alone
    };

    /// Whether a store's disk is there, and where that was looked for. absence: that it is not, or not to be known.
    struct Presence {
        QString path;
        QString backingDevice;
        std::optional<Error> absence;
        [[nodiscard]] bool isOf(const DatastoreEntry &store) const
        {
            return path == store.path && backingDevice == store.backingDevice;
        }
    };

    FileSystem &fileSystem;
    const Clock &clock;
    const Site site;
    std::shared_ptr<OperationTracker> tracker;
    PerGeneration<Local> generations;

    Local &local()
    {
        Local &mine = generations.get();
        std::call_once(mine.once, [&] {
            mine.folder = std::make_shared<SiteFolder>(fileSystem, site.configFolder);
            mine.lock.emplace(mine.folder, QByteArrayLiteral(".datastore.lck"), site.lockOwner, clock);
            mine.reader.emplace(mine.folder, clock);
            mine.presence.emplace(mine.folder, site);
        });
        return mine;
    }
    Presence presenceOf(const QString &store);
    [[nodiscard]] Error refused(const QString &store, const QString &reason, const ConfigReader::Reading &reading);
};

/// The config lock, held, and what was read under it.
struct DatastoreGate::Admission {
    LockFile::Guard lock;
};

/// Asked without a lock: a sleeping disk takes seconds to answer, a dead server for ever, and with the config lock held
/// that would stall all stores. A disk can go at any time, so nothing is lost by asking a moment earlier; that the path
/// is still the store's is seen under the lock. Whatever is wrong with the config is told there, too.
DatastoreGate::State::Presence DatastoreGate::State::presenceOf(const QString &store)
{
    const auto reading = local().reader->read();
    const DatastoreEntry *entry = reading ? reading->config.find(store) : nullptr;
    if (entry == nullptr)
        return {};
    const StorePresence presence = local().presence->of(*entry);
    if (presence.present)
        return {entry->path, entry->backingDevice, std::nullopt};
    Error absence = presence.cause.value_or(Error{ErrorCode::NotMounted, entry->path, {}});
    if (presence.known)
        absence.code = ErrorCode::NotMounted;
    return {entry->path, entry->backingDevice, absence};
}

/// Asked without a lock: the log is only for people.
Error DatastoreGate::State::refused(const QString &store, const QString &reason, const ConfigReader::Reading &reading)
{
    Refusal refusal{reason, {}, {}};
    const MaintenanceMode &mode = reading.config.find(store)->mode;
    const auto change = ChangeLog(fileSystem, site).current(store, mode, reading.config.digest());
    if (change && *change) {
        refusal.who = (*change)->who;
        refusal.since = (*change)->at;
    }
    return {ErrorCode::Refused, store, refusal.toDetail(), 0, 0};
}

DatastoreGate::DatastoreGate(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock, const Site &site)
    : m_state(
        new State{fileSystem, clock, site, std::make_shared<OperationTracker>(fileSystem, processes, clock, site), {}})
{
}

DatastoreGate::~DatastoreGate() = default;

const std::shared_ptr<OperationTracker> &DatastoreGate::tracker() const
{
    return m_state->tracker;
}

/// Takes the config lock and says whether the operation may begin; the lock is held for as long as the answer is kept.
/// Where both the mode and the disk speak against it, the mode is named, as PBS does: who swaps a disk has set one.
Result<DatastoreGate::Admission> DatastoreGate::admit(const QString &store, Operation operation,
                                                      const Deadline &deadline)
{
    State::Local &local = m_state->local();
    for (;;) {
        const State::Presence presence = m_state->presenceOf(store);
        auto locked = local.lock->acquire(deadline);
        if (!locked)
            return failure(locked.error());
        const auto reading = local.reader->read();
        if (!reading)
            return failure(reading.error());
        if (auto usable = reading->config.usable(QString::fromLocal8Bit(m_state->site.configPath())); !usable)
            return failure(usable.error());
        const DatastoreEntry *entry = reading->config.find(store);
        if (entry == nullptr)
            return failure(ErrorCode::NoSuchStore, store);
        if (const auto reason = entry->mode.refusal(operation)) {
            locked->release();
            return failure(m_state->refused(store, *reason, *reading));
        }
        if (!presence.isOf(*entry)) { // the store was added, or got another path, since we looked
            if (deadline.passed(m_state->clock))
                return failure(ErrorCode::LockTimeout, QString::fromLocal8Bit(m_state->site.configLockPath()));
            continue;
        }
        if (presence.absence)
            return failure(*presence.absence);
        return Admission{std::move(*locked)};
    }
}

Result<OperationGuard> DatastoreGate::begin(const QString &store, Operation operation, const EntryInfo &info,
                                            const Deadline &deadline)
{
    m_state->tracker->tidy();
    for (;;) {
        auto admitted = admit(store, operation, deadline);
        if (!admitted)
            return failure(admitted.error());
        if (operation == Operation::Lookup)
            return OperationGuard();
        const Deadline limit{std::min(deadline.at, Deadline::after(m_state->clock, trackingPatience).at)};
        const auto acquired = m_state->tracker->acquire(store, operation, info, limit);
        if (acquired)
            return OperationGuard(m_state->tracker, store, operation, info);
        if (acquired.error().code != ErrorCode::LockTimeout || deadline.passed(m_state->clock))
            return failure(acquired.error());
        // Begin again, but wait for the tracking lock first: asking for both at once, again and again, would keep the
        // config lock from everybody else for most of the time.
        admitted->lock.release();
        if (auto waited = m_state->tracker->awaitLock(store, deadline); !waited)
            return failure(waited.error());
    }
}

Result<void> DatastoreGate::check(const QString &store, Operation operation, const Deadline &deadline)
{
    auto admitted = admit(store, operation, deadline);
    if (!admitted)
        return failure(admitted.error());
    if (operation == Operation::Lookup)
        return {};
    admitted->lock.release(); // a dead server under the tracking folder may take for ever to answer
    return m_state->tracker->check(store);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"

#include "core/config/configexchange.h"
#include "core/config/configplan.h"
#include "core/config/storenotes.h"
#include "core/history/changelog.h"

#include <optional>

namespace Drydock {

namespace {

constexpr int editTries = 3;

/// The owner of the new file: as PBS has it; elsewhere as the old file had it, so that nobody loses or gains a right.
Ownership ownerLike(const Site &site, const ConfigReader::Reading &old)
{
    Ownership owner = site.configOwner;
    if (site.isPbs() || !old.exists)
        return owner;
    owner.mode = old.status.mode & 0777;
    owner.gid = old.status.gid;
    if (owner.uid) // we are root
        owner.uid = old.status.uid;
    return owner;
}

/// PBS's counter during one edit.
class CacheEnd
{
public:
    CacheEnd(FileSystem &fileSystem, const Site &site, bool pbsLives, bool force, QList<Error> *warnings)
        : m_counter(fileSystem, site)
        , m_pbsLives(pbsLives)
        , m_force(force)
        , m_warnings(warnings)
    {
    }

    /// Before anything is written: can it be raised, if it must be?
    Result<void> prepare()
    {
        if (std::exchange(m_prepared, true))
            return {};
        const auto opened = m_counter.open();
        m_open = opened.has_value();
        m_missing = !opened && opened.error().code == ErrorCode::NotFound;
        return m_open ? Result<void>() : judged(opened.error());
    }

    /// When the new file is in place.
    Result<void> raise()
    {
        // A PBS that was started meanwhile has made its counter, and may have read the old file.
        if (m_missing)
            m_open = m_counter.open().has_value();
        if (!m_open)
            return {};
        const auto added = m_counter.add();
        return added ? Result<void>() : judged(added.error());
    }

private:
    Result<void> judged(Error error)
    {
        if (error.code == ErrorCode::NotFound && !m_pbsLives)
            return {}; // nobody has a cache
        if (error.detail.isEmpty())
            error.detail = errorName(error.code);
        error.code = ErrorCode::CounterUnusable;
        if (m_pbsLives && !m_force)
            return failure(error);
        m_warnings->append(error);
        return {};
    }

    VersionCounter m_counter;
    bool m_pbsLives;
    bool m_force;
    QList<Error> *m_warnings;
    bool m_prepared = false;
    bool m_open = false;
    bool m_missing = false;
};

} // namespace

struct ConfigEdit::State {
    State(FileSystem &files, const Clock &time, const Site &where, std::function<bool()> lives)
        : fileSystem(files)
        , clock(time)
        , site(where)
        , pbsProcessLives(std::move(lives))
        , folder(std::make_shared<SiteFolder>(files, where.configFolder))
        , lockFile(folder, QByteArrayLiteral(".datastore.lck"), where.lockOwner, time)
        , log(files, where)
    {
    }

    [[nodiscard]] QString configPath() const { return QString::fromLocal8Bit(site.configPath()); }

    Result<ConfigExchange::Outcome> place(ConfigExchange &exchange, const ConfigReader::Reading &old,
                                          const QByteArray &bytes);
    Result<bool> changeOnce(const ModeChange &change, CacheEnd &cacheEnd, const QString &who, ModeChangeResult *result);
    void writeLog(const PlannedMode &plan, const QString &store, const QString &who, QList<Error> *warnings);
    Result<void> replaceStores(const std::function<Result<QByteArray>(const DatastoreConfig &)> &plan);
    Result<void> mayWrite();
    void prepareFolder(const QByteArray &present, QList<Error> *warnings);

    FileSystem &fileSystem;
    const Clock &clock;
    Site site;
    std::function<bool()> pbsProcessLives;
    std::shared_ptr<SiteFolder> folder;
    LockFile lockFile;
    ChangeLog log;
};

ConfigEdit::ConfigEdit(FileSystem &fileSystem, const Clock &clock, const Site &site,
                       std::function<bool()> pbsProcessLives)
    : m_state(std::make_unique<State>(fileSystem, clock, site, std::move(pbsProcessLives)))
{
}

ConfigEdit::~ConfigEdit() = default;

Result<ConfigExchange::Outcome> ConfigEdit::State::place(ConfigExchange &exchange, const ConfigReader::Reading &old,
                                                         const QByteArray &bytes)
{
    const Ownership owner = ownerLike(site, old);
    auto placed = exchange.put(old, bytes, owner);
    if (placed || placed.error().code != ErrorCode::PermissionDenied || owner.gid == site.configOwner.gid)
        return placed;
    // The old file's group is not one that we may give: the site's rule then.
    Ownership ours = owner;
    ours.gid = site.configOwner.gid;
    return exchange.put(old, bytes, ours);
}

Result<void> ConfigEdit::State::mayWrite()
{
    const auto descriptor = folder->descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    if (const int answer = fileSystem.mayWrite(*descriptor); answer < 0)
        return failure(Error::fromErrno(-answer, site.displayPath()));
    return {};
}

/// What each edit does for the site beside its own work.
void ConfigEdit::State::prepareFolder(const QByteArray &present, QList<Error> *warnings)
{
    ConfigExchange::removeLeftovers(*folder, present, clock, warnings);
    FileStatus status;
    if (site.isPbs() || fileSystem.statusOf(site.trackingFolder, &status) == 0)
        return;
    if (auto created = createTrackingFolder(fileSystem, site); !created)
        warnings->append(created.error());
}

void ConfigEdit::State::writeLog(const PlannedMode &plan, const QString &store, const QString &who,
                                 QList<Error> *warnings)
{
    ChangeRecord record;
    record.at = clock.wallSeconds();
    record.who = who;
    record.store = store;
    record.oldMode = plan.oldMode;
    record.newMode = plan.newMode;
    record.digest = SectionConfig::parse(plan.bytes).digest();
    if (const auto number = log.append(record); !number)
        warnings->append(number.error());
}

/// One try under the lock. True: done; false: an editor intervened, what it wrote is in place.
Result<bool> ConfigEdit::State::changeOnce(const ModeChange &change, CacheEnd &cacheEnd, const QString &who,
                                           ModeChangeResult *result)
{
    const auto reading = readConfig(*folder);
    if (!reading)
        return failure(reading.error());
    const auto plan = planMode(reading->config, change, configPath());
    if (!plan)
        return failure(plan.error());
    if (auto prepared = cacheEnd.prepare(); !prepared)
        return failure(prepared.error());
    result->oldMode = plan->oldMode;
    result->newMode = plan->newMode;
    result->changed = plan->changes();
    if (change.dryRun) {
        const auto writable = mayWrite();
        return writable ? Result<bool>(true) : failure(writable.error());
    }
    prepareFolder(reading->config.document().bytes(), &result->warnings);
    if (!plan->changes()) {
        const auto raised = cacheEnd.raise();
        return raised ? Result<bool>(true) : failure(raised.error());
    }

    ConfigExchange exchange(*folder, clock, &result->warnings);
    const auto placed = place(exchange, *reading, plan->bytes);
    if (!placed)
        return failure(placed.error());
    if (*placed == ConfigExchange::Outcome::Intervened)
        return false;
    if (auto raised = cacheEnd.raise(); !raised) {
        const auto undone = exchange.undo();
        return failure(undone ? raised.error() : undone.error());
    }
    writeLog(*plan, change.store, who, &result->warnings);
    exchange.finish();
    return true;
}

Result<ModeChangeResult> ConfigEdit::setMode(const ModeChange &change, const Deadline &deadline)
{
    if (auto checked = checkMessage(change.mode.message); !checked) {
        Error error = checked.error();
        error.subject = change.store;
        return failure(error);
    }
    State &state = *m_state;
    ModeChangeResult result;
    // Both may take their time, and so they don't under the lock.
    const bool pbsLives = state.site.isPbs() && state.pbsProcessLives();
    const QString who = changingUser();
    auto lock = state.lockFile.acquire(deadline);
    if (!lock)
        return failure(lock.error());
    CacheEnd cacheEnd(state.fileSystem, state.site, pbsLives, change.force, &result.warnings);
    Result<bool> done = false;
    for (int i = 0; i < editTries && done && !*done; ++i)
        done = state.changeOnce(change, cacheEnd, who, &result);
    if (!done)
        return failure(done.error());
    if (!*done)
        return failure(ErrorCode::ConfigChanged, state.configPath());
    lock->release();
    if (!change.dryRun) {
        if (auto told = sendUpdateDatastoreCache(state.site, change.store); !told)
            result.warnings.append(told.error());
    }
    return result;
}

/// Replaces the config of an own site by what the plan makes of it, under the lock.
Result<void> ConfigEdit::State::replaceStores(const std::function<Result<QByteArray>(const DatastoreConfig &)> &plan)
{
    QList<Error> kept; // named by what lies in the folder; add and remove have no warnings to carry them
    for (int i = 0; i < editTries; ++i) {
        const auto reading = readConfig(*folder);
        if (!reading)
            return failure(reading.error());
        const auto bytes = plan(reading->config);
        if (!bytes)
            return failure(bytes.error());
        ConfigExchange::removeLeftovers(*folder, reading->config.document().bytes(), clock, &kept);
        ConfigExchange exchange(*folder, clock, &kept);
        const auto placed = place(exchange, *reading, *bytes);
        if (!placed)
            return failure(placed.error());
        if (*placed == ConfigExchange::Outcome::Placed) {
            exchange.finish();
            return {};
        }
    }
    return failure(ErrorCode::ConfigChanged, configPath());
}

Result<void> ConfigEdit::addStore(const QString &name, const QString &path, const QString &comment,
                                  const Deadline &deadline)
{
    if (m_state->site.isPbs())
        return failure(ErrorCode::ManagedByPbs, m_state->site.displayPath());
    if (auto checked = checkNewStore({name, path, comment}); !checked)
        return checked;
    const auto cleaned = storePath(path);
    if (!cleaned)
        return failure(ErrorCode::InvalidPath, path, cleaned.error().detail, cleaned.error().systemError);
    const auto note = fileSystemAt(*cleaned);
    if (!note)
        return failure(ErrorCode::InvalidPath, path, note.error().detail, note.error().systemError);
    const auto site = createSite(m_state->site);
    if (!site)
        return failure(site.error());
    if (auto created = createTrackingFolder(m_state->fileSystem, *site); !created)
        return created;

    State state(m_state->fileSystem, m_state->clock, *site, {});
    const auto lock = state.lockFile.acquire(deadline);
    if (!lock)
        return failure(lock.error());
    // Noted first: a store without its note could not be told from a folder below it. A note without a store is
    // nothing.
    const auto before = readConfig(*state.folder);
    const NewStore store{name, *cleaned, comment};
    if (!before)
        return failure(before.error());
    if (const auto possible = planStore(before->config, store, state.configPath()); !possible)
        return failure(possible.error());
    auto notes = readStoreNotes(*state.folder);
    if (!notes)
        return failure(notes.error());
    notes->insert(name, *note);
    if (auto written = writeStoreNotes(*state.folder, *notes, site->configOwner); !written)
        return written;
    return state.replaceStores(
        [&](const DatastoreConfig &config) { return planStore(config, store, state.configPath()); });
}

Result<ConfigEdit::Locked> ConfigEdit::lock(const Deadline &deadline)
{
    if (m_state->site.isPbs())
        return failure(ErrorCode::ManagedByPbs, m_state->site.displayPath());
    auto lock = m_state->lockFile.acquire(deadline);
    if (!lock)
        return failure(lock.error());
    auto reading = readConfig(*m_state->folder);
    if (!reading)
        return failure(reading.error());
    if (auto usable = reading->config.usable(m_state->configPath()); !usable)
        return failure(usable.error());
    return Locked{*std::move(lock), *std::move(reading)};
}

Result<void> ConfigEdit::removeSection(const Locked &locked, const QString &name)
{
    const auto sectionBytes = [&name](const DatastoreConfig &config) -> std::optional<QByteArray> {
        const DatastoreEntry *entry = config.find(name);
        if (entry == nullptr)
            return std::nullopt;
        const Section &section = config.document().sections().at(entry->section);
        return config.document().bytes().sliced(section.begin, section.end - section.begin);
    };
    const auto checked = sectionBytes(locked.reading.config);
    auto removed = m_state->replaceStores([&](const DatastoreConfig &config) -> Result<QByteArray> {
        auto bytes = planRemoval(config, name, m_state->configPath());
        // What the caller checked must still be so: its mode above all.
        if (bytes && sectionBytes(config) != checked)
            return failure(ErrorCode::ConfigChanged, m_state->configPath());
        return bytes;
    });
    if (!removed)
        return removed;
    auto notes = readStoreNotes(*m_state->folder);
    if (!notes)
        return failure(notes.error());
    if (notes->remove(name) == 0)
        return {};
    return writeStoreNotes(*m_state->folder, *notes, m_state->site.configOwner);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"

#include "core/config/configeditstate.h"

namespace Drydock {

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

ConfigEdit::ConfigEdit(FileSystem &fileSystem, const Clock &clock, const Site &site,
                       std::function<bool()> pbsProcessLives)
    : m_state(std::make_unique<State>(fileSystem, clock, site, std::move(pbsProcessLives)))
{
}

ConfigEdit::~ConfigEdit() = default;

void ConfigEdit::State::writeLog(const PlannedMode &plan, const QString &store, const QString &who,
                                 QList<Error> *warnings)
{
    ChangeRecord record;
    record.at = clock.wallSeconds();
    record.who = who;
    record.store = store;
    record.oldMode = plan.oldMode;
    record.newMode = plan.newMode;
    record.digest = SectionConfig::digestOf(plan.bytes);
    if (const auto number = log.append(record); !number)
        warnings->append(number.error());
}

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
        return failure(state.changedMeanwhile(result.warnings));
    lock->release();
    if (!change.dryRun) {
        if (auto told = sendUpdateDatastoreCache(state.site, change.store); !told)
            result.warnings.append(told.error());
    }
    return result;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configeditstate.h"
#include "core/config/storenotes.h"

#include <optional>

namespace Drydock {

Result<void> ConfigEdit::State::replaceStores(const QString &store, bool added,
                                              const std::function<Result<QByteArray>(const DatastoreConfig &)> &plan)
{
    QList<Error> kept; // told in a failure; add and remove have no warnings to carry them
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
            const QByteArray before = reading->config.digest();
            const QByteArray after = SectionConfig::parse(*bytes).digest();
            // Who set the others' modes is an extra, and nobody is there to be told that it is lost.
            static_cast<void>(log.appendListing({clock.wallSeconds(), store, added, before, after}));
            exchange.finish();
            return {};
        }
    }
    return failure(changedMeanwhile(kept));
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
    const auto site = createSite(m_state->fileSystem, m_state->site);
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
    // Before the first file is written beside: who dies while writing it, again and again, must not pile them up.
    QList<Error> kept;
    ConfigExchange::removeLeftovers(*state.folder, before->config.document().bytes(), state.clock, &kept);
    auto notes = readStoreNotes(*state.folder);
    if (!notes)
        return failure(notes.error());
    notes->insert(name, *note);
    if (auto written = writeStoreNotes(*state.folder, *notes, site->configOwner); !written)
        return written;
    auto added = state.replaceStores(
        name, true, [&](const DatastoreConfig &config) { return planStore(config, store, state.configPath()); });
    if (!added) {
        notes->remove(name);
        (void)writeStoreNotes(*state.folder, *notes, site->configOwner); // else a note without a store
    }
    return added;
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
    auto removed = m_state->replaceStores(name, false, [&](const DatastoreConfig &config) -> Result<QByteArray> {
        auto bytes = planRemoval(config, name, m_state->configPath());
        // What the caller checked must still be so: its mode above all.
        if (bytes && sectionBytes(config) != checked)
            return failure(ErrorCode::ConfigChanged, m_state->configPath());
        return bytes;
    });
    if (!removed)
        return removed;
    // The store is gone, whatever becomes of its note: a note without a store is nothing.
    auto notes = readStoreNotes(*m_state->folder);
    if (notes && notes->remove(name) > 0)
        (void)writeStoreNotes(*m_state->folder, *notes, m_state->site.configOwner);
    return {};
}

} // namespace Drydock

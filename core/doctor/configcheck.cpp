// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/storenotes.h"
#include "core/config/storepresence.h"
#include "core/doctor/circumstances.h"

namespace Drydock {

namespace {

void addProblem(const ConfigProblem &problem, const QString &path, FindingList *found)
{
    Finding finding;
    finding.code = problem.warning ? FindingCode::ConfigWarning : FindingCode::ConfigProblem;
    finding.severity = problem.warning ? Severity::Warning : Severity::Error;
    finding.subject = path;
    if (!problem.section.isEmpty())
        finding.store = QString::fromUtf8(problem.section);
    finding.detail = problem.reason;
    finding.line = problem.line;
    found->add(finding);
}

void addStore(FindingCode code, const DatastoreEntry &store, const QString &path, const QString &detail,
              FindingList *found)
{
    Finding finding{code, Severity::Warning, path, store.name, detail};
    finding.line = store.line;
    found->add(finding);
}

void checkEntries(const DatastoreConfig &config, const QString &path, FindingList *found)
{
    for (const DatastoreEntry &store : config.stores()) {
        if (store.duplicate)
            addStore(FindingCode::DuplicateStore, store, path, {}, found);
        if (store.reserved)
            addStore(FindingCode::ReservedName, store, path, {}, found);
        if (store.modeReadable && store.mode.type == MaintenanceType::Unknown)
            addStore(FindingCode::UnknownMode, store, path, store.mode.unknownType, found);
    }
}

} // namespace

void checkConfig(Circumstances *seen, FindingList *found)
{
    const QString path = shownPath(seen->site.configPath());
    auto reading = readConfig(seen->configFolder);
    if (!reading) {
        // Without the folder nothing else can be said; checkFolders() does.
        if (reading.error().code != ErrorCode::NotFound) {
            Finding finding{FindingCode::ConfigUnreadable, Severity::Error, path};
            finding.cause = reading.error();
            found->add(finding);
        }
        return;
    }
    seen->configIsRead = true;
    seen->config = *std::move(reading);
    if (!seen->config.exists) {
        found->add({FindingCode::ConfigMissing, Severity::Info, path});
        return;
    }
    const DatastoreConfig &config = seen->config.config;
    for (const ConfigProblem &problem : config.errors())
        addProblem(problem, path, found);
    for (const ConfigProblem &problem : config.warnings()) {
        if (!problem.ofEntry)
            addProblem(problem, path, found);
    }
    checkEntries(config, path, found);
    checkAccess(*seen, seen->site.configPath(), seen->config.status, seen->site.configOwner, found);
    if (config.errors().isEmpty()) {
        Finding finding{FindingCode::ConfigReadable, Severity::Ok, path};
        finding.count = config.stores().size();
        found->add(finding);
    }
}

void checkNotes(Circumstances *seen, FindingList *found)
{
    if (!seen->configIsRead)
        return;
    StoreNotes notes;
    if (!seen->site.isPbs()) {
        const auto read = readStoreNotes(seen->configFolder);
        if (!read) {
            Finding finding{FindingCode::NotesUnreadable, Severity::Warning,
                            shownPath(seen->site.configFolder + "/stores.json")};
            finding.cause = read.error();
            found->add(finding);
        } else {
            notes = *read;
        }
    }
    for (const DatastoreEntry &store : seen->config.config.stores()) {
        const auto note = notes.constFind(store.name);
        const auto presence =
            storePresence(store, note == notes.cend() ? std::nullopt : std::optional<FileSystemNote>(*note),
                          seen->mounts, seen->site.systemRoot);
        if (presence.present)
            continue;
        Finding finding{FindingCode::StoreAbsent, Severity::Warning, store.path, store.name};
        finding.cause = presence.cause;
        found->add(finding);
    }
    // Sections that cannot be read may be the missing ones.
    if (!seen->config.config.errors().isEmpty())
        return;
    QStringList stale;
    for (auto note = notes.cbegin(); note != notes.cend(); ++note) {
        if (seen->config.config.find(note.key()) == nullptr)
            stale.append(note.key());
    }
    if (stale.isEmpty())
        return;
    stale.sort();
    Finding finding{FindingCode::NoteStale, Severity::Info, shownPath(seen->site.configFolder + "/stores.json")};
    finding.detail = someOf(stale);
    finding.count = stale.size();
    found->add(finding);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/localbackend.h"

#include "core/backend/commandqueue.h"
#include "core/backend/mailbox.h"
#include "core/config/configedit.h"
#include "core/operations/storeremoval.h"

#include <QCoreApplication>
#include <QSocketNotifier>

namespace Drydock {

/// What the commands work with, in the worker thread.
struct LocalCommands {
    LocalCommands(const MonitorSurroundings &given, const Site &ofSite)
        : surroundings(given)
        , site(ofSite)
        , edit(given.fileSystem, given.clock, ofSite, [pbsHost = given.pbsHost] { return pbsHost().lives(); })
        , tracker(given.fileSystem, given.processes, given.clock, ofSite)
        , log(given.fileSystem, ofSite)
    {
    }

    [[nodiscard]] Deadline deadline() const { return Deadline::after(surroundings.clock, lockTimeLimit); }
    Result<ModeChangeResult> setMode(const ModeChange &change);
    Result<QList<ChangeRecord>> history(const QString &store);

    const MonitorSurroundings surroundings;
    const Site site;
    ConfigEdit edit;
    OperationTracker tracker;
    ChangeLog log;
};

Result<ModeChangeResult> LocalCommands::setMode(const ModeChange &change)
{
    // Before the mode is there: a store with a mode and without a tracking folder is unknown.
    const Result<void> folder = site.isPbs() ? Result<void>() : tracker.ensureFolder();
    auto result = edit.setMode(change, deadline());
    if (result && !folder)
        result->warnings.append(folder.error());
    return result;
}

Result<QList<ChangeRecord>> LocalCommands::history(const QString &store)
{
    auto content = log.read();
    if (!content)
        return failure(content.error());
    if (!store.isEmpty())
        content->records.removeIf([&store](const ChangeRecord &record) { return record.store != store; });
    return content->records;
}

struct LocalBackend::Private {
    Private(const MonitorSurroundings &surroundings, const Site &ofSite)
        : site(ofSite)
        , commands(std::make_shared<LocalCommands>(surroundings, ofSite))
        , monitor(surroundings, ofSite, [this](SiteSnapshotPointer fresh) { mailbox.put(std::move(fresh)); })
    {
    }

    const Site site;
    SiteSnapshotPointer snapshot;
    Mailbox<SiteSnapshotPointer> mailbox;
    QSocketNotifier notifier{mailbox.descriptor(), QSocketNotifier::Read};
    const std::shared_ptr<LocalCommands> commands;
    CommandQueue queue;
    DrainMonitor monitor; ///< last: its thread uses the mailbox
};

LocalBackend::LocalBackend(const MonitorSurroundings &surroundings, const Site &site, QObject *parent)
    : Backend(parent)
    , d(std::make_unique<Private>(surroundings, site))
{
    connect(&d->notifier, &QSocketNotifier::activated, this, [this] {
        if (auto snapshot = d->mailbox.take()) {
            d->snapshot = std::move(*snapshot);
            Q_EMIT snapshotChanged();
        }
    });
    d->monitor.start();
}

LocalBackend::~LocalBackend() = default;

QString LocalBackend::id() const
{
    const QString name = d->site.name();
    return d->site.kind == SiteKind::Folder ? name + QLatin1Char(':') + d->site.displayPath() : name;
}

QString LocalBackend::title() const
{
    switch (d->site.kind) {
    case SiteKind::Pbs:
        return QCoreApplication::translate("Backend", "This computer's PBS");
    case SiteKind::System:
        return QCoreApplication::translate("Backend", "This computer");
    case SiteKind::User:
        return QCoreApplication::translate("Backend", "My datastores");
    case SiteKind::Folder:
        return d->site.displayPath();
    }
    Q_UNREACHABLE();
}

QStringList LocalBackend::commandPrefix() const
{
    const QString program = QStringLiteral("drydockctl");
    if (d->site.kind == SiteKind::Folder)
        return {program, QStringLiteral("--root"), d->site.displayPath()};
    return {program, QStringLiteral("--site"), d->site.name()};
}

SiteSnapshotPointer LocalBackend::snapshot() const
{
    return d->snapshot;
}

QFuture<Result<ModeChangeResult>> LocalBackend::setMaintenanceMode(const QString &store, const MaintenanceMode &mode,
                                                                   const MaintenanceMode &expectedOld)
{
    ModeChange change;
    change.store = store;
    change.mode = mode;
    change.expected = expectedOld;
    return d->queue.run([commands = d->commands, change] { return commands->setMode(change); });
}

QFuture<Result<void>> LocalBackend::addStore(const QString &name, const QString &path, const QString &comment)
{
    return d->queue.run([commands = d->commands, name, path, comment] {
        return commands->edit.addStore(name, path, comment, commands->deadline());
    });
}

QFuture<Result<void>> LocalBackend::removeStore(const QString &name)
{
    return d->queue.run([commands = d->commands, name] {
        return Drydock::removeStore(commands->edit, commands->tracker, name, commands->deadline());
    });
}

QFuture<Result<QList<ChangeRecord>>> LocalBackend::history(const QString &store)
{
    return d->queue.run([commands = d->commands, store] { return commands->history(store); });
}

void LocalBackend::refresh()
{
    d->monitor.refresh();
}

void LocalBackend::setAttention(bool attention)
{
    d->monitor.setAttention(attention);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/removecommand.h"

#include "app/cli/clitext.h"
#include "app/cli/confirmation.h"
#include "app/cli/pbsmanager.h"
#include "app/cli/results.h"
#include "core/base/displaytext.h"
#include "core/config/configedit.h"
#include "core/operations/storeremoval.h"

namespace Drydock {

namespace {

Result<QString> pathOf(const Session &session, const QString &name)
{
    auto folder = std::make_shared<SiteFolder>(session.surroundings.fileSystem, session.site.configFolder);
    const auto reading = ConfigReader(std::move(folder), session.surroundings.clock).read();
    if (!reading)
        return failure(reading.error());
    const DatastoreEntry *entry = reading->config.find(name);
    if (entry == nullptr)
        return failure(ErrorCode::NoSuchStore, name);
    return entry->path;
}

Failure unasked(const QString &name)
{
    return {"confirmation-needed",
            ExitCode::Usage,
            name,
            Cli::tr("%1 was not removed: nobody can be asked here.").arg(escapedForDisplay(name)),
            Cli::tr("Add --yes to remove it without a question."),
            false};
}

Failure declined(const QString &name)
{
    return {"cancelled", ExitCode::Failed, name, Cli::tr("%1 was not removed.").arg(escapedForDisplay(name)), {},
            false};
}

} // namespace

ExitCode RemoveCommand::run(Session &session)
{
    const Surroundings &surroundings = session.surroundings;
    Output &output = session.output;
    const QString name = session.arguments.arguments.first();
    if (session.site.isPbs())
        return output.fail(managedByPbs(name, {u"remove"_qs, name}));
    const Result<QString> path = pathOf(session, name);
    if (!path)
        return output.fail(Failure::of(path.error(), name));

    if (!session.arguments.has("yes")) {
        if (!canAsk(session))
            return output.fail(unasked(name));
        if (!isConfirmed(session, Cli::tr("Remove %1 (%2) from the list? Files in %2 stay. [y/N] ")
                                      .arg(escapedForDisplay(name), escapedForDisplay(*path))))
            return output.fail(declined(name));
    }

    ConfigEdit edit(surroundings.fileSystem, surroundings.clock, session.site, session.pbsProcessLives());
    OperationTracker tracker(surroundings.fileSystem, surroundings.processes, surroundings.clock, session.site);
    if (const Result<void> removed = removeStore(edit, tracker, name, session.lockDeadline()); !removed)
        return output.fail(Failure::of(removed.error(), name));
    if (!output.json() && !output.settings().quiet)
        output.text(Cli::tr("%1: removed; files in %2 stay").arg(escapedForDisplay(name), escapedForDisplay(*path))
                    + u'\n');
    return reportResults(output, {StoreResult{name, ExitCode::Done, {}, true, nullptr, {}}});
}

} // namespace Drydock

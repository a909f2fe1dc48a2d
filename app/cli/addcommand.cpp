// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/addcommand.h"

#include "app/cli/clitext.h"
#include "app/cli/pbsmanager.h"
#include "app/cli/results.h"
#include "core/base/displaytext.h"
#include "core/config/configedit.h"
#include "core/operations/operationtracker.h"
#include "core/text/errortext.h"

#include <QDir>
#include <QFile>

#include <cstdlib>
#include <memory>

#include <unistd.h>

namespace Drydock {

namespace {

QString absolutePath(const QString &path)
{
    // Qt says "/" where the present folder has been deleted. Then a relative path means nothing, and is refused as
    // such.
    const std::unique_ptr<char, decltype(&std::free)> here(::getcwd(nullptr, 0), &std::free);
    if (QDir::isAbsolutePath(path) || here == nullptr)
        return QDir::cleanPath(path);
    return QDir::cleanPath(QFile::decodeName(here.get()) + u'/' + path);
}

} // namespace

ExitCode AddCommand::run(Session &session)
{
    const Surroundings &surroundings = session.surroundings;
    Output &output = session.output;
    const QString name = session.arguments.arguments[0];
    const QString path = absolutePath(session.arguments.arguments[1]);
    if (session.site.isPbs())
        return output.fail(managedByPbs(name, {u"create"_qs, name, path}));

    ConfigEdit edit(surroundings.fileSystem, surroundings.clock, session.site, session.pbsProcessLives());
    const Result<void> added = edit.addStore(name, path, session.arguments.text("comment"), session.lockDeadline());
    if (!added)
        return output.fail(Failure::of(added.error(), name));
    OperationTracker tracker(surroundings.fileSystem, surroundings.processes, surroundings.clock, session.site);
    if (const Result<void> made = tracker.ensureFolder(); !made)
        output.note(Cli::tr("Warning: %1").arg(errorText(made.error())));
    if (!output.json() && !output.settings().quiet)
        output.text(Cli::tr("%1: added, %2").arg(escapedForDisplay(name), escapedForDisplay(path)) + u'\n');
    return reportResults(output, {StoreResult{name, ExitCode::Done, {}, true, nullptr, {}}});
}

} // namespace Drydock

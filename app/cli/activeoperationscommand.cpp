// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/activeoperationscommand.h"

#include "app/cli/clitext.h"
#include "app/cli/sitereport.h"
#include "core/base/displaytext.h"
#include "core/text/statetext.h"

namespace Drydock {

namespace {

Failure unknownCounts(const StoreSnapshot &store)
{
    Failure failure = store.cause ? Failure::of(*store.cause, store.name) : Failure();
    const QString reason = reasonText(store);
    failure.name = "state-unknown";
    failure.store = store.name;
    failure.message = Cli::tr("%1: the running operations are not known.").arg(escapedForDisplay(store.name))
                      + (reason.isEmpty() ? QString() : u' ' + reason);
    failure.exit = ExitCode::Unknown;
    return failure;
}

} // namespace

ExitCode ActiveOperationsCommand::run(Session &session)
{
    Output &output = session.output;
    const QString name = session.arguments.arguments.first();
    const auto snapshot = settledSnapshot(session, [](const StoreSnapshot &) { return false; });
    if (!snapshot)
        return output.fail(Failure::of(snapshot.error(), name));
    const auto store = (*snapshot)->find(name);
    if (store == nullptr && (*snapshot)->configError) {
        Failure failure = Failure::of(*(*snapshot)->configError, name);
        failure.exit = siteExitCode(**snapshot);
        return output.fail(failure);
    }
    if (store == nullptr)
        return output.fail(Failure::of(ErrorCode::NoSuchStore, name));
    if (!store->counts || store->state == DrainState::Stale)
        return output.fail(unknownCounts(*store));
    output.document({{QStringLiteral("read"), store->counts->read}, {QStringLiteral("write"), store->counts->write}});
    return ExitCode::Done;
}

} // namespace Drydock

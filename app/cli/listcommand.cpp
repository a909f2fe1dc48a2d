// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/listcommand.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"
#include "app/cli/sitereport.h"
#include "app/cli/storelines.h"

namespace Drydock {

namespace {

using Stores = QList<std::shared_ptr<const StoreSnapshot>>;

Stores chosenStores(const Session &session, const SiteSnapshot &snapshot)
{
    const QStringList states = session.arguments.texts("state");
    if (states.isEmpty())
        return snapshot.stores;
    Stores chosen;
    for (const auto &store : snapshot.stores) {
        if (states.contains(drainStateName(store->state)))
            chosen += store;
    }
    return chosen;
}

void printText(const Session &session, const SiteSnapshot &snapshot, const Stores &stores)
{
    Output &output = session.output;
    if (output.settings().quiet) {
        for (const auto &store : stores)
            output.text(store->name + u'\n');
        return;
    }
    if (!stores.isEmpty())
        output.text(storeTable(stores, output, session.now()));
    else if (siteExitCode(snapshot) == ExitCode::NoPermission && session.site.isPbs())
        output.text(Cli::tr("This computer's PBS: no rights") + u'\n');
    else if (!snapshot.stores.isEmpty())
        output.note(Cli::tr("No datastore is in such a state."));
    else if (!snapshot.configError)
        output.note(Cli::tr("There are no datastores here. Add one: %1").arg(u"drydockctl add NAME PATH"_qs));
}

} // namespace

ExitCode ListCommand::run(Session &session)
{
    // Names alone need no state that has settled.
    const bool namesOnly = session.output.settings().quiet && !session.output.json() && !session.arguments.has("state");
    const auto snapshot = settledSnapshot(session, [namesOnly](const StoreSnapshot &) { return !namesOnly; });
    if (!snapshot)
        return session.output.fail(Failure::of(snapshot.error()));
    const Stores stores = chosenStores(session, **snapshot);
    if (session.output.json()) {
        QJsonArray array;
        for (const auto &store : stores)
            array.append(storeToJson(*store));
        QJsonObject document = siteDocument(session, **snapshot);
        document[u"stores"] = array;
        session.output.document(document);
    } else {
        printText(session, **snapshot, stores);
    }
    reportProblems(session, **snapshot);
    return siteExitCode(**snapshot);
}

} // namespace Drydock

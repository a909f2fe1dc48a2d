// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/checkcommand.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"
#include "core/base/displaytext.h"
#include "core/maintenance/refusal.h"
#include "core/operations/datastoregate.h"

namespace Drydock {

namespace {

QJsonObject answer(const QString &store, Operation operation, const std::optional<QString> &refusal)
{
    QJsonObject document = newDocument();
    document[u"store"] = store;
    document[u"op"] = QString(operationName(operation));
    document[u"allowed"] = !refusal;
    document[u"reason"] = refusal ? QJsonValue(*refusal) : QJsonValue();
    return document;
}

} // namespace

ExitCode CheckCommand::run(Session &session)
{
    const Surroundings &surroundings = session.surroundings;
    Output &output = session.output;
    const QString store = session.arguments.arguments.first();
    const Operation operation = operationFromName(session.arguments.text("op")).value_or(Operation::Write);

    DatastoreGate gate(surroundings.fileSystem, surroundings.processes, surroundings.clock, session.site);
    const Result<void> result = gate.check(store, operation, session.lockDeadline());
    if (result) {
        if (output.json())
            output.document(answer(store, operation, {}));
        else if (!output.settings().quiet)
            output.text(Cli::tr("%1: %2 may start").arg(escapedForDisplay(store), operationName(operation)) + u'\n');
        return ExitCode::Done;
    }
    if (result.error().code != ErrorCode::Refused)
        return output.fail(Failure::of(result.error(), store));
    const Failure refused = Failure::of(result.error(), store);
    output.failure(refused);
    if (output.json())
        output.document(answer(store, operation, Refusal::fromDetail(result.error().detail).reason));
    return refused.exit;
}

} // namespace Drydock

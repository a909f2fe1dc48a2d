// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/results.h"

#include "app/cli/jsonoutput.h"

namespace Drydock {

QJsonObject resultToJson(const StoreResult &result)
{
    QJsonObject object;
    object[u"store"] = result.store;
    object[u"ok"] = result.exit == ExitCode::Done;
    object[u"exit"] = int(result.exit);
    if (result.change) {
        object[u"changed"] = result.change->changed;
        object[u"old"] = modeToJson(result.change->oldMode);
        object[u"new"] = modeToJson(result.change->newMode);
        object[u"warnings"] = warningsToJson(result.change->warnings);
    } else {
        object[u"changed"] = result.changed ? QJsonValue(*result.changed) : QJsonValue();
    }
    object[u"drain"] = result.drain == nullptr ? QJsonValue() : QJsonValue(drainToJson(*result.drain));
    object[u"error"] = result.failure ? QJsonValue(failureToJson(*result.failure)) : QJsonValue();
    return object;
}

ExitCode reportResults(Output &output, const QList<StoreResult> &results)
{
    QJsonArray array;
    QList<ExitCode> codes;
    for (const StoreResult &result : results) {
        if (result.failure)
            output.failure(*result.failure);
        array.append(resultToJson(result));
        codes += result.exit;
    }
    if (output.json()) {
        QJsonObject document = newDocument();
        document[u"results"] = array;
        output.document(document);
    }
    return commonExitCode(codes);
}

} // namespace Drydock

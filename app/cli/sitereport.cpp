// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sitereport.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"
#include "app/cli/snapshotwaiter.h"
#include "core/base/displaytext.h"
#include "core/config/datastoreconfig.h"
#include "core/text/errortext.h"

#include <algorithm>

namespace Drydock {

namespace {

constexpr std::chrono::seconds firstSnapshotLimit{10};
constexpr std::chrono::seconds confirmingLimit{2};

/// All that is wrong in datastore.cfg: the snapshot's error names the first alone.
QList<ConfigProblem> configProblems(const Session &session, const SiteSnapshot &snapshot)
{
    if (!snapshot.configError || snapshot.configError->code != ErrorCode::ConfigInvalid)
        return {};
    auto folder = std::make_shared<SiteFolder>(session.surroundings.fileSystem, session.site.configFolder);
    const auto reading = ConfigReader(std::move(folder), session.surroundings.clock).read();
    return reading ? reading->config.errors() : QList<ConfigProblem>();
}

QJsonValue configErrorToJson(const Session &session, const SiteSnapshot &snapshot)
{
    if (!snapshot.configError)
        return {};
    QJsonObject object = failureToJson(Failure::of(*snapshot.configError));
    object[u"line"] = snapshot.configError->line > 0 ? QJsonValue(snapshot.configError->line) : QJsonValue();
    QJsonArray problems;
    for (const ConfigProblem &problem : configProblems(session, snapshot)) {
        problems.append(QJsonObject{
            {QStringLiteral("line"), problem.line > 0 ? QJsonValue(problem.line) : QJsonValue()},
            {QStringLiteral("section"),
             problem.section.isEmpty() ? QJsonValue() : QJsonValue(QString::fromUtf8(problem.section))},
            {QStringLiteral("reason"), problem.reason},
        });
    }
    object[u"problems"] = problems;
    return object;
}

} // namespace

Result<SiteSnapshotPointer> settledSnapshot(const Session &session,
                                            const std::function<bool(const StoreSnapshot &)> &matters)
{
    const Clock &clock = session.surroundings.clock;
    SnapshotWaiter waiter(session.monitorSurroundings(), session.site);
    waiter.start(true);
    const auto any = [](const SiteSnapshot &) { return true; };
    if (waiter.waitUntil(any, clock.boot() + firstSnapshotLimit) == nullptr)
        return failure(ErrorCode::TimedOut, session.site.displayPath());
    const auto settled = [&matters](const SiteSnapshot &snapshot) {
        return std::none_of(snapshot.stores.begin(), snapshot.stores.end(), [&matters](const auto &store) {
            return store->state == DrainState::Confirming && matters(*store);
        });
    };
    return waiter.waitUntil(settled, clock.boot() + confirmingLimit);
}

QJsonObject siteDocument(const Session &session, const SiteSnapshot &snapshot)
{
    QJsonObject document = newDocument();
    document[u"generated"] = timeToJson(session.now());
    document[u"site"] = siteToJson(session.site);
    document[u"config_error"] = configErrorToJson(session, snapshot);
    document[u"warnings"] = warningsToJson(snapshot.warnings);
    return document;
}

void reportProblems(const Session &session, const SiteSnapshot &snapshot)
{
    for (const Error &warning : snapshot.warnings)
        session.output.note(Cli::tr("Warning: %1").arg(warningText(warning)));
    if (!snapshot.configError)
        return;
    session.output.failure(Failure::of(*snapshot.configError));
    for (const ConfigProblem &problem : configProblems(session, snapshot)) {
        if (!problem.section.isEmpty())
            session.output.note(Cli::tr("Datastore %1, line %2: %3")
                                    .arg(escapedForDisplay(QString::fromUtf8(problem.section)),
                                         QString::number(problem.line), escapedForDisplay(problem.reason)));
    }
}

ExitCode siteExitCode(const SiteSnapshot &snapshot)
{
    if (!snapshot.configError)
        return ExitCode::Done;
    return exitCodeOf(*snapshot.configError) == ExitCode::NoPermission ? ExitCode::NoPermission : ExitCode::Unknown;
}

} // namespace Drydock

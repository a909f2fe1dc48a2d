// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/setcommand.h"

#include "app/cli/clitext.h"
#include "app/cli/drainwait.h"
#include "app/cli/results.h"
#include "app/cli/sitereport.h"
#include "app/cli/storelines.h"
#include "core/base/displaytext.h"
#include "core/config/configedit.h"
#include "core/operations/operationtracker.h"
#include "core/text/errortext.h"
#include "core/text/statetext.h"

#include <algorithm>

namespace Drydock {

namespace {

/// What is asked for, from the words of `set` or `clear`.
struct Wish {
    MaintenanceMode mode;
    QStringList stores;
    std::optional<MaintenanceType> ifMode;
    bool force = false;
    bool dryRun = false;
};

Wish wishOf(const ParsedArguments &arguments)
{
    Wish wish;
    wish.stores = arguments.arguments;
    if (arguments.command->name == "set") {
        const QString type = wish.stores.takeFirst();
        if (type != QLatin1String("none"))
            wish.mode.type = maintenanceTypeFromName(type);
        wish.mode.message = arguments.text("message");
    }
    if (arguments.has("if-mode")) {
        const QString type = arguments.text("if-mode");
        wish.ifMode = type == QLatin1String("none") ? MaintenanceType::None : maintenanceTypeFromName(type);
    }
    wish.force = arguments.has("force");
    wish.dryRun = arguments.has("dry-run");
    return wish;
}

/// Null if the wish makes sense.
QString usageError(const Wish &wish, const ParsedArguments &arguments)
{
    if (wish.mode.isSet())
        return {};
    if (arguments.has("message"))
        return Cli::tr("No mode has no message: --message goes with read-only and offline.");
    if (arguments.has("wait"))
        return Cli::tr("Without a mode there is nothing to wait for: --wait goes with read-only and offline.");
    return {};
}

class Setting
{
public:
    Setting(const Session &session, const Wish &wish)
        : m_session(session)
        , m_wish(wish)
        , m_edit(session.surroundings.fileSystem, session.surroundings.clock, session.site, session.pbsProcessLives())
    {
    }

    QList<StoreResult> run()
    {
        if (m_wish.mode.isSet() && !m_wish.dryRun && !m_session.site.isPbs())
            makeTrackingFolder();
        QList<StoreResult> results;
        for (const QString &store : m_wish.stores)
            results += setOne(store);
        return results;
    }

private:
    void makeTrackingFolder()
    {
        const Surroundings &surroundings = m_session.surroundings;
        OperationTracker tracker(surroundings.fileSystem, surroundings.processes, surroundings.clock, m_session.site);
        if (const Result<void> made = tracker.ensureFolder(); !made)
            m_session.output.note(Cli::tr("Warning: %1").arg(errorText(made.error())));
    }

    StoreResult setOne(const QString &store)
    {
        ModeChange change;
        change.store = store;
        change.mode = m_wish.mode;
        change.expectedType = m_wish.ifMode;
        change.force = m_wish.force;
        change.dryRun = m_wish.dryRun;
        const Result<ModeChangeResult> done = m_edit.setMode(change, m_session.lockDeadline());
        StoreResult result;
        result.store = store;
        if (done) {
            result.change = *done;
            for (const Error &warning : done->warnings)
                m_session.output.note(Cli::tr("Warning: %1").arg(warningText(warning)));
        } else {
            result.failure = Failure::of(done.error(), store);
            result.exit = result.failure->exit;
        }
        return result;
    }

    const Session &m_session;
    const Wish &m_wish;
    ConfigEdit m_edit;
};

/// "vault: None → Offline ("swap disk 2")", "vault: Offline, unchanged"
QString changeLine(const StoreResult &result, bool dryRun)
{
    const QString now = modeWithMessage(result.change->newMode);
    QString line = escapedForDisplay(result.store) + u": "_qs;
    if (!result.change->changed)
        line += Cli::tr("%1, unchanged").arg(now);
    else
        line += modeWithMessage(result.change->oldMode) + u" → "_qs + now;
    return dryRun ? line + Cli::tr(" (not done: dry run)") : line;
}

/// What runs now and the new mode would refuse.
QString previewLine(const StoreResult &result)
{
    if (result.drain == nullptr || !result.drain->counts)
        return Cli::tr("What is running there is not known.");
    const qint64 running = conflicts(result.change->newMode.type, *result.drain->counts);
    return Cli::tr("Running operations that would have to end: %1.").arg(running);
}

void lookAtStores(const Session &session, QList<StoreResult> *results)
{
    // A proof takes milliseconds where nobody holds the lock.
    const auto snapshot = settledSnapshot(session, [results](const StoreSnapshot &store) {
        return std::any_of(results->begin(), results->end(),
                           [&store](const StoreResult &result) { return result.store == store.name; });
    });
    for (StoreResult &result : *results) {
        if (snapshot && result.change)
            result.drain = (*snapshot)->find(result.store);
    }
}

void waitForStores(const Session &session, QList<StoreResult> *results)
{
    QList<WaitTarget> targets;
    for (const StoreResult &result : *results) {
        if (result.change)
            targets += WaitTarget{result.store, result.change->newMode};
    }
    if (targets.isEmpty())
        return;
    auto outcomes = waitForDrain(session, targets, session.arguments.duration("wait"));
    for (StoreResult &result : *results) {
        if (!result.change)
            continue;
        const WaitOutcome outcome = outcomes.takeFirst();
        result.exit = outcome.exit;
        result.drain = outcome.snapshot;
        result.failure = outcome.failure;
    }
}

} // namespace

ExitCode SetCommand::run(Session &session)
{
    Output &output = session.output;
    const ParsedArguments &arguments = session.arguments;
    const Wish wish = wishOf(arguments);
    if (const QString error = usageError(wish, arguments); !error.isEmpty())
        return output.fail(Failure::usage(error, Cli::tr("Try: %1").arg(u"drydockctl set --help"_qs)));
    if (const Result<void> message = checkMessage(wish.mode.message); !message)
        return output.fail(Failure::of(message.error()));

    QList<StoreResult> results = Setting(session, wish).run();
    const bool talks = !output.json() && !output.settings().quiet;
    if (arguments.has("wait")) {
        for (const StoreResult &result : results) {
            if (talks && result.change)
                output.text(changeLine(result, false) + u'\n');
        }
        waitForStores(session, &results);
        for (const StoreResult &result : results) {
            if (talks && result.exit == ExitCode::Done)
                output.text(drainedLine(*result.drain, output));
        }
        return reportResults(output, results);
    }

    if (talks || output.json())
        lookAtStores(session, &results);
    for (const StoreResult &result : results) {
        if (!talks || !result.change)
            continue;
        QString line = changeLine(result, wish.dryRun);
        if (wish.dryRun && wish.mode.isSet())
            line += u". "_qs + previewLine(result);
        else if (!wish.dryRun && result.drain != nullptr && result.drain->state != DrainState::None)
            line += u". "_qs + stateCell(*result.drain, session.now());
        output.text(line + u'\n');
    }
    return reportResults(output, results);
}

} // namespace Drydock

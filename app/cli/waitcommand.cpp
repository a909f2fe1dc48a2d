// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/waitcommand.h"

#include "app/cli/drainwait.h"
#include "app/cli/results.h"
#include "app/cli/storelines.h"

namespace Drydock {

ExitCode WaitCommand::run(Session &session)
{
    QList<WaitTarget> targets;
    for (const QString &store : session.arguments.arguments)
        targets += WaitTarget{store, {}};

    QList<StoreResult> results;
    for (WaitOutcome &outcome : waitForDrain(session, targets, session.arguments.duration("timeout"))) {
        StoreResult result{outcome.store, outcome.exit, {}, {}, outcome.snapshot, std::move(outcome.failure)};
        if (result.exit == ExitCode::Done && !session.output.json() && !session.output.settings().quiet)
            session.output.text(drainedLine(*result.drain, session.output));
        results += std::move(result);
    }
    return reportResults(session.output, results);
}

} // namespace Drydock

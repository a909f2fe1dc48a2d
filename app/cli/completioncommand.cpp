// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/completioncommand.h"

#include "app/cli/completion.h"

namespace Drydock {

ExitCode CompletionCommand::run(Session &session)
{
    const QString shell = session.arguments.arguments.first();
    if (shell == QLatin1String("bash"))
        session.output.text(bashCompletion());
    else if (shell == QLatin1String("zsh"))
        session.output.text(zshCompletion());
    else
        session.output.text(fishCompletion());
    return ExitCode::Done;
}

} // namespace Drydock

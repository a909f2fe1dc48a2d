// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/confirmation.h"

#include "app/cli/clitext.h"

namespace Drydock {

bool canAsk(const Session &session)
{
    return !session.arguments.has("no-input") && session.surroundings.console.inIsTerminal();
}

bool isConfirmed(Session &session, const QString &question)
{
    session.output.ask(question);
    const std::optional<QByteArray> answer = session.surroundings.console.readLine();
    if (!answer)
        return false;
    const QString word = QString::fromUtf8(*answer).trimmed().toLower();
    return word == QLatin1String("y") || word == QLatin1String("yes") || word == Cli::tr("y", "answer")
           || word == Cli::tr("yes", "answer");
}

} // namespace Drydock

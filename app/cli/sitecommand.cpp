// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sitecommand.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"

namespace Drydock {

ExitCode SiteCommand::run(Session &session)
{
    Output &output = session.output;
    if (const Result<void> made = initialiseSite(session.site); !made)
        return output.fail(Failure::of(made.error()));
    if (output.json()) {
        QJsonObject document = newDocument();
        document[u"site"] = siteToJson(session.site);
        output.document(document);
    } else if (!output.settings().quiet) {
        output.text(Cli::tr("The site is ready: %1").arg(session.site.displayPath()) + u'\n');
    }
    return ExitCode::Done;
}

} // namespace Drydock

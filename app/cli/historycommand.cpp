// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/historycommand.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"
#include "app/cli/textlayout.h"
#include "core/base/displaytext.h"
#include "core/config/datastoreconfig.h"
#include "core/history/changelog.h"
#include "core/text/duration.h"
#include "core/text/statetext.h"

#include <algorithm>

namespace Drydock {

namespace {

bool isInConfig(const Session &session, const QString &store)
{
    auto folder = std::make_shared<SiteFolder>(session.surroundings.fileSystem, session.site.configFolder);
    const auto reading = ConfigReader(std::move(folder), session.surroundings.clock).read();
    return reading && reading->config.find(store) != nullptr;
}

QString table(const QList<ChangeRecord> &records, qint64 now)
{
    QList<QStringList> rows = {
        {Cli::tr("WHEN"), Cli::tr("WHO"), Cli::tr("NAME"), Cli::tr("FROM"), Cli::tr("TO"), Cli::tr("DRAINED")}};
    for (const ChangeRecord &record : records) {
        rows += {momentText(record.at, now),      escapedForDisplay(record.who),
                 escapedForDisplay(record.store), modeText(record.oldMode),
                 modeWithMessage(record.newMode), record.drainedAt ? momentText(*record.drainedAt, now) : QString()};
    }
    return alignedRows(rows);
}

} // namespace

ExitCode HistoryCommand::run(Session &session)
{
    Output &output = session.output;
    auto log = ChangeLog(session.surroundings.fileSystem, session.site).read();
    if (!log)
        return output.fail(Failure::of(log.error()));
    QList<ChangeRecord> records = log->records;
    const QString store = session.arguments.arguments.value(0);
    if (!store.isEmpty()) {
        records.erase(std::remove_if(records.begin(), records.end(),
                                     [&store](const ChangeRecord &record) { return record.store != store; }),
                      records.end());
        // A store that is gone has its history all the same.
        if (records.isEmpty() && !isInConfig(session, store))
            return output.fail(Failure::of(ErrorCode::NoSuchStore, store));
    }

    if (output.json()) {
        QJsonArray changes;
        for (const ChangeRecord &record : records)
            changes.append(changeToJson(record));
        QJsonObject document = newDocument();
        document[u"site"] = siteToJson(session.site);
        document[u"changes"] = changes;
        document[u"unreadable_lines"] = log->unreadableLines;
        output.document(document);
    } else if (records.isEmpty()) {
        output.note(Cli::tr("No mode has been changed here yet."));
    } else {
        output.text(table(records, session.now()));
    }
    if (log->unreadableLines > 0)
        output.note(Cli::tr("Lines of the change log that cannot be read: %1").arg(log->unreadableLines));
    return ExitCode::Done;
}

} // namespace Drydock

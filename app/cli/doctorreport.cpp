// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/doctorreport.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"
#include "app/cli/textlayout.h"
#include "core/base/displaytext.h"
#include "core/text/findingtext.h"

#include <algorithm>
#include <limits>

namespace Drydock {

namespace {

constexpr int widest = 100;

Hue hueOf(Severity severity)
{
    switch (severity) {
    case Severity::Ok:
        return Hue::Good;
    case Severity::Info:
        return Hue::Pale;
    case Severity::Warning:
        return Hue::Waiting;
    case Severity::Error:
        break;
    }
    return Hue::Bad;
}

int labelWidth()
{
    int width = 0;
    for (const Severity severity : {Severity::Ok, Severity::Info, Severity::Warning, Severity::Error})
        width = std::max(width, displayWidth(severityText(severity)));
    return width;
}

bool isShown(const Finding &finding, const Output::Settings &settings)
{
    if (settings.quiet)
        return finding.severity >= Severity::Warning;
    return settings.verbose || finding.severity != Severity::Ok;
}

class FindingPrinter
{
public:
    explicit FindingPrinter(const Session &session)
        : m_session(session)
        , m_indent(labelWidth() + 2)
        // Lines that no terminal breaks are whole for whoever searches them.
        , m_columns(session.surroundings.console.outIsTerminal()
                        ? std::min(session.surroundings.console.outColumns(), widest)
                        : std::numeric_limits<int>::max())
    {
    }

    [[nodiscard]] QString lines(const Finding &finding) const
    {
        const QString label = severityText(finding.severity);
        QString lines = m_session.output.coloured(label, hueOf(finding.severity))
                        + QString(m_indent - displayWidth(label), u' ')
                        + wrapped(findingText(finding, m_session.now()), m_columns, m_indent) + u'\n';
        if (m_session.output.settings().quiet)
            return lines;
        for (const QString &more : {findingMeaning(finding), findingAdvice(finding)}) {
            if (!more.isEmpty())
                lines += QString(m_indent, u' ') + wrapped(more, m_columns, m_indent) + u'\n';
        }
        return lines;
    }

private:
    const Session &m_session;
    const int m_indent;
    const int m_columns;
};

qint64 countOf(const QList<Finding> &findings, Severity severity)
{
    return std::count_if(findings.begin(), findings.end(),
                         [severity](const Finding &finding) { return finding.severity == severity; });
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue processToJson(const std::optional<FindingProcess> &process)
{
    if (!process)
        return {};
    return QJsonObject{
        {QStringLiteral("pid"), qint64(process->pid)},
        {QStringLiteral("starttime"), process->startTime > 0 ? QJsonValue(qint64(process->startTime)) : QJsonValue()},
        {QStringLiteral("command"), textOrNull(process->command)},
        {QStringLiteral("started"), process->startedAt ? QJsonValue(timeToJson(*process->startedAt)) : QJsonValue()},
    };
}

QJsonObject findingToJson(const Finding &finding, qint64 now)
{
    QJsonObject object;
    object[u"id"] = QString(findingId(finding.code));
    object[u"severity"] = QString(severityName(finding.severity));
    object[u"store"] = textOrNull(finding.store);
    object[u"subject"] = textOrNull(finding.subject);
    object[u"line"] = finding.line > 0 ? QJsonValue(finding.line) : QJsonValue();
    object[u"count"] = finding.count;
    object[u"detail"] = textOrNull(finding.detail);
    object[u"cause"] = finding.cause ? QJsonValue(QString(errorName(finding.cause->code))) : QJsonValue();
    object[u"process"] = processToJson(finding.process);
    object[u"message"] = findingText(finding, now);
    object[u"means"] = textOrNull(findingMeaning(finding));
    object[u"advice"] = textOrNull(findingAdvice(finding));
    return object;
}

QJsonObject repairToJson(const RepairResult &result)
{
    QJsonArray files;
    for (const QByteArray &name : result.step.names)
        files.append(QString::fromLocal8Bit(name));
    QJsonObject object;
    object[u"action"] = QString(repairName(result.step.kind));
    object[u"store"] = textOrNull(result.step.store);
    object[u"folder"] = textOrNull(QString::fromLocal8Bit(result.step.folder));
    object[u"files"] = files;
    object[u"ok"] = !result.error;
    object[u"count"] = result.count;
    object[u"kept_aside"] = textOrNull(result.keptAside);
    object[u"error"] =
        result.error ? QJsonValue(failureToJson(Failure::of(*result.error, result.step.store))) : QJsonValue();
    return object;
}

} // namespace

QString findingLines(const QList<Finding> &findings, const Session &session)
{
    QList<Finding> sorted = findings;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Finding &left, const Finding &right) { return left.severity > right.severity; });
    const FindingPrinter printer(session);
    QString lines;
    for (const Finding &finding : sorted) {
        if (isShown(finding, session.output.settings()))
            lines += printer.lines(finding);
    }
    return lines + findingSummary(findings) + u'\n';
}

QString findingSummary(const QList<Finding> &findings)
{
    const qint64 errors = countOf(findings, Severity::Error);
    const qint64 warnings = countOf(findings, Severity::Warning);
    if (errors + warnings == 0)
        return Cli::tr("Nothing wrong was found.");
    return Cli::tr("Errors: %1, warnings: %2.").arg(QString::number(errors), QString::number(warnings));
}

QString plannedLine(const RepairStep &step)
{
    const QString store = escapedForDisplay(step.store);
    switch (step.kind) {
    case RepairStep::Kind::RemoveLeftovers: {
        QStringList names;
        for (const QByteArray &name : step.names)
            names += escapedForDisplay(QString::fromLocal8Bit(name));
        return Cli::tr("Remove from %1, left by processes that have ended: %2.")
            .arg(escapedForDisplay(QString::fromLocal8Bit(step.folder)), names.join(QStringLiteral(", ")));
    }
    case RepairStep::Kind::DropDeadEntries:
        return Cli::tr("Drop entries of processes that have ended from the tracking file of %1.").arg(store);
    case RepairStep::Kind::Forget:
        break;
    }
    return Cli::tr("Give up the entries of %1 that cannot be read. Operations that they stand for run on uncounted: "
                   "nothing will say that they still use the disk. The old file is kept beside.")
        .arg(store);
}

QString doneLine(const RepairResult &result)
{
    const QString store = escapedForDisplay(result.step.store);
    switch (result.step.kind) {
    case RepairStep::Kind::RemoveLeftovers: {
        const QString line =
            Cli::tr("%1: files removed: %2")
                .arg(escapedForDisplay(QString::fromLocal8Bit(result.step.folder)), QString::number(result.count));
        if (result.keptAside.isEmpty())
            return line;
        return line + u"; "_qs + Cli::tr("kept: %1").arg(escapedForDisplay(result.keptAside));
    }
    case RepairStep::Kind::DropDeadEntries:
        return Cli::tr("%1: entries dropped: %2").arg(store, QString::number(result.count));
    case RepairStep::Kind::Forget:
        break;
    }
    if (result.keptAside.isEmpty())
        return Cli::tr("%1: its tracking file can be read; nothing was forgotten").arg(store);
    return Cli::tr("%1: entries kept: %2; the old file is %3")
        .arg(store, QString::number(result.count), escapedForDisplay(result.keptAside));
}

QJsonObject doctorDocument(const Session &session, const QList<Finding> &findings, const QList<RepairResult> &repairs)
{
    QJsonArray list;
    for (const Finding &finding : findings)
        list.append(findingToJson(finding, session.now()));
    QJsonArray done;
    for (const RepairResult &repair : repairs)
        done.append(repairToJson(repair));
    QJsonObject document = newDocument();
    document[u"generated"] = timeToJson(session.now());
    document[u"site"] = siteToJson(session.site);
    document[u"worst"] = QString(severityName(worstSeverity(findings)));
    document[u"findings"] = list;
    document[u"repairs"] = done;
    return document;
}

ExitCode exitCodeOf(const QList<Finding> &findings)
{
    bool lacksRights = false;
    for (const Finding &finding : findings) {
        if (finding.severity != Severity::Error)
            continue;
        if (!finding.cause || exitCodeOf(*finding.cause) != ExitCode::NoPermission)
            return ExitCode::Unknown;
        lacksRights = true;
    }
    return lacksRights ? ExitCode::NoPermission : ExitCode::Done;
}

} // namespace Drydock

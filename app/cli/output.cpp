// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"
#include "app/cli/textlayout.h"
#include "core/text/errortext.h"

#include <QJsonDocument>

#include <utility>

namespace Drydock {

namespace {

/// The state hues in a terminal's own colours, which its owner has chosen to be readable.
QLatin1String escapeCode(Hue hue)
{
    switch (hue) {
    case Hue::Waiting:
        return QLatin1String("\x1b[33m");
    case Hue::Good:
        return QLatin1String("\x1b[32m");
    case Hue::Unknown:
        return QLatin1String("\x1b[35m");
    case Hue::Pale:
        return QLatin1String("\x1b[2m");
    case Hue::Bad:
        return QLatin1String("\x1b[31m");
    case Hue::Plain:
        break;
    }
    return {};
}

QString paint(const QString &text, Hue hue)
{
    return hue == Hue::Plain || text.isEmpty() ? text : escapeCode(hue) + text + QLatin1String("\x1b[0m");
}

} // namespace

Failure Failure::of(const Error &error, const QString &store)
{
    const QLatin1String name = errorName(error.code);
    return {QByteArray(name.data(), name.size()),
            exitCodeOf(error),
            store,
            errorText(error),
            errorHint(error),
            isRetryable(error.code)};
}

Failure Failure::of(ErrorCode code, const QString &store)
{
    return of(Error{code, store, {}, 0, 0}, store);
}

Failure Failure::usage(const QString &message, const QString &hint)
{
    return {"usage", ExitCode::Usage, {}, message, hint, false};
}

void Output::text(const QString &lines)
{
    endProgress();
    const int result = m_outError != 0 ? m_outError : m_console.writeOut(lines.toUtf8());
    if (m_outError == 0)
        m_outError = result;
}

void Output::document(const QJsonObject &object)
{
    text(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) + u'\n');
}

void Output::note(const QString &line)
{
    if (m_settings.quiet)
        return;
    endProgress();
    error(line + u'\n');
}

void Output::progress(const QStringList &texts)
{
    if (m_settings.quiet || texts == m_progress)
        return;
    const QStringList before = std::exchange(m_progress, texts);
    if (m_settings.terminalControl) {
        error(QStringLiteral("\r\x1b[K") + elided(texts.join(QStringLiteral("; ")), m_console.errColumns() - 1));
        return;
    }
    for (const QString &text : texts) {
        if (!before.contains(text))
            error(text + u'\n');
    }
}

void Output::failure(const Failure &failure)
{
    if (m_settings.quiet && m_settings.json)
        return;
    endProgress();
    const QString line = m_settings.errColours ? paint(failure.message, Hue::Bad) : failure.message;
    error(failure.hint.isEmpty() ? line + u'\n' : line + u' ' + failure.hint + u'\n');
}

ExitCode Output::fail(const Failure &reason)
{
    failure(reason);
    if (m_settings.json)
        document(errorDocument(reason));
    return reason.exit;
}

void Output::ask(const QString &question)
{
    endProgress();
    error(question);
}

QString Output::coloured(const QString &text, Hue hue) const
{
    return m_settings.outColours ? paint(text, hue) : text;
}

ExitCode Output::finish(ExitCode code)
{
    endProgress();
    if (m_outError == 0 || isClosed())
        return code;
    error(Cli::tr("Standard output cannot be written: %1.").arg(qt_error_string(m_outError)) + u'\n');
    return code == ExitCode::Done ? ExitCode::Failed : code;
}

void Output::error(const QString &text)
{
    // Nobody is left to be told that stderr cannot be written.
    static_cast<void>(m_console.writeErr(text.toUtf8()));
}

void Output::endProgress()
{
    if (m_settings.terminalControl && !m_progress.isEmpty())
        error(QStringLiteral("\r\x1b[K"));
    m_progress.clear();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "app/cli/exitcode.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cerrno>

namespace Drydock {

enum class Hue { Plain, Waiting, Good, Unknown, Pale, Bad };

/// A failure as it is told to people and to scripts.
struct Failure {
    QByteArray name; ///< kebab-case, for scripts
    ExitCode exit = ExitCode::Failed;
    QString store; ///< null if it concerns none
    QString message;
    QString hint;
    bool retryable = false;

    [[nodiscard]] static Failure of(const Error &error, const QString &store = {});
    [[nodiscard]] static Failure of(ErrorCode code, const QString &store);
    [[nodiscard]] static Failure usage(const QString &message, const QString &hint);
};

/// What a command says: data to stdout, everything else to stderr.
class Output
{
public:
    struct Settings {
        bool json = false;
        bool quiet = false;
        bool verbose = false;
        bool outColours = false;
        bool errColours = false;
        bool terminalControl = false; ///< stderr is a terminal that can overwrite a line
    };

    Output(Console &console, const Settings &settings)
        : m_console(console)
        , m_settings(settings)
    {
    }

    [[nodiscard]] const Settings &settings() const { return m_settings; }
    [[nodiscard]] bool json() const { return m_settings.json; }

    /// Data for people: complete lines.
    void text(const QString &lines);
    /// Data for scripts: one document on one line.
    void document(const QJsonObject &object);
    /// A line on stderr, unless quiet.
    void note(const QString &line);
    /// What is being waited for: one overwritten line on a terminal, else a line for each text that was not among the
    /// last ones. Not if quiet.
    void progress(const QStringList &texts);
    /// Why it failed, a line on stderr; with JSON and quiet the document alone says it.
    void failure(const Failure &failure);
    /// The same and, with JSON, the document that says so. Returns its exit code.
    ExitCode fail(const Failure &reason);
    /// A question on stderr.
    void ask(const QString &question);

    [[nodiscard]] QString coloured(const QString &text, Hue hue) const;

    /// The reader of stdout has gone: nothing more needs to be said.
    [[nodiscard]] bool isClosed() const { return m_outError == EPIPE; }
    /// Nothing can be written to stdout, for whatever cause.
    [[nodiscard]] bool isBroken() const { return m_outError != 0; }

    /// The exit code of a program that could not say what it had to say is not 0.
    [[nodiscard]] ExitCode finish(ExitCode code);

private:
    void error(const QString &text);
    void endProgress();

    Console &m_console;
    const Settings m_settings;
    QStringList m_progress;
    int m_outError = 0; ///< the first errno of stdout
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/application.h"
#include "tests/support/testsite.h"

#include <QJsonObject>
#include <QProcess>
#include <QSet>

namespace Drydock {

/// What one call of drydockctl gave.
struct CliResult {
    int exit = -1;
    QByteArray out;
    QByteArray err;

    /// The one document on stdout; empty if there is not exactly one.
    [[nodiscard]] QJsonObject json() const;
    [[nodiscard]] QString outText() const { return QString::fromUtf8(out); }
    [[nodiscard]] QString errText() const { return QString::fromUtf8(err); }
};

/// Standard streams in memory.
class MemoryConsole : public Console
{
public:
    QByteArray in; ///< what is typed
    bool terminal = false; ///< all three streams
    int outError = 0; ///< errno that writing to stdout gives
    CliResult result;

    int writeOut(const QByteArray &bytes) override;
    int writeErr(const QByteArray &bytes) override;
    [[nodiscard]] std::optional<QByteArray> readLine() override;
    [[nodiscard]] bool inIsTerminal() const override { return terminal; }
    [[nodiscard]] bool outIsTerminal() const override { return terminal; }
    [[nodiscard]] bool errIsTerminal() const override { return terminal; }
    [[nodiscard]] int outColumns() const override { return 80; }
    [[nodiscard]] int errColumns() const override { return 80; }
    [[nodiscard]] int outDescriptor() const override { return -1; }
};

/// drydockctl on a throw-away site, in this process.
class CliSite
{
public:
    explicit CliSite(TestSite::Kind kind = TestSite::Kind::Folder)
        : m_site(kind)
    {
    }

    [[nodiscard]] const TestSite &files() const { return m_site; }
    MemoryConsole console; ///< of the next call; its result and input are cleared by it
    PbsHost pbs; ///< what is known of PBS here
    bool noColour = false;

    /// The line is split at blanks; '~' stands for a blank inside a word.
    CliResult run(const QByteArray &line);
    CliResult run(const QByteArrayList &words);
    void registerSelf() const; ///< this process reads from the store "vault"

private:
    TestSite m_site;
};

/// drydockctl as a program of its own, with --root of the site before the words.
class CliProgram : public QProcess
{
    Q_OBJECT

public:
    explicit CliProgram(const TestSite &site);
    /// As somebody who owns nothing here, where we are root; else as ourselves, whom a mode of 0 stops.
    void dropRights();
    void begin(const QByteArray &line); ///< as CliSite::run()
    CliResult finish(); ///< waits for the end; exit: 128+n for a signal
    /// Waits until this stands in what came on stderr or stdout so far.
    bool waitForText(const QByteArray &text);

private:
    void collect();
    const TestSite &m_site;
    QStringList m_prefix;
    CliResult m_result;
};

[[nodiscard]] QByteArrayList wordsOf(const QByteArray &line);
[[nodiscard]] QSet<QString> keysOf(const QJsonObject &object);

} // namespace Drydock

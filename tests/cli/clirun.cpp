// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirun.h"

#include "core/base/posixfilesystem.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QTimer>

#include <unistd.h>

namespace Drydock {

QByteArrayList wordsOf(const QByteArray &line)
{
    QByteArrayList words;
    for (const QByteArray &word : line.simplified().split(' ')) {
        if (!word.isEmpty())
            words += QByteArray(word).replace('~', ' ');
    }
    return words;
}

QSet<QString> keysOf(const QJsonObject &object)
{
    const QStringList keys = object.keys();
    return QSet<QString>(keys.begin(), keys.end());
}

QJsonObject CliResult::json() const
{
    if (out.count('\n') != 1 || !out.endsWith('\n'))
        return {};
    return QJsonDocument::fromJson(out).object();
}

int MemoryConsole::writeOut(const QByteArray &bytes)
{
    if (outError == 0)
        result.out += bytes;
    return outError;
}

int MemoryConsole::writeErr(const QByteArray &bytes)
{
    result.err += bytes;
    return 0;
}

std::optional<QByteArray> MemoryConsole::readLine()
{
    if (in.isEmpty())
        return std::nullopt;
    const qsizetype end = in.indexOf('\n');
    const QByteArray line = in.left(end);
    in = end < 0 ? QByteArray() : in.mid(end + 1);
    return line;
}

CliResult CliSite::run(const QByteArray &line)
{
    return run(wordsOf(line));
}

CliResult CliSite::run(const QByteArrayList &words)
{
    console.result = {};
    const Surroundings surroundings{
        posixFileSystem(),
        systemProcessTable(),
        systemClock(),
        console,
        m_site.environment(),
        m_site.site().kind == SiteKind::Folder ? m_site.site().displayPath() : QString(),
        noColour,
        false,
        [this](const Site &) { return pbs; },
    };
    console.result.exit = runApplication(words, surroundings);
    return console.result;
}

void CliSite::registerSelf() const
{
    const ProcessKey self = systemProcessTable().self().key;
    m_site.writeTracking("vault", "[{\"pid\":" + QByteArray::number(self.pid)
                                      + ",\"starttime\":" + QByteArray::number(self.startTime)
                                      + ",\"active_operations\":{\"read\":1,\"write\":0}}]");
}

CliProgram::CliProgram(const TestSite &site)
    : m_site(site)
{
    setProgram(QStringLiteral(DRYDOCK_BIN_DIR "/drydockctl"));
}

void CliProgram::dropRights()
{
    if (::geteuid() != 0)
        return;
    m_prefix = {QStringLiteral("--reuid=65534"), QStringLiteral("--regid=65534"), QStringLiteral("--clear-groups"),
                program()};
    setProgram(QStringLiteral("setpriv"));
}

void CliProgram::begin(const QByteArray &line)
{
    QStringList arguments = m_prefix;
    if (m_site.site().kind == SiteKind::Folder)
        arguments += {QStringLiteral("--root"), m_site.site().displayPath()};
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DRYDOCK_ROOT"));
    environment.insert(QStringLiteral("DRYDOCK_SYSROOT"), m_site.environment().systemRoot);
    setProcessEnvironment(environment);
    for (const QByteArray &word : wordsOf(line))
        arguments += QString::fromUtf8(word);
    setArguments(arguments);
    start();
    waitForStarted();
}

void CliProgram::collect()
{
    m_result.out += readAllStandardOutput();
    m_result.err += readAllStandardError();
}

bool CliProgram::waitForText(const QByteArray &text)
{
    const auto seen = [&] {
        collect();
        return m_result.out.contains(text) || m_result.err.contains(text);
    };
    QEventLoop loop;
    connect(this, &QProcess::readyReadStandardOutput, &loop, &QEventLoop::quit);
    connect(this, &QProcess::readyReadStandardError, &loop, &QEventLoop::quit);
    connect(this, &QProcess::finished, &loop, &QEventLoop::quit);
    QTimer limit;
    connect(&limit, &QTimer::timeout, &loop, &QEventLoop::quit);
    limit.setSingleShot(true);
    limit.start(30000);
    while (!seen() && state() == QProcess::Running && limit.isActive())
        loop.exec();
    return seen();
}

CliResult CliProgram::finish()
{
    if (!waitForFinished(60000))
        return m_result;
    collect();
    m_result.exit = exitStatus() == QProcess::CrashExit ? 128 + exitCode() : exitCode();
    return m_result;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/story/storyprocess.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>

#include <fcntl.h>
#include <sys/stat.h>

namespace Drydock {

namespace {
QString tool()
{
    return QStringLiteral(DRYDOCK_BIN_DIR "/drydockctl");
}
} // namespace

StoryJob::StoryJob(const QString &root, const QString &store, const QString &operation)
{
    const QString fifo = m_folder.filePath(QStringLiteral("work"));
    ::mkfifo(QFile::encodeName(fifo).constData(), 0600);
    // Both ends, so that neither opening waits for the other.
    m_work.reset(::open(QFile::encodeName(fifo).constData(), O_RDWR | O_CLOEXEC));
    m_process.setStandardInputFile(fifo);
    m_process.start(tool(), {QStringLiteral("--root"), root, QStringLiteral("run"), store, QStringLiteral("--op"),
                             operation, QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                             QStringLiteral("echo $$; exec cat > /dev/null")});
}

StoryJob::~StoryJob()
{
    if (m_process.state() != QProcess::NotRunning) {
        finish();
        m_process.waitForFinished(storyTimeLimit);
    }
    if (m_job > 0)
        killJob();
}

bool StoryJob::waitForWork()
{
    QDeadlineTimer deadline(storyTimeLimit);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return false;
    }
    m_job = m_process.readLine().trimmed().toLongLong();
    return m_job > 0;
}

void StoryJob::finish()
{
    m_work.reset();
}

int StoryJob::exitCode()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(storyTimeLimit))
        return -1;
    m_errorOutput = QString::fromUtf8(m_process.readAllStandardError());
    m_job = 0;
    return m_process.exitCode();
}

void StoryJob::killWrapper()
{
    m_process.kill();
    m_process.waitForFinished(storyTimeLimit);
}

void StoryJob::killJob() const
{
    ::kill(static_cast<pid_t>(m_job), SIGKILL);
}

StoryWatch::StoryWatch(const QString &root, const QString &store)
{
    m_process.start(tool(), {QStringLiteral("--root"), root, QStringLiteral("--json"), QStringLiteral("watch"), store});
}

StoryWatch::~StoryWatch()
{
    m_process.terminate();
    m_process.waitForFinished(storyTimeLimit);
}

bool StoryWatch::waitFor(const QString &mode, const QString &state, int conflicting)
{
    QString wanted = mode + QLatin1Char(' ') + state;
    if (state == QLatin1String("draining"))
        wanted += QStringLiteral(" %1").arg(conflicting);
    QDeadlineTimer deadline(storyTimeLimit);
    while (m_story.isEmpty() || m_story.last() != wanted) {
        if (!m_process.canReadLine() && !m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return false;
        while (m_process.canReadLine()) {
            const QJsonObject store =
                QJsonDocument::fromJson(m_process.readLine()).object().value(QLatin1String("store")).toObject();
            const QJsonObject drain = store.value(QLatin1String("drain")).toObject();
            const QString now = drain.value(QLatin1String("state")).toString();
            if (now.isEmpty() || now == QLatin1String("confirming"))
                continue;
            QString line = store.value(QLatin1String("mode")).toObject().value(QLatin1String("type")).toString()
                           + QLatin1Char(' ') + now;
            if (now == QLatin1String("draining"))
                line += QStringLiteral(" %1").arg(drain.value(QLatin1String("conflicting")).toInt());
            if (m_story.isEmpty() || m_story.last() != line)
                m_story << line;
            if (line == wanted)
                return true;
        }
    }
    return true;
}

ToolResult runTool(const QString &root, const QStringList &arguments)
{
    QProcess process;
    process.start(tool(), QStringList{QStringLiteral("--root"), root} + arguments);
    ToolResult result;
    if (process.waitForFinished(storyTimeLimit))
        result.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    result.output = process.readAllStandardOutput();
    result.errorOutput = process.readAllStandardError();
    return result;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace Drydock {

inline constexpr int storyTimeLimit =
    20000; ///< milliseconds; no step of a story takes longer, however busy the machine

/// A job under a real `drydockctl run`: it prints its pid, then works until its standard input ends.
class StoryJob
{
public:
    StoryJob(const QString &root, const QString &store, const QString &operation);
    StoryJob(const StoryJob &) = delete;
    StoryJob &operator=(const StoryJob &) = delete;
    ~StoryJob();

    bool waitForWork(); ///< until it has been admitted and runs
    void finish(); ///< the job ends by itself
    int exitCode(); ///< waits for the wrapper's end
    void killWrapper(); ///< SIGKILL, waits until it is gone
    void killJob() const; ///< SIGKILL to the command itself
    [[nodiscard]] QString errorOutput() const { return m_errorOutput; }

private:
    QProcess m_process;
    QTemporaryDir m_folder;
    UniqueFd m_work; ///< not QProcess's own pipe: that one is closed with the wrapper, and the job is to outlive it
    qint64 m_job = 0;
    QString m_errorOutput;
};

/// `drydockctl watch --json`, its lines read as they come.
class StoryWatch
{
public:
    StoryWatch(const QString &root, const QString &store);
    ~StoryWatch();

    /// Reads lines until the last one about the store says this state (and this number, if one is expected).
    bool waitFor(const QString &mode, const QString &state, int conflicting);
    /// "read-only draining 2" and so on, in order, each once; confirming, which may be too short to be seen, left out.
    [[nodiscard]] const QStringList &story() const { return m_story; }

private:
    QProcess m_process;
    QStringList m_story;
};

struct ToolResult {
    int exitCode = -1;
    QByteArray output;
    QByteArray errorOutput;
};
/// Runs `drydockctl --root ROOT ARGUMENTS` to its end.
[[nodiscard]] ToolResult runTool(const QString &root, const QStringList &arguments);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/uniquefd.h"

#include <QProcess>
#include <QSocketNotifier>
#include <QString>
#include <QStringList>

#include <memory>

namespace Drydock {

/// One job of the demo: dd under `drydockctl run`, fed or emptied a little at a time through a pipe until it is told to
/// finish. GUI thread; nothing here blocks but end().
class DemoJob
{
public:
    enum class Kind { Writer, Reader };
    struct Plan {
        Kind kind;
        QString store;
        QString job; ///< job kind of `run`
        QString label;
        QString file; ///< in the store: written, or read (it must be there)
        int finishAfter; ///< seconds after the first mode change; 0: goes on
    };

    DemoJob(Plan plan);
    ~DemoJob(); ///< ends the job if it runs

    /// Failure: Io.
    Result<void> start(const QString &drydockctl, const QString &root, const QString &fifo);
    void pace(); ///< one small portion
    void finish(); ///< the rest at once: the job ends by itself with success
    [[nodiscard]] const Plan &plan() const { return m_plan; }

private:
    void empty(qsizetype most);
    void end();

    Plan m_plan;
    QProcess m_process;
    UniqueFd m_pipe; ///< a reader's output
    std::unique_ptr<QSocketNotifier> m_drain; ///< of a reader that finishes
    bool m_finishing = false;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

namespace Drydock {

/// A second process driven line by line over stdin and stdout: one line asked, one line answered. It is killed with the
/// object. Every wait has a deadline of 30 s; an answer that does not come is empty.
class HelperProcess
{
public:
    /// program: a name in DRYDOCK_BIN_DIR, or a path.
    explicit HelperProcess(const QString &program, const QStringList &arguments = {});
    ~HelperProcess();

    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    QByteArray ask(const QByteArray &line); ///< sends a line and waits for the answer
    void tell(const QByteArray &line); ///< sends a line
    QByteArray answer(); ///< waits for the next line, without its end
    void kill(); ///< SIGKILL, and waits for the end
    bool waitForEnd();

private:
    QProcess m_process;
};

} // namespace Drydock

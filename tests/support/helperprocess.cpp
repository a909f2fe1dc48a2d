// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/helperprocess.h"

#include <QDeadlineTimer>

namespace Drydock {
namespace {

constexpr int patience = 30'000; // milliseconds; only a failed test ever waits as long

} // namespace

HelperProcess::HelperProcess(const QString &program, const QStringList &arguments)
{
    const bool isPath = program.contains(u'/');
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(isPath ? program : QStringLiteral(DRYDOCK_BIN_DIR "/") + program, arguments);
    if (!m_process.waitForStarted(patience))
        qFatal("cannot start %s", qUtf8Printable(program));
}

HelperProcess::~HelperProcess()
{
    kill();
}

QByteArray HelperProcess::ask(const QByteArray &line)
{
    tell(line);
    return answer();
}

void HelperProcess::tell(const QByteArray &line)
{
    m_process.write(line + '\n');
    while (m_process.bytesToWrite() > 0 && m_process.waitForBytesWritten(patience)) { }
}

QByteArray HelperProcess::answer()
{
    const QDeadlineTimer deadline(patience);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return {};
    }
    return m_process.readLine().chopped(1);
}

void HelperProcess::kill()
{
    m_process.kill();
    waitForEnd();
}

bool HelperProcess::waitForEnd()
{
    return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(patience);
}

} // namespace Drydock

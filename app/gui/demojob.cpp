// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/demojob.h"

#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {

namespace {
constexpr qsizetype portion = 4096;
constexpr qsizetype drainPortion = 64 * 1024; // what a pipe holds
constexpr int endTimeLimit = 3000; // milliseconds
} // namespace

DemoJob::DemoJob(Plan plan)
    : m_plan(std::move(plan))
{
}

DemoJob::~DemoJob()
{
    end();
}

Result<void> DemoJob::start(const QString &drydockctl, const QString &root, const QString &fifo)
{
    QStringList arguments{QStringLiteral("--root"),  root,
                          QStringLiteral("run"),     m_plan.store,
                          QStringLiteral("--job"),   m_plan.job,
                          QStringLiteral("--label"), m_plan.label,
                          QStringLiteral("--"),      QStringLiteral("dd")};
    if (m_plan.kind == Kind::Writer) {
        arguments << QStringLiteral("of=%1").arg(m_plan.file) << QStringLiteral("bs=4K");
    } else {
        const QByteArray path = QFile::encodeName(fifo);
        // The reading end is opened first, so that the job's opening for writing does not wait.
        if (::mkfifo(path.constData(), 0600) != 0)
            return failure(Error::fromErrno(errno, fifo));
        m_pipe.reset(::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
        if (!m_pipe)
            return failure(Error::fromErrno(errno, fifo));
        m_process.setStandardOutputFile(fifo);
        arguments << QStringLiteral("if=%1").arg(m_plan.file) << QStringLiteral("bs=4K");
    }
    arguments << QStringLiteral("status=none");
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(drydockctl, arguments);
    if (!m_process.waitForStarted(endTimeLimit))
        return failure(ErrorCode::NotFound, drydockctl);
    return {};
}

void DemoJob::pace()
{
    if (m_plan.kind == Kind::Writer) {
        if (!m_finishing && m_process.bytesToWrite() == 0)
            m_process.write(QByteArray(portion, 'd'));
        return;
    }
    empty(portion);
}

/// Takes at most so many bytes of what a reader has put out.
void DemoJob::empty(qsizetype most)
{
    QByteArray buffer(most, Qt::Uninitialized);
    if (::read(m_pipe.get(), buffer.data(), static_cast<size_t>(most)) == 0 && m_drain)
        m_drain->setEnabled(false); // the job has closed its end
}

void DemoJob::finish()
{
    m_finishing = true;
    if (m_plan.kind == Kind::Writer) {
        m_process.closeWriteChannel();
        return;
    }
    m_drain = std::make_unique<QSocketNotifier>(m_pipe.get(), QSocketNotifier::Read);
    QObject::connect(m_drain.get(), &QSocketNotifier::activated, m_drain.get(), [this] { empty(drainPortion); });
}

void DemoJob::end()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    // The wrapper passes SIGTERM on to the job and goes when the job is gone.
    m_process.terminate();
    if (!m_process.waitForFinished(endTimeLimit)) {
        m_process.kill();
        m_process.waitForFinished(endTimeLimit);
    }
}

} // namespace Drydock

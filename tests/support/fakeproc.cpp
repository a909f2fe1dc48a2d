// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeproc.h"

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>

namespace Drydock {

FakeProcessTable::FakeProcessTable()
{
    m_self.key = {1000, 5000};
    m_self.space = {QByteArrayLiteral("boot-a"), 0xEFFFFFFC, 0xEFFFFFFA};
    m_self.inInitialPidNamespace = true;
    m_self.upTimeTicks = 1'000'000;
    add(m_self.key);
}

void FakeProcessTable::add(const Process &process)
{
    end(process.key.pid); // a pid is given anew only when its process is gone
    const std::lock_guard guard(m_mutex);
    m_running.emplace(process.key.pid, Running{process, UniqueFd(::eventfd(0, EFD_CLOEXEC))});
}

void FakeProcessTable::end(pid_t pid)
{
    const std::lock_guard guard(m_mutex);
    const auto found = m_running.find(pid);
    if (found == m_running.end())
        return;
    ::eventfd_write(found->second.ended.get(), 1);
    m_running.erase(found);
}

void FakeProcessTable::setState(pid_t pid, char state, int threads)
{
    const std::lock_guard guard(m_mutex);
    Process &process = m_running.at(pid).process;
    process.state = state;
    process.threads = threads;
}

void FakeProcessTable::setSelf(const Self &self)
{
    const std::lock_guard guard(m_mutex);
    m_self = self;
}

ProcessTable::Self FakeProcessTable::self()
{
    const std::lock_guard guard(m_mutex);
    return m_self;
}

int FakeProcessTable::openPidfd(pid_t pid)
{
    const std::lock_guard guard(m_mutex);
    const auto found = m_running.find(pid);
    if (found == m_running.end())
        return -ESRCH;
    if (found->second.process.pidfdError != 0)
        return -found->second.process.pidfdError;
    return ::fcntl(found->second.ended.get(), F_DUPFD_CLOEXEC, 0);
}

Result<QByteArray> FakeProcessTable::readStat(pid_t pid)
{
    const std::lock_guard guard(m_mutex);
    const auto found = m_running.find(pid);
    if (found == m_running.end() || !found->second.process.statReadable)
        return failure(Error::fromErrno(ENOENT, QStringLiteral("stat")));
    const Process &process = found->second.process;
    return QByteArray::number(pid) + " (fake) " + process.state + " 1 2 3 0 -1 0 0 0 0 0 0 0 0 0 20 0 "
           + QByteArray::number(process.threads) + " 0 " + QByteArray::number(process.key.startTime) + " 4096 1 0\n";
}

int FakeProcessTable::pollPidfd(int pidfd)
{
    pollfd entry{pidfd, POLLIN, 0};
    const int count = ::poll(&entry, 1, 0);
    return count < 0 ? -errno : count;
}

int FakeProcessTable::probe(pid_t pid)
{
    ++m_probes;
    const std::lock_guard guard(m_mutex);
    const auto found = m_running.find(pid);
    return found == m_running.end() ? -ESRCH : -found->second.process.probeError;
}

} // namespace Drydock

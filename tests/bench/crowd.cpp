// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/crowd.h"

#include "tests/bench/measure.h"

#include <csignal>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

Crowd::Crowd(int count)
{
    for (int i = 0; i < count; ++i) {
        const pid_t pid = ::fork();
        if (pid < 0)
            giveUp("starting a process");
        if (pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;)
                ::pause();
        }
        m_pids.append(pid);
    }
}

Crowd::~Crowd()
{
    for (const pid_t pid : std::as_const(m_pids))
        ::kill(pid, SIGKILL);
    for (const pid_t pid : std::as_const(m_pids))
        ::waitpid(pid, nullptr, 0);
}

QList<TrackingEntry> Crowd::entries() const
{
    constexpr qint64 since = 1767225600;
    ProcessTable &processes = systemProcessTable();
    const QByteArray space = processes.self().space.toBytes();
    QList<TrackingEntry> entries;
    for (const pid_t pid : m_pids) {
        const Result<QByteArray> text = processes.readStat(pid);
        const auto stat = text ? parseProcStat(*text) : std::nullopt;
        if (!stat)
            giveUp("reading a process's start time");
        TrackingEntry entry;
        entry.process = {pid, stat->startTime};
        entry.counts.write = 1;
        entry.space = space;
        entry.since = since;
        entries.append(entry);
    }
    return entries;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/processid.h"

#include <atomic>
#include <map>
#include <mutex>

namespace Drydock {

/// A process table with the processes that a test puts in. Its pidfds are real descriptors and poll as the kernel's do:
/// readable once the process has ended. Thread: any.
class FakeProcessTable final : public ProcessTable
{
public:
    struct Process {
        ProcessKey key;
        char state = 'S';
        int threads = 1;
        bool statReadable = true; ///< false: as under hidepid
        int pidfdError = 0; ///< what pidfd_open fails with, as a positive errno
        int probeError = 0; ///< what kill(pid, 0) fails with, as a positive errno
    };

    /// We are pid 1000, started at tick 5000, in the first namespaces of a boot called "boot-a".
    FakeProcessTable();

    void add(const Process &process);
    void add(const ProcessKey &key) { add(Process{key}); }
    /// The process has ended and was reaped: its pidfds are readable, its pid is free.
    void end(pid_t pid);
    /// Changes what stands in its stat line.
    void setState(pid_t pid, char state, int threads);
    void setSelf(const Self &self);
    [[nodiscard]] Self self() override;

    [[nodiscard]] int probes() const { return m_probes; } ///< calls of probe() so far

    int openPidfd(pid_t pid) override;
    Result<QByteArray> readStat(pid_t pid) override;
    int pollPidfd(int pidfd) override;
    int probe(pid_t pid) override;

private:
    struct Running {
        Process process;
        UniqueFd ended; ///< an eventfd: readable after the end; pidfds are duplicates of it
    };
    std::mutex m_mutex;
    std::map<pid_t, Running> m_running;
    Self m_self;
    std::atomic<int> m_probes = 0;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/inheritedstate.h"
#include "core/process/processid.h"

#include <sys/types.h>

namespace Drydock {

/// The command of `run`, C in protocol 8: forked, held at the pipe *go*, then executed. Owned by one thread. Neither
/// kills nor reaps on destruction, but closes *go*: a child that still waits ends with 125 and never executes.
class JobProcess
{
public:
    /// Forks. command: argv with its final null pointer, bytes as they came. The caller holds no lock and has started
    /// no thread; its signal mask is what the child waits with. The child stays in our session and process group and
    /// gets no parent-death signal, so terminal and shell treat it as the command itself. Failure: Io with errno.
    static Result<JobProcess> start(const InheritedState &inherited, char *const *command);

    [[nodiscard]] pid_t pid() const { return m_pid; }

    /// Writes the byte for which the child waits. False if it does not wait any more.
    bool go();
    /// The child will never execute: closes *go*, and as a stopped child would not notice, kills it; then reaps it.
    void abandon();

    /// Readable or hung up once the command runs, or its exec has failed.
    [[nodiscard]] int execDescriptor() const { return m_error.get(); }
    /// To be called when execDescriptor() is readable: 0 if the command runs, else the errno of its exec.
    int takeExecResult();

    /// The signal that stopped the child since the last call, 0 for none, or if it goes on already.
    [[nodiscard]] int takeStop(ProcessTable &table) const;

private:
    JobProcess(pid_t pid, UniqueFd go, UniqueFd error);

    pid_t m_pid = 0;
    UniqueFd m_go;
    UniqueFd m_error;
};

} // namespace Drydock

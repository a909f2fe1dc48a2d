// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/uniquefd.h"

#include <optional>

#include <sys/signalfd.h>
#include <sys/types.h>

namespace Drydock {

/// The signals that the wrapper of `run` takes instead of dying of them (protocol 8.2).
class JobSignals
{
public:
    /// Blocks HUP INT QUIT TERM USR1 USR2 ALRM TSTP TTIN TTOU CONT WINCH CHLD in this thread, and in those that it
    /// starts from now on; they stay blocked. Ignores SIGPIPE. Failure: Io.
    Result<void> open();

    [[nodiscard]] int descriptor() const { return m_descriptor.get(); }
    /// The next signal that came, if any.
    std::optional<signalfd_siginfo> next();

private:
    UniqueFd m_descriptor;
};

/// A signal that would end a process by default, of those taken.
[[nodiscard]] bool endsByDefault(int signal);
/// TSTP, TTIN and TTOU.
[[nodiscard]] bool stopsByDefault(int signal);

/// True if this signal, that we have got, is to be passed on to the child: not one of the terminal's that its whole
/// process group has got (SI_KERNEL, the child is in our group), not one that the child itself has sent. When a
/// terminal goes away the kernel tells the session's leader alone: if that is us, the child is told.
[[nodiscard]] bool isForChild(const signalfd_siginfo &info, pid_t child);

/// Stops this process as `signal` does by default (SIGSTOP, TSTP, TTIN, TTOU) and returns when it is continued. Does
/// nothing if it was continued already, or where the kernel stops nobody: in a group that no shell looks after.
void stopLike(int signal);

/// Ends this process by SIGINT.
[[noreturn]] void dieOfInterrupt();

} // namespace Drydock

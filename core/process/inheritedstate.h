// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <optional>
#include <vector>

#include <sys/resource.h>
#include <sys/types.h>

namespace Drydock {

/// How this process was started, kept before anything of ours changes it, so that the command of `run` can be started
/// just so (protocol 8.1). A value; plain system calls, no Qt.
class InheritedState
{
public:
    /// The first thing in main, before Qt or a thread. Keeps signal mask, dispositions, the soft descriptor limit and
    /// the children that were here already. Then: SIGCHLD to its default (an inherited ignore loses the exit status);
    /// this process becomes child subreaper; standard descriptors that are closed get /dev/null, close-on-exec, since
    /// otherwise the next file opened, maybe a site's, would be what somebody prints to.
    static InheritedState take();

    /// In a forked child before exec: dispositions, descriptor limit and, last, the mask are what they were at the
    /// start. Async-signal-safe. A signal that waits behind the mask takes effect here.
    void restore() const noexcept;

    /// True if the signal was ignored at the start (`nohup`).
    [[nodiscard]] bool ignores(int signal) const;
    /// Children that this process has from before main (the shell that started them became us by `exec`): not of the
    /// command's, never touched.
    [[nodiscard]] const std::vector<pid_t> &earlierChildren() const { return m_earlierChildren; }

private:
    static constexpr int signalLimit = 64;

    sigset_t m_mask{};
    struct sigaction m_actions[signalLimit + 1]{};
    std::optional<rlimit> m_descriptorLimit;
    std::vector<pid_t> m_earlierChildren;
};

} // namespace Drydock

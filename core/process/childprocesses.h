// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <sys/types.h>

namespace Drydock {

/// The pids of this process' children, ended ones too, that it has not reaped; all threads' together. Exact while
/// nothing is reaped meanwhile: only we remove from the list, and new ones are added at its end.
[[nodiscard]] std::vector<pid_t> childProcesses();

/// How a child ended, in the terms of exit codes: its own status, or 128 + n for signal n.
struct ChildEnd {
    int code = 0;
    int signal = 0; ///< that it died of, 0 if it exited
};

/// The end of an unreaped child of ours; no value while it lives. It is left unreaped, so its pid stays its own.
[[nodiscard]] std::optional<ChildEnd> endOf(pid_t child);
/// Reaps a child that has ended.
void reap(pid_t child);
/// Sends a signal to an unreaped child of ours, by pidfd. A child that became another user may not be reachable: then
/// nothing happens.
void sendSignal(pid_t child, int signal);

/// The children that belong to a job: all but those that were here before it. As this process is a subreaper, while any
/// descendant of the job lives, one of these does.
class JobChildren
{
public:
    explicit JobChildren(std::vector<pid_t> earlier);

    /// Empty only if no descendant of the job lives.
    [[nodiscard]] std::vector<pid_t> living() const;
    /// Reaps all that have ended, but for these.
    void reapAllBut(const std::vector<pid_t> &kept) const;

private:
    [[nodiscard]] std::vector<pid_t> all() const;

    std::vector<pid_t> m_earlier;
};

} // namespace Drydock

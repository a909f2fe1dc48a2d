// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/processid.h"

#include <QString>

#include <optional>

namespace Drydock {

/// What people want to know of a process. Control and bidirectional characters are escaped. Empty where not readable.
struct ProcessDetails {
    QString command; ///< command line, arguments joined by blanks and quoted where needed; else the name in brackets
    QString user; ///< name of the effective user, the number where it has none
    QString unit; ///< systemd unit or application scope from the cgroup, without escapes ("borg.service"); or empty
};

/// Reads /proc/PID/{cmdline,status,cgroup} and verifies the process afterwards; no value if it is another one by now.
/// Blocks for microseconds (procfs): never in the GUI thread.
[[nodiscard]] std::optional<ProcessDetails> readProcessDetails(ProcessTable &table, const ProcessKey &key);

/// The unit in the text of /proc/PID/cgroup (v2, or v1's name=systemd line): the last *.service or *.scope part.
/// Pure.
[[nodiscard]] QString unitFromCgroup(const QByteArray &text);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

#include <sys/types.h>

namespace Drydock {

/// The fields of /proc/PID/stat that the rules need (proc(5)).
struct ProcStat {
    pid_t pid = 0;
    QByteArray command; ///< raw bytes between the outermost brackets; need not be UTF-8
    char state = '?';
    pid_t parent = 0;
    int threads = 0; ///< field 20
    quint64 startTime = 0; ///< field 22, clock ticks since boot

    /// State Z or X with at most one thread. A leader that ended early shows Z while a thread still works.
    [[nodiscard]] bool isDead() const { return (state == 'Z' || state == 'X') && threads <= 1; }
};

/// Parses from the last ')': a command name may hold blanks and brackets. No value if it is not such a line.
[[nodiscard]] std::optional<ProcStat> parseProcStat(const QByteArray &text);

} // namespace Drydock

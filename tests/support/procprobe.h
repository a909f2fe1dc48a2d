// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <functional>

#include <sys/types.h>

namespace Drydock {

/// What /proc says of this process and of locks; for tests that wait until something has come about.

[[nodiscard]] int openDescriptors(); ///< of this process
[[nodiscard]] QList<pid_t> runningThreads(); ///< of this process
[[nodiscard]] quint64 blockedSignals(pid_t thread); ///< bit 0 is signal 1; of a thread of this process
[[nodiscard]] char threadState(pid_t thread); ///< of a thread of this process: 'S' sleeps; 0: there is none
[[nodiscard]] int lockWaiters(const QByteArray &path); ///< how many wait for a flock on that file
[[nodiscard]] QList<pid_t> lockHolders(const QByteArray &path); ///< who holds a flock on that file

/// Runs the body in a forked child, as an ordinary user where this process is root and `ordinary` is set, and waits for
/// its end up to 30 s. The child's exit code is what the body returns; -1 if it was killed or did not end.
[[nodiscard]] int inChild(const std::function<int()> &body, bool ordinary = false);

} // namespace Drydock

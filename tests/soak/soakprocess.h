// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <QByteArrayList>

#include <sys/types.h>

namespace Drydock {

/// Starts a program; everything but `output` (its standard output, or -1 for none) goes nowhere. wanted: the pid that
/// it is to have, 0 for any; another one if that is taken, or if the kernel does not let us choose. Ends the test if
/// there can be no process.
[[nodiscard]] pid_t startProcess(const QByteArrayList &words, pid_t wanted = 0, int output = -1);

/// Whether this process may choose its children's pids.
[[nodiscard]] bool canChoosePids();

/// Where it may not: becomes the same program in a user and pid namespace of its own, where it may. Returns if the
/// kernel does not allow that, or if this is that program.
void becomeOneThatCanChoosePids(char **arguments);

} // namespace Drydock

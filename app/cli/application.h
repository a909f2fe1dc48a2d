// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace Drydock {

/// The whole program but for `run`: understands the words, finds the site, runs the command. Returns the exit code.
/// words: without the program's name.
[[nodiscard]] int runApplication(const QByteArrayList &words, const Surroundings &surroundings);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/waitjudgement.h"

#include <optional>

namespace Drydock {

/// Waits until all targets are judged or the time is over (zero: one look, which is one attempt at the proof; no value:
/// for ever). On SIGINT it says that the modes stay as they are, and dies of it. Outcomes in the order of the targets.
[[nodiscard]] QList<WaitOutcome> waitForDrain(const Session &session, QList<WaitTarget> targets,
                                              std::optional<std::chrono::seconds> limit);

} // namespace Drydock

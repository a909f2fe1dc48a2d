// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/measure.h"

#include <QByteArray>

#include <optional>

namespace Drydock {

struct DrainResult {
    Summary time;
    std::optional<Summary> against; ///< of the same thing with little to do
};

/// The last operation is released -> the monitor says drained, with a proof for each round.
[[nodiscard]] DrainResult measureRelease(const QByteArray &folder, int rounds);
/// SIGKILL to the last blocker -> the monitor says drained.
[[nodiscard]] DrainResult measureKill(const QByteArray &folder, int rounds);
/// One count changes among 1,000 blockers of a store -> the monitor shows it; against one blocker.
[[nodiscard]] DrainResult measureMonitor(const QByteArray &folder, int rounds);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/drain/drainstate.h"

#include <optional>

namespace Drydock {

/// One store that is waited for.
struct WaitTarget {
    QString store;
    std::optional<MaintenanceMode> mode; ///< that must stay; none: the one of the first look
};

struct WaitOutcome {
    QString store;
    ExitCode exit = ExitCode::Done; ///< Done: proven drained
    std::shared_ptr<const StoreSnapshot> snapshot; ///< the last one; null if there was none
    std::optional<Failure> failure; ///< unless Done
};

[[nodiscard]] WaitOutcome failedWait(const WaitTarget &target, const std::shared_ptr<const StoreSnapshot> &store,
                                     Failure failure);

/// What a snapshot says of a target: no value while it is worth to go on waiting. The first look fixes target->mode.
/// Judges by the proof: unknown, confirming, absent and external end nothing; what can never be proven ends it at once
/// with NoPermission or Unknown, no mode or another one with NotAllowed. Pure.
[[nodiscard]] std::optional<WaitOutcome> judgeWait(WaitTarget *target, const SiteSnapshot &snapshot);

/// What the time-out makes of a target that judgeWait() left open: StillDraining where a number above zero is known,
/// else Unknown. Pure.
[[nodiscard]] WaitOutcome timedOut(const WaitTarget &target, const SiteSnapshot *snapshot);

} // namespace Drydock

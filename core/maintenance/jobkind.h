// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/maintenance/operation.h"

#include <QStringList>

#include <optional>

namespace Drydock {

/// The operation that a kind of job needs (pbs-facts 4): backup restore verify prune gc sync-pull sync-push
/// tape-backup tape-restore move. No value for any other name.
[[nodiscard]] std::optional<Operation> operationOfJob(QStringView kind);
[[nodiscard]] QStringList jobKinds(); ///< in the order above

} // namespace Drydock

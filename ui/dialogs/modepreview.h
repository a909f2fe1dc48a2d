// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

namespace Drydock {

/// What a change of mode would mean right now, in plain words and numbers.
struct ModePreview {
    QString headline; ///< "3 running operations must finish:"
    QString detail; ///< "1 backup, 1 sync, 1 verify. Nothing new will be admitted."
};

/// Pure. type: None, ReadOnly or Offline.
[[nodiscard]] ModePreview modePreview(const StoreSnapshot &store, MaintenanceType type);

} // namespace Drydock

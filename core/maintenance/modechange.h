// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/maintenance/maintenancemode.h"

#include <QList>

#include <optional>

namespace Drydock {

/// A wish to change one store's mode (protocol 5).
struct ModeChange {
    QString store;
    MaintenanceMode mode; ///< None, ReadOnly or Offline
    std::optional<MaintenanceMode> expected; ///< the mode last shown; another one there: ModeChanged
    std::optional<MaintenanceType> expectedType; ///< --if-mode
    bool force = false; ///< without a usable counter, or out of an unknown type
    bool dryRun = false; ///< all checks, no write
};

struct ModeChangeResult {
    bool changed = false; ///< false: the mode was equal already (counter and unlock happened all the same)
    MaintenanceMode oldMode;
    MaintenanceMode newMode;
    QList<Error> warnings; ///< log not written, counter unusable under force, cache command not answered, …
};

} // namespace Drydock

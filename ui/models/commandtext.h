// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/maintenance/maintenancemode.h"

#include <QStringList>

namespace Drydock {

/// The words as one line for a shell, quoted where they need it.
[[nodiscard]] QString shellLine(const QStringList &words);

/// The command that makes the change which the window offers for a store: into offline from no mode, out of any other.
/// prefix: the backend's; withSudo: this person's own rights don't do.
[[nodiscard]] QString changeCommand(const QStringList &prefix, const QString &store, const MaintenanceMode &mode,
                                    bool withSudo);

/// The command that lists what a site has.
[[nodiscard]] QString listCommand(const QStringList &prefix, bool withSudo);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Drydock {

/// The five types of PBS, no mode, and a well-formed type that this program does not know (refuses everything).
enum class MaintenanceType { None, ReadOnly, Offline, Unmount, S3Refresh, Delete, Unknown };

/// "none", "read-only", "offline", "unmount", "s3-refresh", "delete", "unknown".
[[nodiscard]] QLatin1String maintenanceTypeName(MaintenanceType type);
/// The type of a name as written in datastore.cfg (exact, case counts); Unknown for any other text.
[[nodiscard]] MaintenanceType maintenanceTypeFromName(QStringView name);
/// unmount, s3-refresh, delete: set by PBS alone, shown here.
[[nodiscard]] bool isInternal(MaintenanceType type);

} // namespace Drydock

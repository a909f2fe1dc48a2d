// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/maintenancetype.h"

namespace Drydock {

QLatin1String maintenanceTypeName(MaintenanceType type)
{
    switch (type) {
    case MaintenanceType::None:
        return QLatin1String("none");
    case MaintenanceType::ReadOnly:
        return QLatin1String("read-only");
    case MaintenanceType::Offline:
        return QLatin1String("offline");
    case MaintenanceType::Unmount:
        return QLatin1String("unmount");
    case MaintenanceType::S3Refresh:
        return QLatin1String("s3-refresh");
    case MaintenanceType::Delete:
        return QLatin1String("delete");
    case MaintenanceType::Unknown:
        return QLatin1String("unknown");
    }
    Q_UNREACHABLE();
}

MaintenanceType maintenanceTypeFromName(QStringView name)
{
    for (const MaintenanceType type : {MaintenanceType::ReadOnly, MaintenanceType::Offline, MaintenanceType::Unmount,
                                       MaintenanceType::S3Refresh, MaintenanceType::Delete}) {
        if (name == maintenanceTypeName(type))
            return type;
    }
    return MaintenanceType::Unknown; // "none" too: in the file the absence of the property says that
}

bool isInternal(MaintenanceType type)
{
    return type == MaintenanceType::Unmount || type == MaintenanceType::S3Refresh || type == MaintenanceType::Delete;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace Drydock {

/// What DatastoreListModel has to say of a row, raw and formatted. A row is a datastore, or the heading of a site.
enum DatastoreRole {
    NameRole = Qt::UserRole, ///< the datastore's name, the site's title
    PathRole,
    BackendIdRole,
    IsSiteRole, ///< bool
    SiteProblemRole, ///< of a site that cannot be read: what is wrong, in two or three words
    ModeTypeRole, ///< int, a MaintenanceType
    ModeTextRole, ///< "Offline"; empty without a mode
    ModeSinceRole, ///< UTC seconds, invalid if not known
    StateRole, ///< int, a DrainState
    StateTextRole, ///< "3 tasks"
    ConflictingRole, ///< qint64, invalid if not known
};

} // namespace Drydock

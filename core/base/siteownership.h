// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sitepaths.h"

namespace Drydock {

/// Fills in the four ownerships of a site (design 4): of pbs as PBS has them, elsewhere from the site folder as it is
/// now. Only root sets a user; others set a group that they are in. uid: who asks.
void setOwnerships(FileSystem &fileSystem, Site &site, uid_t uid);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/configedit.h"
#include "core/operations/operationtracker.h"

namespace Drydock {

/// Removes a store of an own site from datastore.cfg and its tracking file; files in the store stay (protocol 5):
/// config lock -> no mode, else ModeIsSet -> sum zero, else StoreBusy -> tracking lock -> sum again -> config rename ->
/// unlink the tracking file, keep its lock file. Failure: also NoSuchStore, ManagedByPbs, DuplicateStore and the errors
/// of both parts.
Result<void> removeStore(ConfigEdit &edit, OperationTracker &tracker, const QString &store, const Deadline &deadline);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"

#include <QString>

namespace Drydock {

/// Who holds a flock on the file, from the text of /proc/locks: the first holder's process id, 0 if none is known.
[[nodiscard]] pid_t lockOwnerIn(const QByteArray &locks, const FileStatus &file);

/// "proxmox-backup-api, process 812", as far as /proc tells; empty if it does not (a holder in a pid namespace that we
/// don't see, a file system whose device numbers differ from those in /proc/locks).
[[nodiscard]] QString lockOwner(const FileStatus &file);

} // namespace Drydock

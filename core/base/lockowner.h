// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"

#include <QHash>
#include <QString>

namespace Drydock {

/// Who holds flocks, by the text of /proc/locks, for who asks about many files. A value.
class LockTable
{
public:
    static LockTable parse(const QByteArray &text);
    static LockTable read(); ///< of now

    /// The first holder's process id; 0 if none is known.
    [[nodiscard]] pid_t holder(const FileStatus &file) const;

private:
    QHash<QByteArray, pid_t> m_holders; ///< by "MAJOR:MINOR:INODE" as they are written there
};

/// Who holds a flock on the file, from the text of /proc/locks: the first holder's process id, 0 if none is known.
[[nodiscard]] pid_t lockOwnerIn(const QByteArray &locks, const FileStatus &file);

/// "proxmox-backup-api, process 812", as far as /proc tells; empty if it does not (a holder in a pid namespace that we
/// don't see, a file system whose device numbers differ from those in /proc/locks).
[[nodiscard]] QString lockOwner(const FileStatus &file);

} // namespace Drydock

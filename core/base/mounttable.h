// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <sys/types.h>

namespace Drydock {

/// One mount of this mount namespace (proc(5), mountinfo).
struct Mount {
    quint64 id = 0; ///< of the mount, unique while it is mounted
    dev_t device = 0; ///< st_dev of its files (an anonymous number for btrfs and the like)
    QByteArray root; ///< the folder of its file system that is shown
    QByteArray point; ///< absolute path, unescaped
    QByteArray type; ///< "ext4", "nfs4", "fuse.sshfs"
    QByteArray source; ///< unescaped

    /// A file system whose server or program may keep a caller waiting for ever (autofs too: looking mounts it).
    [[nodiscard]] bool mayBlock() const;
};

/// The mounts as the text of /proc/self/mountinfo lists them; of several at one point the last hides the others.
/// A value; pure.
class MountTable
{
public:
    /// Lines that do not parse are left out.
    static MountTable parse(const QByteArray &text);

    /// The mount that shows at exactly this point.
    [[nodiscard]] const Mount *at(const QByteArray &point) const;
    /// The mount that a path lies on; the path's own links are not followed. Null only for an empty table.
    [[nodiscard]] const Mount *covering(const QByteArray &path) const;
    [[nodiscard]] qsizetype size() const { return m_mounts.size(); }

private:
    QList<Mount> m_mounts;
    QHash<QByteArray, qsizetype> m_byPoint;
};

/// The table as it is, and word of its changes: the only one that an over-mounted folder gives.
/// Thread: confined to one.
class MountWatch
{
public:
    MountWatch();
    /// Has EPOLLPRI when mounts have changed since the last wait; -1 if /proc cannot be read.
    [[nodiscard]] int descriptor() const { return m_file.get(); }
    /// For who does not wait: whether mounts have changed since the first call or the last one that said so. True if
    /// that cannot be known.
    [[nodiscard]] bool hasChanged();
    /// Empty if /proc cannot be read.
    [[nodiscard]] MountTable read();

private:
    UniqueFd m_file;
};

/// A path with its links followed, step by step, and never into a mount that may block.
struct ResolvedPath {
    enum class Kind {
        Found, ///< path is the folder or file, without links
        Missing, ///< a part does not exist
        Unreadable, ///< a part may not be looked at, or there are too many links
        MayBlock, ///< path leads into a mount that may block; what follows there was not looked at
    };
    Kind kind = Kind::Missing;
    QByteArray path;
};
/// Blocks for microseconds.
[[nodiscard]] ResolvedPath resolvePath(const MountTable &mounts, const QByteArray &path);

} // namespace Drydock

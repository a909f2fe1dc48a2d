// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <QByteArray>

#include <array>

#include <poll.h>

namespace Drydock {

/// Notices that a file, or the folder that it lies in, may have become another one: written, replaced, removed, or
/// hidden below a new mount. For a process that polls; says nothing about what changed. Owned by one thread. A folder
/// that is missing is watched for through its parent; where that is missing too, only mounts are noticed.
class FileWatch
{
public:
    /// path: absolute. Begins to watch at once, so a read after this misses nothing.
    explicit FileWatch(const QByteArray &path);

    /// What to poll for: two descriptors, or with a negative number where the kernel gave none.
    [[nodiscard]] std::array<pollfd, 2> pollDescriptors() const;

    /// To be called when one of the descriptors is ready. True if the file should be read again.
    bool take();

private:
    void watchAnew();
    [[nodiscard]] bool isReplaced() const;
    bool takeEvents();

    QByteArray m_folder;
    QByteArray m_name;
    UniqueFd m_inotify;
    UniqueFd m_mounts;
    int m_watch = -1;
    bool m_watchesParent = false;
    quint64 m_device = 0;
    quint64 m_inode = 0;
};

} // namespace Drydock

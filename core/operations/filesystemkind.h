// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Drydock {

/// What a tracking folder's file system means for the rules (protocol 1.7).
enum class FileSystemKind {
    Memory, ///< gone with the power, as its processes are: nothing to sync
    Disk,
    Network, ///< of several machines, whose pids mean nothing here; or a FUSE program's, which may block for ever
};

/// From statfs's f_type.
[[nodiscard]] FileSystemKind fileSystemKind(quint64 type);

} // namespace Drydock

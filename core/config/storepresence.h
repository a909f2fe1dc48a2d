// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mounttable.h"
#include "core/config/datastoreconfig.h"
#include "core/config/storenotes.h"

#include <optional>

namespace Drydock {

/// Whether a store's path is there, on the file system that belongs there (design 6, absent).
struct StorePresence {
    bool present = true;
    std::optional<bool> mounted; ///< no value: no mount of its own, or not to be known
    bool otherFileSystem = false; ///< not present: something is there, but not what belongs there
    std::optional<Error> cause; ///< not present: NotMounted; not known: why
    bool known = true; ///< false: what belongs there cannot be said, so it does not count as present
    friend bool operator==(const StorePresence &, const StorePresence &) = default;
};

/// Of a store whose note could not be read.
[[nodiscard]] StorePresence unknownPresence(const Error &cause);

/// note: the file system that held the path when the store was added (own sites). A removable store is there when
/// its backing device is mounted at its path, as PBS looks at it. A path on a mount that may block is judged by the
/// table's text alone; one that may not be looked at is taken to be there, since nothing says that it is gone.
/// systemRoot: before /dev/disk/by-uuid. Blocks for microseconds.
[[nodiscard]] StorePresence storePresence(const DatastoreEntry &store, const std::optional<FileSystemNote> &note,
                                          const MountTable &mounts, const QByteArray &systemRoot);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/lockfile.h"
#include "core/config/datastoreconfig.h"
#include "core/config/pbscache.h"
#include "core/maintenance/modechange.h"

#include <functional>
#include <memory>

namespace Drydock {

/// Everything that changes datastore.cfg, under the config lock, written beside and exchanged (protocol 5).
/// SIGKILL, power loss or a full disk at any step leaves the old or the new file, whole. Thread: any.
class ConfigEdit
{
public:
    /// pbsProcessLives: whether a process of this site's PBS lives now (counter rules). Called without a lock held.
    ConfigEdit(FileSystem &fileSystem, const Clock &clock, const Site &site, std::function<bool()> pbsProcessLives);
    ~ConfigEdit();

    /// Sets or clears one store's mode. When it has returned, no conflicting operation is admitted until the mode is
    /// changed again (I-01). Failure: NoSuchStore, ModeChanged, DuplicateStore, TransitionRefused, InternalModeType,
    /// UnknownModeType, InvalidMessage, ConfigInvalid, ConfigChanged, CounterUnusable, LockTimeout, the file errors;
    /// after any failure the file is as it was.
    Result<ModeChangeResult> setMode(const ModeChange &change, const Deadline &deadline);

    /// Adds a store to an own site: creates the site's folders as needed, notes the file system at path in stores.json.
    /// Failure: ManagedByPbs, StoreExists, InvalidStoreName, InvalidPath (relative, missing, no folder, control
    /// characters), InvalidComment, ConfigInvalid, LockTimeout, file errors.
    Result<void> addStore(const QString &name, const QString &path, const QString &comment, const Deadline &deadline);

    /// For removal (core/operations/storeremoval), which works between: takes the config lock, reads and checks.
    struct Locked {
        LockFile::Guard lock;
        ConfigReader::Reading reading;
    };
    Result<Locked> lock(const Deadline &deadline);
    /// Removes the section under the lock taken by lock(); also from stores.json.
    Result<void> removeSection(const Locked &locked, const QString &name);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"
#include "core/base/result.h"
#include "core/base/sitepaths.h"

namespace Drydock {

/// PBS's shared version counter of datastore.cfg (pbs-facts 1: config-versions, native 8 bytes at offset 24): raising
/// it ends every cached parse in PBS's processes. Never created, never extended. Thread: any.
class VersionCounter
{
public:
    VersionCounter(FileSystem &fileSystem, const Site &site);

    /// Opens the file and checks it: regular, one link, 4,096 bytes, magic. Failure: NotFound, UnsafeFile,
    /// CounterUnusable (size or magic), PermissionDenied, Io. Not a pbs site: success, and add() does nothing.
    Result<void> open();
    /// Adds 1 atomically; the file is mapped for the addition only. Requires open().
    Result<void> add();
    /// The number now, for evidence. Requires open().
    Result<quint64> value();

private:
    FileSystem &m_fileSystem;
    QByteArray m_path; ///< empty if the site has no counter
    FileHandle m_file;
};

/// Tells the proxy named in proxy.pid that a store's mode changed (`update-datastore-cache`, pbs-facts 6): it closes
/// the store's files if the mode says so. Waits at most 2 s for the answer. No live proxy: success.
/// Failure: TimedOut, Io, with what the proxy answered in detail; a warning, never a reason to undo.
Result<void> sendUpdateDatastoreCache(const Site &site, const QString &store);

} // namespace Drydock

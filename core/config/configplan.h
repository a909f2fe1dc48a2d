// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/datastoreconfig.h"
#include "core/maintenance/modechange.h"

namespace Drydock {

// What an edit would make of a config: all its rules, and no file. Pure. path: of datastore.cfg, for errors.

struct PlannedMode {
    MaintenanceMode oldMode;
    MaintenanceMode newMode;
    QByteArray bytes; ///< the whole file after the change
    [[nodiscard]] bool changes() const { return oldMode != newMode; }
};

/// Failure: those of ConfigEdit::setMode that the config decides.
Result<PlannedMode> planMode(const DatastoreConfig &config, const ModeChange &change, const QString &path);

struct NewStore {
    QString name;
    QString path;
    QString comment;
};

/// What can be said of the texts alone. Failure: InvalidStoreName, InvalidPath, InvalidComment.
Result<void> checkNewStore(const NewStore &store);
/// Failure: ConfigInvalid, StoreExists, and those of checkNewStore.
Result<QByteArray> planStore(const DatastoreConfig &config, const NewStore &store, const QString &path);

/// Failure: ConfigInvalid, NoSuchStore, DuplicateStore.
Result<QByteArray> planRemoval(const DatastoreConfig &config, const QString &name, const QString &path);

/// Whether two files differ as if by one edit of ours: a line, or a block that only one of them has.
[[nodiscard]] bool differByOneEdit(const QByteArray &a, const QByteArray &b);

} // namespace Drydock

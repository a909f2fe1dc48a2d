// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/drain/drainstate.h"
#include "core/history/changelog.h"
#include "core/maintenance/modechange.h"

#include <QFuture>
#include <QObject>
#include <QStringList>

namespace Drydock {

/// A source of datastores: a local site, later a PBS server. Lives in the GUI thread; no call blocks. What a command
/// changed is seen when it comes back in a snapshot, never before. Results are taken with whendone.h.
class Backend : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// A stable id for settings, and the group's title ("This computer", "This computer's PBS", a folder's path).
    [[nodiscard]] virtual QString id() const = 0;
    [[nodiscard]] virtual QString title() const = 0;
    /// Program and global options that reach this backend from a shell: {"drydockctl", "--root", "/srv/site"}.
    [[nodiscard]] virtual QStringList commandPrefix() const = 0;

    /// The newest snapshot; null before the first. Capabilities that are missing are in it, with the reason.
    [[nodiscard]] virtual SiteSnapshotPointer snapshot() const = 0;

    /// expectedOld: the mode last shown to the person; another one there fails with ModeChanged.
    [[nodiscard]] virtual QFuture<Result<ModeChangeResult>> setMaintenanceMode(const QString &store,
                                                                               const MaintenanceMode &mode,
                                                                               const MaintenanceMode &expectedOld) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> addStore(const QString &name, const QString &path,
                                                         const QString &comment) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> removeStore(const QString &name) = 0;
    /// Oldest first; store empty: of all.
    [[nodiscard]] virtual QFuture<Result<QList<ChangeRecord>>> history(const QString &store) = 0;

    virtual void refresh() = 0;
    /// Somebody looks: counts of stores without a mode are wanted too.
    virtual void setAttention(bool attention) = 0;

Q_SIGNALS:
    void snapshotChanged();
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"
#include "core/drain/drainmonitor.h"

#include <memory>

namespace Drydock {

/// A site of files on this computer: a DrainMonitor in its own thread, commands in one worker thread.
class LocalBackend : public Backend
{
    Q_OBJECT

public:
    LocalBackend(const MonitorSurroundings &surroundings, const Site &site, QObject *parent = nullptr);
    ~LocalBackend() override; ///< waits for a running command's file work (bounded by the lock's 10 s), joins threads

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QStringList commandPrefix() const override;
    [[nodiscard]] SiteSnapshotPointer snapshot() const override;
    [[nodiscard]] QFuture<Result<ModeChangeResult>> setMaintenanceMode(const QString &store,
                                                                       const MaintenanceMode &mode,
                                                                       const MaintenanceMode &expectedOld) override;
    [[nodiscard]] QFuture<Result<void>> addStore(const QString &name, const QString &path,
                                                 const QString &comment) override;
    [[nodiscard]] QFuture<Result<void>> removeStore(const QString &name) override;
    [[nodiscard]] QFuture<Result<QList<ChangeRecord>>> history(const QString &store) override;
    void refresh() override;
    void setAttention(bool attention) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Drydock

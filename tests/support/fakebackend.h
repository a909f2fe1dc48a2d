// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"

#include <QPromise>

#include <functional>
#include <optional>

namespace Drydock {

/// A store as a monitor would show it: counts, one holder for each operation (writers first), the drain state that
/// follows. Conflicts at zero are proven.
[[nodiscard]] StoreSnapshot makeStore(const QString &name, MaintenanceType type = MaintenanceType::None,
                                      qint64 writers = 0, qint64 readers = 0, const QString &message = {});
/// Recomputes conflicts and state after a change of mode or counts.
void settle(StoreSnapshot &store);

/// A backend whose snapshots are scripted. Commands are recorded; they are obeyed at once, or held until the test
/// answers them. As with a real one, what a command did is seen in a later snapshot alone.
class FakeBackend : public Backend
{
    Q_OBJECT

public:
    explicit FakeBackend(const QString &id = QStringLiteral("fake"), QObject *parent = nullptr);

    // What the window sees. Equal stores keep their pointers.
    void setStores(const QList<StoreSnapshot> &stores);
    void setStore(const StoreSnapshot &store); ///< replaces the one of its name, or comes last
    void dropStore(const QString &name);
    void changeSite(const std::function<void(SiteSnapshot &)> &change);

    struct Command {
        QString verb; ///< "set", "add", "remove"
        QString store;
        MaintenanceMode mode;
        MaintenanceMode expectedOld;
        QString path;
        QString comment;
    };
    QList<Command> commands;
    int refreshes = 0;
    bool attention = false;
    bool hold = false; ///< commands wait for answerHeld()
    std::optional<Error> refuse; ///< the next command fails with it
    QList<Error> warnings; ///< of the next mode change
    QString name = QStringLiteral("This computer");

    void answerHeld(); ///< obeys, or refuses, everything that waits
    void cancelHeld() { m_held.clear(); } ///< no answer will ever come

    [[nodiscard]] QString id() const override { return m_id; }
    [[nodiscard]] QString title() const override { return name; }
    [[nodiscard]] QStringList commandPrefix() const override { return {QStringLiteral("drydockctl")}; }
    [[nodiscard]] SiteSnapshotPointer snapshot() const override { return m_site; }
    [[nodiscard]] QFuture<Result<ModeChangeResult>> setMaintenanceMode(const QString &store,
                                                                       const MaintenanceMode &mode,
                                                                       const MaintenanceMode &expectedOld) override;
    [[nodiscard]] QFuture<Result<void>> addStore(const QString &store, const QString &path,
                                                 const QString &comment) override;
    [[nodiscard]] QFuture<Result<void>> removeStore(const QString &store) override;
    [[nodiscard]] QFuture<Result<QList<ChangeRecord>>> history(const QString &store) override;
    void refresh() override { ++refreshes; }
    void setAttention(bool wanted) override { attention = wanted; }

private:
    template <class T>
    QFuture<Result<T>> perform(std::function<Result<T>()> work);

    Result<ModeChangeResult> applyMode(const Command &command);
    Result<void> applyAdd(const Command &command);
    Result<void> applyRemove(const Command &command);
    void publish(SiteSnapshot site);

    QString m_id;
    SiteSnapshotPointer m_site;
    QList<std::function<void()>> m_held;
};

} // namespace Drydock

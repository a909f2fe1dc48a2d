// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/drain/drainstate.h"

#include <QJsonObject>
#include <QStringList>

namespace Drydock {

/// One line of `watch`.
struct StoreEvent {
    enum class Kind { Snapshot, Mode, Drain, Added, Removed, Error };
    Kind kind = Kind::Snapshot;
    std::shared_ptr<const StoreSnapshot> store; ///< of an error: null
    std::optional<Error> error; ///< of the configuration; no value: it can be used again
};

/// What has changed, in the order of the stores: what is gone first, then per store the mode before the drain. before
/// null: the present state of each store. names: only these; empty: all. A store that is missing while the
/// configuration cannot be read is not gone. Pure.
[[nodiscard]] QList<StoreEvent> eventsBetween(const SiteSnapshot *before, const SiteSnapshot &after,
                                              const QStringList &names);

/// What the next snapshot is to be compared with: `after`, and while its configuration cannot be read the stores too
/// that only `before` has. Pure.
[[nodiscard]] SiteSnapshotPointer rememberedSnapshot(const SiteSnapshot *before, const SiteSnapshotPointer &after);

[[nodiscard]] QJsonObject eventToJson(const StoreEvent &event, qint64 now);
[[nodiscard]] QString eventLine(const StoreEvent &event, const Output &output, qint64 now);

} // namespace Drydock

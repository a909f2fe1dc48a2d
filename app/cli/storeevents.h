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
/// null: the present state of each store. names: only these; empty: all. Pure.
[[nodiscard]] QList<StoreEvent> eventsBetween(const SiteSnapshot *before, const SiteSnapshot &after,
                                              const QStringList &names);

[[nodiscard]] QJsonObject eventToJson(const StoreEvent &event, qint64 now);
[[nodiscard]] QString eventLine(const StoreEvent &event, const Output &output, qint64 now);

} // namespace Drydock

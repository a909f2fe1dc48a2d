// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/drain/drainstate.h"

#include <QList>
#include <QStringList>

namespace Drydock {

/// How stores read in a terminal. Names and messages are escaped.

[[nodiscard]] Hue hueOf(DrainState state);
/// "3 conflicting tasks still active."; without a mode "2 running" or nothing.
[[nodiscard]] QString stateCell(const StoreSnapshot &store, qint64 now);
/// "vault: No write operations left. 2 readers may go on …"
[[nodiscard]] QString drainedLine(const StoreSnapshot &store, const Output &output);
/// The table of `list`.
[[nodiscard]] QString storeTable(const QList<std::shared_ptr<const StoreSnapshot>> &stores, const Output &output,
                                 qint64 now);
/// All of one store, as `show` prints it; withEvidence: `show --why`.
[[nodiscard]] QString storePage(const StoreSnapshot &store, const Output &output, qint64 now, bool withEvidence);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

namespace Drydock {

/// The sentences of design 6 that window and command line share, translated, plurals right. All pure; no markup.

/// "Offline", "Read-only", "Unmounting", "S3 refresh", "Being deleted", "None", or an unknown type's own text.
[[nodiscard]] QString modeText(const MaintenanceMode &mode);
/// `Offline ("swap disk 2")`; the mode alone where it has no message.
[[nodiscard]] QString modeWithMessage(const MaintenanceMode &mode);
/// The text beside the indicator: "3 conflicting tasks still active.", "No write operations left.", "Checking…",
/// "Unknown: REASON", "Last known: 3 tasks, 2 minutes ago", "Being unmounted by the server", "Not mounted"; empty for
/// none. now: UTC seconds, for ages (minute grain).
[[nodiscard]] QString stateText(const StoreSnapshot &store, qint64 now);
/// The short form for the list's right column: "3 tasks", "No writers left", "Unknown", "2 running" without a mode.
[[nodiscard]] QString stateShortText(const StoreSnapshot &store);
/// The sentence after a check mark that says what it does not mean ("2 readers may go on (verify may still write); do
/// not unplug."); empty where there is nothing to add.
[[nodiscard]] QString stateRemark(const StoreSnapshot &store);
/// The verdict in the page's heading: "Wait: 2 writers, 1 reader".
[[nodiscard]] QString verdictText(const StoreSnapshot &store);
/// Why the state is what it is, one sentence; empty for none and draining (without lost processes).
[[nodiscard]] QString reasonText(const StoreSnapshot &store);
/// "Offline, 3 conflicting tasks still active": what a screen reader says of the row, with the name in front.
[[nodiscard]] QString accessibleStateText(const StoreSnapshot &store, qint64 now);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <QJsonObject>

namespace Drydock {

/// What `list` and `show` have in common: the site as a whole.

/// The first snapshot in which no store that matters is confirming, or the one after at most two seconds of it.
/// Failure: TimedOut if there is none at all.
[[nodiscard]] Result<SiteSnapshotPointer> settledSnapshot(const Session &session,
                                                          const std::function<bool(const StoreSnapshot &)> &matters);

/// The document with everything but "stores".
[[nodiscard]] QJsonObject siteDocument(const Session &session, const SiteSnapshot &snapshot);

/// Warnings and what is wrong with the configuration, on stderr.
void reportProblems(const Session &session, const SiteSnapshot &snapshot);

/// Done, or why the site cannot be used as a whole: NoPermission, Unknown.
[[nodiscard]] ExitCode siteExitCode(const SiteSnapshot &snapshot);

} // namespace Drydock

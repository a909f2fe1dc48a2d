// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/base/sitepaths.h"
#include "core/drain/drainstate.h"
#include "core/history/changelog.h"
#include "core/maintenance/modechange.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Drydock {

/// The documents that scripts read, schema 1: keys are only added. Unknown numbers are null, never 0; times are UTC.
/// All pure.

[[nodiscard]] QJsonObject newDocument(); ///< {"schema":1}
[[nodiscard]] QString timeToJson(qint64 utcSeconds); ///< RFC 3339
[[nodiscard]] QJsonObject modeToJson(const MaintenanceMode &mode);
[[nodiscard]] QJsonObject drainToJson(const StoreSnapshot &store);
/// The object as in "stores"; withEvidence: `show --why`.
[[nodiscard]] QJsonObject storeToJson(const StoreSnapshot &store, bool withEvidence = false);
[[nodiscard]] QJsonObject siteToJson(const Site &site);
[[nodiscard]] QJsonObject warningToJson(const Error &warning);
[[nodiscard]] QJsonArray warningsToJson(const QList<Error> &warnings);
[[nodiscard]] QJsonObject failureToJson(const Failure &failure);
[[nodiscard]] QJsonObject errorDocument(const Failure &failure);
[[nodiscard]] QJsonObject changeToJson(const ChangeRecord &record);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/maintenance/modechange.h"

#include <QJsonObject>

#include <optional>

namespace Drydock {

/// What a command did to one store: an object in "results".
struct StoreResult {
    QString store;
    ExitCode exit = ExitCode::Done;
    std::optional<ModeChangeResult> change; ///< of `set` and `clear`
    std::optional<bool> changed; ///< of `add` and `remove`
    std::shared_ptr<const StoreSnapshot> drain; ///< null: not looked at
    std::optional<Failure> failure;
};

[[nodiscard]] QJsonObject resultToJson(const StoreResult &result);

/// Tells failures on stderr and prints the document if there is to be one. Returns the common exit code.
ExitCode reportResults(Output &output, const QList<StoreResult> &results);

} // namespace Drydock

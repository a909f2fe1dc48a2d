// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace Drydock {

/// Whether somebody can be asked: a terminal, and no --no-input.
[[nodiscard]] bool canAsk(const Session &session);

/// Asks on stderr; true for a clear yes alone. Requires canAsk().
[[nodiscard]] bool isConfirmed(Session &session, const QString &question);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

namespace Drydock {

class Backend;

/// What a bug report needs: versions, surroundings, each site with its stores' states and the evidence behind them.
/// Untranslated.
[[nodiscard]] QString diagnosticsText(const QList<Backend *> &backends);

} // namespace Drydock

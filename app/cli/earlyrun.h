// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/inheritedstate.h"

#include <optional>

namespace Drydock {

/// The first line of main(), before Qt and before anything else touches signals or starts a thread: what `run` needs of
/// that moment. No value if `run` is not asked for; a value too where only a store is called so, which harms nothing.
[[nodiscard]] std::optional<InheritedState> takeForRun(int argc, char **argv);

} // namespace Drydock

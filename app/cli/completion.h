// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Drydock {

/// Scripts that complete drydockctl's arguments, made from the option table. Names of stores come from
/// `drydockctl list -q`, asked with the --root or --site that stands on the line.
[[nodiscard]] QString bashCompletion();
[[nodiscard]] QString zshCompletion();
[[nodiscard]] QString fishCompletion();

} // namespace Drydock

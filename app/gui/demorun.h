// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/desktop/colorscheme.h"

namespace Drydock {

/// `drydock --demo` from its start to its end: with a display the window, without one the tour, whose pictures stay in
/// a folder that is named. SIGINT and SIGTERM end it as closing the window does. Needs the QApplication; returns the
/// exit code.
int runDemo(ColorScheme scheme);

} // namespace Drydock

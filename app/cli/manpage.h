// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Drydock {

/// The man page's source for scdoc(1): the page's text with @COMMANDS@, @GLOBAL@, @EXITS@ and @VERSION@ filled in from
/// the option table. Pure.
[[nodiscard]] QString manPage(const QString &text);

} // namespace Drydock

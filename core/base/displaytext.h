// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Drydock {

/// Text of others (names, messages, command lines) as it may be shown: control characters, line and paragraph
/// separators, bidirectional formatting characters and lone surrogates become visible escapes (\n, \u202e). Pure.
[[nodiscard]] QString escapedForDisplay(const QString &text);

} // namespace Drydock

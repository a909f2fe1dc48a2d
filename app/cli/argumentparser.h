// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/parsedarguments.h"

namespace Drydock {

/// Strict: unknown options, a repeated single-value option, an option where another's value is due, too many or too few
/// arguments and useless combinations are errors. Global options may stand before or after the command, its own only
/// after it; "--" ends options. Pure, and needs no QCoreApplication.
/// arguments: without the program's name.
[[nodiscard]] ParsedArguments parseArguments(const QByteArrayList &arguments);

/// The command that the words name, even if something else is wrong with them; null if there is none.
[[nodiscard]] const CommandSpec *commandOf(const QByteArrayList &arguments);

/// Whether this flag stands among the options, even if something else is wrong with them: how a failure to understand
/// the rest is to be told depends on it.
[[nodiscard]] bool hasFlag(const QByteArrayList &arguments, const QByteArray &name);
/// The value that is given to this option, likewise; empty without one.
[[nodiscard]] QByteArray valueOf(const QByteArrayList &arguments, const QByteArray &name);

} // namespace Drydock

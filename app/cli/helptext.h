// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/optiontable.h"

namespace Drydock {

/// "set read-only|offline|none STORE… [-m TEXT] [--wait[=DUR]]"
[[nodiscard]] QString synopsis(const CommandSpec &command);
/// "-m TEXT, --message=TEXT", "--wait[=DUR]"
[[nodiscard]] QString optionForm(const OptionSpec &option);

/// A text of the table as a sentence: a capital first and a full stop last.
[[nodiscard]] QString asSentence(QString text);

/// What --help prints; columns: the width that lines are broken at.
[[nodiscard]] QString generalHelp(int columns);
[[nodiscard]] QString commandHelp(const CommandSpec &command, int columns);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <simdjson.h>

#include <string_view>

namespace Drydock {

/// Passes over a value of no interest and says whether it is JSON (simdjson's own skipping looks at brackets only).
/// Numbers may have any size. A value nested as deep as PBS's parser refuses it is refused. Pure.
[[nodiscard]] simdjson::error_code skipJson(simdjson::ondemand::value value, int depth = 0);

/// A token or raw text as simdjson hands it out reaches up to the next token: here without the blanks between.
[[nodiscard]] std::string_view withoutBlanksAtEnd(std::string_view text);

} // namespace Drydock

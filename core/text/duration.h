// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <chrono>
#include <optional>

namespace Drydock {

/// cli.md's durations: one or more of [0-9]+(s|m|h|d), joined ("1h30m"); no bare numbers, no signs, no blanks; "0s" is
/// fine, and so is a bare "0" only where the caller allows zero. No value for anything else or above 1000 years.
[[nodiscard]] std::optional<std::chrono::seconds> parseDuration(QStringView text);

/// "less than a minute", "12 min", "3 h", "2 d": minute grain, translated.
[[nodiscard]] QString durationText(std::chrono::seconds span);

} // namespace Drydock

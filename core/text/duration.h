// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace Drydock {

/// The command line's durations: one or more of [0-9]+(s|m|h|d), joined ("1h30m"); no signs, no blanks, no number
/// without a unit. "0s" is fine; a bare "0" is the caller's to allow. No value for anything else or above 1000 years.
[[nodiscard]] std::optional<std::chrono::seconds> parseDuration(QStringView text);

/// "less than a minute", "12 min", "3 h", "2 d": minute grain, translated.
[[nodiscard]] QString durationText(std::chrono::seconds span);

/// A moment (UTC seconds) in local time: "14:02" on the day of `now`, else with the date, as the locale writes it.
[[nodiscard]] QString momentText(qint64 moment, qint64 now);

} // namespace Drydock

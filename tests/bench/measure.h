// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>
#include <vector>

namespace Drydock {

/// Durations of one thing done again and again, in nanoseconds.
using Samples = std::vector<qint64>;

struct Summary {
    qint64 median = 0;
    qint64 p99 = 0;
    qint64 max = 0;
};

/// The order of the samples is lost.
[[nodiscard]] Summary summarise(Samples &samples);

/// Nanoseconds on the monotonic clock that a call takes. A call that fails ends the program with a message.
[[nodiscard]] qint64 timed(const std::function<bool()> &call, const char *what);

/// Ends the program with a message.
[[noreturn]] void giveUp(const char *what);

} // namespace Drydock

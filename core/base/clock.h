// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Drydock {

using Nanoseconds = std::chrono::nanoseconds;

/// The three times. Time-outs of locks and proofs use monotonic(), waits that a user asked for boot() (it goes on while
/// the machine sleeps), records wallSeconds(). No proof rests on wall time. Thread: any.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Nanoseconds monotonic() const = 0;
    [[nodiscard]] virtual Nanoseconds boot() const = 0;
    [[nodiscard]] virtual qint64 wallSeconds() const = 0; ///< UTC seconds since 1970
};

[[nodiscard]] const Clock &systemClock();

/// A point on the monotonic clock after which waiting ends.
struct Deadline {
    Nanoseconds at = Nanoseconds::max();

    [[nodiscard]] static Deadline after(const Clock &clock, Nanoseconds span) { return {clock.monotonic() + span}; }
    [[nodiscard]] bool passed(const Clock &clock) const { return clock.monotonic() >= at; }
    [[nodiscard]] Nanoseconds remaining(const Clock &clock) const
    {
        return std::max(Nanoseconds::zero(), at - clock.monotonic());
    }
};

/// How long Drydock waits for a lock, as PBS does (protocol 1.3).
inline constexpr std::chrono::seconds lockTimeLimit{10};

} // namespace Drydock

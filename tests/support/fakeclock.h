// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <atomic>

namespace Drydock {

/// A clock that moves by hand alone. Thread: any.
class FakeClock final : public Clock
{
public:
    [[nodiscard]] Nanoseconds monotonic() const override;
    [[nodiscard]] Nanoseconds boot() const override;
    [[nodiscard]] qint64 wallSeconds() const override;

    void advance(Nanoseconds span); ///< all three
    void sleepMachine(Nanoseconds span); ///< boot and wall time: the monotonic clock stands still meanwhile
    void setWallSeconds(qint64 seconds); ///< somebody sets the machine's date

private:
    std::atomic<qint64> m_monotonic = 1'000'000'000'000;
    std::atomic<qint64> m_boot = 2'000'000'000'000;
    std::atomic<qint64> m_wall = 1'800'000'000'000'000'000;
};

} // namespace Drydock

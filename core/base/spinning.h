// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace Drydock {

/// Whether a thread may look out for what another one is about to do. With one processor that only keeps the other one
/// from doing it. Thread: any.
[[nodiscard]] bool maySpin();

/// Tells the processor that this is a loop that waits. Thread: any.
void relaxProcessor();

/// Keeps this thread busy for that long, without a system call; returns at once where it may not spin. Thread: any.
void spinFor(std::chrono::microseconds time);

} // namespace Drydock

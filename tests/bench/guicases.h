// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Drydock {

struct GuiOptions {
    int rounds = 0;
    int seconds = 0; ///< of the cases that watch
};

// Each prints one JSON line.
void benchStart(const GuiOptions &options); ///< 1,000 stores: process start to first complete frame, against a bare one
void benchMemory(const GuiOptions &options); ///< 1,000 stores: resident memory above a bare window
void benchIdle(const GuiOptions &options); ///< voluntary context switches of all threads, window open
void benchSpinner(const GuiOptions &options); ///< share of one core that one visible spinner costs
void benchFrame(const GuiOptions &options); ///< last release or SIGKILL to the check mark's first frame
void benchChange(const GuiOptions &options); ///< one change among 10,000 stores to the updated model

} // namespace Drydock

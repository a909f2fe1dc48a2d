// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace Drydock {

/// `run`: gate and tracker for the runner, and its words. Everything that is told goes to stderr, marked as ours: the
/// command writes there too. Whatever fails before the command runs ends with 125 (runApplication() sees to it).
class RunCommand final : public Command
{
public:
    /// The site is chosen here: a failure to find it belongs into the status file too.
    [[nodiscard]] bool needsSite() const override { return false; }
    /// Does not return once there is a job: the process ends like it.
    ExitCode run(Session &session) override;

    /// The words were not understood: that is told in the status file that they may name.
    static void noteMisuse(const QByteArrayList &words, Output &output);
};

} // namespace Drydock

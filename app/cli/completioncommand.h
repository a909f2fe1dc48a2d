// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace Drydock {

/// `completion SHELL`
class CompletionCommand : public Command
{
public:
    [[nodiscard]] bool needsSite() const override { return false; }
    ExitCode run(Session &session) override;
};

} // namespace Drydock

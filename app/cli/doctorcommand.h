// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace Drydock {

/// `doctor`
class DoctorCommand : public Command
{
public:
    ExitCode run(Session &session) override;
};

} // namespace Drydock

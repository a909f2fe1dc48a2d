// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/cli/parsedarguments.h"
#include "core/base/clock.h"
#include "core/base/filesystem.h"
#include "core/base/sitepaths.h"
#include "core/drain/drainmonitor.h"
#include "core/process/inheritedstate.h"
#include "core/process/pbshost.h"

#include <functional>

namespace Drydock {

/// What the program stands on; tests replace each.
struct Surroundings {
    FileSystem &fileSystem;
    ProcessTable &processes;
    const Clock &clock;
    Console &console;
    SiteEnvironment sites;
    QString root; ///< DRYDOCK_ROOT
    bool noColour = false; ///< NO_COLOR is set and not empty
    bool dumbTerminal = false; ///< TERM=dumb
    std::function<PbsHost(const Site &)> pbsHost;
    const InheritedState *inherited = nullptr; ///< what main() took first, if the words name `run`
};

/// One call of the program: what is asked, of which site, and where the answer goes.
struct Session {
    const Surroundings &surroundings;
    const ParsedArguments &arguments;
    Output &output;
    Site site; ///< chosen before the command runs, if it needs one

    /// The site that the options and the surroundings name.
    [[nodiscard]] Result<Site> chooseSite() const;
    [[nodiscard]] MonitorSurroundings monitorSurroundings() const;
    [[nodiscard]] std::function<bool()> pbsProcessLives() const;
    [[nodiscard]] Deadline lockDeadline() const { return Deadline::after(surroundings.clock, lockTimeLimit); }
    [[nodiscard]] qint64 now() const { return surroundings.clock.wallSeconds(); }
};

/// A verb.
class Command
{
public:
    virtual ~Command() = default;
    [[nodiscard]] virtual bool needsSite() const { return true; }
    virtual ExitCode run(Session &session) = 0;
};

} // namespace Drydock

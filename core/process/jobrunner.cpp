// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/jobrunner.h"

#include "core/process/jobloop.h"

#include <unistd.h>

namespace Drydock {

JobRunner::JobRunner(const InheritedState &inherited, const JobOptions &options, const JobRegistration &registration,
                     const JobEvents &events, ProcessTable &table, const Clock &clock)
    : m_loop(std::make_unique<JobLoop>(inherited, options, registration, events, table, clock))
{
}

JobRunner::~JobRunner() = default;

JobResult JobRunner::run()
{
    return m_loop->run();
}

void endLike(const JobResult &result)
{
    if (result.interrupted)
        dieOfInterrupt();
    ::_exit(result.code);
}

} // namespace Drydock

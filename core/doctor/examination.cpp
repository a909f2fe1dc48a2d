// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/examination.h"

#include "core/doctor/circumstances.h"

namespace Drydock {

Examination examineSite(const ExaminationSurroundings &surroundings, const Site &site)
{
    Circumstances seen(surroundings, site);
    FindingList found;
    Examination result;
    checkProcesses(seen, &found);
    checkConfig(&seen, &found);
    checkNotes(&seen, &found);
    checkFolders(&seen, &found);
    checkLocks(&seen, &found);
    checkTracking(&seen, &found, &result.remedies);
    checkLeftovers(&seen, &found, &result.remedies);
    checkPbs(seen, &found);
    checkCounter(&seen, &found);
    checkClock(&seen, &found);
    result.findings = found.take();
    return result;
}

} // namespace Drydock

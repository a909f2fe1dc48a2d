// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/sitefolder.h"
#include "core/doctor/finding.h"
#include "core/process/pbshost.h"

#include <QStringList>

namespace Drydock {

/// What an examination stands on.
struct ExaminationSurroundings {
    FileSystem &fileSystem;
    ProcessTable &processes;
    const Clock &clock;
    PbsHost pbs; ///< of now
};

/// What repairSite() could do about the findings.
struct Remedies {
    struct Leftovers {
        QByteArray folder;
        QByteArrayList names; ///< temporary files of processes that do not exist
    };
    QList<Leftovers> leftovers;
    QStringList storesWithDeadEntries; ///< which an ordinary update would drop
};

struct Examination {
    QList<Finding> findings;
    Remedies remedies;
};

/// Looks at all of a site: config, folders, owners, locks, tracking files, leftovers, PBS and its counter, the clock.
/// Reads only; takes a lock for no longer than it takes to see that it is free, and never waits for one. What it does
/// not understand or may not see is a finding, not a failure. Thread: any. Blocks for as long as the disk takes.
[[nodiscard]] Examination examineSite(const ExaminationSurroundings &surroundings, const Site &site);

} // namespace Drydock

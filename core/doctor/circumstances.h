// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/lockowner.h"
#include "core/base/mounttable.h"
#include "core/config/datastoreconfig.h"
#include "core/doctor/examination.h"

#include <QHash>

namespace Drydock {

/// What the checks share. Each adds what it finds out for those after it.
struct Circumstances {
    FileSystem &fileSystem;
    ProcessTable &processes;
    const Clock &clock;
    const Site &site;
    const PbsHost pbs;
    const ProcessTable::Self self;
    const MountTable mounts;
    const LockTable locks;
    SiteFolder configFolder;
    SiteFolder trackingFolder;

    ConfigReader::Reading config; ///< empty where it cannot be read
    bool configIsRead = false;
    bool trackingIsUsable = false;

    Circumstances(const ExaminationSurroundings &surroundings, const Site &where);

    /// The stores whose names stand for tracking files of their own.
    [[nodiscard]] QList<DatastoreEntry> trackedStores() const;
    [[nodiscard]] FindingProcess describe(pid_t pid) const;
};

/// Findings in the order in which they are made; of one kind a thousand at most, the others are counted.
class FindingList
{
public:
    void add(Finding finding);
    [[nodiscard]] QList<Finding> take();

private:
    struct Surplus {
        qint64 count = 0;
        Severity severity = Severity::Ok;
    };
    QList<Finding> m_findings;
    QHash<int, qint64> m_counts;
    QHash<int, Surplus> m_surplus;
};

/// Up to eight of many: "812, 813, 814 …".
[[nodiscard]] QString someOf(const QStringList &items);
[[nodiscard]] QString shownPath(const QByteArray &path);

// The parts of an examination. None waits for a lock, writes anything or follows a link.

void checkProcesses(const Circumstances &seen, FindingList *found);
void checkConfig(Circumstances *seen, FindingList *found);
void checkNotes(Circumstances *seen, FindingList *found);
void checkFolders(Circumstances *seen, FindingList *found);
void checkLocks(Circumstances *seen, FindingList *found);
void checkTracking(Circumstances *seen, FindingList *found, Remedies *remedies);
void checkLeftovers(Circumstances *seen, FindingList *found, Remedies *remedies);
void checkPbs(const Circumstances &seen, FindingList *found);
void checkCounter(Circumstances *seen, FindingList *found);
void checkClock(Circumstances *seen, FindingList *found);

/// Owner and mode of what stands at a path, against what it is created with.
void checkAccess(const Circumstances &seen, const QByteArray &path, const FileStatus &status, const Ownership &expected,
                 FindingList *found);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/lockfile.h"
#include "core/doctor/examination.h"
#include "core/operations/operationtracker.h"

#include <memory>

namespace Drydock {

/// One thing that repairing would do. A value: shown before it is done.
struct RepairStep {
    enum class Kind {
        RemoveLeftovers, ///< temporary files of processes that do not exist
        DropDeadEntries, ///< by the update that every operation makes
        Forget, ///< the entries of a tracking file that cannot be read go uncounted; its bytes are kept aside
    };
    Kind kind = Kind::RemoveLeftovers;
    QByteArray folder; ///< of the leftovers
    QByteArrayList names;
    QString store;
};

struct RepairResult {
    RepairStep step;
    qint64 count = 0; ///< files removed, entries dropped; of Forget: entries that went on being counted
    /// Where old bytes are: of Forget those of the tracking file, empty if there was nothing to forget; of leftovers of
    /// the config those that may have been an editor's.
    QString keptAside;
    std::optional<Error> error; ///< the first thing that was not done
};

[[nodiscard]] QLatin1String repairName(RepairStep::Kind kind); ///< "remove-leftovers", for scripts

/// What can be done about findings, and nothing else: no file of a living process, none that is not a temporary one, no
/// tracking file of this boot is removed or moved, and no count becomes zero that is not proven to be.
[[nodiscard]] QList<RepairStep> planRepair(const Remedies &remedies);
/// Failure: NoSuchStore, InvalidStoreName, and those of reading the config.
Result<RepairStep> planForgetting(const ExaminationSurroundings &surroundings, const Site &site, const QString &store);

/// Does what was planned, and looks again right before each act, under the lock that its writers take: what has become
/// another thing since is left alone. Killed at any step, it leaves each file as it was or as it should be. Thread:
/// any.
class Repair
{
public:
    /// deadline: of all locks together; after the first that was not got in time none is waited for.
    Repair(const ExaminationSurroundings &surroundings, const Site &site, const Deadline &deadline);

    RepairResult carryOut(const RepairStep &step);

private:
    /// A lock that is held, or none, where there is no such lock file: then nobody can be at work under it.
    struct Held {
        std::unique_ptr<LockFile> file;
        LockFile::Guard guard;
    };
    Result<Held> lock(const std::shared_ptr<SiteFolder> &folder, const QByteArray &name);
    Result<bool> removeLeftover(const std::shared_ptr<SiteFolder> &folder, const QByteArray &name);
    Result<qint64> removeLeftovers(const RepairStep &step);
    Result<qint64> removeConfigLeftovers(const RepairStep &step, QString *keptAside);
    Result<qint64> dropDeadEntries(const QString &store);
    Result<qint64> forget(const QString &store, QString *keptAside);
    Result<QByteArray> keepBeside(const QByteArray &store, const QByteArray &bytes);
    Result<void> exchange(const QByteArray &store, const QByteArray &aside, const FileStatus &parsed);

    const ExaminationSurroundings m_surroundings;
    const Site m_site;
    const Deadline m_deadline;
    std::shared_ptr<SiteFolder> m_config;
    std::shared_ptr<SiteFolder> m_tracking;
    OperationTracker m_tracker;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/configedit.h"
#include "core/operations/datastoregate.h"
#include "tests/support/testsite.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <optional>
#include <vector>

namespace Drydock {

/// What Drydock does with a site's files.
enum class Task {
    Set,
    SetAgain, ///< the mode that is there already
    Replace, ///< a mode by another
    Clear,
    Add,
    AddFirst, ///< into a site without a config
    Remove,
    Begin,
    BeginFirst, ///< makes the tracking folder
    Check,
    Release,
    Clone,
    Register, ///< `run`: the entry names a worker, its guardian are we
    HandOver, ///< and names another one
    Unregister,
    Restore, ///< of an entry that another writer dropped
    ReadCounts,
    ReadConfig,
};

struct TaskRow {
    const char *name;
    TestSite::Kind kind;
    Task task;
};
[[nodiscard]] const std::vector<TaskRow> &taskRows();

/// Processes that live throughout.
struct Cast {
    ProcessKey bystander; ///< reads in the store, registered as PBS does it
    ProcessKey worker;
    ProcessKey heir; ///< of the worker's entry
};

/// One task on a throw-away site with other stores, a bystander's entry with keys and a number that nobody else would
/// write so, and the entry of a dead process: what it finds, what it does, and whether everything is right afterwards.
/// For tests that let each call of it fail, and end it before each. Thread: one.
class SiteTask
{
public:
    struct Outcome {
        std::optional<Error> error;
        QList<Error> warnings;
    };

    SiteTask(const TaskRow &row, const Cast &cast);
    ~SiteTask();

    /// What comes before the task, through the same file system: what is released must have been begun.
    void prepare(FileSystem &files, ProcessTable &table, const Clock &clock = systemClock());
    Outcome perform();
    /// One more update by the same process, which makes good what has failed; and a pair of begin and release.
    Outcome goOn();

    [[nodiscard]] const TestSite &site() const { return m_site; }
    [[nodiscard]] bool isEdit() const { return m_row.task <= Task::Remove; }
    [[nodiscard]] bool changesConfig() const { return isEdit() && m_row.task != Task::SetAgain; }
    [[nodiscard]] bool mayBeLate() const; ///< a failure may have done its work in the ledger, not yet in the file
    /// The config with the site's own folder called ROOT: comparable between sites.
    [[nodiscard]] QByteArray config() const;
    [[nodiscard]] const QByteArray &configBefore() const { return m_configBefore; }

    /// What the store's tracking file says to a reader who knows none of us; -1/-1 if it says nothing.
    [[nodiscard]] OperationCounts counts(ProcessTable &table) const;
    [[nodiscard]] OperationCounts countsBefore() const;
    [[nodiscard]] OperationCounts countsAfter() const;
    /// What may be found when the process has died somewhere on the way: its own operations do not count.
    [[nodiscard]] QList<OperationCounts> countsAfterDeath() const;
    [[nodiscard]] QByteArray bystanderBytes() const;

    // Empty if all is well, else what is wrong. They look past the file system that the task was given.
    [[nodiscard]] QByteArray wrongFiles(const QByteArray &configAfter) const; ///< config old or new; all of them parse
    [[nodiscard]] QByteArray wrongLocks() const; ///< somebody holds one
    [[nodiscard]] QByteArrayList leftovers() const; ///< temporary files and files kept aside
    /// An error that does not say which file it was about, given the path of the call that failed.
    [[nodiscard]] static QByteArray wrongNaming(const Error &error, const QByteArray &path, int systemError);

private:
    [[nodiscard]] bool isOf(std::initializer_list<Task> tasks) const;
    void writeTrackingFile();
    void dropOwnEntries() const;
    Result<void> edit();
    Result<void> track();
    Result<void> hold(Result<OperationGuard> guard);
    [[nodiscard]] static Deadline soon() { return Deadline::after(systemClock(), lockTimeLimit); }

    const TaskRow m_row;
    const Cast m_cast;
    TestSite m_site;
    QByteArray m_configBefore;
    OperationCounts m_seen; ///< what ReadCounts read
    QList<Error> m_warnings;
    std::unique_ptr<SiteFolder> m_folder;
    std::unique_ptr<ConfigEdit> m_edit;
    std::unique_ptr<DatastoreGate> m_gate;
    std::vector<OperationGuard> m_guards;
};

} // namespace Drydock

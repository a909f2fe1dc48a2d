// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sitetask.h"

#include "core/base/posixfilesystem.h"
#include "core/base/uniquefd.h"
#include "core/config/storenotes.h"
#include "core/history/changelog.h"
#include "core/operations/storeremoval.h"

#include <QFile>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace Drydock {

namespace {

const QString vault = QStringLiteral("vault");
const QString added = QStringLiteral("added");
constexpr pid_t deadPid = 4'194'300; // above the largest number that Linux gives

QByteArray foreignEntry(const ProcessKey &process, int reads)
{
    return "{\"pid\":" + QByteArray::number(process.pid) + ",\"starttime\":" + QByteArray::number(process.startTime)
           + ",\"active_operations\":{\"read\":" + QByteArray::number(reads) + ",\"write\":0},\"x\":1.50}";
}

ModeChange modeChange(MaintenanceType type)
{
    ModeChange change;
    change.store = vault;
    change.mode.type = type;
    return change;
}

bool isLocked(const QByteArray &path)
{
    const UniqueFd file(::open(path.constData(), O_RDWR | O_CLOEXEC));
    return file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0;
}

/// The name that a temporary is written for; the name itself of any other file.
QByteArray targetOf(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    const qsizetype mark = path.indexOf(".tmp-", slash + 1);
    return mark < 0 ? path : path.first(slash + 1) + path.sliced(slash + 2, mark - slash - 2);
}

} // namespace

const std::vector<TaskRow> &taskRows()
{
    using Kind = TestSite::Kind;
    static const std::vector<TaskRow> rows{
        {"set", Kind::Folder, Task::Set},
        {"set, pbs", Kind::Pbs, Task::Set},
        {"set what is set", Kind::Folder, Task::SetAgain},
        {"set what is set, pbs", Kind::Pbs, Task::SetAgain},
        {"set another mode", Kind::Folder, Task::Replace},
        {"clear", Kind::Folder, Task::Clear},
        {"clear, pbs", Kind::Pbs, Task::Clear},
        {"add", Kind::Folder, Task::Add},
        {"add the first", Kind::Folder, Task::AddFirst},
        {"remove", Kind::Folder, Task::Remove},
        {"begin", Kind::Folder, Task::Begin},
        {"begin the first", Kind::Folder, Task::BeginFirst},
        {"begin, pbs", Kind::Pbs, Task::Begin},
        {"check", Kind::Folder, Task::Check},
        {"release", Kind::Folder, Task::Release},
        {"clone", Kind::Folder, Task::Clone},
        {"register a worker", Kind::Folder, Task::Register},
        {"hand over", Kind::Folder, Task::HandOver},
        {"unregister a worker", Kind::Folder, Task::Unregister},
        {"restore", Kind::Folder, Task::Restore},
        {"read the counts", Kind::Folder, Task::ReadCounts},
        {"read the config", Kind::Folder, Task::ReadConfig},
    };
    return rows;
}

SiteTask::SiteTask(const TaskRow &row, const Cast &cast)
    : m_row(row)
    , m_cast(cast)
    , m_site(row.kind)
{
    if (row.task != Task::AddFirst) {
        const bool hasMode = isOf({Task::SetAgain, Task::Replace, Task::Clear});
        m_site.addStore("other");
        m_site.addStore("vault", !hasMode ? "" : row.task == Task::SetAgain ? "offline" : "read-only,message=x");
    }
    m_configBefore = config();
    if (row.task == Task::BeginFirst)
        ::rmdir(m_site.site().trackingFolder.constData());
    else
        writeTrackingFile();
}

SiteTask::~SiteTask() = default;

bool SiteTask::isOf(std::initializer_list<Task> tasks) const
{
    return std::find(tasks.begin(), tasks.end(), m_row.task) != tasks.end();
}

void SiteTask::writeTrackingFile()
{
    const QByteArray dead = foreignEntry({deadPid, 1}, 1);
    m_site.writeTracking("vault",
                         m_row.task == Task::Remove ? '[' + dead + ']' : '[' + bystanderBytes() + ',' + dead + ']');
}

QByteArray SiteTask::bystanderBytes() const
{
    return isOf({Task::Remove, Task::BeginFirst}) ? QByteArray() : foreignEntry(m_cast.bystander, 1);
}

/// As PBS does when it has an older view of the file.
void SiteTask::dropOwnEntries() const
{
    m_site.writeTracking("vault", '[' + bystanderBytes() + ']');
}

void SiteTask::prepare(FileSystem &files, ProcessTable &table, const Clock &clock)
{
    const Site &site = m_site.site();
    m_folder = std::make_unique<SiteFolder>(files, site.configFolder);
    m_edit = std::make_unique<ConfigEdit>(files, clock, site, [] { return true; });
    m_gate = std::make_unique<DatastoreGate>(files, table, clock, site);
    Result<void> ready;
    if (isOf({Task::Release, Task::Clone, Task::Restore}))
        ready = hold(m_gate->begin(vault, Operation::Write, {}, soon()));
    if (isOf({Task::HandOver, Task::Unregister}))
        ready = hold(m_gate->begin(vault, Operation::Write, {{}, {}, m_cast.worker}, soon()));
    if (m_row.task == Task::Restore)
        dropOwnEntries();
    if (!ready)
        qFatal("%s: cannot be prepared", m_row.name);
}

Result<void> SiteTask::hold(Result<OperationGuard> guard)
{
    if (!guard)
        return failure(guard.error());
    m_guards.push_back(std::move(*guard));
    return {};
}

SiteTask::Outcome SiteTask::perform()
{
    m_warnings.clear();
    const Result<void> done = isEdit() ? edit() : track();
    return {done ? std::nullopt : std::optional(done.error()), m_warnings};
}

Result<void> SiteTask::edit()
{
    if (isOf({Task::Add, Task::AddFirst}))
        return m_edit->addStore(added, QFile::decodeName(m_site.root()), {}, soon());
    if (m_row.task == Task::Remove)
        return removeStore(*m_edit, *m_gate->tracker(), vault, soon());
    const auto set = m_edit->setMode(
        modeChange(m_row.task == Task::Clear ? MaintenanceType::None : MaintenanceType::Offline), soon());
    if (!set)
        return failure(set.error());
    m_warnings = set->warnings;
    return {};
}

Result<void> SiteTask::track()
{
    OperationTracker &tracker = *m_gate->tracker();
    switch (m_row.task) {
    case Task::Check:
        return m_gate->check(vault, Operation::Write, soon());
    case Task::Release:
        return m_guards.front().release();
    case Task::Clone:
        return hold(m_guards.front().clone());
    case Task::Register:
        return hold(m_gate->begin(vault, Operation::Write, {{}, {}, m_cast.worker}, soon()));
    case Task::HandOver:
        return tracker.move(vault, m_cast.worker, m_cast.heir);
    case Task::Unregister:
        return tracker.remove(vault, m_cast.worker);
    case Task::Restore: {
        const auto restored = tracker.restore(vault);
        return restored ? Result<void>() : failure(restored.error());
    }
    case Task::ReadCounts: {
        const auto reading = tracker.read(vault);
        m_seen = reading ? reading->counts : OperationCounts{-1, -1};
        return reading ? Result<void>() : failure(reading.error());
    }
    case Task::ReadConfig: {
        const auto reading = readConfig(*m_folder);
        if (reading && reading->exists && reading->config.document().bytes() != m_site.config())
            return failure(ErrorCode::ConfigChanged, QStringLiteral("the bytes read are others"));
        return reading ? Result<void>() : failure(reading.error());
    }
    default:
        return hold(m_gate->begin(vault, Operation::Write, {}, soon()));
    }
}

SiteTask::Outcome SiteTask::goOn()
{
    const QString store = isOf({Task::Remove, Task::AddFirst}) ? QStringLiteral("other") : vault;
    if (const auto restored = m_gate->tracker()->restore(store); !restored && m_row.task != Task::BeginFirst)
        return {restored.error(), {}};
    if (isEdit())
        return {};
    auto guard = m_gate->begin(store, Operation::Read, {}, soon());
    if (!guard)
        return {guard.error(), {}};
    const auto released = guard->release();
    return {released ? std::nullopt : std::optional(released.error()), {}};
}

bool SiteTask::mayBeLate() const
{
    return isOf({Task::Release, Task::HandOver, Task::Unregister, Task::Restore});
}

QByteArray SiteTask::config() const
{
    return m_site.config().replace(m_site.root(), "ROOT");
}

OperationCounts SiteTask::counts(ProcessTable &table) const
{
    OperationTracker reader(posixFileSystem(), table, systemClock(), m_site.site());
    const auto reading = reader.read(vault);
    if (!reading && reading.error().code == ErrorCode::TrackingFolderMissing && m_row.task == Task::BeginFirst)
        return {};
    return reading ? reading->counts : OperationCounts{-1, -1};
}

OperationCounts SiteTask::countsBefore() const
{
    const qint64 reads = bystanderBytes().isEmpty() ? 0 : 1;
    return {reads, isOf({Task::Release, Task::Clone, Task::HandOver, Task::Unregister}) ? 1 : 0};
}

OperationCounts SiteTask::countsAfter() const
{
    OperationCounts counts = countsBefore();
    if (isOf({Task::Release, Task::Unregister}))
        counts.write = 0;
    if (isOf({Task::Begin, Task::BeginFirst, Task::Clone, Task::Register, Task::Restore}))
        ++counts.write;
    return counts;
}

QList<OperationCounts> SiteTask::countsAfterDeath() const
{
    if (isOf({Task::Register, Task::HandOver, Task::Unregister}))
        return {countsBefore(), countsAfter()};
    return {{countsBefore().read, 0}};
}

QByteArray SiteTask::wrongFiles(const QByteArray &configAfter) const
{
    const QByteArray now = config();
    if (now != m_configBefore && now != configAfter)
        return "the config is neither the old nor the new one: " + now;
    SiteFolder folder(posixFileSystem(), m_site.site().configFolder);
    const auto notes = readStoreNotes(folder);
    if (!notes)
        return "the notes do not parse";
    if (now == configAfter && isOf({Task::Add, Task::AddFirst}) && !notes->contains(added))
        return "the store has no note";
    const auto log = ChangeLog(posixFileSystem(), m_site.site()).read();
    if (!log || log->unreadableLines > 1) // one line may be cut short
        return "the change log is unreadable";
    const QByteArray tracking = m_site.tracking("vault");
    if (!tracking.isEmpty() && !parseTracking(tracking, {}))
        return "the tracking file does not parse: " + tracking;
    return {};
}

QByteArray SiteTask::wrongLocks() const
{
    for (const QByteArray &path : {m_site.site().configLockPath(), m_site.trackingPath("vault") + ".lock"}) {
        if (isLocked(path))
            return "locked: " + path;
    }
    return {};
}

QByteArrayList SiteTask::leftovers() const
{
    QByteArrayList names = TestSite::names(m_site.site().configFolder);
    if (TestSite::status(m_site.site().trackingFolder).inode != 0)
        names += TestSite::names(m_site.site().trackingFolder);
    names.removeIf([](const QByteArray &name) { return !name.contains(".tmp-") && !name.contains(".aside-"); });
    return names;
}

QByteArray SiteTask::wrongNaming(const Error &error, const QByteArray &path, int systemError)
{
    const QByteArray subject = QFile::encodeName(error.subject);
    const QByteArray target = targetOf(path);
    const qsizetype slash = path.lastIndexOf('/');
    const QByteArray folder = path.first(slash);
    const QByteArray hidden = target.first(slash + 1) + '.' + target.sliced(slash + 1);
    if (systemError == ENOENT && error.code == ErrorCode::NoSuchStore) // no file, no store
        return {};
    if (subject != path && subject != target && subject != hidden && subject != folder
        && !subject.startsWith(path + '/'))
        return "the error names " + subject + ", it was " + path;
    if (error.systemError != systemError)
        return "the error says " + QByteArray::number(error.systemError) + " of " + path;
    return {};
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/circumstances.h"

#include "core/process/processdetails.h"

#include <algorithm>

#include <unistd.h>

namespace Drydock {

namespace {

constexpr qint64 mostOfOneKind = 1000;
constexpr qsizetype mostExamples = 8;

qint64 ticksPerSecond()
{
    static const long ticks = ::sysconf(_SC_CLK_TCK);
    return std::max(1L, ticks);
}

} // namespace

Circumstances::Circumstances(const ExaminationSurroundings &surroundings, const Site &where)
    : fileSystem(surroundings.fileSystem)
    , processes(surroundings.processes)
    , clock(surroundings.clock)
    , site(where)
    , pbs(surroundings.pbs)
    , self(processes.self())
    , mounts(MountWatch().read())
    , locks(LockTable::read())
    , configFolder(fileSystem, where.configFolder)
    , trackingFolder(fileSystem, where.trackingFolder)
{
}

QList<DatastoreEntry> Circumstances::trackedStores() const
{
    QList<DatastoreEntry> stores = config.config.stores();
    stores.removeIf([](const DatastoreEntry &store) { return store.reserved; });
    return stores;
}

FindingProcess Circumstances::describe(pid_t pid) const
{
    FindingProcess process;
    process.pid = pid;
    const Result<QByteArray> text = processes.readStat(pid);
    const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
    if (!stat)
        return process;
    process.startTime = stat->startTime;
    if (const auto details = readProcessDetails(processes, {pid, stat->startTime}))
        process.command = details->command;
    if (stat->startTime <= self.upTimeTicks)
        process.startedAt =
            clock.wallSeconds() - static_cast<qint64>(self.upTimeTicks - stat->startTime) / ticksPerSecond();
    return process;
}

void FindingList::add(Finding finding)
{
    const int kind = static_cast<int>(finding.code);
    if (++m_counts[kind] <= mostOfOneKind) {
        m_findings.append(std::move(finding));
        return;
    }
    Surplus &surplus = m_surplus[kind];
    ++surplus.count;
    surplus.severity = std::max(surplus.severity, finding.severity);
}

QList<Finding> FindingList::take()
{
    for (auto surplus = m_surplus.cbegin(); surplus != m_surplus.cend(); ++surplus) {
        Finding more;
        more.code = FindingCode::More;
        more.severity = surplus->severity;
        more.detail = findingId(static_cast<FindingCode>(surplus.key()));
        more.count = surplus->count;
        m_findings.append(more);
    }
    m_surplus.clear();
    m_counts.clear();
    return std::exchange(m_findings, {});
}

QString someOf(const QStringList &items)
{
    if (items.size() <= mostExamples)
        return items.join(QStringLiteral(", "));
    return items.first(mostExamples).join(QStringLiteral(", ")) + QStringLiteral(" …");
}

QString shownPath(const QByteArray &path)
{
    return QString::fromLocal8Bit(path);
}

void checkProcesses(const Circumstances &seen, FindingList *found)
{
    const QString space = QString::fromLatin1(seen.self.space.toBytes());
    if (!seen.self.procIsOurs)
        found->add({FindingCode::ProcForeign, Severity::Error, QStringLiteral("/proc"), {}, space});
    else if (seen.self.space.bootId.isEmpty() || seen.self.space.bootId == "0")
        found->add({FindingCode::BootIdUnknown, Severity::Warning, {}, {}, space});
    else
        found->add({FindingCode::Identity, Severity::Ok, {}, {}, space});
}

} // namespace Drydock

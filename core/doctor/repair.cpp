// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/repair.h"

#include "core/config/configexchange.h"
#include "core/config/datastoreconfig.h"
#include "core/doctor/salvage.h"
#include "core/drain/trackingreader.h"

#include <QDateTime>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

namespace Drydock {

namespace {

constexpr int asideTries = 100;
constexpr qint64 fewestProbes = 8; // of an update in a long file

QString pathText(const QByteArray &path)
{
    return QString::fromLocal8Bit(path);
}

tl::unexpected<Error> failed(int answer, const QByteArray &path)
{
    return failure(Error::fromErrno(-answer, pathText(path)));
}

/// The store whose lock the writer of a temporary held: ".vault.tmp-812-1" and ".vault.lock.tmp-812-2" are vault's.
QByteArray storeOfTemporary(const QByteArray &name)
{
    QByteArray stem = name.sliced(1, name.lastIndexOf(".tmp-") - 1);
    if (stem.endsWith(".lock"))
        stem.chop(5);
    return stem;
}

struct Damaged {
    QByteArray bytes; ///< of a file that is too long: its begin
    FileStatus status;
    bool isDamaged = false;
};

/// The begin of a plain file that is longer than a tracking file may be.
Result<Damaged> readBegin(SiteFolder &folder, const QByteArray &name)
{
    FileSystem &files = folder.fileSystem();
    const QByteArray path = folder.path() + '/' + name;
    const auto descriptor = folder.descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    const FileHandle file(files, files.openAt(*descriptor, name, O_RDONLY, 0));
    if (!file)
        return failed(file.get(), path);
    Damaged damaged;
    damaged.isDamaged = true;
    if (const int answer = files.status(file.get(), &damaged.status); answer < 0)
        return failed(answer, path);
    if (!S_ISREG(damaged.status.mode) || damaged.status.links != 1)
        return failure(ErrorCode::UnsafeFile, pathText(path));
    damaged.bytes.resize(trackingSizeLimit);
    const ssize_t size = files.read(file.get(), damaged.bytes.data(), static_cast<size_t>(damaged.bytes.size()), 0);
    if (size < 0)
        return failed(static_cast<int>(size), path);
    damaged.bytes.truncate(static_cast<qsizetype>(size));
    return damaged;
}

Result<Damaged> readDamaged(SiteFolder &folder, const QByteArray &name)
{
    const auto content = folder.read(name, trackingSizeLimit);
    if (!content && content.error().code == ErrorCode::TooLarge)
        return readBegin(folder, name);
    if (!content && content.error().code == ErrorCode::NotFound)
        return Damaged(); // nothing counts there, and nothing is to be forgotten
    if (!content)
        return failure(content.error());
    return Damaged{content->bytes, content->status, !parseTracking(content->bytes, {}).has_value()};
}

} // namespace

QLatin1String repairName(RepairStep::Kind kind)
{
    switch (kind) {
    case RepairStep::Kind::RemoveLeftovers:
        return QLatin1String("remove-leftovers");
    case RepairStep::Kind::DropDeadEntries:
        return QLatin1String("drop-dead-entries");
    case RepairStep::Kind::Forget:
        break;
    }
    return QLatin1String("forget");
}

QList<RepairStep> planRepair(const Remedies &remedies)
{
    QList<RepairStep> steps;
    for (const Remedies::Leftovers &leftovers : remedies.leftovers)
        steps.append({RepairStep::Kind::RemoveLeftovers, leftovers.folder, leftovers.names, {}});
    for (const QString &store : remedies.storesWithDeadEntries)
        steps.append({RepairStep::Kind::DropDeadEntries, {}, {}, store});
    return steps;
}

Result<RepairStep> planForgetting(const ExaminationSurroundings &surroundings, const Site &site, const QString &store)
{
    if (!isValidStoreName(store) || isReservedStoreName(store))
        return failure(ErrorCode::InvalidStoreName, store);
    SiteFolder folder(surroundings.fileSystem, site.configFolder);
    const auto reading = readConfig(folder);
    if (!reading)
        return failure(reading.error());
    if (reading->config.find(store) == nullptr)
        return failure(ErrorCode::NoSuchStore, store);
    return RepairStep{RepairStep::Kind::Forget, {}, {}, store};
}

Repair::Repair(const ExaminationSurroundings &surroundings, const Site &site, const Deadline &deadline)
    : m_surroundings(surroundings)
    , m_site(site)
    , m_deadline(deadline)
    , m_config(std::make_shared<SiteFolder>(surroundings.fileSystem, site.configFolder))
    , m_tracking(std::make_shared<SiteFolder>(surroundings.fileSystem, site.trackingFolder))
    , m_tracker(surroundings.fileSystem, surroundings.processes, surroundings.clock, site)
{
}

RepairResult Repair::carryOut(const RepairStep &step)
{
    RepairResult result;
    result.step = step;
    const auto done = [&]() -> Result<qint64> {
        if (!m_surroundings.processes.self().procIsOurs)
            return failure(ErrorCode::ForeignProcFs, QStringLiteral("/proc"));
        switch (step.kind) {
        case RepairStep::Kind::RemoveLeftovers:
            return step.folder == m_site.configFolder ? removeConfigLeftovers(step, &result.keptAside)
                                                      : removeLeftovers(step);
        case RepairStep::Kind::DropDeadEntries:
            return dropDeadEntries(step.store);
        case RepairStep::Kind::Forget:
            break;
        }
        return forget(step.store, &result.keptAside);
    }();
    if (done)
        result.count = *done;
    else
        result.error = done.error();
    return result;
}

Result<Repair::Held> Repair::lock(const std::shared_ptr<SiteFolder> &folder, const QByteArray &name)
{
    const auto descriptor = folder->descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    FileStatus status;
    const int answer = folder->fileSystem().statusAt(*descriptor, name, &status);
    if (answer == -ENOENT)
        return Held();
    const QByteArray path = folder->path() + '/' + name;
    if (answer < 0)
        return failed(answer, path);
    if (m_deadline.passed(m_surroundings.clock))
        return failure(ErrorCode::LockTimeout, pathText(path));
    Held held;
    held.file = std::make_unique<LockFile>(folder, name, m_site.lockOwner, m_surroundings.clock);
    auto guard = held.file->acquire(m_deadline);
    if (!guard)
        return failure(guard.error());
    held.guard = std::move(*guard);
    return held;
}

/// False: it is not what it was, and stays.
Result<bool> Repair::removeLeftover(const std::shared_ptr<SiteFolder> &folder, const QByteArray &name)
{
    const auto descriptor = folder->descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    const pid_t writer = temporaryWriter(name);
    FileStatus status;
    const bool isThere = folder->fileSystem().statusAt(*descriptor, name, &status) == 0 && S_ISREG(status.mode);
    if (!isThere || writer <= 0 || m_surroundings.processes.probe(writer) != -ESRCH)
        return false;
    const int answer = folder->fileSystem().unlinkAt(*descriptor, name);
    if (answer < 0 && answer != -ENOENT)
        return failed(answer, folder->path() + '/' + name);
    return true;
}

Result<qint64> Repair::removeLeftovers(const RepairStep &step)
{
    qint64 removed = 0;
    std::optional<Error> first;
    for (const QByteArray &name : step.names) {
        const auto locked = lock(m_tracking, storeOfTemporary(name) + QByteArrayLiteral(".lock"));
        const auto gone = locked ? removeLeftover(m_tracking, name) : Result<bool>(failure(locked.error()));
        if (gone)
            removed += *gone ? 1 : 0;
        else if (!first)
            first = gone.error();
    }
    if (first)
        return failure(*first);
    return removed;
}

/// As an edit does before its work: a temporary beside the config may be all that is left of what an editor without a
/// lock had written, and is kept aside then.
Result<qint64> Repair::removeConfigLeftovers(const RepairStep &step, QString *keptAside)
{
    const auto locked = lock(m_config, QByteArrayLiteral(".datastore.lck"));
    if (!locked)
        return failure(locked.error());
    const auto present = readConfig(*m_config);
    if (!present)
        return failure(present.error());
    QList<Error> warnings;
    ConfigExchange::removeLeftovers(*m_config, present->config.document().bytes(), m_surroundings.clock, &warnings);
    const auto descriptor = m_config->descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    qint64 gone = 0;
    for (const QByteArray &name : step.names) {
        FileStatus status;
        const int answer = m_surroundings.fileSystem.statusAt(*descriptor, name, &status);
        if (answer == 0 && m_surroundings.processes.probe(temporaryWriter(name)) == -ESRCH)
            return failure(ErrorCode::Io, pathText(m_site.configFolder + '/' + name), QStringLiteral("it stays"));
        gone += answer == -ENOENT ? 1 : 0;
    }
    if (!warnings.isEmpty())
        *keptAside = warnings.first().subject;
    return gone;
}

Result<qint64> Repair::dropDeadEntries(const QString &store)
{
    const auto entriesNow = [&]() -> Result<qint64> {
        const auto content = m_tracking->read(store.toLatin1(), trackingSizeLimit);
        if (!content)
            return failure(content.error());
        const auto entries = parseTracking(content->bytes, pathText(m_site.trackingFolder) + u'/' + store);
        if (!entries)
            return failure(entries.error());
        return entries->size();
    };
    const auto before = entriesNow();
    if (!before)
        return failure(before.error());
    if (m_deadline.passed(m_surroundings.clock))
        return failure(ErrorCode::LockTimeout, pathText(m_site.trackingFolder) + u'/' + store + u".lock"_qs);
    // An update probes a part of a long file and goes on there the next time: until all have been probed in vain, or
    // the time is up because somebody adds dead entries as fast as they go.
    for (qint64 idle = 0; idle * fewestProbes <= *before; ++idle) {
        const auto updated = m_tracker.update(store, m_deadline);
        if (!updated)
            return failure(updated.error());
        if (m_deadline.passed(m_surroundings.clock))
            break;
        if (*updated)
            idle = -1;
    }
    const auto after = entriesNow();
    return after ? *before - *after : *before;
}

Result<qint64> Repair::forget(const QString &store, QString *keptAside)
{
    const QByteArray name = store.toLatin1();
    TrackingReader reader(m_surroundings.fileSystem, m_surroundings.processes, m_site);
    if (const auto opened = reader.open(MountWatch().read()); !opened)
        return failure(opened.error());
    LockFile file(m_tracking, name + ".lock", m_site.lockOwner, m_surroundings.clock);
    const auto locked = file.acquire(m_deadline);
    if (!locked)
        return failure(locked.error());
    const auto damaged = readDamaged(*m_tracking, name);
    if (!damaged)
        return failure(damaged.error());
    if (!damaged->isDamaged)
        return 0;
    const QList<TrackingEntry> kept = salvageEntries(damaged->bytes);
    const auto aside = keepBeside(name, printTracking(kept));
    if (!aside)
        return failure(aside.error());
    if (const auto exchanged = exchange(name, *aside, damaged->status); !exchanged)
        return failure(exchanged.error());
    *keptAside = pathText(m_site.trackingFolder + '/' + *aside);
    return kept.size();
}

/// What is to be the tracking file, under the name that the old one will have: then one exchange does it all, and at no
/// moment is the file missing, which would mean zero.
Result<QByteArray> Repair::keepBeside(const QByteArray &store, const QByteArray &bytes)
{
    const auto descriptor = m_tracking->descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    const auto temporary = m_tracking->writeBeside(store, bytes, m_site.trackingOwner, Durability::Data);
    if (!temporary)
        return failure(temporary.error());
    const QDateTime now = QDateTime::fromSecsSinceEpoch(m_surroundings.clock.wallSeconds(), Qt::UTC);
    const QByteArray stem = '.' + store + ".aside-" + now.toString(u"yyyyMMdd'T'HHmmss'Z'").toLatin1();
    int answer = -EEXIST;
    for (int i = 1; i <= asideTries && answer == -EEXIST; ++i) {
        const QByteArray aside = i == 1 ? stem : stem + '-' + QByteArray::number(i);
        answer = m_surroundings.fileSystem.renameAt(*descriptor, *temporary, aside, RenameMode::NoReplace);
        if (answer == 0)
            return aside;
    }
    m_surroundings.fileSystem.unlinkAt(*descriptor, *temporary);
    return failed(answer, m_site.trackingFolder + '/' + stem);
}

Result<void> Repair::exchange(const QByteArray &store, const QByteArray &aside, const FileStatus &parsed)
{
    const auto descriptor = m_tracking->descriptor();
    if (!descriptor)
        return failure(descriptor.error());
    FileSystem &files = m_surroundings.fileSystem;
    const QByteArray path = m_site.trackingFolder + '/' + store;
    int answer = files.renameAt(*descriptor, aside, store, RenameMode::Exchange);
    if (answer == 0) {
        // Somebody without the lock may have been quicker: what was not read is not moved.
        FileStatus displaced;
        answer = files.statusAt(*descriptor, aside, &displaced);
        if (answer == 0 && displaced.sameFile(parsed) && displaced.size == parsed.size
            && displaced.mtime == parsed.mtime)
            return {};
        if (answer = files.renameAt(*descriptor, aside, store, RenameMode::Exchange); answer < 0)
            return failed(answer, path); // both are there, under each other's name
        files.unlinkAt(*descriptor, aside); // ours again
        return failure(ErrorCode::ChangedWhileReading, pathText(path));
    }
    files.unlinkAt(*descriptor, aside);
    return failed(answer, path);
}

} // namespace Drydock

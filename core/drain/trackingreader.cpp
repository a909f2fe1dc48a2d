// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/trackingreader.h"

#include "core/operations/trackingfolder.h"

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {

namespace {

QByteArray parentOf(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash <= 0 ? QByteArrayLiteral("/") : path.left(slash);
}

bool isProvenGone(const TrackingEntry &entry, ExitWatch &exits)
{
    return exits.isDead(entry.process) && (!entry.guardian || exits.isDead(*entry.guardian));
}

} // namespace

TrackingReader::TrackingReader(FileSystem &fileSystem, ProcessTable &processes, const Site &site)
    : m_fileSystem(fileSystem)
    , m_processes(processes)
    , m_path(QString::fromLocal8Bit(site.trackingFolder))
    , m_folder(fileSystem, site.trackingFolder)
{
}

Result<FileStatus> TrackingReader::folderStatus()
{
    const auto descriptor = m_folder.descriptor();
    if (!descriptor)
        return failure(trackingError(descriptor.error()));
    FileStatus status;
    if (const int answer = m_fileSystem.status(*descriptor, &status); answer < 0)
        return failure(Error::fromErrno(-answer, m_path));
    return status;
}

Result<FolderIdentity> TrackingReader::open(const MountTable &mounts)
{
    m_identity = {};
    if (!m_processes.self().procIsOurs)
        return failure(ErrorCode::ForeignProcFs, m_path);
    if (const Mount *mount = mounts.covering(m_folder.path()); mount != nullptr && mount->mayBlock())
        return failure(ErrorCode::NetworkFileSystem, m_path, QString::fromLocal8Bit(mount->type));

    m_folder.forget();
    const auto status = folderStatus();
    if (!status)
        return failure(status.error());
    quint64 type = 0;
    if (const int answer = m_fileSystem.fileSystemType(*m_folder.descriptor(), &type); answer < 0)
        return failure(Error::fromErrno(-answer, m_path));
    if (fileSystemKind(type) == FileSystemKind::Network)
        return failure(ErrorCode::NetworkFileSystem, m_path);
    if (const auto owned = checkOwner(*status); !owned)
        return failure(owned.error());
    m_identity = {status->device, status->inode};
    return m_identity;
}

/// The folder is root's, ours, or belongs to whoever owns the folder above it; where that one's group may create
/// folders in it, to anybody of that group.
Result<void> TrackingReader::checkOwner(const FileStatus &folder) const
{
    FileStatus above;
    const bool aboveIsKnown = m_fileSystem.statusOf(parentOf(m_folder.path()), &above) >= 0;
    if (folder.uid == 0 || folder.uid == ::geteuid() || (aboveIsKnown && folder.uid == above.uid))
        return {};
    if (aboveIsKnown && (above.mode & S_IWGRP) != 0 && folder.gid == above.gid)
        return {};
    return failure(ErrorCode::TrackingFolderMissing, m_path, QStringLiteral("owner %1").arg(folder.uid));
}

bool TrackingReader::isSameFolder()
{
    const auto kept = folderStatus();
    FileStatus named;
    return kept && m_identity == FolderIdentity{kept->device, kept->inode}
           && m_fileSystem.statusOf(m_folder.path(), &named) >= 0 && named.sameFile(*kept);
}

bool TrackingReader::isCurrent(const QString &store, const TrackingReading &reading)
{
    // The file by its whole path, and after the folder: a folder that is replaced between the two is noticed as well.
    if (!isSameFolder())
        return false;
    FileStatus now; // all zero, like that of a missing file in a reading
    const int answer = m_fileSystem.statusOf(m_folder.path() + '/' + store.toLatin1(), &now);
    return (answer >= 0 || answer == -ENOENT) && now == reading.status;
}

Result<TrackingReading> TrackingReader::read(const QString &store, bool pbsIsHere, ExitWatch &exits,
                                             QList<TrackingEntry> *entries)
{
    const QByteArray name = store.toLatin1();
    const auto content = m_folder.read(name, trackingSizeLimit);
    if (!content && content.error().code != ErrorCode::NotFound)
        return failure(content.error());
    // A folder that was replaced is opened anew by read(); nobody has looked at that one's owner and file system yet.
    const auto folder = folderStatus();
    if (!folder)
        return failure(folder.error());
    if (m_identity != FolderIdentity{folder->device, folder->inode})
        return failure(ErrorCode::TrackingFolderMissing, m_path);

    TrackingReading reading;
    if (!content) {
        entries->clear();
        return reading;
    }
    auto parsed = parseTracking(content->bytes, m_path + QLatin1Char('/') + store, *entries);
    if (!parsed)
        return failure(parsed.error());
    *entries = std::move(*parsed);
    reading.fileExists = true;
    reading.status = content->status;
    reading.holders.reserve(entries->size());
    const ProcessTable::Self self = m_processes.self();
    std::optional<QByteArray> ours; // a namespace whose entries are judged by their processes, whenever they started
    for (const TrackingEntry &entry : std::as_const(*entries)) {
        if (entry.counts == OperationCounts()) {
            reading.holders.append({entry, true});
            continue;
        }
        const Judgement judgement = ours == entry.space
                                        ? Judgement::ByProcess
                                        : judgeNamespace(self, entry.space, entry.process.startTime, pbsIsHere);
        if (judgement == Judgement::ByProcess)
            ours = entry.space;
        if (judgement == Judgement::Dead || (judgement == Judgement::ByProcess && isProvenGone(entry, exits)))
            ++reading.deadEntries;
        else
            reading.holders.append({entry, judgement == Judgement::ByProcess});
    }
    return reading;
}

} // namespace Drydock

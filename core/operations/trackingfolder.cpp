// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingfolder.h"

#include <QString>

namespace Drydock {

TrackingFolder::TrackingFolder(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock, const Site &site)
    : m_fileSystem(fileSystem)
    , m_processes(processes)
    , m_clock(clock)
    , m_site(site)
    , m_files(std::make_shared<SiteFolder>(fileSystem, site.trackingFolder))
    , m_space(processes.self().space.toBytes())
{
}

QString TrackingFolder::path() const
{
    return QString::fromLocal8Bit(m_site.trackingFolder);
}

QString TrackingFolder::pathOf(const QString &store) const
{
    return path() + u'/' + store;
}

Result<void> TrackingFolder::ensure()
{
    const auto there = m_files->descriptor();
    if (there)
        return {};
    if (there.error().code != ErrorCode::NotFound)
        return failure(there.error());
    return createTrackingFolder(m_fileSystem, m_site);
}

Result<FileSystemKind> TrackingFolder::kind()
{
    const std::lock_guard lock(m_mutex);
    return m_kind ? Result<FileSystemKind>(*m_kind) : look();
}

Result<FileSystemKind> TrackingFolder::kindFor(std::optional<quint64> deviceOfFile)
{
    const std::lock_guard lock(m_mutex);
    if (m_kind && deviceOfFile && deviceOfFile == m_device)
        return *m_kind;
    m_device = deviceOfFile;
    return look();
}

Result<void> TrackingFolder::refuseNetwork()
{
    const std::lock_guard lock(m_mutex);
    const auto kind = look();
    if (!kind)
        return failure(kind.error());
    if (*kind == FileSystemKind::Network)
        return failure(ErrorCode::NetworkFileSystem, path());
    return {};
}

Result<FileSystemKind> TrackingFolder::look()
{
    m_kind.reset();
    const auto descriptor = m_files->descriptor();
    if (!descriptor)
        return failure(trackingError(descriptor.error()));
    quint64 type = 0;
    if (const int answer = m_fileSystem.fileSystemType(*descriptor, &type); answer < 0)
        return failure(Error::fromErrno(-answer, path()));
    m_kind = fileSystemKind(type);
    return *m_kind;
}

TrackingImage::Writer TrackingFolder::writer() const
{
    TrackingImage::Writer writer{m_processes.self(), m_space, true};
    writer.mayDrop = writer.self.procIsOurs;
    return writer;
}

void TrackingFolder::tidyOnce()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_tidied)
            return;
        m_tidied = true;
    }
    m_files->removeDeadTemporaries();
}

Error trackingError(Error error)
{
    if (error.code == ErrorCode::NotFound)
        error.code = ErrorCode::TrackingFolderMissing;
    return error;
}

} // namespace Drydock

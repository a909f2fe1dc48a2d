// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/circumstances.h"
#include "core/drain/trackingreader.h"

#include <cerrno>

#include <sys/stat.h>

namespace Drydock {

namespace {

constexpr mode_t pbsConfigFolderMode = 0700;

void checkConfigFolder(Circumstances *seen, FindingList *found)
{
    const QByteArray &path = seen->site.configFolder;
    FileStatus status;
    const int answer = seen->fileSystem.statusOf(path, &status);
    if (answer == -ENOENT || answer == -ENOTDIR) {
        const Severity severity = seen->site.isPbs() ? Severity::Error : Severity::Info;
        found->add({FindingCode::FolderMissing, severity, shownPath(path)});
        return;
    }
    if (const auto opened = seen->configFolder.descriptor(); answer < 0 || !opened) {
        Finding finding{FindingCode::FolderUnusable, Severity::Error, shownPath(path)};
        finding.cause = opened ? Error::fromErrno(-answer, shownPath(path)) : opened.error();
        found->add(finding);
        return;
    }
    Ownership expected{std::nullopt, std::nullopt, 0};
    if (seen->site.isPbs())
        expected = {seen->site.folderOwner.uid, seen->site.folderOwner.gid, pbsConfigFolderMode};
    checkAccess(*seen, path, status, expected, found);
}

Finding unusable(const Circumstances &seen, const Error &cause)
{
    const QString path = shownPath(seen.site.trackingFolder);
    Finding finding{FindingCode::FolderUnusable, Severity::Error, path};
    finding.cause = cause;
    if (cause.code == ErrorCode::NetworkFileSystem) {
        finding.code = FindingCode::FolderNetwork;
        finding.detail = cause.detail;
    } else if (cause.code == ErrorCode::TrackingFolderMissing && !cause.detail.isEmpty()) {
        finding.code = FindingCode::FolderOwner;
        finding.detail = cause.detail;
    } else if (cause.code == ErrorCode::TrackingFolderMissing) {
        finding.code = FindingCode::FolderMissing;
        // Own sites make theirs when it is needed; PBS makes its own when it starts, and nobody else does.
        finding.severity = !seen.site.isPbs() ? Severity::Info : seen.pbs.lives() ? Severity::Error : Severity::Warning;
        finding.cause.reset();
    }
    return finding;
}

void checkTrackingFolder(Circumstances *seen, FindingList *found)
{
    const QByteArray &path = seen->site.trackingFolder;
    const auto opened = TrackingReader(seen->fileSystem, seen->processes, seen->site).open(seen->mounts);
    if (!opened) {
        if (opened.error().code != ErrorCode::ForeignProcFs) // told already
            found->add(unusable(*seen, opened.error()));
        return;
    }
    seen->trackingIsUsable = true;
    FileStatus status;
    if (seen->fileSystem.statusOf(path, &status) == 0)
        checkAccess(*seen, path, status, seen->site.folderOwner, found);
    found->add({FindingCode::FolderUsable, Severity::Ok, shownPath(path)});
}

} // namespace

void checkFolders(Circumstances *seen, FindingList *found)
{
    checkConfigFolder(seen, found);
    checkTrackingFolder(seen, found);
    if (const Mount *mount = seen->mounts.at(seen->site.trackingFolder))
        found->add({FindingCode::FolderMountedOver,
                    Severity::Warning,
                    shownPath(seen->site.trackingFolder),
                    {},
                    QString::fromLocal8Bit(mount->type)});
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sitefolder.h"
#include "core/history/changelines.h"

#include <memory>
#include <optional>

namespace Drydock {

/// changes.jsonl of a site: JSON lines, appended under the config lock, read without. A last line cut by a crash is
/// skipped and completed by a newline at the next append; lines that do not parse are skipped and counted. No sync: a
/// line lost with the power leaves a log whose last digest is not the file's, and then nobody is named.
/// Thread: any.
class ChangeLog
{
public:
    ChangeLog(FileSystem &fileSystem, const Site &site);

    using Content = ChangeContent;
    /// All records. A missing file is an empty log. Failure: as SiteFolder::read (limit 64 MiB).
    Result<Content> read();
    /// currentChange() of the whole log, without reading more of it than the answer takes. Failure: as read().
    Result<std::optional<ChangeRecord>> current(const QString &store, const MaintenanceMode &mode,
                                                const QByteArray &digest);

    /// Appends a change; the caller holds the config lock. Returns its number. A failure is a warning to the caller's
    /// user, the mode is set all the same.
    Result<qint64> append(const ChangeRecord &record);
    /// Appends {"added":"usb","at":…,"digest":…}, or "removed"; the caller holds the config lock. Only if the log's
    /// last digest is `before`, so that whoever has set the other stores' modes goes on to be named; else nothing.
    Result<void> appendListing(const ListingRecord &listing);
    /// Appends {"drained":…,"change":N} once; the caller holds the config lock. True if it was this call that wrote it.
    Result<bool> appendDrained(qint64 change, qint64 at);

private:
    Result<QByteArray> readBytes();
    Result<void> appendLine(const QByteArray &before, const QByteArray &line);

    std::shared_ptr<SiteFolder> m_folder;
    Site m_site;
};

/// The name for `who`: login uid, else SUDO_UID, else uid, as a user name (the number where it has none).
[[nodiscard]] QString changingUser();

} // namespace Drydock

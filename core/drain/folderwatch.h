// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/uniquefd.h"

#include <QByteArray>
#include <QSet>

namespace Drydock {

/// What happened since the last look.
struct FolderChanges {
    QSet<QByteArray> names; ///< entries that were written, or are among those below
    QSet<QByteArray> placed; ///< created, moved in or out, deleted, or changed in owner or mode
    bool folderChanged = false; ///< the folder's own owner or mode
    int contents = 0; ///< how often the counted entry got other content: created, moved in, written to, deleted
    /// Events were dropped, or the folder, or one above it, is not where it was, or may be there now: open() again and
    /// read everything.
    bool lost = false;
};

/// inotify on one folder, named by an absolute canonical path (protocol 7). Besides the folder it watches its parent
/// for the folder's removal (inotify keeps silent about a removed folder that anybody holds open) and each folder above
/// for being moved. A folder above that may not be read is not watched: that it was moved is then seen at the next
/// event or reading only. A mount over the path gives no event at all: the owner compares path and descriptor whenever
/// /proc/self/mountinfo changes. Thread: confined to one. Never blocks.
class FolderWatch
{
public:
    /// What counts as a write: besides each write itself, that a file which was open for writing is closed. Without
    /// that, lock files, which are opened and closed all day and never written, wake nobody; what somebody writes
    /// through mapped memory goes unseen then.
    enum class Writes { WithClosing, WithoutClosing };

    /// counted: the entry that FolderChanges::contents is about.
    FolderWatch(const QByteArray &path, Writes writes, const QByteArray &counted = {});

    /// Sets the watches from the top down and drops all earlier ones with their pending events; read after it, never
    /// before. Failure: NotFound or PermissionDenied (the nearest folder above that can be watched is: take() says lost
    /// when something appears or changes there), Io (the kernel's limits: nothing is watched).
    Result<void> open();
    void close();

    [[nodiscard]] const QByteArray &path() const { return m_path; }
    /// Readable when take() has something to say; another one after each open(), -1 when nothing is watched.
    [[nodiscard]] int descriptor() const { return m_inotify.get(); }
    /// All pending events at once.
    [[nodiscard]] FolderChanges take();

private:
    int add(const QByteArray &path, quint32 mask);
    Result<void> watchFolder(const QByteArray &parent);
    void watchForAppearance(const QByteArray &above, const QByteArray &name);
    void judge(int watch, quint32 mask, const QByteArray &name, FolderChanges *events) const;

    QByteArray m_path;
    QByteArray m_counted;
    quint32 m_entryChanges; ///< inotify's mask for what happens in the folder
    UniqueFd m_inotify;
    int m_folder = -1; ///< watch of the folder itself
    int m_parent = -1; ///< watch of the folder above it, or of the nearest one that is there
    QByteArray m_awaited; ///< the name that matters in m_parent
};

} // namespace Drydock

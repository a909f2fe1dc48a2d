// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/circumstances.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

namespace Drydock {

namespace {

class LockCheck
{
public:
    LockCheck(const Circumstances &seen, SiteFolder *folder, FindingList *found)
        : m_seen(seen)
        , m_folder(folder)
        , m_found(found)
    {
    }

    void check(const QByteArray &name, const QString &store)
    {
        const auto folder = m_folder->descriptor();
        FileStatus status;
        const int answer = folder ? m_seen.fileSystem.statusAt(*folder, name, &status) : -ENOENT;
        if (answer == -ENOENT)
            return; // made by the first who needs it
        const QByteArray path = m_folder->path() + '/' + name;
        const auto held = answer < 0 ? failedWith(answer, path) : isHeld(*folder, name, path, &status);
        if (!held) {
            Finding finding{FindingCode::LockUnusable, Severity::Error, shownPath(path), store};
            finding.cause = held.error();
            m_found->add(finding);
            return;
        }
        checkAccess(m_seen, path, status, m_seen.site.lockOwner, m_found);
        if (*held)
            addHolder(path, store, status);
    }

private:
    static Result<bool> failedWith(int answer, const QByteArray &path)
    {
        return failure(Error::fromErrno(-answer, shownPath(path)));
    }

    /// Tries without waiting, shared, as the proof's barrier does: whoever comes in between waits for microseconds.
    Result<bool> isHeld(int folder, const QByteArray &name, const QByteArray &path, FileStatus *status)
    {
        FileSystem &files = m_seen.fileSystem;
        if (!S_ISREG(status->mode) || status->links != 1)
            return failure(ErrorCode::UnsafeFile, shownPath(path));
        const FileHandle handle(files, files.openAt(folder, name, O_RDONLY, 0));
        if (!handle)
            return failedWith(handle.get(), path);
        if (const int answer = files.status(handle.get(), status); answer < 0)
            return failedWith(answer, path);
        if (!S_ISREG(status->mode) || status->links != 1)
            return failure(ErrorCode::UnsafeFile, shownPath(path));
        const int answer = files.lock(handle.get(), LockMode::Shared, false);
        if (answer == -EWOULDBLOCK)
            return true;
        if (answer < 0)
            return failedWith(answer, path);
        files.lock(handle.get(), LockMode::Unlock, false);
        return false;
    }

    void addHolder(const QByteArray &path, const QString &store, const FileStatus &status)
    {
        Finding finding{FindingCode::LockHeld, Severity::Info, shownPath(path), store};
        // Taken since the list was read, perhaps.
        pid_t holder = m_seen.locks.holder(status);
        if (holder <= 0)
            holder = freshTable().holder(status);
        if (holder > 0) {
            finding.process = m_seen.describe(holder);
            if (isStopped(holder)) {
                finding.code = FindingCode::LockHeldByStopped;
                finding.severity = Severity::Warning;
            }
        }
        m_found->add(finding);
    }

    /// Read once: a hostile holder of ten thousand locks must not make us read the list as often.
    const LockTable &freshTable()
    {
        if (!m_fresh)
            m_fresh = LockTable::read();
        return *m_fresh;
    }

    bool isStopped(pid_t pid)
    {
        const Result<QByteArray> text = m_seen.processes.readStat(pid);
        const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
        return stat && (stat->state == 'T' || stat->state == 't');
    }

    const Circumstances &m_seen;
    SiteFolder *m_folder;
    FindingList *m_found;
    std::optional<LockTable> m_fresh;
};

} // namespace

void checkLocks(Circumstances *seen, FindingList *found)
{
    LockCheck(*seen, &seen->configFolder, found).check(QByteArrayLiteral(".datastore.lck"), {});
    if (!seen->trackingIsUsable)
        return;
    LockCheck tracking(*seen, &seen->trackingFolder, found);
    for (const DatastoreEntry &store : seen->trackedStores())
        tracking.check(store.name.toLatin1() + ".lock", store.name);
}

} // namespace Drydock

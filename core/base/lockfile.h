// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/sitefolder.h"

#include <memory>

namespace Drydock {

/// One lock file of a site, taken with flock(2) as PBS does, by path, kept descriptor and identity check (protocol 1).
/// Also excludes the threads of this process (flock would not: they share the kept descriptor), first come first
/// served. Thread: any. The object may be shared and must outlive its guards; the folder's FileSystem must outlive a
/// helper thread that still waits after a time-out (the real one outlives everything).
/// Remaining race: a child forked while the lock is held shares it until it closes the inherited descriptor, by its own
/// first use of the object, by exec or by its end; should the parent be killed meanwhile, the lock stays until then.
class LockFile
{
public:
    /// Holds the lock until destroyed. Unlocks explicitly before anything is closed, because a forked child shares the
    /// lock; in a forked child it only closes. Move-only; a moved-from guard holds nothing.
    class Guard
    {
    public:
        Guard() noexcept;
        Guard(Guard &&) noexcept;
        Guard &operator=(Guard &&) noexcept;
        ~Guard();
        explicit operator bool() const { return m_held != nullptr; }
        void release();

    private:
        friend class LockFile;
        struct Held;
        explicit Guard(std::unique_ptr<Held> held);
        std::unique_ptr<Held> m_held;
    };

    /// owner: for a lock file that has to be created (as PBS creates it: beside, then renamed without replacing).
    LockFile(const std::shared_ptr<SiteFolder> &folder, const QByteArray &name, const Ownership &owner,
             const Clock &clock = systemClock());
    ~LockFile();

    [[nodiscard]] QByteArray path() const;

    /// Exclusive. Tries for some milliseconds, with pauses, then a blocking flock in a helper thread that releases at
    /// once when it comes too late. After flock, lstat(path) must be our descriptor's (device, inode), else both are
    /// opened anew. Failure: LockTimeout (detail: holder from /proc/locks where readable), PermissionDenied,
    /// UnsafeFile, ReadOnlyFileSystem, NotFound (folder), Io.
    Result<Guard> acquire(const Deadline &deadline);
    /// The barrier of protocol 6: shared, on a descriptor opened read-only, never creates. NotFound if there is none.
    Result<Guard> acquireShared(const Deadline &deadline);

private:
    struct State;
    std::shared_ptr<State> m_state; ///< shared with a helper thread that may come too late
};

} // namespace Drydock

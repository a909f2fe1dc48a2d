// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/filesystem.h"

#include <memory>

namespace Drydock {

/// Waits for a lock for a limited time: flock(2) itself knows no limit, and signals are not used. A helper thread
/// blocks in flock; when it succeeds after everybody has given up, it unlocks at once. There is at most one such thread
/// for each object; one that still waits is joined by the next wait(). It blocks all signals, keeps alive what it needs
/// and does not hold up the end of the process; it lingers for a second before it ends. Thread: one at a time. The
/// FileSystem must live until late helpers are through.
class LockWaiter
{
public:
    enum class Outcome { Locked, TooLate, Failed };

    explicit LockWaiter(FileSystem &fileSystem);
    ~LockWaiter();
    LockWaiter(const LockWaiter &) = delete;
    LockWaiter &operator=(const LockWaiter &) = delete;

    /// A former call's flock goes on: its descriptor belongs to the helper, neither to be locked nor closed.
    [[nodiscard]] bool isBusy() const;
    /// Locks the descriptor. While isBusy() it must be the former call's. error: -errno where the outcome is Failed.
    Outcome wait(int descriptor, LockMode mode, const Deadline &deadline, const Clock &clock, int *error);
    /// Leaves a busy helper to itself, with its descriptor, which it closes when flock returns. Until then wait() gets
    /// no second thread and looks every 10 ms instead: somebody who replaces lock files must not make threads pile up.
    void abandon(FileHandle descriptor);

private:
    struct Helper;
    Outcome look(int descriptor, LockMode mode, const Deadline &deadline, const Clock &clock, int *error);
    bool start(const std::shared_ptr<Helper> &helper);

    FileSystem &m_fileSystem;
    std::shared_ptr<Helper> m_helper;
    std::shared_ptr<Helper> m_abandoned;
};

} // namespace Drydock

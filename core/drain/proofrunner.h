// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/filesystem.h"
#include "core/base/result.h"
#include "core/base/sitepaths.h"
#include "core/drain/evidence.h"

#include <memory>
#include <optional>

namespace Drydock {

/// What a ProofRunner has to report.
struct BarrierReport {
    Barrier passed = 0; ///< every barrier up to this one has passed
    Barrier failed = 0; ///< the last one that did not come about, for `error`
    std::optional<Error> error;
    std::optional<Error> busy; ///< still waiting, for more than the lock's time limit: LockTimeout
    qint64 busySince = 0; ///< UTC seconds: when the wait began
    std::optional<quint64> counterBefore; ///< version counter around our addition; no value where there is none
    std::optional<quint64> counterAfter;
};

/// Steps 2 and 3 of a proof, which may wait: raises the version counter of a pbs site, then takes and releases the
/// config lock. One thread per site, started by the first request; a lock that is not had within its time limit is
/// reported and waited for all the same, however long it takes. Thread: any.
///
/// A lock file that is missing is created and taken, where that is allowed: that none is there says nobody waits
/// for it, but a gate may still be at work under one that was deleted (as it may be under one that was deleted and
/// created anew: nothing can be proven against somebody who deletes lock files). Without the right to create it there
/// is no proof.
class ProofRunner
{
public:
    ProofRunner(FileSystem &fileSystem, const Clock &clock, const Site &site);
    /// Does not wait for a lock: a thread that is still waiting for one releases it when it comes, and ends.
    ~ProofRunner();
    ProofRunner(const ProofRunner &) = delete;
    ProofRunner &operator=(const ProofRunner &) = delete;

    /// Asks for a barrier that begins after this call. counterNeeded: a PBS process lives, so that a counter that
    /// cannot be raised is a failure; without one there is no cached parse to end.
    Barrier request(bool counterNeeded);
    /// Appends a drained line for this change of the change log, under the exclusive lock, if it has none yet.
    void noteDrained(qint64 change, qint64 at);

    /// Readable when there is news.
    [[nodiscard]] int descriptor() const;
    [[nodiscard]] BarrierReport take();

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared; ///< with the thread, which may stay behind
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/maintenance/maintenancemode.h"

#include <QByteArray>

#include <optional>

namespace Drydock {

/// One state of datastore.cfg: what a proof is a proof for (protocol 6).
struct ConfigGeneration {
    quint64 device = 0; ///< both 0: the file is missing
    quint64 inode = 0;
    QByteArray digest;
    /// How often anything happened to the file's name: an inode number comes back, and so may the bytes, with another
    /// mode between them that was never read.
    quint64 events = 0;
    friend bool operator==(const ConfigGeneration &, const ConfigGeneration &) = default;
};

struct FolderIdentity {
    quint64 device = 0;
    quint64 inode = 0;
    friend bool operator==(const FolderIdentity &, const FolderIdentity &) = default;
};

/// What was read when a store's conflicts were zero. A proof that was begun for one basis says nothing of another.
struct ProofBasis {
    ConfigGeneration config;
    FolderIdentity tracking;
    MaintenanceMode mode; ///< the store's; none: nothing to prove
    friend bool operator==(const ProofBasis &, const ProofBasis &) = default;
};

/// The number of a barrier: grows with each. A barrier serves every store whose conflicts were read as zero before it
/// began.
using Barrier = quint64;

/// One store's way to its check mark, protocol 6:
///   (1) the mode is read and conflicts are zero                       observe()
///   (2) the version counter is raised, (3) the config lock taken and
///       released, both after (1)                                      begin(), and pass() when it has happened
///   (4) mode and tracking file are read again                         observe()
///   (5) config, tracking file and folder are the same by path and by
///       descriptor                                                    finish()
/// Pure: no file, no clock of its own. What happens on the way sends it back to the start; only all five steps in this
/// order complete it. While only other bytes of the config change, a complete proof goes on to hold for 10 s, in which
/// it is renewed.
class StoreProof
{
public:
    /// How long a check mark is shown on while its proof is renewed.
    static constexpr std::chrono::seconds renewalLimit{10};

    /// A reading of mode and counts; conflicts has no value where they are not known. Conflicts, another mode, another
    /// tracking folder void what is there; another config makes a complete proof one to be renewed.
    void observe(const ProofBasis &basis, std::optional<qint64> conflicts, Nanoseconds now);
    void reset();

    /// Step 1 is done and no barrier has been asked for since: begin() is due.
    [[nodiscard]] bool needsBarrier() const;
    void begin(Barrier barrier);
    /// A barrier was asked for, and what it was asked for has not changed.
    [[nodiscard]] bool isWaiting() const { return m_barrier.has_value(); }
    /// The barriers up to this one have passed; if ours is among them, step 4 is due.
    void pass(Barrier passed);
    /// Step 4 is done: step 5 is due.
    [[nodiscard]] bool isReadAgain() const { return m_readAgain; }
    /// Step 5. samePaths: all are the same by path and by descriptor; if not, it starts again. Does nothing before
    /// step 4.
    void finish(bool samePaths);
    /// The barriers up to this one did not come about; if ours is among them, it can be asked for again.
    void giveUp(Barrier failed);

    /// Drained may be shown.
    [[nodiscard]] bool isComplete(Nanoseconds now) const;
    /// Complete for the last basis, with nothing to renew.
    [[nodiscard]] bool isCurrent() const { return m_proven.has_value() && m_proven == m_observed; }
    /// When isComplete() will change by itself.
    [[nodiscard]] std::optional<Nanoseconds> renewalDeadline() const { return m_renewUntil; }

private:
    void forgetBarrier();

    std::optional<ProofBasis> m_observed; ///< last reading, if its conflicts were zero
    std::optional<ProofBasis> m_proven;
    std::optional<Barrier> m_barrier; ///< asked for m_observed
    bool m_passed = false; ///< m_barrier has passed
    bool m_readAgain = false; ///< m_observed was read since
    std::optional<Nanoseconds> m_renewUntil; ///< of the first change that the proof has not caught up with
};

} // namespace Drydock

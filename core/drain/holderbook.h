// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/operationtracker.h"

#include <QList>

namespace Drydock {

/// A process that counts on a store.
struct CountedHolder {
    TrackingEntry entry;
    bool provable = true; ///< false: of another namespace, cannot be proven dead from here
    bool lostFromSight = false; ///< lives, was counted, and the file does not list it any more
};

/// Who counts on one store, from one reading of its tracking file to the next (protocol 6, lost from sight): a process,
/// or its guardian, that lives, was counted with operations, and whose entry vanished goes on being counted with its
/// last numbers until both are dead or the process is listed again. A process with two entries, its own and that of a
/// job, is listed again only with both.
///
/// Two entries vanish rightly while somebody of theirs lives: one that was handed over (its process is dead, its
/// guardian is listed with another one), and one that cannot be judged from here (of another namespace), since only its
/// own side could tell. A process that is listed again without its guardian (another writer drops keys that it does not
/// know) keeps the guardian that it was seen with. Pure but for the judge.
class HolderBook
{
public:
    /// Whether a process is proven dead.
    using IsDead = std::function<bool(const ProcessKey &)>;

    /// A good reading.
    void update(QList<TrackingReading::Holder> listed, const IsDead &isDead);
    /// Without a new reading, after processes have ended.
    void forgetDead(const IsDead &isDead);
    /// Nobody reads the file from here on: those that it lists are for the next reading to say, those that it had lost
    /// are for no reading to say.
    void forgetListed();

    [[nodiscard]] const QList<CountedHolder> &holders() const { return m_holders; } ///< with those at 0/0
    [[nodiscard]] OperationCounts counts() const;
    [[nodiscard]] qsizetype lostCount() const;

private:
    QList<CountedHolder> m_holders;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/maintenance/operation.h"
#include "tests/soak/soakevent.h"

#include <map>
#include <set>
#include <vector>

namespace Drydock {

/// What must be true of stores and operations after the events so far. Pure.
///
/// An operation lives for certain from the return of begin() to the call of release(), the kill of its process, or the
/// next update by a program that has forgotten it; a job's as long as the wrapper and one of its processes live, and
/// without the wrapper as long as the command does (protocol 8). It may be listed from the call of begin() to the
/// return of release() or the end of its process.
class SoakModel
{
public:
    struct Operation {
        quint32 process = 0, store = 0;
        bool isWrite = false;
        quint64 call = 0, asked = 0, begun = 0, original = 0; ///< a clone was asked for and begun when its original was
        int members = -1; ///< of a job that live; below zero: no job
        bool hasLeader = false, isEnding = false, isOver = false, isForgotten = false, isAudited = false;
    };
    struct Change {
        quint64 mode, call, back; ///< it was the store's mode from some moment between the two
        SoakMode type;
    };
    struct Bounds {
        OperationCounts least, most;
    };
    using Key = std::pair<quint32, quint32>; ///< process, store

    void take(quint64 number, const SoakEvent &event);
    [[nodiscard]] Operation &operation(quint64 subject) { return m_operations[subject]; }
    [[nodiscard]] std::map<quint64, Operation> &operations() { return m_operations; }
    [[nodiscard]] std::vector<Change> &changes(quint32 store) { return m_changes[store]; }
    [[nodiscard]] bool isKilled(quint32 process) const { return m_killed.contains(process); }
    [[nodiscard]] bool lives(const Operation &operation) const;
    /// Whether a mode that admits it was set before it was admitted, and perhaps after `since`.
    [[nodiscard]] bool mayBeAdmitted(const Operation &operation, quint64 since) const;
    /// Whether its process has updated the folder that a stranger has put in the place of another.
    [[nodiscard]] bool isBroughtOver(const Operation &operation) const;
    /// When a stranger replaced the folder last; unseen: one that observers had not read.
    [[nodiscard]] quint64 replaced(bool unseen) const { return unseen ? m_unseen : m_replaced; }
    [[nodiscard]] Bounds bounds(quint32 store) const;
    void sweep(); ///< forgets operations that are over

private:
    void endForgotten(const SoakEvent &event);

    quint64 m_replaced = 0, m_unseen = 0; ///< when the folder was replaced last
    std::map<quint64, Operation> m_operations;
    std::map<quint32, std::vector<Change>> m_changes;
    std::map<Key, quint64> m_updated; ///< call of its last update
    std::set<quint32> m_killed;
};

[[nodiscard]] bool conflict(SoakMode mode, bool isWrite);
[[nodiscard]] qint64 &countOf(OperationCounts &counts, bool isWrite);

} // namespace Drydock

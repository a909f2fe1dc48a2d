// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakmodel.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace Drydock {

constexpr quint64 never = std::numeric_limits<quint64>::max();

bool conflict(SoakMode mode, bool isWrite)
{
    return mode == SoakMode::Offline || (mode == SoakMode::ReadOnly && isWrite);
}

qint64 &countOf(OperationCounts &counts, bool isWrite)
{
    return isWrite ? counts.write : counts.read;
}

void SoakModel::take(quint64 number, const SoakEvent &event)
{
    Operation &held = m_operations[event.subject]; // of no meaning to events that name no operation: swept
    std::vector<Change> &changes = m_changes[event.store];
    quint64 &updated = m_updated[{event.process, event.store}];
    if (event.kind == SoakEvent::Begin || event.kind == SoakEvent::Release || event.kind == SoakEvent::Touch)
        endForgotten(event);

    if (event.kind == SoakEvent::Begin) {
        const Operation &cloned = m_operations[event.original];
        const quint64 asked = cloned.begun != 0 ? cloned.asked : number;
        held = {event.process, event.store, event.isWrite != 0, number,
                asked,         0,           cloned.begun,       event.value != 0 ? 0 : -1};
    } else if (event.kind == SoakEvent::Began && event.value == 0) {
        held.isOver = true;
    } else if (event.kind == SoakEvent::Began) {
        held.begun = held.original != 0 ? held.original : number;
        updated = std::max(updated, held.call);
    } else if (event.kind == SoakEvent::Release) {
        held.isEnding = true;
    } else if ((event.kind == SoakEvent::Released || event.kind == SoakEvent::Touched) && event.value != 0) {
        held.isOver |= event.kind == SoakEvent::Released;
        updated = std::max(updated, event.call);
    } else if (event.kind == SoakEvent::Exec) {
        for (auto &[id, other] : m_operations)
            other.isForgotten |= other.process == event.process;
    } else if (event.kind == SoakEvent::Kill || event.kind == SoakEvent::Dead) {
        m_killed.insert(event.process);
        for (auto &[id, other] : m_operations)
            other.isOver |= event.kind == SoakEvent::Dead && other.process == event.process && other.members <= 0;
    } else if (event.kind == SoakEvent::Joined) {
        held.members += 1;
        held.hasLeader |= event.value != 0;
    } else if (event.kind == SoakEvent::Left && (event.value == 0 || std::exchange(held.hasLeader, false))) {
        held.members -= 1; // a command that is killed has perhaps told of its end itself
    } else if (event.kind == SoakEvent::Change) {
        changes.push_back({event.subject, number, never, static_cast<SoakMode>(event.value)});
    } else if (event.kind == SoakEvent::Changed) {
        for (Change &change : changes)
            change.back = change.call == event.call ? number : change.back;
        if (event.value == 0)
            std::erase_if(changes, [&](const Change &change) { return change.call == event.call; });
    } else if (event.kind == SoakEvent::Replace || event.kind == SoakEvent::Replaced) {
        m_replaced = event.kind == SoakEvent::Replace ? never : number;
        m_unseen = event.value == 0 ? m_replaced : m_unseen;
    } else if (event.kind == SoakEvent::Calm) {
        m_replaced = m_unseen = 0;
        changes = {Change{event.subject, number, number, static_cast<SoakMode>(event.value)}};
    }
}

bool SoakModel::lives(const Operation &operation) const
{
    if (operation.begun == 0 || operation.isEnding || operation.isOver)
        return false;
    if (operation.members >= 0)
        return isKilled(operation.process) ? operation.hasLeader : operation.members > 0;
    return !isKilled(operation.process);
}

bool SoakModel::mayBeAdmitted(const Operation &operation, quint64 since) const
{
    const std::vector<Change> &changes = m_changes.at(operation.store);
    return std::any_of(changes.begin(), changes.end(), [&](const Change &change) {
        return !conflict(change.type, operation.isWrite) && change.call < operation.begun && change.back > since;
    });
}

bool SoakModel::isBroughtOver(const Operation &operation) const
{
    return m_updated.at({operation.process, operation.store}) >= m_replaced;
}

SoakModel::Bounds SoakModel::bounds(quint32 store) const
{
    Bounds bounds;
    for (const auto &[id, held] : m_operations) {
        if (held.store == store && held.call != 0 && !held.isOver)
            countOf(bounds.most, held.isWrite) += 1;
        if (held.store == store && lives(held))
            countOf(bounds.least, held.isWrite) += 1;
    }
    return bounds;
}

void SoakModel::sweep()
{
    std::erase_if(m_operations, [](const auto &held) { return held.second.call == 0 || held.second.isOver; });
}

/// Its process is about to write its entry anew: what it held as another program is then in it no longer.
void SoakModel::endForgotten(const SoakEvent &event)
{
    for (auto &[id, held] : m_operations)
        held.isEnding |= held.isForgotten && held.process == event.process && held.store == event.store;
}

} // namespace Drydock

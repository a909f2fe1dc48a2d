// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakjudge.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace Drydock {

void SoakJudge::take(quint64 number, const SoakEvent &event)
{
    m_number = number;
    if (event.kind == SoakEvent::Calm)
        calm(event);
    m_model.take(number, event);
    switch (event.kind) {
    case SoakEvent::Began:
        begun(event);
        break;
    case SoakEvent::Shown:
        show(event);
        break;
    case SoakEvent::Waited:
        wait(event);
        break;
    case SoakEvent::Audit:
        beginAudit(event.store);
        break;
    case SoakEvent::Listed:
        m_listed[event.process] += OperationCounts{qint64(event.reads), qint64(event.value)};
        break;
    case SoakEvent::Audited:
        endAudit(event.store);
        break;
    default:
        break;
    }
    if (!m_isAudit) // what has just ended may still be met by a reading that goes on
        m_model.sweep();
}

void SoakJudge::begun(const SoakEvent &event)
{
    if (event.value == 0)
        return;
    const Operation &operation = m_model.operation(event.subject);
    if (operation.original == 0) {
        quint64 closed = 0; // when the last mode against it was set that had been set for certain
        for (const Change &change : m_model.changes(operation.store)) {
            if (conflict(change.type, operation.isWrite) && change.back < operation.call)
                closed = std::max(closed, change.call);
        }
        if (closed != 0 && !m_model.mayBeAdmitted(operation, closed))
            violated("I-01: admitted against a mode that had been set", operation.process, operation.store);
    }
    for (const auto &[key, shown] : m_shown) {
        if (key.second == operation.store)
            check(shown, operation);
    }
}

void SoakJudge::show(const SoakEvent &event)
{
    m_shown.erase({event.process, event.store});
    if (event.value == 0)
        return;
    const std::vector<Change> &changes = m_model.changes(event.store);
    const auto shown = std::find_if(changes.begin(), changes.end(),
                                    [&](const Change &change) { return change.mode == event.subject; });
    if (shown == changes.end())
        return violated("I-03: drained in a mode that nobody has set", event.process, event.store);
    m_shown[{event.process, event.store}] = *shown;
    for (const auto &[id, operation] : m_model.operations()) {
        if (operation.store == event.store)
            check(*shown, operation);
    }
}

void SoakJudge::wait(const SoakEvent &event)
{
    for (const auto &[id, operation] : m_model.operations()) {
        if (operation.store == event.store && operation.isWrite && m_model.lives(operation)
            && operation.begun < event.call && operation.asked > m_model.replaced(false))
            violated("I-03: a wait ended though a writer had lived all the while", operation.process, event.store);
    }
}

void SoakJudge::check(const Change &shown, const Operation &operation)
{
    if (conflict(shown.type, operation.isWrite) && m_model.lives(operation) && operation.asked > m_model.replaced(true)
        && !m_model.mayBeAdmitted(operation, shown.call))
        violated("I-04: shown as drained while a conflicting operation lives", operation.process, operation.store);
}

void SoakJudge::beginAudit(quint32 store)
{
    m_isAudit = true;
    for (auto &[id, operation] : m_model.operations())
        operation.isAudited = operation.store == store && m_model.lives(operation);
}

void SoakJudge::endAudit(quint32 store)
{
    m_isAudit = false;
    std::map<quint32, SoakModel::Bounds> processes;
    for (const auto &[process, listed] : m_listed)
        processes[process] = {};
    for (const auto &[id, operation] : m_model.operations()) {
        if (operation.store != store || operation.call == 0)
            continue;
        SoakModel::Bounds &bounds = processes[operation.process];
        countOf(bounds.most, operation.isWrite) += 1;
        if (operation.isAudited && m_model.lives(operation) && m_model.isBroughtOver(operation))
            countOf(bounds.least, operation.isWrite) += 1;
    }
    for (const auto &[process, bounds] : processes)
        compare(store, process, bounds);
    m_listed.clear();
}

void SoakJudge::compare(quint32 store, quint32 process, const SoakModel::Bounds &bounds)
{
    const OperationCounts listed = m_listed[process];
    if (listed.read < bounds.least.read || listed.write < bounds.least.write)
        violated("I-02 I-05: an operation that lives is not listed", process, store);
    if (m_model.isKilled(process))
        return;
    if (listed.read > bounds.most.read || listed.write > bounds.most.write)
        violated("I-06: more is listed than was begun", process, store);
}

void SoakJudge::calm(const SoakEvent &event)
{
    const std::vector<Change> &changes = m_model.changes(event.store);
    const auto mayBeLast = [&](const Change &change) {
        return change.mode == event.subject && std::none_of(changes.begin(), changes.end(), [&](const Change &later) {
                   return later.back != std::numeric_limits<quint64>::max() && later.call > change.back;
               });
    };
    if (std::none_of(changes.begin(), changes.end(), mayBeLast))
        violated("I-01: a mode that was set is lost, or one came by itself", event.process, event.store);
}

void SoakJudge::violated(const char *claim, quint32 process, quint32 store)
{
    m_violations.append('#' + QByteArray::number(m_number) + ' ' + claim + ", process " + QByteArray::number(process)
                        + ", store " + QByteArray::number(store));
}

} // namespace Drydock

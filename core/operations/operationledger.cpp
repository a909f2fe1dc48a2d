// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/operationledger.h"

#include <algorithm>

namespace Drydock {

namespace {

qint64 &countOf(OperationCounts &counts, Operation operation)
{
    return operation == Operation::Write ? counts.write : counts.read;
}

} // namespace

OperationLedger::Own *OperationLedger::find(const std::optional<ProcessKey> &process)
{
    const auto found =
        std::find_if(m_own.begin(), m_own.end(), [&process](const Own &own) { return own.process == process; });
    return found == m_own.end() ? nullptr : &*found;
}

bool OperationLedger::add(const EntryInfo &info, Operation operation, qint64 now)
{
    const std::lock_guard lock(m_mutex);
    Own *own = find(info.process);
    const bool created = own == nullptr;
    if (created) {
        m_own.append(Own{info.process, {}, 0, {}, {}});
        own = &m_own.last();
    }
    if (own->counts.total() == 0) {
        own->since = now;
        own->job = info.job;
        own->label = info.label;
    }
    ++countOf(own->counts, operation);
    return created;
}

void OperationLedger::undoAdd(const EntryInfo &info, Operation operation, bool created)
{
    subtract(info, operation);
    if (!created)
        return;
    const std::lock_guard lock(m_mutex);
    m_own.removeIf([&info](const Own &own) { return own.process == info.process && own.counts.total() == 0; });
}

void OperationLedger::subtract(const EntryInfo &info, Operation operation)
{
    const std::lock_guard lock(m_mutex);
    if (Own *own = find(info.process)) {
        qint64 &count = countOf(own->counts, operation);
        count = std::max<qint64>(0, count - 1);
    }
}

bool OperationLedger::move(const ProcessKey &from, const ProcessKey &to)
{
    const std::lock_guard lock(m_mutex);
    Own *source = find(from);
    Own *target = find(to);
    if (source == nullptr || source == target)
        return target != nullptr; // moved already, by a call whose update failed
    if (target == nullptr) {
        source->process = to;
        return true;
    }
    target->counts += source->counts;
    m_own.removeIf([&from](const Own &own) { return own.process == from; });
    return true;
}

void OperationLedger::remove(const ProcessKey &process)
{
    const std::lock_guard lock(m_mutex);
    m_own.removeIf([&process](const Own &own) { return own.process == process; });
}

void OperationLedger::clear()
{
    const std::lock_guard lock(m_mutex);
    m_own.clear();
}

bool OperationLedger::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return std::all_of(m_own.begin(), m_own.end(), [](const Own &own) { return own.counts.total() == 0; });
}

QList<TrackingEntry> OperationLedger::entries(const ProcessKey &self, const QByteArray &space) const
{
    const std::lock_guard lock(m_mutex);
    QList<TrackingEntry> entries;
    entries.reserve(m_own.size());
    for (const Own &own : m_own) {
        TrackingEntry entry;
        entry.process = own.process.value_or(self);
        if (own.process)
            entry.guardian = self;
        entry.counts = own.counts;
        entry.space = space;
        entry.since = own.since;
        if (own.counts.total() > 0) {
            entry.job = own.job;
            entry.label = own.label;
        }
        entries.append(entry);
    }
    return entries;
}

} // namespace Drydock

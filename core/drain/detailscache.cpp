// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/detailscache.h"

#include <algorithm>

namespace Drydock {

namespace {

constexpr std::chrono::milliseconds firstInterval{4};
constexpr int lookLimit = 10; // the last one after four seconds

} // namespace

DetailsCache::DetailsCache(ProcessTable &processes, const Clock &clock)
    : m_processes(processes)
    , m_clock(clock)
{
}

ProcessDetails DetailsCache::read(const ProcessKey &process) const
{
    return readProcessDetails(m_processes, process).value_or(ProcessDetails());
}

/// Before exec it shows its wrapper's command line, and in the middle of exec none at all: its name stands in brackets.
bool DetailsCache::isBeforeExec(const ProcessDetails &details, const ProcessKey &guardian) const
{
    return details.command.startsWith(u'[')
           || (!details.command.isEmpty() && details.command == read(guardian).command);
}

const ProcessDetails &DetailsCache::of(const CountedHolder &holder)
{
    static const ProcessDetails nothing;
    if (!holder.provable)
        return nothing;
    const ProcessKey &process = holder.entry.process;
    const auto known = m_details.constFind(process);
    if (known != m_details.constEnd())
        return *known;
    const auto inserted = m_details.insert(process, read(process));
    if (holder.entry.guardian && isBeforeExec(*inserted, *holder.entry.guardian))
        m_provisional.insert(process, {*holder.entry.guardian, 0, m_clock.monotonic() + firstInterval});
    return *inserted;
}

std::optional<Nanoseconds> DetailsCache::nextLook() const
{
    std::optional<Nanoseconds> next;
    for (const Provisional &provisional : m_provisional)
        next = next ? std::min(*next, provisional.nextLook) : provisional.nextLook;
    return next;
}

QSet<ProcessKey> DetailsCache::lookAgain()
{
    QSet<ProcessKey> changed;
    const Nanoseconds now = m_clock.monotonic();
    for (auto it = m_provisional.begin(); it != m_provisional.end();) {
        if (it->nextLook > now) {
            ++it;
            continue;
        }
        const ProcessDetails details = read(it.key());
        const bool settled = !isBeforeExec(details, it->guardian);
        // A process that has ended meanwhile has no details any more: those from its life are kept.
        if (settled && !details.command.isEmpty()) {
            m_details.insert(it.key(), details);
            changed.insert(it.key());
        }
        if (settled || ++it->looks >= lookLimit) {
            it = m_provisional.erase(it);
        } else {
            it->nextLook = now + firstInterval * (1 << it->looks);
            ++it;
        }
    }
    return changed;
}

void DetailsCache::retain(const QSet<ProcessKey> &processes)
{
    m_details.removeIf([&](auto entry) { return !processes.contains(entry.key()); });
    m_provisional.removeIf([&](auto entry) { return !processes.contains(entry.key()); });
}

void DetailsCache::clear()
{
    m_details.clear();
    m_provisional.clear();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/drain/holderbook.h"
#include "core/process/processdetails.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace Drydock {

/// What people want to know of the holders, read once for each process. The command of a job under `run` is registered
/// before it is executed, and shows its wrapper's command line until then: such a one is looked at again, for a few
/// seconds at growing intervals, since the kernel reports no exec to strangers. Thread: confined to one.
class DetailsCache
{
public:
    DetailsCache(ProcessTable &processes, const Clock &clock);

    /// Nothing for a process of another namespace: its pid is somebody else's here. Valid until the next call.
    [[nodiscard]] const ProcessDetails &of(const CountedHolder &holder);

    /// When a process is to be looked at again.
    [[nodiscard]] std::optional<Nanoseconds> nextLook() const;
    /// Looks at those that are due; the processes whose details changed.
    [[nodiscard]] QSet<ProcessKey> lookAgain();
    /// Forgets all processes but these.
    void retain(const QSet<ProcessKey> &processes);
    void clear();

private:
    struct Provisional {
        ProcessKey guardian;
        int looks = 0;
        Nanoseconds nextLook{};
    };
    ProcessDetails read(const ProcessKey &process) const;
    [[nodiscard]] bool isBeforeExec(const ProcessDetails &details, const ProcessKey &guardian) const;

    ProcessTable &m_processes;
    const Clock &m_clock;
    QHash<ProcessKey, ProcessDetails> m_details;
    QHash<ProcessKey, Provisional> m_provisional;
};

} // namespace Drydock

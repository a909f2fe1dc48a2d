// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"
#include "core/process/processid.h"

#include <QHash>
#include <QSet>

#include <iterator>
#include <unordered_map>

namespace Drydock {

/// Which processes are proven dead, by pidfds that are kept as long as a process matters: each is opened and verified
/// once (protocol 2.4), its end is an event, and that none has come proves that it lives. A process whose pidfd could
/// not be had (EMFILE) is judged anew at every question. The first object raises the soft limit of descriptors to the
/// hard one; forked children get the old limit back. Thread: confined to one. Never blocks.
class ExitWatch
{
public:
    explicit ExitWatch(ProcessTable &processes);

    /// An epoll descriptor: readable when a watched process has ended.
    [[nodiscard]] int descriptor() const { return m_epoll.get(); }
    /// Takes note of the processes that have ended; true if there are any.
    bool collect();

    /// Proven dead by protocol 2.4, as of the last collect() for a process that is watched already. A process that is
    /// not proven dead is watched from here on.
    [[nodiscard]] bool isDead(const ProcessKey &process);

    /// Forgets all processes but these.
    void retain(const QSet<ProcessKey> &processes);
    /// True while a living process is not watched for want of descriptors: ask again once a second.
    [[nodiscard]] bool isIncomplete() const { return !m_unwatched.isEmpty(); }
    [[nodiscard]] qsizetype size() const { return std::ssize(m_processes) + m_unwatched.size(); }

private:
    struct Watched {
        UniqueFd pidfd; ///< empty once dead
        [[nodiscard]] bool isDead() const { return !pidfd; }
    };
    struct Hash {
        size_t operator()(const ProcessKey &key) const { return qHash(key); }
    };
    bool watch(const ProcessKey &process, UniqueFd pidfd);
    void unwatch(Watched &process);

    ProcessTable &m_table;
    UniqueFd m_epoll;
    std::unordered_map<ProcessKey, Watched, Hash> m_processes; // QHash takes no move-only values
    QSet<ProcessKey> m_unwatched;
    QHash<int, ProcessKey> m_byPidfd;
};

/// The soft limit of descriptors as it was before the first ExitWatch, for a child between clone and exec that no
/// pthread_atfork handler reaches (Qt's QProcess). Safe in such a child. Does nothing if the limit was never raised.
void restoreDescriptorLimit();

} // namespace Drydock

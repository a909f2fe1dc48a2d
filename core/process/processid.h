// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/uniquefd.h"
#include "core/process/procstat.h"

#include <QByteArray>
#include <QHashFunctions>

namespace Drydock {

/// A process for its whole life: pid and start time (a pid alone is reused). A value.
struct ProcessKey {
    pid_t pid = 0;
    quint64 startTime = 0; ///< clock ticks since boot

    friend bool operator==(const ProcessKey &, const ProcessKey &) = default;
    friend size_t qHash(const ProcessKey &key, size_t seed = 0) { return qHashMulti(seed, key.pid, key.startTime); }
};

/// Where pids and start times mean what they say: boot id, pid namespace and time namespace, written
/// "BOOTID:PIDNS:TIMENS" (0 for a kind that the kernel lacks).
struct ProcessNamespace {
    QByteArray bootId;
    quint64 pidNamespace = 0;
    quint64 timeNamespace = 0;

    [[nodiscard]] QByteArray toBytes() const;
    static std::optional<ProcessNamespace> parse(const QByteArray &text);
    friend bool operator==(const ProcessNamespace &, const ProcessNamespace &) = default;
};

/// Whether an inode number of a pid namespace is that of the first one, in which all processes are seen.
[[nodiscard]] bool isInitialPidNamespace(quint64 inode);

/// The system's processes as the rules see them: the seam that tests replace (tests/support/fakeproc). Thread: any.
class ProcessTable
{
public:
    virtual ~ProcessTable() = default;
    /// pidfd_open: descriptor or -errno.
    virtual int openPidfd(pid_t pid) = 0;
    /// Text of /proc/PID/stat; failure carries errno (ENOENT, ESRCH: no such process here).
    virtual Result<QByteArray> readStat(pid_t pid) = 0;
    /// 1 if the pidfd is readable (process ended), 0 if not, -errno.
    virtual int pollPidfd(int pidfd) = 0;
    /// kill(pid, 0): 0 or -errno.
    virtual int probe(pid_t pid) = 0;

    struct Self {
        ProcessKey key;
        ProcessNamespace space;
        bool inInitialPidNamespace = false;
        bool procIsOurs = true; ///< /proc/self is this process; false: every state unknown, begin and run refused
        quint64 upTimeTicks = 0; ///< now, in clock ticks of our time namespace
    };
    /// This process; cached per fork generation (but for upTimeTicks).
    virtual Self self() = 0;
};

[[nodiscard]] ProcessTable &systemProcessTable();

/// Protocol 2.4: dead is only what is proven dead. Order: pidfd_open, then stat and compare, then poll the pidfd.
/// pidfd, if given, receives the open pidfd of a process that is not proven dead (empty where none could be had).
[[nodiscard]] bool isProvenDead(ProcessTable &table, const ProcessKey &key, UniqueFd *pidfd = nullptr);

/// How entries of a namespace are judged by this reader (protocol 2.5).
enum class Judgement {
    ByProcess, ///< by isProvenDead
    Dead, ///< of another boot, and provably so: drops unprobed
    CountsAlways, ///< cannot be proven dead from here: counts, is never dropped
};

/// entryNamespace empty: an entry of PBS's own. pbsIsHere: proxy.pid names a live PBS process in our namespace.
[[nodiscard]] Judgement judgeNamespace(const ProcessTable::Self &self, const QByteArray &entryNamespace,
                                       quint64 entryStartTime, bool pbsIsHere);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/trackingfile.h"

#include <vector>

namespace Drydock {

/// One update's change to the entries of a tracking file (protocol 3.1 and 3.4): our own are replaced by the ledger's,
/// the dead are dropped. Thread: one at a time (whoever holds the tracking lock).
class TrackingUpdate
{
public:
    explicit TrackingUpdate(ProcessTable &processes);

    struct Writer {
        ProcessTable::Self self;
        QByteArray space; ///< self.space.toBytes()
        bool mayDrop = true; ///< false where pids mean nothing: foreign /proc, network file system
    };
    /// Own entries (in our namespace, ours without guardian or with us as guardian) get the ledger's numbers where they
    /// stand; one that the ledger does not know goes to 0/0, or, with us as guardian, goes. Missing ones are appended,
    /// or put in the place of what PBS has made of them.
    void apply(QList<TrackingEntry> &entries, const QList<TrackingEntry> &own, const Writer &writer);

    /// The file holds these entries of ours now.
    void setWritten(const QList<TrackingEntry> &own) { m_written = own; }

private:
    void dropDead(QList<TrackingEntry> &entries, const Writer &writer);
    void probe(const QList<TrackingEntry> &entries, const std::vector<size_t> &toProbe, std::vector<bool> &dead);
    bool isGone(const TrackingEntry &entry, int *probesLeft);

    ProcessTable &m_processes;
    QList<TrackingEntry> m_written; ///< our entries as they stood in the file after our last update
    size_t m_place; ///< where the next round of probes begins, among the entries that can be probed; first at random
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/trackingfile.h"

#include <vector>

namespace Drydock {

/// A tracking file as this process knows it, and what one update makes of it (protocol 3.1 and 3.4): our own entries
/// are replaced by the ledger's, the dead are dropped. An update of a file that nobody else has changed since the last
/// one costs no parsing, no look at others' entries beyond the probes, and no printing of them. Thread: one at a time
/// (whoever holds the tracking lock).
class TrackingImage
{
public:
    explicit TrackingImage(ProcessTable &processes);

    struct Writer {
        ProcessTable::Self self;
        QByteArray space; ///< self.space.toBytes()
        bool mayDrop = true; ///< false where pids mean nothing: foreign /proc, network file system
    };

    void clear(); ///< there is no file
    /// The file as it was read. Failure: as parseTracking; the image is empty then.
    Result<void> load(const QByteArray &bytes, const QString &path);
    /// Own entries (in our namespace, ours without guardian or with us as guardian) get the ledger's numbers where they
    /// stand; one that the ledger does not know goes to 0/0, or, with us as guardian, goes. Missing ones are appended,
    /// or put in the place of what PBS has made of them. True if the file has to be written.
    bool apply(const QList<TrackingEntry> &own, const Writer &writer);
    /// The text that the file must have now. Empty: no file is needed.
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    /// The file has that text, with these entries of ours in it.
    void setWritten(const QList<TrackingEntry> &own) { m_written = own; }

private:
    struct Span {
        qsizetype begin = 0;
        qsizetype length = 0;
    };

    [[nodiscard]] bool canApplyInPlace(const QList<TrackingEntry> &own) const;
    bool applyInPlace(const QList<TrackingEntry> &own);
    bool putOwn(const QList<TrackingEntry> &own, const Writer &writer);
    bool dropDeadBoots(const Writer &writer);
    void plan(const QList<TrackingEntry> &own, const Writer &writer);
    bool dropEnded();
    bool isGone(const TrackingEntry &entry, int *probesLeft);
    void print();

    ProcessTable &m_processes;
    QList<TrackingEntry> m_entries;
    QByteArray m_bytes; ///< of m_entries, always
    QList<TrackingEntry> m_written; ///< our entries as they stood in the file after our last update
    // What of the entries concerns an update; made anew when entries come, go or are read anew.
    std::vector<qsizetype> m_own; ///< where the ledger's entries stand, in its order
    std::vector<Span> m_ownSpans; ///< and where in m_bytes
    bool m_isPrinted = false; ///< the text was made here, of these entries: the spans are known
    std::vector<qsizetype> m_toProbe; ///< entries to be judged by their processes
    size_t m_probes = 64; ///< at most so many the next time
    size_t m_place; ///< where in m_toProbe the next round of probes begins; first at random
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/maintenance/operation.h"
#include "core/process/processid.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace Drydock {

/// One entry of a tracking file (pbs-facts 5, protocol 2).
struct TrackingEntry {
    ProcessKey process;
    OperationCounts counts;
    QByteArray space; ///< "ns", empty for PBS's own entries
    std::optional<ProcessKey> guardian; ///< the wrapper of `run`
    std::optional<qint64> since; ///< UTC seconds
    QString job; ///< job kind, or empty
    QString label; ///< at most 64 characters without control characters, or empty
    QByteArray raw; ///< the entry's bytes as they stand in the file; empty for one made here

    /// Same entry by identity: (pid, starttime, ns, guardian).
    [[nodiscard]] bool sameIdentity(const TrackingEntry &other) const
    {
        return process == other.process && space == other.space && guardian == other.guardian;
    }
};

/// Parses the JSON array. Failure: TrackingInvalid with the reason in detail: empty or truncated text, a missing key,
/// a wrong type, a negative number, a pid <= 0 or > 2^22. Unknown keys are kept in raw. subject: path for the error.
/// before: what another text of that file was parsed to, or nothing; an entry that stands in both byte for byte is
/// taken from it. The answer does not depend on it.
Result<QList<TrackingEntry>> parseTracking(const QByteArray &bytes, const QString &path,
                                           const QList<TrackingEntry> &before = {});

/// The file's bytes: entries with raw are copied byte for byte, others are written canonically.
[[nodiscard]] QByteArray printTracking(const QList<TrackingEntry> &entries);

/// One entry in canonical form: {"pid":P,"starttime":T,"active_operations":{"read":R,"write":W},"ns":…,"since":…}.
[[nodiscard]] QByteArray printEntry(const TrackingEntry &entry);

} // namespace Drydock

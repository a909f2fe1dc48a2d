// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/maintenance/maintenancemode.h"

#include <QList>

#include <optional>

namespace Drydock {

/// One mode change (design 4). Times are UTC seconds.
struct ChangeRecord {
    qint64 number = 0; ///< 1, 2, 3 … in the order of the log; what a drained line refers to
    qint64 at = 0;
    QString who;
    QString store;
    MaintenanceMode oldMode;
    MaintenanceMode newMode;
    QByteArray digest; ///< SHA-256 (hex) of datastore.cfg after the change
    std::optional<qint64> drainedAt;
};

/// A store was added or removed: no mode has changed, but the file's digest has.
struct ListingRecord {
    qint64 at = 0;
    QString store;
    bool added = false; ///< false: removed
    QByteArray before; ///< digest of datastore.cfg
    QByteArray after;
};

// The text of changes.jsonl: one line for each change, one more once it is drained, one for each listing. All pure.

struct ChangeContent {
    QList<ChangeRecord> records; ///< oldest first
    QByteArray digest; ///< of datastore.cfg after the last line that tells one, a change or a listing
    int unreadableLines = 0;
};

/// Lines that do not parse are skipped and counted.
[[nodiscard]] ChangeContent parseChanges(const QByteArray &bytes);

/// How a log ends, read without its begin.
struct ChangeLogEnd {
    std::optional<ChangeRecord> last; ///< the last change that parses
    QByteArray digest; ///< as ChangeContent's; empty without a change
};
[[nodiscard]] ChangeLogEnd endOfChanges(const QByteArray &bytes);

/// Who and since for a store whose mode is `mode`: the last record of that store, only if the log's last digest (of
/// any store) is the file's and the record's new mode is the present one.
[[nodiscard]] std::optional<ChangeRecord> currentChange(const ChangeContent &log, const QString &store,
                                                        const MaintenanceMode &mode, const QByteArray &digest);
/// The same of the log's bytes, without reading more of them than the answer takes.
[[nodiscard]] std::optional<ChangeRecord> currentChangeIn(const QByteArray &bytes, const QString &store,
                                                          const MaintenanceMode &mode, const QByteArray &digest);

/// With its line feed; drainedAt is no part of it.
[[nodiscard]] QByteArray changeLine(const ChangeRecord &record);
[[nodiscard]] QByteArray drainedLine(qint64 change, qint64 at);
[[nodiscard]] QByteArray listingLine(const ListingRecord &listing);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/circumstances.h"
#include "core/history/changelog.h"

#include <QDateTime>

#include <algorithm>

namespace Drydock {

namespace {

// Before this program was written no machine's clock that is right can have stood.
constexpr qint64 earliestPlausible = 1'704'067'200; // 2024-01-01
constexpr qint64 tolerance = 5; // seconds; file systems round, clocks are nudged
constexpr qint64 nanosecondsPerSecond = 1'000'000'000;

QString timeText(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate);
}

qint64 lastTime(const ChangeLog::Content &log)
{
    qint64 last = 0;
    for (const ChangeRecord &record : log.records)
        last = std::max({last, record.at, record.drainedAt.value_or(0)});
    return last;
}

void checkAgainst(const QByteArray &path, qint64 written, qint64 now, FindingList *found)
{
    if (written <= now + tolerance)
        return;
    Finding finding{FindingCode::ClockBehind, Severity::Warning, shownPath(path)};
    finding.detail = timeText(now) + QStringLiteral(" < ") + timeText(written);
    finding.count = written - now;
    found->add(finding);
}

} // namespace

void checkClock(Circumstances *seen, FindingList *found)
{
    const qint64 now = seen->clock.wallSeconds();
    const QByteArray logPath = seen->site.logFolder + "/changes.jsonl";
    if (now < earliestPlausible)
        found->add({FindingCode::ClockUnset, Severity::Warning, {}, {}, timeText(now)});
    if (seen->config.exists)
        checkAgainst(seen->site.configPath(), seen->config.status.mtime / nanosecondsPerSecond, now, found);

    const auto log = ChangeLog(seen->fileSystem, seen->site).read();
    if (!log) {
        Finding finding{FindingCode::LogUnreadable, Severity::Warning, shownPath(logPath)};
        finding.cause = log.error();
        found->add(finding);
        return;
    }
    checkAgainst(logPath, lastTime(*log), now, found);
    if (log->unreadableLines > 0) {
        Finding finding{FindingCode::LogLinesUnreadable, Severity::Warning, shownPath(logPath)};
        finding.count = log->unreadableLines;
        found->add(finding);
    }
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/duration.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace Drydock {

namespace {

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 longest = 1000 * 365 * day;

std::optional<qint64> secondsOfUnit(QChar unit)
{
    switch (unit.unicode()) {
    case u's':
        return 1;
    case u'm':
        return minute;
    case u'h':
        return hour;
    case u'd':
        return day;
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<std::chrono::seconds> parseDuration(QStringView text)
{
    if (text.isEmpty())
        return std::nullopt;
    qint64 total = 0;
    qint64 number = 0;
    bool hasDigits = false;
    for (const QChar unit : text) {
        if (unit >= u'0' && unit <= u'9') {
            number = number * 10 + (unit.unicode() - u'0');
            hasDigits = true;
            if (number > longest)
                return std::nullopt;
            continue;
        }
        const std::optional<qint64> seconds = secondsOfUnit(unit);
        if (!seconds || !hasDigits || number > (longest - total) / *seconds)
            return std::nullopt;
        total += number * *seconds;
        number = 0;
        hasDigits = false;
    }
    if (hasDigits)
        return std::nullopt;
    return std::chrono::seconds(total);
}

QString durationText(std::chrono::seconds span)
{
    const qint64 seconds = span.count();
    if (seconds < minute)
        return QCoreApplication::translate("Duration", "less than a minute");
    if (seconds < hour)
        return QCoreApplication::translate("Duration", "%1 min").arg(seconds / minute);
    if (seconds < day)
        return QCoreApplication::translate("Duration", "%1 h").arg(seconds / hour);
    return QCoreApplication::translate("Duration", "%1 d").arg(seconds / day);
}

QString momentText(qint64 moment, qint64 now)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(moment);
    const bool sameDay = time.date() == QDateTime::fromSecsSinceEpoch(now).date();
    const QLocale locale;
    // The C locale's short forms have seconds.
    if (locale.language() == QLocale::C)
        return time.toString(sameDay ? QStringLiteral("HH:mm") : QStringLiteral("yyyy-MM-dd HH:mm"));
    return sameDay ? locale.toString(time.time(), QLocale::ShortFormat) : locale.toString(time, QLocale::ShortFormat);
}

} // namespace Drydock

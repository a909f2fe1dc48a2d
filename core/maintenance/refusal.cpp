// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/refusal.h"

namespace Drydock {

QString Refusal::toDetail() const
{
    // A percent-decoded message may hold line ends, a user's name may not: a reader cuts the lines from the end.
    if (who.isEmpty() || !since || who.contains(u'\n'))
        return reason + QLatin1Char('\n');
    return reason + QLatin1Char('\n') + who + QLatin1Char('\n') + QString::number(*since);
}

Refusal Refusal::fromDetail(const QString &detail)
{
    const qsizetype last = detail.lastIndexOf(u'\n');
    if (last < 0 || last == detail.size() - 1)
        return {last < 0 ? detail : detail.left(last), {}, {}};
    const qsizetype before = last > 0 ? detail.lastIndexOf(u'\n', last - 1) : -1;
    bool isNumber = false;
    const qint64 since = QStringView(detail).mid(last + 1).toLongLong(&isNumber);
    if (before < 0 || !isNumber)
        return {detail, {}, {}};
    return {detail.left(before), detail.mid(before + 1, last - before - 1), since};
}

} // namespace Drydock

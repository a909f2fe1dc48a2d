// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/plural.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace Drydock {

QString pluralText(const char *context, const char *one, const char *many, qint64 count)
{
    if (count == 1)
        return QCoreApplication::translate(context, one);
    const auto number = static_cast<int>(std::clamp<qint64>(count, 0, std::numeric_limits<int>::max()));
    return QCoreApplication::translate(context, many, nullptr, number);
}

} // namespace Drydock

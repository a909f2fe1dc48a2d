// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QStringList>

namespace Drydock {

struct PropertyItem {
    QString key; ///< the default key where the item had none
    QString value; ///< unquoted
    friend bool operator==(const PropertyItem &, const PropertyItem &) = default;
};

/// The items of a property string as they stand, repeated keys and all; else as parsePropertyString.
Result<QList<PropertyItem>> splitPropertyString(const QString &text, const QString &defaultKey);

/// PBS's property string `value,key=value,key="quoted"` (pbs-facts 3, grammar): items split at ',', nothing trimmed,
/// one trailing comma tolerated, escapes \" \\ \n in quotes only, repeated keys refused.
/// Failure: InvalidMode, detail is the reason in PBS's words.
Result<QList<PropertyItem>> parsePropertyString(const QString &text, const QString &defaultKey);

/// A value as it must be written: quoted if it holds , " \ LF or starts or ends with white space.
[[nodiscard]] QString quotePropertyValue(const QString &value);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTextDocument>

namespace Drydock {

/// A tool tip guesses whether its text is markup; what looks like it is escaped, so that a name such as <b>x</b> shows
/// as it is.
[[nodiscard]] inline QString toolTipText(const QString &plain)
{
    return Qt::mightBeRichText(plain) ? Qt::convertFromPlainText(plain) : plain;
}

} // namespace Drydock

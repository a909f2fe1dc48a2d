// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace Drydock {

/// Columns that a terminal needs for the text: 2 for East Asian wide characters and emoji, 0 for combining ones.
/// The text holds no control characters. Pure.
[[nodiscard]] int displayWidth(const QString &text);

/// The text broken at blanks into lines of at most `columns`; the first line begins where the caller stands, at column
/// `indent`, the others after so many blanks. No line end at the end.
[[nodiscard]] QString wrapped(const QString &text, int columns, int indent);

/// The text cut to the columns, with … at its end if something was cut.
[[nodiscard]] QString elided(const QString &text, int columns);

/// Rows in aligned columns, two blanks apart, no blanks at line ends, each ended by a line feed. numeric: columns that
/// stand to the right.
[[nodiscard]] QString alignedRows(const QList<QStringList> &rows, const QList<int> &numeric = {});

} // namespace Drydock

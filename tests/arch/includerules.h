// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/arch/sourcetree.h"

#include <QFlags>

namespace Drydock::Arch {

/// What a file may use from outside, beside the C++ library and Qt Core's value types.
enum class Outside {
    System = 0x01, ///< POSIX and Linux headers
    Objects = 0x02, ///< QObject and Qt Core's classes that are one
    Network = 0x04, ///< QtNetwork
    Gui = 0x08, ///< QtGui, QtWidgets, QtSvg
    DBus = 0x10, ///< QtDBus
    Files = 0x20, ///< Qt's and the library's own doors to files
    Time = 0x40, ///< clocks and dates
    Processes = 0x80, ///< threads and processes
    Expected = 0x100, ///< tl::expected
    Json = 0x200, ///< simdjson
};
Q_DECLARE_FLAGS(Outsides, Outside)
Q_DECLARE_OPERATORS_FOR_FLAGS(Outsides)

/// A row of the table. Names that end in a slash are folders, all others are files; a file without an ending means .h
/// and .cpp.
struct IncludeRow {
    QString subject;
    QStringList may; ///< of ours; its own folder is always allowed
    QStringList never; ///< exceptions to that
    Outsides outside;
};

/// The table of dependency directions.
[[nodiscard]] const QList<IncludeRow> &includeTable();

/// Forbidden edges: of all rows that a file falls under, the one with the longest subject that mentions an include
/// decides; an include that no row mentions is forbidden. What rows allow from outside adds up.
[[nodiscard]] QList<Violation> checkIncludes(const QList<SourceFile> &files, const QList<IncludeRow> &table);

/// Circles between folders, each once.
[[nodiscard]] QList<Violation> checkCycles(const QList<SourceFile> &files);

/// x.cpp includes x.h first, which proves that x.h compiles alone.
[[nodiscard]] QList<Violation> checkOwnHeaderFirst(const QList<SourceFile> &files);

} // namespace Drydock::Arch

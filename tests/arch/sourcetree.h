// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace Drydock::Arch {

struct Include {
    QString name; ///< as written between the quotes or brackets
    bool quoted = false;
    int line = 0;
};

struct SourceFile {
    QString path; ///< from the source root, with slashes
    QString text;

    [[nodiscard]] QStringList lines() const;
    [[nodiscard]] QList<Include> includes() const;
    /// "core/base" for core/base/lockfile.h
    [[nodiscard]] QString folder() const;
};

/// One broken rule; it prints as "path:line: what".
struct Violation {
    QString path;
    int line = 0;
    QString what;

    [[nodiscard]] QString toString() const;
};

/// Every file below the folders whose name ends in one of the suffixes, sorted by path.
[[nodiscard]] QList<SourceFile> readTree(const QString &root, const QStringList &folders, const QStringList &suffixes);

[[nodiscard]] QString toText(const QList<Violation> &violations);

} // namespace Drydock::Arch

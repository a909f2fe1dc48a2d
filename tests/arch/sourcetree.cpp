// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/sourcetree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace Drydock::Arch {

QStringList SourceFile::lines() const
{
    QStringList result = text.split(u'\n');
    if (!result.isEmpty() && result.last().isEmpty())
        result.removeLast();
    return result;
}

QList<Include> SourceFile::includes() const
{
    static const QRegularExpression pattern(QStringLiteral(R"(^\s*#\s*include\s*(["<])([^">]+)[">])"));
    QList<Include> result;
    int number = 0;
    for (const QString &line : lines()) {
        ++number;
        const auto match = pattern.match(line);
        if (match.hasMatch())
            result.append({match.captured(2), match.captured(1) == u'"', number});
    }
    return result;
}

QString SourceFile::folder() const
{
    return path.left(path.lastIndexOf(u'/'));
}

QString Violation::toString() const
{
    return QStringLiteral("%1:%2: %3").arg(path).arg(line).arg(what);
}

QList<SourceFile> readTree(const QString &root, const QStringList &folders, const QStringList &suffixes)
{
    QStringList filters;
    for (const QString &suffix : suffixes)
        filters.append(u'*' + suffix);
    const QDir base(root);
    QList<SourceFile> result;
    for (const QString &folder : folders) {
        QDirIterator iterator(base.filePath(folder), filters, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (iterator.hasNext()) {
            QFile file(iterator.next());
            if (!file.open(QIODevice::ReadOnly))
                qFatal("%s can't be read", qPrintable(file.fileName()));
            result.append({base.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll())});
        }
    }
    std::sort(result.begin(), result.end(), [](const auto &a, const auto &b) { return a.path < b.path; });
    return result;
}

QString toText(const QList<Violation> &violations)
{
    QStringList result;
    for (const Violation &violation : violations)
        result.append(violation.toString());
    return result.join(u'\n');
}

} // namespace Drydock::Arch

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/includerules.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QLibraryInfo>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <functional>
#include <optional>

namespace Drydock::Arch {

namespace {

using Names = QSet<QString>;

const Names qObjects = {
    u"QObject"_qs,
    u"QCoreApplication"_qs,
    u"QTimer"_qs,
    u"QChronoTimer"_qs,
    u"QSocketNotifier"_qs,
    u"QThread"_qs,
    u"QThreadPool"_qs,
    u"QEventLoop"_qs,
    u"QFileSystemWatcher"_qs,
    u"QFutureWatcher"_qs,
    u"QFuture"_qs,
    u"QPromise"_qs,
    u"QSettings"_qs,
    u"QTranslator"_qs,
    u"QPointer"_qs,
    u"QSignalBlocker"_qs,
    u"QAbstractItemModel"_qs,
    u"QAbstractListModel"_qs,
    u"QSortFilterProxyModel"_qs,
    u"QPropertyAnimation"_qs,
    u"QVariantAnimation"_qs,
};
const Names files = {
    u"QFile"_qs,      u"QSaveFile"_qs,      u"QTemporaryFile"_qs, u"QTemporaryDir"_qs,
    u"QDir"_qs,       u"QDirIterator"_qs,   u"QFileInfo"_qs,      u"QStorageInfo"_qs,
    u"QLockFile"_qs,  u"QStandardPaths"_qs, u"QIODevice"_qs,      u"QTextStream"_qs,
    u"filesystem"_qs, u"fstream"_qs,        u"cstdio"_qs,         u"iostream"_qs,
};
const Names times = {
    u"QDate"_qs,         u"QTime"_qs,          u"QDateTime"_qs, u"QTimeZone"_qs,
    u"QElapsedTimer"_qs, u"QDeadlineTimer"_qs, u"chrono"_qs,    u"ctime"_qs,
};
const Names processes = {u"QProcess"_qs, u"QProcessEnvironment"_qs, u"thread"_qs, u"csignal"_qs};

/// The Qt module that a header lies in, found where Qt is installed; empty: not Qt's.
QString qtModule(const QString &header)
{
    static QHash<QString, QString> known;
    const auto found = known.constFind(header);
    if (found != known.cend())
        return *found;
    static const QDir base(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    QString module;
    if (const QString first = header.section(u'/', 0, 0); header.contains(u'/') && base.exists(first)) {
        module = first;
    } else if (!header.contains(u'/')) {
        for (const QString &folder : base.entryList({u"Qt*"_qs}, QDir::Dirs)) {
            if (QFileInfo::exists(base.filePath(folder + u'/' + header))) {
                module = folder;
                break;
            }
        }
    }
    known.insert(header, module);
    return module;
}

/// What a header from outside needs; nothing: everybody may have it. No value: a header that this test doesn't know.
std::optional<Outsides> needs(const QString &header)
{
    static const QHash<QString, Outsides> modules = {
        {u"QtNetwork"_qs, Outside::Network}, {u"QtGui"_qs, Outside::Gui},        {u"QtWidgets"_qs, Outside::Gui},
        {u"QtSvg"_qs, Outside::Gui},         {u"QtSvgWidgets"_qs, Outside::Gui}, {u"QtDBus"_qs, Outside::DBus},
    };
    const QString name = header.section(u'/', -1);
    Outsides result;
    if (qObjects.contains(name))
        result |= Outside::Objects;
    if (files.contains(name))
        result |= Outside::Files;
    if (times.contains(name))
        result |= Outside::Time;
    if (processes.contains(name))
        result |= Outside::Processes;

    if (const QString module = qtModule(header); !module.isEmpty()) {
        if (module == u"QtCore")
            return result;
        const auto found = modules.constFind(module);
        return found == modules.cend() ? std::nullopt : std::optional(result | *found);
    }
    if (header.startsWith(u"tl/"))
        return Outside::Expected;
    if (header == u"simdjson.h")
        return Outside::Json;
    if (header.endsWith(u".h"))
        return Outside::System;
    if (!header.contains(u'/') && !header.contains(u'.'))
        return result;
    return std::nullopt;
}

bool covers(const QString &pattern, const QString &path)
{
    if (pattern.endsWith(u'/'))
        return path.startsWith(pattern);
    return path == pattern || path == pattern + u".h"_qs || path == pattern + u".cpp"_qs;
}

bool coversAny(const QStringList &patterns, const QString &path)
{
    return std::any_of(patterns.cbegin(), patterns.cend(), [&](const auto &pattern) { return covers(pattern, path); });
}

/// The rows that a file falls under, the closest first.
QList<IncludeRow> rowsFor(const QString &path, const QList<IncludeRow> &table)
{
    QList<IncludeRow> rows;
    std::copy_if(table.cbegin(), table.cend(), std::back_inserter(rows),
                 [&](const IncludeRow &row) { return covers(row.subject, path); });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto &a, const auto &b) { return a.subject.size() > b.subject.size(); });
    return rows;
}

bool ownIncludeAllowed(const SourceFile &file, const QString &include, const QList<IncludeRow> &rows)
{
    for (const IncludeRow &row : rows) {
        if (coversAny(row.never, include))
            return false;
        if (coversAny(row.may, include))
            return true;
    }
    return include.left(include.lastIndexOf(u'/')) == file.folder();
}

bool isOurs(const QString &include)
{
    static const QStringList roots = {u"core/"_qs, u"ui/"_qs, u"app/"_qs, u"tests/"_qs};
    return std::any_of(roots.cbegin(), roots.cend(), [&](const auto &root) { return include.startsWith(root); });
}

QString describeOutside(const Include &include, const std::optional<Outsides> &needed)
{
    if (!needed)
        return QStringLiteral("<%1> is a header that the include rules don't know").arg(include.name);
    return QStringLiteral("<%1> is not for this folder").arg(include.name);
}

} // namespace

QList<Violation> checkIncludes(const QList<SourceFile> &files, const QList<IncludeRow> &table)
{
    QList<Violation> result;
    for (const SourceFile &file : files) {
        const QList<IncludeRow> rows = rowsFor(file.path, table);
        if (rows.isEmpty())
            result.append({file.path, 1, QStringLiteral("no row of the include table covers this file")});
        Outsides granted;
        for (const IncludeRow &row : rows)
            granted |= row.outside;
        for (const Include &include : file.includes()) {
            if (!include.quoted) {
                const auto needed = needs(include.name);
                if (!needed || (*needed & ~granted))
                    result.append({file.path, include.line, describeOutside(include, needed)});
            } else if (!isOurs(include.name)) {
                result.append(
                    {file.path, include.line, QStringLiteral("\"%1\" doesn't name its layer").arg(include.name)});
            } else if (!ownIncludeAllowed(file, include.name, rows)) {
                result.append({file.path, include.line, QStringLiteral("may not include \"%1\"").arg(include.name)});
            }
        }
    }
    return result;
}

QList<Violation> checkCycles(const QList<SourceFile> &files)
{
    QMap<QString, QMap<QString, Violation>> edges;
    for (const SourceFile &file : files) {
        for (const Include &include : file.includes()) {
            const QString target = include.name.left(include.name.lastIndexOf(u'/'));
            if (include.quoted && target != file.folder() && !edges[file.folder()].contains(target))
                edges[file.folder()].insert(target, {file.path, include.line, {}});
        }
    }

    QList<Violation> result;
    QSet<QString> finished;
    QStringList path;
    const std::function<void(const QString &)> visit = [&](const QString &folder) {
        if (const qsizetype start = path.indexOf(folder); start >= 0) {
            Violation closing = edges[path.last()][folder];
            closing.what =
                QStringLiteral("closes the circle %1").arg((path.mid(start) + QStringList(folder)).join(u" > "));
            result.append(closing);
            return;
        }
        if (finished.contains(folder))
            return;
        path.append(folder);
        const QStringList targets = edges.value(folder).keys();
        for (const QString &target : targets)
            visit(target);
        path.removeLast();
        finished.insert(folder);
    };
    const QStringList folders = edges.keys();
    for (const QString &folder : folders)
        visit(folder);
    return result;
}

QList<Violation> checkOwnHeaderFirst(const QList<SourceFile> &files)
{
    QSet<QString> paths;
    for (const SourceFile &file : files)
        paths.insert(file.path);

    QList<Violation> result;
    for (const SourceFile &file : files) {
        if (!file.path.endsWith(u".cpp"))
            continue;
        const QString header = file.path.chopped(3) + u'h';
        if (!paths.contains(header))
            continue;
        const QList<Include> includes = file.includes();
        if (includes.isEmpty() || includes.first().name != header)
            result.append({file.path, includes.isEmpty() ? 1 : includes.first().line,
                           QStringLiteral("the first include must be \"%1\"").arg(header)});
    }
    return result;
}

} // namespace Drydock::Arch

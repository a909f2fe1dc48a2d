// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace Drydock {

/// The rows of a JSON-lines file below tests/data; empty if it cannot be read or a row is no JSON object, which every
/// test of vectors refuses.
inline QList<QJsonObject> readVectors(const QString &name)
{
    QFile file(QStringLiteral(DRYDOCK_TEST_DATA "/") + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<QJsonObject> rows;
    // Written out, because QJsonDocument drops a byte order mark that begins a string.
    const QByteArray bytes = file.readAll().replace("\xef\xbb\xbf", "\\ufeff");
    for (const QByteArray &line : bytes.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonDocument row = QJsonDocument::fromJson(line);
        if (!row.isObject())
            return {};
        rows.append(row.object());
    }
    return rows;
}

/// A short printable name for a row of data.
inline QByteArray rowName(qsizetype number, const QString &input)
{
    QByteArray name = QByteArray::number(number) + ": ";
    for (const char c : input.left(60).toUtf8()) {
        if (c >= ' ' && c < '\x7f')
            name.append(c);
        else
            name.append("\\x" + QByteArray(1, c).toHex());
    }
    return name;
}

} // namespace Drydock

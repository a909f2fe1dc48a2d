// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/commandtext.h"

#include <QRegularExpression>

namespace Drydock {

namespace {

QString quoted(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9_@%+=:,./-]+\\z"));
    if (plain.match(word).hasMatch())
        return word;
    QString inside = word;
    inside.replace(u'\'', QStringLiteral("'\\''"));
    return u'\'' + inside + u'\'';
}

QStringList start(const QStringList &prefix, bool withSudo)
{
    return withSudo ? QStringList{QStringLiteral("sudo")} + prefix : prefix;
}

} // namespace

QString shellLine(const QStringList &words)
{
    QStringList result;
    for (const QString &word : words)
        result.append(quoted(word));
    return result.join(u' ');
}

QString changeCommand(const QStringList &prefix, const QString &store, const MaintenanceMode &mode, bool withSudo)
{
    QStringList words = start(prefix, withSudo);
    if (mode.isSet())
        words << QStringLiteral("clear") << store;
    else
        words << QStringLiteral("set") << QStringLiteral("offline") << store << QStringLiteral("--wait");
    return shellLine(words);
}

QString listCommand(const QStringList &prefix, bool withSudo)
{
    return shellLine(start(prefix, withSudo) << QStringLiteral("list"));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pbsmanager.h"

#include "app/cli/clitext.h"
#include "core/base/displaytext.h"

#include <algorithm>

namespace Drydock {

Failure managedByPbs(const QString &store, const QStringList &arguments)
{
    QString line = QStringLiteral("proxmox-backup-manager datastore");
    for (const QString &argument : arguments)
        line += u' ' + shellQuoted(argument);
    Failure failure = Failure::of(ErrorCode::ManagedByPbs, store);
    failure.hint = Cli::tr("Use: %1").arg(escapedForDisplay(line));
    return failure;
}

QString shellQuoted(const QString &word)
{
    const bool plain = !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar unit) {
        return (unit.unicode() < 0x80 && unit.isLetterOrNumber()) || QStringLiteral("@%_+=:,./-").contains(unit);
    });
    if (plain)
        return word;
    QString quoted = word;
    return u'\'' + quoted.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/displaytext.h"
#include "core/base/loginuser.h"
#include "core/doctor/circumstances.h"

#include <vector>

#include <grp.h>
#include <sys/stat.h>

namespace Drydock {

namespace {

constexpr size_t groupBufferSize = 64 * 1024;
constexpr mode_t permissionBits = 07777;

QString groupName(gid_t group)
{
    std::vector<char> buffer(groupBufferSize);
    struct group entry { };
    struct group *found = nullptr;
    if (::getgrgid_r(group, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return QString::number(group);
    return escapedForDisplay(QString::fromUtf8(entry.gr_name));
}

QString ownerText(uid_t user, gid_t group)
{
    return userName(user) + u':' + groupName(group);
}

QString modeText(mode_t mode)
{
    return QStringLiteral("%1").arg(mode & permissionBits, 4, 8, QLatin1Char('0'));
}

} // namespace

void checkAccess(const Circumstances &seen, const QByteArray &path, const FileStatus &status, const Ownership &expected,
                 FindingList *found)
{
    const uid_t user = expected.uid.value_or(status.uid);
    const gid_t group = expected.gid.value_or(status.gid);
    if (user != status.uid || group != status.gid)
        found->add({FindingCode::WrongOwner,
                    Severity::Warning,
                    shownPath(path),
                    {},
                    ownerText(status.uid, status.gid) + QStringLiteral(" → ") + ownerText(user, group)});

    const mode_t mode = status.mode & permissionBits;
    const QString modes = modeText(mode) + QStringLiteral(" → ") + modeText(expected.mode);
    // PBS checks its files' modes itself. Elsewhere more than needed is the owner's business, as long as it is not
    // everybody who may write.
    const bool lacking = (mode & expected.mode & 0777) != (expected.mode & 0777);
    if ((mode & S_IWOTH) != 0 && (mode & S_ISVTX) == 0)
        found->add({FindingCode::AccessTooWide, Severity::Error, shownPath(path), {}, modes});
    else if (lacking || (seen.site.isPbs() && mode != expected.mode))
        found->add({FindingCode::WrongMode, Severity::Warning, shownPath(path), {}, modes});
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/siteownership.h"

#include "core/base/filesystem.h"

#include <algorithm>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr size_t accountBufferSize = 64 * 1024; // a group's list of members lies in it

std::optional<uid_t> userId(const char *name)
{
    std::vector<char> buffer(accountBufferSize);
    passwd entry = {};
    passwd *found = nullptr;
    if (::getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return std::nullopt;
    return entry.pw_uid;
}

std::optional<gid_t> groupId(const char *name)
{
    std::vector<char> buffer(accountBufferSize);
    group entry = {};
    group *found = nullptr;
    if (::getgrnam_r(name, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return std::nullopt;
    return entry.gr_gid;
}

bool isMemberOf(gid_t gid)
{
    if (gid == ::getegid())
        return true;
    const int count = ::getgroups(0, nullptr);
    std::vector<gid_t> groups(static_cast<size_t>(std::max(count, 0)));
    const int filled = ::getgroups(static_cast<int>(groups.size()), groups.data());
    for (int i = 0; i < filled; ++i) {
        if (groups[static_cast<size_t>(i)] == gid)
            return true;
    }
    return false;
}

struct Modes {
    mode_t file;
    mode_t folder;
};

/// What the folder's own mode grants its group, the files in it grant as well; nothing is granted to others.
Modes modesFor(SiteKind kind, mode_t folderMode)
{
    if (kind == SiteKind::System)
        return {0660, 02770};
    if (kind == SiteKind::User)
        return {0600, 0700};
    if ((folderMode & S_IWGRP) != 0)
        return {0660, 02770}; // set-group-id: whoever creates a file, the group stays
    if ((folderMode & S_IRGRP) != 0)
        return {0640, 0750};
    return {0600, 0700};
}

void setPbsOwnerships(Site &site, bool isRoot)
{
    site.configOwner = {std::nullopt, std::nullopt, 0640};
    site.lockOwner = {std::nullopt, std::nullopt, 0660};
    site.trackingOwner = {std::nullopt, std::nullopt, 0660};
    site.folderOwner = {std::nullopt, std::nullopt, 0750};
    if (!isRoot)
        return;
    const auto user = userId("backup");
    const auto group = groupId("backup");
    site.configOwner.uid = 0;
    site.configOwner.gid = group;
    for (Ownership *owner : {&site.lockOwner, &site.trackingOwner, &site.folderOwner}) {
        owner->uid = user;
        owner->gid = group;
    }
}

} // namespace

void setOwnerships(FileSystem &fileSystem, Site &site, uid_t uid)
{
    if (site.isPbs()) {
        setPbsOwnerships(site, uid == 0);
        return;
    }
    FileStatus folder;
    const bool exists = fileSystem.statusOf(site.configFolder, &folder) == 0;
    const Modes modes = modesFor(site.kind, exists ? folder.mode : 0);

    std::optional<uid_t> owner;
    std::optional<gid_t> group;
    if (exists) {
        if (uid == 0)
            owner = folder.uid;
        if (uid == 0 || isMemberOf(folder.gid))
            group = folder.gid;
    } else if (site.kind == SiteKind::System) {
        group = groupId("drydock");
        if (group && uid != 0 && !isMemberOf(*group))
            group.reset();
    }
    const Ownership file{owner, group, modes.file};
    site.configOwner = file;
    site.lockOwner = file;
    site.trackingOwner = file;
    site.folderOwner = {owner, group, modes.folder};
}

} // namespace Drydock

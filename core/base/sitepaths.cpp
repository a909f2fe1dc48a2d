// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitepaths.h"

#include "core/base/posixfilesystem.h"
#include "core/base/siteownership.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr auto pbsConfigFolder = "/etc/proxmox-backup";
constexpr auto pbsRunFolder = "/run/proxmox-backup";
constexpr auto systemConfigFolder = "/etc/drydock";
constexpr auto systemRunFolder = "/run/drydock";
constexpr auto systemLogFolder = "/var/lib/drydock";
constexpr auto trackingName = "/active-operations";

QByteArray absoluteBytes(const QString &path)
{
    // QDir::cleanPath would cut "link/..", which is another folder than the link's parent: left to realpath().
    return QFile::encodeName(path.startsWith(u'/') ? path : QDir::currentPath() + u'/' + path);
}

/// realpath of what exists of the path; the rest is cleaned by its letters.
QByteArray canonicalPath(const QByteArray &path)
{
    QByteArray existing = path;
    QByteArray rest;
    for (;;) {
        const std::unique_ptr<char, decltype(&std::free)> real(::realpath(existing.constData(), nullptr), &std::free);
        if (real) {
            const QByteArray joined = QByteArray(real.get()) + rest;
            return QFile::encodeName(QDir::cleanPath(QFile::decodeName(joined)));
        }
        const auto slash = existing.lastIndexOf('/'); // there is one: the path is absolute and "/" exists
        rest.prepend(existing.mid(slash));
        existing.truncate(slash);
        if (existing.isEmpty())
            existing = "/";
    }
}

enum class Found { No, Folder, Other, Hidden };

Found find(const QByteArray &path)
{
    struct stat status = {};
    if (::stat(path.constData(), &status) == 0)
        return S_ISDIR(status.st_mode) ? Found::Folder : Found::Other;
    return errno == ENOENT || errno == ENOTDIR ? Found::No : Found::Hidden;
}

QByteArray systemPath(const SiteEnvironment &environment, const char *path)
{
    QByteArray root = environment.systemRoot.isEmpty() ? QByteArray() : absoluteBytes(environment.systemRoot);
    while (root.endsWith('/'))
        root.chop(1);
    return root + path;
}

Site pbsSite(const SiteEnvironment &environment)
{
    Site site;
    site.kind = SiteKind::Pbs;
    site.systemRoot = systemPath(environment, "");
    site.configFolder = canonicalPath(systemPath(environment, pbsConfigFolder));
    site.runFolder = canonicalPath(systemPath(environment, pbsRunFolder));
    site.trackingFolder = site.runFolder + trackingName;
    site.logFolder = canonicalPath(systemPath(environment, systemLogFolder)) + "/pbs";
    setOwnerships(posixFileSystem(), site, environment.uid);
    return site;
}

Site systemSite(const SiteEnvironment &environment)
{
    Site site;
    site.kind = SiteKind::System;
    site.systemRoot = systemPath(environment, "");
    site.configFolder = canonicalPath(systemPath(environment, systemConfigFolder));
    site.trackingFolder = canonicalPath(systemPath(environment, systemRunFolder)) + trackingName;
    site.logFolder = canonicalPath(systemPath(environment, systemLogFolder)) + "/system";
    setOwnerships(posixFileSystem(), site, environment.uid);
    return site;
}

Site ownSite(SiteKind kind, const SiteEnvironment &environment, const QByteArray &folder)
{
    Site site;
    site.kind = kind;
    site.systemRoot = systemPath(environment, "");
    site.configFolder = canonicalPath(folder);
    site.trackingFolder = site.configFolder + trackingName;
    site.logFolder = site.configFolder;
    setOwnerships(posixFileSystem(), site, environment.uid);
    return site;
}

Site userSite(const SiteEnvironment &environment)
{
    return ownSite(SiteKind::User, environment, absoluteBytes(environment.dataHome) + "/drydock");
}

bool pbsIsHere(const SiteEnvironment &environment)
{
    return find(systemPath(environment, pbsConfigFolder)) == Found::Folder;
}

bool systemIsHere(const SiteEnvironment &environment)
{
    return find(systemPath(environment, systemConfigFolder)) == Found::Folder;
}

Result<Site> namedSite(const QString &name, const SiteEnvironment &environment)
{
    if (name == u"pbs") {
        if (!pbsIsHere(environment)) {
            return failure(ErrorCode::SiteUnusable, QFile::decodeName(systemPath(environment, pbsConfigFolder)),
                           QStringLiteral("no such folder"));
        }
        return pbsSite(environment);
    }
    if (name == u"system") {
        const bool mayCreate = environment.uid == 0 || !environment.systemRoot.isEmpty();
        if (!systemIsHere(environment) && !mayCreate) {
            return failure(ErrorCode::SiteUnusable, QFile::decodeName(systemPath(environment, systemConfigFolder)),
                           QStringLiteral("no such folder"));
        }
        return systemSite(environment);
    }
    if (name == u"user")
        return userSite(environment);
    return failure(ErrorCode::SiteUnusable, name, QStringLiteral("no such site"));
}

Result<Site> folderSite(const QString &root, const SiteEnvironment &environment)
{
    for (const QChar character : root) {
        if (character.category() == QChar::Other_Control)
            return failure(ErrorCode::SiteUnusable, root, QStringLiteral("control character in the path"));
    }
    const QByteArray folder = absoluteBytes(root);
    if (find(folder) == Found::Other)
        return failure(ErrorCode::SiteUnusable, root, QStringLiteral("not a folder"));
    // The folder of a known site is that site, by whatever path: its operations are not tracked beside its config.
    const QByteArray canonical = canonicalPath(folder);
    for (const auto &[path, name] :
         {std::pair(pbsConfigFolder, u"pbs"_qs), std::pair(systemConfigFolder, u"system"_qs)}) {
        if (canonical == canonicalPath(systemPath(environment, path)))
            return namedSite(name, environment);
    }
    return ownSite(SiteKind::Folder, environment, folder);
}

QString homeFolder(uid_t uid)
{
    const QByteArray home = qgetenv("HOME");
    if (home.startsWith('/'))
        return QFile::decodeName(home);
    std::vector<char> buffer(16 * 1024);
    passwd entry = {};
    passwd *found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return QStringLiteral("/");
    return QFile::decodeName(entry.pw_dir);
}

} // namespace

QLatin1String Site::name() const
{
    switch (kind) {
    case SiteKind::Pbs:
        return QLatin1String("pbs");
    case SiteKind::System:
        return QLatin1String("system");
    case SiteKind::User:
        return QLatin1String("user");
    case SiteKind::Folder:
        break;
    }
    return QLatin1String("folder");
}

QString Site::displayPath() const
{
    return QFile::decodeName(configFolder);
}

SiteEnvironment SiteEnvironment::fromProcess()
{
    SiteEnvironment environment;
    environment.uid = ::geteuid();
    environment.systemRoot = QFile::decodeName(qgetenv("DRYDOCK_SYSROOT"));
    environment.dataHome = QFile::decodeName(qgetenv("XDG_DATA_HOME"));
    // A relative one is to be ignored, says the base directory specification.
    if (!environment.dataHome.startsWith(u'/'))
        environment.dataHome = homeFolder(environment.uid) + QStringLiteral("/.local/share");
    return environment;
}

Result<Site> chooseSite(const SiteRequest &request, const SiteEnvironment &environment)
{
    if (!request.root.isEmpty())
        return folderSite(request.root, environment);
    if (!request.site.isEmpty())
        return namedSite(request.site, environment);
    if (pbsIsHere(environment))
        return pbsSite(environment);
    if (systemIsHere(environment) || environment.uid == 0)
        return systemSite(environment);
    return userSite(environment);
}

QList<Site> localSites(const SiteEnvironment &environment)
{
    QList<Site> sites;
    if (pbsIsHere(environment))
        sites.append(pbsSite(environment));
    if (systemIsHere(environment))
        sites.append(systemSite(environment));
    const Site user = userSite(environment);
    if (find(user.configFolder) == Found::Folder)
        sites.append(user);
    if (sites.isEmpty()) {
        if (auto chosen = chooseSite({}, environment))
            sites.append(*chosen);
    }
    return sites;
}

bool isValidStoreName(const QString &name)
{
    if (name.size() < 3 || name.size() > 32)
        return false;
    const auto isWordCharacter = [](QChar character) {
        const char16_t code = character.unicode();
        return (code >= u'A' && code <= u'Z') || (code >= u'a' && code <= u'z') || (code >= u'0' && code <= u'9')
               || code == u'_';
    };
    if (!isWordCharacter(name.front()))
        return false;
    return std::all_of(name.begin(), name.end(), [&](QChar character) {
        return isWordCharacter(character) || character == u'.' || character == u'-';
    });
}

bool isReservedStoreName(const QString &name)
{
    return name.endsWith(QStringLiteral(".lock"));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsite.h"

#include "core/base/posixfilesystem.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr qsizetype counterFileSize = 4096;
constexpr qsizetype counterOffset = 24;

void require(bool holds, const QByteArray &what)
{
    if (!holds)
        qFatal("test site: %s", what.constData());
}

void makeFolder(const QByteArray &path, mode_t mode)
{
    require(QDir().mkpath(QFile::decodeName(path)), "cannot make " + path);
    require(::chmod(path.constData(), mode) == 0, "cannot set the mode of " + path);
}

QByteArray freshCounter()
{
    const unsigned char magic[] = {25, 198, 168, 230, 154, 132, 143, 131};
    QByteArray bytes(counterFileSize, '\0');
    std::memcpy(bytes.data(), magic, sizeof magic);
    return bytes;
}

} // namespace

TestSite::TestSite(Kind kind)
{
    require(m_directory.isValid(), "no temporary folder");
    SiteRequest request;
    switch (kind) {
    case Kind::Folder:
        makeFolder(path("site"), 0770);
        makeFolder(path("site/active-operations"), 0770);
        request.root = QFile::decodeName(path("site"));
        break;
    case Kind::Pbs:
        makeFolder(path("etc/proxmox-backup"), 0700);
        makeFolder(path("run/proxmox-backup/active-operations"), 0750);
        makeFolder(path("run/proxmox-backup/shmem"), 0770);
        write(path("run/proxmox-backup/shmem/config-versions"), freshCounter());
        request.site = QStringLiteral("pbs");
        break;
    case Kind::System:
        makeFolder(path("etc/drydock"), 02770);
        makeFolder(path("run/drydock/active-operations"), 02770);
        request.site = QStringLiteral("system");
        break;
    }
    const auto chosen = chooseSite(request, environment());
    require(chosen.has_value(), "no site");
    m_site = *chosen;
}

SiteEnvironment TestSite::environment() const
{
    SiteEnvironment environment;
    environment.systemRoot = QFile::decodeName(root());
    environment.dataHome = QFile::decodeName(path("home"));
    environment.uid = ::geteuid();
    return environment;
}

QByteArray TestSite::root() const
{
    return QFile::encodeName(QFileInfo(m_directory.path()).canonicalFilePath());
}

void TestSite::writeConfig(const QByteArray &bytes) const
{
    write(m_site.configPath(), bytes);
}

QByteArray TestSite::config() const
{
    return read(m_site.configPath());
}

QByteArray TestSite::addStore(const QByteArray &name, const QByteArray &mode) const
{
    const QByteArray folder = path("stores/" + name);
    makeFolder(folder, 0770);
    QByteArray bytes = config();
    if (!bytes.isEmpty())
        bytes += '\n';
    bytes += "datastore: " + name + '\n';
    if (!mode.isEmpty())
        bytes += "\tmaintenance-mode " + mode + '\n';
    writeConfig(bytes + "\tpath " + folder + '\n');
    return folder;
}

void TestSite::writeTracking(const QByteArray &store, const QByteArray &bytes) const
{
    write(trackingPath(store), bytes);
}

QByteArray TestSite::tracking(const QByteArray &store) const
{
    return read(trackingPath(store));
}

quint64 TestSite::counter() const
{
    const QByteArray bytes = read(m_site.counterPath());
    require(bytes.size() == counterFileSize, "no version counter");
    quint64 value = 0;
    std::memcpy(&value, bytes.constData() + counterOffset, sizeof value);
    return value;
}

QByteArrayList TestSite::names(const QByteArray &folder)
{
    FileSystem &files = posixFileSystem();
    const FileHandle handle(files, files.openFolder(folder));
    QByteArrayList found;
    require(handle && files.list(handle.get(), &found) == 0, "cannot list " + folder);
    std::sort(found.begin(), found.end());
    return found;
}

void TestSite::write(const QByteArray &path, const QByteArray &bytes)
{
    QFile file(QFile::decodeName(path));
    require(file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered), "cannot open " + path);
    require(file.write(bytes) == bytes.size(), "cannot write " + path);
}

QByteArray TestSite::read(const QByteArray &path)
{
    QFile file(QFile::decodeName(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

FileStatus TestSite::status(const QByteArray &path)
{
    FileStatus status;
    posixFileSystem().statusOf(path, &status);
    return status;
}

} // namespace Drydock

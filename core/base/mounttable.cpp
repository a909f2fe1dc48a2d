// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mounttable.h"

#include <QByteArrayList>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr int linkLimit = 40; // the kernel's own

/// The character that \ooo at a place stands for; no value if no three octal digits follow.
std::optional<char> escapedAt(const QByteArray &text, qsizetype at)
{
    int code = 0;
    for (qsizetype i = at + 1; i <= at + 3; ++i) {
        if (i >= text.size() || text.at(i) < '0' || text.at(i) > '7')
            return std::nullopt;
        code = code * 8 + (text.at(i) - '0');
    }
    return static_cast<char>(code);
}

/// mountinfo writes blank, tab, line feed and backslash as \040 and so on.
QByteArray unescaped(const QByteArray &text)
{
    if (!text.contains('\\'))
        return text;
    QByteArray plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto escaped = text.at(i) == '\\' ? escapedAt(text, i) : std::nullopt;
        plain.append(escaped.value_or(text.at(i)));
        i += escaped ? 3 : 0;
    }
    return plain;
}

bool parseDevice(const QByteArray &text, dev_t *device)
{
    const qsizetype colon = text.indexOf(':');
    bool majorIsNumber = false;
    bool minorIsNumber = false;
    const uint majorNumber = text.left(colon).toUInt(&majorIsNumber);
    const uint minorNumber = text.mid(colon + 1).toUInt(&minorIsNumber);
    if (colon < 0 || !majorIsNumber || !minorIsNumber)
        return false;
    *device = ::makedev(majorNumber, minorNumber);
    return true;
}

/// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`
bool parseLine(const QByteArray &line, Mount *mount)
{
    const QByteArrayList fields = line.split(' ');
    const qsizetype separator = fields.indexOf("-", 6);
    bool isNumber = false;
    if (separator < 0 || separator + 2 >= fields.size())
        return false;
    mount->id = fields.at(0).toULongLong(&isNumber);
    if (!isNumber || !parseDevice(fields.at(2), &mount->device))
        return false;
    mount->root = unescaped(fields.at(3));
    mount->point = unescaped(fields.at(4));
    mount->type = fields.at(separator + 1);
    mount->source = unescaped(fields.at(separator + 2));
    return true;
}

QByteArray readLink(const QByteArray &path)
{
    std::array<char, PATH_MAX> target;
    const ssize_t length = ::readlink(path.constData(), target.data(), target.size());
    return length <= 0 ? QByteArray() : QByteArray(target.data(), length);
}

} // namespace

bool Mount::mayBlock() const
{
    static const std::array names{"9p",    "acfs",  "afs",      "autofs", "beegfs", "ceph",   "cifs",    "coda",
                                  "davfs", "fuse",  "gfs",      "gfs2",   "gpfs",   "lustre", "ncpfs",   "nfs",
                                  "nfs4",  "ocfs2", "orangefs", "pvfs2",  "smb3",   "smbfs",  "virtiofs"};
    return type.startsWith("fuse.") || type == "fuseblk"
           || std::any_of(names.begin(), names.end(), [this](const char *name) { return type == name; });
}

MountTable MountTable::parse(const QByteArray &text)
{
    MountTable table;
    for (const QByteArray &line : text.split('\n')) {
        Mount mount;
        if (!parseLine(line, &mount))
            continue;
        table.m_byPoint.insert(mount.point, table.m_mounts.size());
        table.m_mounts.append(mount);
    }
    return table;
}

const Mount *MountTable::at(const QByteArray &point) const
{
    const auto found = m_byPoint.constFind(point);
    return found == m_byPoint.constEnd() ? nullptr : &m_mounts.at(*found);
}

const Mount *MountTable::covering(const QByteArray &path) const
{
    QByteArray point = path;
    while (point.size() > 1) {
        if (const Mount *mount = at(point))
            return mount;
        point.truncate(std::max<qsizetype>(point.lastIndexOf('/'), 0));
    }
    return at(QByteArrayLiteral("/"));
}

MountWatch::MountWatch()
    : m_file(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC))
{
}

bool MountWatch::hasChanged()
{
    pollfd entry{m_file.get(), POLLPRI, 0};
    return !m_file || ::poll(&entry, 1, 0) != 0;
}

MountTable MountWatch::read()
{
    QByteArray text;
    std::array<char, 16 * 1024> buffer;
    ::lseek(m_file.get(), 0, SEEK_SET);
    while (m_file) {
        const ssize_t size = ::read(m_file.get(), buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            break;
        text.append(buffer.data(), size);
    }
    return MountTable::parse(text);
}

ResolvedPath resolvePath(const MountTable &mounts, const QByteArray &path)
{
    QByteArrayList pending = path.split('/');
    QByteArray resolved;
    int links = 0;
    while (!pending.isEmpty()) {
        const QByteArray part = pending.takeFirst();
        if (part.isEmpty() || part == ".")
            continue;
        if (part == "..") {
            resolved.truncate(std::max<qsizetype>(resolved.lastIndexOf('/'), 0));
            continue;
        }
        const QByteArray next = resolved + '/' + part;
        const Mount *mount = mounts.at(next);
        if (mount != nullptr && mount->mayBlock())
            return {ResolvedPath::Kind::MayBlock, next};
        struct stat status { };
        if (::lstat(next.constData(), &status) != 0) {
            const bool isMissing = errno == ENOENT || errno == ENOTDIR;
            return {isMissing ? ResolvedPath::Kind::Missing : ResolvedPath::Kind::Unreadable, next};
        }
        if (!S_ISLNK(status.st_mode)) {
            resolved = next;
            continue;
        }
        const QByteArray target = readLink(next);
        if (target.isEmpty() || ++links > linkLimit)
            return {ResolvedPath::Kind::Unreadable, next};
        if (target.startsWith('/'))
            resolved.clear();
        pending = target.split('/') + pending;
    }
    return {ResolvedPath::Kind::Found, resolved.isEmpty() ? QByteArrayLiteral("/") : resolved};
}

} // namespace Drydock

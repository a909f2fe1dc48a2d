// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/storenotes.h"

#include "core/base/uniquefd.h"
#include "core/base/utf8.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr auto uuidFolder = "/dev/disk/by-uuid";
constexpr size_t readStep = 64 * 1024;

const QByteArray &notesName()
{
    static const QByteArray name = QByteArrayLiteral("stores.json");
    return name;
}

QByteArray encoded(const QString &path)
{
    return path.toLocal8Bit();
}

tl::unexpected<Error> failed(const QString &path)
{
    return failure(Error::fromErrno(errno, path));
}

/// A file of /proc, empty if it cannot be read.
QByteArray procFile(const QByteArray &path)
{
    const UniqueFd file(::open(path.constData(), O_RDONLY | O_CLOEXEC));
    QByteArray text;
    for (;;) {
        QByteArray part(readStep, Qt::Uninitialized);
        const ssize_t size = file ? ::read(file.get(), part.data(), readStep) : 0;
        if (size <= 0)
            return text;
        text.append(part.constData(), size);
    }
}

/// The type of the mount that an open folder lies in. Through the mount's id: a device number is not enough, the
/// subvolumes of a btrfs have numbers of their own that no mount shows.
QString mountType(int folder)
{
    QByteArray id;
    for (const QByteArray &line : procFile("/proc/self/fdinfo/" + QByteArray::number(folder)).split('\n')) {
        if (line.startsWith("mnt_id:"))
            id = line.sliced(7).trimmed();
    }
    for (const QByteArray &line : procFile("/proc/self/mountinfo").split('\n')) {
        const qsizetype separator = line.indexOf(" - ");
        if (!id.isEmpty() && separator >= 0 && line.startsWith(id + ' '))
            return QString::fromLatin1(line.sliced(separator + 3).split(' ').constFirst());
    }
    return {};
}

/// Of these file systems f_fsid is made from an identity on the disk. Others make it from the device number, which
/// the next plug-in changes, or draw lots at each mount.
bool hasLastingId(const QString &type)
{
    static constexpr std::array types{"ext2", "ext3", "ext4", "btrfs", "zfs", "jfs", "bcachefs", "ocfs2"};
    return std::any_of(types.begin(), types.end(), [&type](const char *known) { return type == QLatin1String(known); });
}

QString fileSystemId(int folder)
{
    struct statfs status = {};
    if (::fstatfs(folder, &status) != 0)
        return {};
    const auto half = [](int value) {
        return QStringLiteral("%1").arg(static_cast<uint>(value), 8, 16, QLatin1Char('0'));
    };
    const QString id = half(status.f_fsid.__val[0]) + half(status.f_fsid.__val[1]);
    return id == QString(16, u'0') ? QString() : id;
}

struct FolderCloser {
    void operator()(DIR *folder) const { ::closedir(folder); }
};

/// The name that udev gives to the block device by what is on it; empty where there is none.
QString deviceId(dev_t device)
{
    const std::unique_ptr<DIR, FolderCloser> folder(::opendir(uuidFolder));
    while (const dirent *entry = folder ? ::readdir(folder.get()) : nullptr) {
        struct stat status = {};
        if (::fstatat(::dirfd(folder.get()), entry->d_name, &status, 0) == 0 && S_ISBLK(status.st_mode)
            && status.st_rdev == device)
            return QString::fromLatin1(entry->d_name);
    }
    return {};
}

} // namespace

Result<FileSystemNote> fileSystemAt(const QString &path)
{
    // The last part "." makes the kernel enter the folder, and mount it where that happens on demand.
    const UniqueFd folder(::open((encoded(path) + "/.").constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return errno == ENOTDIR ? failure(ErrorCode::InvalidPath, path, QStringLiteral("not a folder")) : failed(path);
    struct stat status = {};
    if (::fstat(folder.get(), &status) != 0)
        return failed(path);
    FileSystemNote note;
    note.path = path;
    note.type = mountType(folder.get());
    note.id = hasLastingId(note.type) ? fileSystemId(folder.get()) : deviceId(status.st_dev);
    return note;
}

Result<QString> storePath(const QString &given)
{
    QStringList parts = given.split(u'/', Qt::SkipEmptyParts);
    if (!given.startsWith(u'/'))
        return failure(ErrorCode::InvalidPath, given, QStringLiteral("not absolute"));
    if (parts.contains(QStringLiteral(".."))) {
        // "link/.." is the parent of what the link names: only the system knows which folder that is.
        const std::unique_ptr<char, decltype(&std::free)> real(::realpath(encoded(given).constData(), nullptr),
                                                               &std::free);
        if (!real)
            return failed(given);
        const auto text = textFromUtf8(real.get());
        if (!text)
            return failure(ErrorCode::InvalidPath, given, QStringLiteral("not UTF-8"));
        return *text;
    }
    parts.removeAll(QStringLiteral("."));
    return QString(u'/' + parts.join(u'/'));
}

std::optional<StoreNotes> parseStoreNotes(const QByteArray &bytes)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isObject())
        return std::nullopt;
    StoreNotes notes;
    const QJsonObject object = document.object();
    for (auto note = object.begin(); note != object.end(); ++note) {
        const QJsonValue type = note.value()[u"type"];
        const QJsonValue id = note.value()[u"id"];
        if (!type.isString() || !id.isString())
            return std::nullopt;
        notes.insert(note.key(), {type.toString(), id.toString(), note.value()[u"path"].toString()});
    }
    return notes;
}

QByteArray printStoreNotes(const StoreNotes &notes)
{
    QJsonObject object;
    for (auto note = notes.cbegin(); note != notes.cend(); ++note) {
        object.insert(note.key(), QJsonObject{{QStringLiteral("type"), note->type},
                                              {QStringLiteral("id"), note->id},
                                              {QStringLiteral("path"), note->path}});
    }
    // QJsonDocument drops a byte order mark that begins a string when it reads: written as an escape it stays.
    return QJsonDocument(object).toJson().replace("\xef\xbb\xbf", "\\ufeff");
}

Result<StoreNotes> readStoreNotes(SiteFolder &folder)
{
    const auto content = folder.read(notesName(), configSizeLimit);
    const QString path = QString::fromLocal8Bit(folder.path() + '/' + notesName());
    if (!content && content.error().code == ErrorCode::NotFound && content.error().subject == path)
        return StoreNotes();
    if (!content)
        return failure(content.error());
    auto notes = parseStoreNotes(content->bytes);
    if (!notes)
        return failure(ErrorCode::ConfigInvalid, path, QStringLiteral("not an object of notes"));
    return *std::move(notes);
}

Result<void> writeStoreNotes(SiteFolder &folder, const StoreNotes &notes, const Ownership &owner)
{
    const auto written = folder.replace(notesName(), printStoreNotes(notes), owner, Durability::Full);
    if (!written)
        return failure(written.error());
    return {};
}

} // namespace Drydock

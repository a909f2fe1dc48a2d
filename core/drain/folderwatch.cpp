// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/folderwatch.h"

#include <array>
#include <cerrno>

#include <sys/inotify.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr quint32 placing = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_ATTRIB | IN_DELETE;
constexpr quint32 filling = IN_CREATE | IN_MOVED_TO | IN_MODIFY | IN_DELETE;
constexpr quint32 selfGone = IN_DELETE_SELF | IN_MOVE_SELF;
constexpr quint32 appearance = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | selfGone;

QByteArray nameOf(const QByteArray &path)
{
    return path.mid(path.lastIndexOf('/') + 1);
}

/// The folders above a path, the root left out, top first.
QList<QByteArray> foldersAbove(const QByteArray &path)
{
    QList<QByteArray> folders;
    for (qsizetype slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1))
        folders.append(path.left(slash));
    return folders;
}

Error watchError(int systemError, const QByteArray &path)
{
    return Error::fromErrno(systemError, QString::fromLocal8Bit(path), QStringLiteral("inotify_add_watch"));
}

} // namespace

FolderWatch::FolderWatch(const QByteArray &path, Writes writes, const QByteArray &counted)
    : m_path(path)
    , m_counted(counted)
    , m_entryChanges(placing | IN_MODIFY)
{
    if (writes == Writes::WithClosing)
        m_entryChanges |= IN_CLOSE_WRITE;
}

void FolderWatch::close()
{
    m_inotify.reset();
    m_folder = -1;
    m_parent = -1;
    m_awaited.clear();
}

int FolderWatch::add(const QByteArray &path, quint32 mask)
{
    // No link in any part: each part is the last one once. IN_MASK_ADD: a bind mount may show one folder twice.
    const int watch =
        ::inotify_add_watch(m_inotify.get(), path.constData(), mask | IN_ONLYDIR | IN_DONT_FOLLOW | IN_MASK_ADD);
    return watch < 0 ? -errno : watch;
}

Result<void> FolderWatch::open()
{
    close();
    m_inotify.reset(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!m_inotify)
        return failure(Error::fromErrno(errno, QString::fromLocal8Bit(m_path), QStringLiteral("inotify_init1")));

    QByteArray above = QByteArrayLiteral("/");
    for (const QByteArray &folder : foldersAbove(m_path)) {
        int watch = add(folder, IN_MOVE_SELF);
        if (watch == -ENOENT || watch == -ENOTDIR) {
            watchForAppearance(above, nameOf(folder));
            watch = add(folder, IN_MOVE_SELF); // it may have come before the watch on the folder above it
        }
        if (watch == -ENOSPC || watch == -ENOMEM) {
            close();
            return failure(watchError(-watch, folder));
        }
        if (watch < 0 && watch != -EACCES)
            return failure(watchError(-watch, folder));
        above = folder;
    }
    return watchFolder(above);
}

Result<void> FolderWatch::watchFolder(const QByteArray &parent)
{
    m_awaited = nameOf(m_path);
    const int watch = add(parent, IN_DELETE | IN_MOVE_SELF);
    m_parent = watch < 0 ? -1 : watch;
    m_folder = add(m_path, m_entryChanges | selfGone);
    if (m_folder == -ENOENT || m_folder == -ENOTDIR || m_folder == -EACCES) {
        watchForAppearance(parent, m_awaited);
        m_folder = add(m_path, m_entryChanges | selfGone);
    }
    if (m_folder >= 0)
        return {};
    const int systemError = -m_folder;
    if (systemError == ENOSPC || systemError == ENOMEM)
        close();
    m_folder = -1;
    return failure(watchError(systemError, m_path));
}

void FolderWatch::watchForAppearance(const QByteArray &above, const QByteArray &name)
{
    const int watch = add(above, appearance);
    m_parent = watch < 0 ? -1 : watch;
    m_awaited = name;
}

FolderChanges FolderWatch::take()
{
    FolderChanges events;
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    while (m_inotify) {
        const ssize_t size = ::read(m_inotify.get(), buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            break;
        // The kernel hands over whole events only.
        for (const char *at = buffer.data(); at < buffer.data() + size;) {
            const auto *event = reinterpret_cast<const inotify_event *>(at);
            // The name is padded with zeros up to len.
            const QByteArray name = event->len > 0 ? QByteArray(event->name) : QByteArray();
            judge(event->wd, event->mask, name, &events);
            at += sizeof(inotify_event) + event->len;
        }
    }
    return events;
}

void FolderWatch::judge(int watch, quint32 mask, const QByteArray &name, FolderChanges *events) const
{
    if (mask & (IN_Q_OVERFLOW | IN_IGNORED | IN_UNMOUNT | selfGone)) {
        events->lost = true;
        return;
    }
    if (watch == m_parent && name == m_awaited && !name.isEmpty())
        events->lost = true;
    if (watch != m_folder)
        return;
    if (name.isEmpty())
        events->folderChanged = true;
    else
        events->names.insert(name);
    if (!name.isEmpty() && (mask & placing) != 0)
        events->placed.insert(name);
    if (!name.isEmpty() && (mask & filling) != 0 && name == m_counted)
        ++events->contents;
}

} // namespace Drydock

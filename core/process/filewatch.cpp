// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/filewatch.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

namespace Drydock {

namespace {

constexpr quint32 folderEvents = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_MODIFY | IN_DELETE
                                 | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr quint32 parentEvents = IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr quint32 lostEvents = IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT | IN_Q_OVERFLOW;

} // namespace

FileWatch::FileWatch(const QByteArray &path)
    : m_folder(path.left(path.lastIndexOf('/')))
    , m_name(path.mid(path.lastIndexOf('/') + 1))
    , m_inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
    , m_mounts(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC))
{
    watchAnew();
}

std::array<pollfd, 2> FileWatch::pollDescriptors() const
{
    return {pollfd{m_inotify.get(), POLLIN, 0}, pollfd{m_mounts.get(), POLLPRI, 0}};
}

void FileWatch::watchAnew()
{
    if (m_watch >= 0)
        ::inotify_rm_watch(m_inotify.get(), m_watch);
    m_watch = ::inotify_add_watch(m_inotify.get(), m_folder.constData(), folderEvents);
    m_watchesParent = m_watch < 0;
    if (m_watchesParent) {
        const QByteArray parent = m_folder.left(m_folder.lastIndexOf('/')) + '/';
        m_watch = ::inotify_add_watch(m_inotify.get(), parent.constData(), parentEvents);
    }
    // Were the folder replaced between the two calls, isReplaced() would compare with the newer one; the old one's
    // removal is an event, and only a folder that was moved away and put under a mount in that moment goes unseen.
    struct stat status { };
    const bool present = ::lstat(m_folder.constData(), &status) == 0;
    m_device = present ? status.st_dev : 0;
    m_inode = present ? status.st_ino : 0;
}

bool FileWatch::isReplaced() const
{
    struct stat status { };
    if (::lstat(m_folder.constData(), &status) < 0)
        return m_inode != 0;
    return status.st_dev != m_device || status.st_ino != m_inode;
}

bool FileWatch::takeEvents()
{
    alignas(inotify_event) char buffer[4096];
    bool relevant = false;
    bool lost = false;
    ssize_t count = 0;
    while ((count = ::read(m_inotify.get(), buffer, sizeof buffer)) > 0 || (count < 0 && errno == EINTR)) {
        for (ssize_t at = 0; at < count;) {
            inotify_event event{};
            std::memcpy(&event, buffer + at, sizeof event);
            const char *name = event.len > 0 ? buffer + at + sizeof event : "";
            at += static_cast<ssize_t>(sizeof event + event.len);
            if (event.wd != m_watch && (event.mask & IN_Q_OVERFLOW) == 0)
                continue; // of a watch that was given up
            lost = lost || (event.mask & lostEvents) != 0 || m_watchesParent;
            relevant = relevant || m_name == name;
        }
    }
    if (lost)
        watchAnew();
    return relevant || lost;
}

bool FileWatch::take()
{
    // poll() on mountinfo has told us of the change and forgotten it by telling; there is nothing to read from it.
    bool relevant = takeEvents();
    if (isReplaced()) {
        watchAnew();
        relevant = true;
    }
    return relevant;
}

} // namespace Drydock

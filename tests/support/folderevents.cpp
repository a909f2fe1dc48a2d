// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/folderevents.h"

#include <QDeadlineTimer>

#include <array>

#include <poll.h>
#include <sys/inotify.h>

namespace Drydock {

namespace {

constexpr int limit = 30'000; // milliseconds

} // namespace

FolderEvents::FolderEvents(const QByteArray &folder)
    : m_inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{
    const uint32_t changes = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ATTRIB;
    if (::inotify_add_watch(m_inotify.get(), folder.constData(), changes) < 0)
        qFatal("folder events: cannot watch %s", folder.constData());
}

bool FolderEvents::waitFor(const std::function<bool()> &done)
{
    const QDeadlineTimer deadline(limit);
    while (!done()) {
        pollfd entry{m_inotify.get(), POLLIN, 0};
        if (::poll(&entry, 1, static_cast<int>(deadline.remainingTime())) <= 0)
            return done();
        std::array<char, 4096> events;
        while (::read(m_inotify.get(), events.data(), events.size()) > 0) { }
    }
    return true;
}

} // namespace Drydock

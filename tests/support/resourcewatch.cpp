// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/resourcewatch.h"

#include <QByteArrayList>
#include <QDeadlineTimer>
#include <QThreadPool>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <functional>
#include <memory>
#include <thread>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace Drydock {

namespace {

struct FolderCloser {
    void operator()(DIR *folder) const { ::closedir(folder); }
};

/// Calls `visit` with each entry of a folder of /proc whose name is a number, but for the folder's own descriptor.
void forEachNumber(const char *path, const std::function<void(int)> &visit)
{
    const std::unique_ptr<DIR, FolderCloser> folder(::opendir(path));
    if (!folder)
        qFatal("cannot read %s", path);
    while (const dirent *entry = ::readdir(folder.get())) {
        const int number = std::atoi(entry->d_name);
        if (entry->d_name[0] != '.' && number != ::dirfd(folder.get()))
            visit(number);
    }
}

QByteArray descriptorName(int descriptor)
{
    std::array<char, PATH_MAX> target;
    const QByteArray path = "/proc/self/fd/" + QByteArray::number(descriptor);
    const ssize_t length = ::readlink(path.constData(), target.data(), target.size());
    return length < 0 ? QByteArray() : QByteArray(target.data(), length);
}

QByteArray threadName(int thread)
{
    std::array<char, 64> name;
    const QByteArray path = "/proc/self/task/" + QByteArray::number(thread) + "/comm";
    const int file = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? 0 : ::read(file, name.data(), name.size());
    if (file >= 0)
        ::close(file);
    return QByteArray(name.data(), std::max<ssize_t>(length, 0)).trimmed();
}

/// A thousand of them are said as shortly as a few.
QByteArray listed(const QByteArrayList &names)
{
    constexpr qsizetype enough = 6;
    const QByteArray text = names.first(std::min(names.size(), enough)).join(", ");
    return names.size() <= enough ? text : text + " and " + QByteArray::number(names.size() - enough) + " more";
}

QByteArrayList missing(const std::map<int, QByteArray> &from, const std::map<int, QByteArray> &in, const char *kind)
{
    QByteArrayList names;
    for (const auto &[number, name] : from) {
        if (in.find(number) == in.end())
            names.append(kind + QByteArray::number(number) + " (" + name + ')');
    }
    return names;
}

} // namespace

ProcessResources ProcessResources::now()
{
    ProcessResources resources;
    forEachNumber("/proc/self/task", [&](int thread) { resources.threads.emplace(thread, threadName(thread)); });
    forEachNumber("/proc/self/fd",
                  [&](int descriptor) { resources.descriptors.emplace(descriptor, descriptorName(descriptor)); });
    return resources;
}

void ResourceWatch::begin()
{
    m_before = ProcessResources::now();
}

QByteArray ResourceWatch::difference()
{
    // Qt keeps the threads of its pool for half a minute after their last work.
    QThreadPool::globalInstance()->waitForDone(m_patience);
    const QDeadlineTimer deadline(m_patience);
    for (;;) {
        const ProcessResources after = ProcessResources::now();
        const QByteArrayList left = missing(after.descriptors, m_before.descriptors, "descriptor ")
                                    + missing(after.threads, m_before.threads, "thread ");
        const QByteArrayList gone = missing(m_before.descriptors, after.descriptors, "descriptor ");
        if (left.isEmpty() && gone.isEmpty())
            return {};
        if (deadline.hasExpired()) {
            QByteArrayList parts;
            if (!left.isEmpty())
                parts.append("left behind: " + listed(left));
            if (!gone.isEmpty())
                parts.append("taken away: " + listed(gone));
            return parts.join("; ");
        }
        std::this_thread::yield(); // nothing tells of the end of a thread that was let go
    }
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memorynode.h"

#include <algorithm>
#include <cerrno>
#include <ctime>

#include <sys/mman.h>
#include <sys/stat.h>

namespace Drydock {

namespace {

constexpr qint64 nanosecondsPerSecond = 1'000'000'000;

qint64 nanoseconds(const timespec &time)
{
    return qint64{time.tv_sec} * nanosecondsPerSecond + time.tv_nsec;
}

} // namespace

MemoryNode::Pointer MemoryNode::make(mode_t mode)
{
    auto node = std::make_shared<MemoryNode>();
    node->file.reset(::memfd_create("drydock-test", MFD_CLOEXEC));
    if (!node->file)
        qFatal("no memory for a file");
    node->mode = mode;
    node->touch();
    return node;
}

bool MemoryNode::isFolder() const
{
    return S_ISDIR(mode);
}

MemoryNode::Pointer MemoryNode::child(const QByteArray &name) const
{
    const auto entry = entries.find(name);
    return entry == entries.end() ? nullptr : entry->second;
}

QByteArray MemoryNode::content() const
{
    struct stat status = {};
    ::fstat(file.get(), &status);
    QByteArray bytes(status.st_size, Qt::Uninitialized);
    const ssize_t size = ::pread(file.get(), bytes.data(), static_cast<size_t>(bytes.size()), 0);
    bytes.truncate(std::max<ssize_t>(size, 0));
    return bytes;
}

int MemoryNode::status(FileStatus *out) const
{
    struct stat status = {};
    if (::fstat(file.get(), &status) < 0)
        return -errno;
    out->device = status.st_dev;
    out->inode = status.st_ino;
    out->size = status.st_size;
    out->mtime = isFolder() ? changed : nanoseconds(status.st_mtim);
    out->ctime = std::max(changed, nanoseconds(status.st_ctim));
    out->mode = mode;
    out->links = isFolder() ? 2 : links;
    out->uid = uid;
    out->gid = gid;
    return 0;
}

void MemoryNode::touch()
{
    timespec time = {};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &time); // what the kernel stamps files with
    changed = nanoseconds(time);
}

void MemoryNode::fill(const QByteArray &bytes)
{
    if (::pwrite(file.get(), bytes.constData(), static_cast<size_t>(bytes.size()), 0) != bytes.size())
        qFatal("no memory for a file");
    sync();
}

void MemoryNode::change(const Change &change)
{
    for (const auto &[name, node] : change) {
        if (const Pointer before = child(name)) {
            --before->links;
            before->touch();
        }
        if (node) {
            ++node->links;
            node->touch();
            entries[name] = node;
        } else {
            entries.erase(name);
        }
    }
    touch();
    pending.push_back(change);
}

void MemoryNode::sync()
{
    if (!isFolder())
        synced = content();
    syncedEntries = entries;
    pending.clear();
}

std::vector<QByteArray> MemoryNode::remains() const
{
    const QByteArray all = content();
    if (all == synced)
        return {all};
    return {synced, all.first(all.size() / 2), QByteArray(all.size(), '\0'), all};
}

} // namespace Drydock

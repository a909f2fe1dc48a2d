// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memoryfilesystem.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr quint64 ext4 = 0xEF53;

int answered(int answer)
{
    return answer < 0 ? -errno : answer;
}

bool isOnePart(const QByteArray &name)
{
    return !name.isEmpty() && !name.contains('/') && !name.contains('\0') && name != "." && name != "..";
}

mode_t withoutUmask(mode_t mode)
{
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return mode & ~mask;
}

void copyInto(MemoryNode &folder, const MemoryNode &from, MemoryFileSystem::Survives what)
{
    for (const auto &[name, node] : what == MemoryFileSystem::Survives::Synced ? from.syncedEntries : from.entries) {
        const MemoryNode::Pointer copy = MemoryNode::make(node->mode);
        copy->links = 1;
        copy->uid = node->uid;
        copy->gid = node->gid;
        if (node->isFolder())
            copyInto(*copy, *node, what);
        else
            copy->fill(what == MemoryFileSystem::Survives::Everything ? node->content() : node->synced);
        folder.entries[name] = copy;
    }
    folder.sync();
}

} // namespace

MemoryFileSystem::MemoryFileSystem()
    : m_root(MemoryNode::make(S_IFDIR | 0755))
    , m_type(ext4)
{
    m_root->links = 1;
}

MemoryFileSystem::~MemoryFileSystem()
{
    if (!m_open.empty())
        qFatal("%zu descriptors are left open", m_open.size());
}

MemoryFileSystem::NodePointer MemoryFileSystem::find(const QByteArray &path) const
{
    NodePointer node = m_root;
    for (const QByteArray &part : path.split('/')) {
        if (part.isEmpty() || !node)
            continue;
        node = node->child(part);
    }
    return node;
}

MemoryFileSystem::NodePointer MemoryFileSystem::opened(int descriptor) const
{
    const auto found = m_open.find(descriptor);
    return found == m_open.end() ? nullptr : found->second;
}

void MemoryFileSystem::addFolder(const QByteArray &path)
{
    if (path.isEmpty() || find(path))
        return;
    const qsizetype slash = path.lastIndexOf('/');
    addFolder(path.first(slash));
    const std::lock_guard lock(m_mutex);
    const NodePointer parent = find(path.first(slash));
    parent->change({{path.sliced(slash + 1), MemoryNode::make(S_IFDIR | 0770)}});
    parent->sync();
}

void MemoryFileSystem::addFile(const QByteArray &path, const QByteArray &bytes, mode_t mode)
{
    const std::lock_guard lock(m_mutex);
    const qsizetype slash = path.lastIndexOf('/');
    const NodePointer parent = find(path.first(slash));
    const NodePointer file = MemoryNode::make(S_IFREG | mode);
    file->fill(bytes);
    parent->change({{path.sliced(slash + 1), file}});
    parent->sync();
}

std::optional<QByteArray> MemoryFileSystem::bytes(const QByteArray &path) const
{
    const std::lock_guard lock(m_mutex);
    const NodePointer node = find(path);
    return node ? std::optional(node->content()) : std::nullopt;
}

QByteArrayList MemoryFileSystem::names(const QByteArray &folder) const
{
    const std::lock_guard lock(m_mutex);
    QByteArrayList names;
    if (const NodePointer node = find(folder)) {
        for (const auto &entry : node->entries)
            names.append(entry.first);
    }
    return names;
}

void MemoryFileSystem::answerFileSystemType(quint64 type)
{
    const std::lock_guard lock(m_mutex);
    m_type = type;
}

void MemoryFileSystem::lieAboutSyncs()
{
    const std::lock_guard lock(m_mutex);
    m_liesAboutSyncs = true;
}

std::set<MemoryFileSystem::Found> MemoryFileSystem::afterPowerLoss(const QByteArray &path) const
{
    const std::lock_guard lock(m_mutex);
    const qsizetype slash = path.lastIndexOf('/');
    const NodePointer folder = find(path.first(slash));
    if (!folder)
        return {std::nullopt};
    const QByteArray name = path.sliced(slash + 1);
    std::set<Found> found;
    const size_t subsets = size_t{1} << folder->pending.size();
    for (size_t subset = 0; subset < subsets; ++subset) {
        const auto start = folder->syncedEntries.find(name);
        NodePointer node = start == folder->syncedEntries.end() ? nullptr : start->second;
        for (size_t i = 0; i < folder->pending.size(); ++i) {
            for (const auto &[changedName, changedNode] : folder->pending[i]) {
                if ((subset >> i & 1) != 0 && changedName == name)
                    node = changedNode;
            }
        }
        if (!node)
            found.insert(std::nullopt);
        else
            for (const QByteArray &remains : node->remains())
                found.insert(remains);
    }
    return found;
}

std::unique_ptr<MemoryFileSystem> MemoryFileSystem::restarted(Survives what) const
{
    const std::lock_guard lock(m_mutex);
    auto next = std::make_unique<MemoryFileSystem>();
    copyInto(*next->m_root, *m_root, what);
    return next;
}

int MemoryFileSystem::open(const NodePointer &node, int flags)
{
    // By another path than dup(): each opening has its own position and its own lock.
    const QByteArray path = "/proc/self/fd/" + QByteArray::number(node->file.get());
    const int descriptor = ::open(path.constData(), (flags & (O_ACCMODE | O_APPEND)) | O_CLOEXEC);
    if (descriptor < 0)
        return -errno;
    m_open[descriptor] = node;
    return descriptor;
}

int MemoryFileSystem::openFolder(const QByteArray &path)
{
    const std::lock_guard lock(m_mutex);
    if (!path.startsWith('/') || path.contains('\0'))
        return -EINVAL;
    const NodePointer node = find(path);
    if (!node)
        return -ENOENT;
    return node->isFolder() ? open(node, O_RDONLY) : -ENOTDIR;
}

/// The action with the folder's node; -errno if there is none or the name cannot be one in it.
template <class Action>
int MemoryFileSystem::inFolder(int folder, const QByteArray &name, Action action)
{
    const std::lock_guard lock(m_mutex);
    if (!isOnePart(name))
        return -EINVAL;
    const NodePointer node = opened(folder);
    if (!node)
        return -EBADF;
    if (!node->isFolder())
        return -ENOTDIR;
    return action(node, node->child(name));
}

int MemoryFileSystem::openAt(int folder, const QByteArray &name, int flags, mode_t mode)
{
    return inFolder(folder, name, [&](const NodePointer &parent, const NodePointer &there) {
        if (there && (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0)
            return -EEXIST;
        if (there && there->isFolder() && (flags & (O_ACCMODE | O_CREAT)) != O_RDONLY)
            return -EISDIR;
        if (there)
            return open(there, flags);
        if ((flags & O_CREAT) == 0 || parent->links == 0)
            return -ENOENT;
        const NodePointer file = MemoryNode::make(S_IFREG | withoutUmask(mode));
        parent->change({{name, file}});
        return open(file, flags);
    });
}

int MemoryFileSystem::close(int descriptor)
{
    const std::lock_guard lock(m_mutex);
    m_open.erase(descriptor);
    return answered(::close(descriptor));
}

int MemoryFileSystem::replaceDescriptor(int descriptor, int replaced)
{
    const std::lock_guard lock(m_mutex);
    const int answer = answered(::dup3(descriptor, replaced, O_CLOEXEC));
    if (answer >= 0)
        m_open[replaced] = opened(descriptor);
    return answer;
}

int MemoryFileSystem::status(int descriptor, FileStatus *out)
{
    const std::lock_guard lock(m_mutex);
    const NodePointer node = opened(descriptor);
    return node ? node->status(out) : -EBADF;
}

int MemoryFileSystem::statusAt(int folder, const QByteArray &name, FileStatus *out)
{
    return inFolder(folder, name, [&](const NodePointer &, const NodePointer &there) {
        return there ? there->status(out) : -ENOENT;
    });
}

int MemoryFileSystem::statusOf(const QByteArray &path, FileStatus *out)
{
    const std::lock_guard lock(m_mutex);
    const NodePointer node = find(path);
    return node ? node->status(out) : -ENOENT;
}

ssize_t MemoryFileSystem::read(int descriptor, char *buffer, size_t size, off_t offset)
{
    {
        const std::lock_guard lock(m_mutex);
        const NodePointer node = opened(descriptor);
        if (node && node->isFolder())
            return -EISDIR;
    }
    const ssize_t answer = ::pread(descriptor, buffer, size, offset);
    return answer < 0 ? -errno : answer;
}

ssize_t MemoryFileSystem::write(int descriptor, const char *data, size_t size)
{
    const ssize_t answer = ::write(descriptor, data, size);
    return answer < 0 ? -errno : answer;
}

int MemoryFileSystem::sync(int descriptor)
{
    const std::lock_guard lock(m_mutex);
    const NodePointer node = opened(descriptor);
    if (!node)
        return -EBADF;
    if (!m_liesAboutSyncs)
        node->sync();
    return 0;
}

int MemoryFileSystem::renameAt(int folder, const QByteArray &from, const QByteArray &to, RenameMode mode)
{
    if (!isOnePart(to))
        return -EINVAL;
    return inFolder(folder, from, [&](const NodePointer &parent, const NodePointer &moved) {
        const NodePointer there = parent->child(to);
        if (!moved || (mode == RenameMode::Exchange && !there))
            return -ENOENT;
        if (mode == RenameMode::NoReplace && there)
            return -EEXIST;
        if (moved == there)
            return 0;
        if (mode == RenameMode::Exchange) {
            parent->change({{from, there}, {to, moved}});
            return 0;
        }
        if (there && there->isFolder() != moved->isFolder())
            return there->isFolder() ? -EISDIR : -ENOTDIR;
        if (there && there->isFolder() && !there->entries.empty())
            return -ENOTEMPTY;
        parent->change({{to, moved}, {from, nullptr}});
        return 0;
    });
}

int MemoryFileSystem::unlinkAt(int folder, const QByteArray &name)
{
    return inFolder(folder, name, [&](const NodePointer &parent, const NodePointer &there) {
        if (!there)
            return -ENOENT;
        if (there->isFolder())
            return -EISDIR;
        parent->change({{name, nullptr}});
        return 0;
    });
}

int MemoryFileSystem::setMode(int descriptor, mode_t mode)
{
    const std::lock_guard lock(m_mutex);
    const NodePointer node = opened(descriptor);
    if (!node)
        return -EBADF;
    node->mode = (node->mode & S_IFMT) | (mode & 07777);
    node->touch();
    return 0;
}

int MemoryFileSystem::setOwner(int descriptor, uid_t uid, gid_t gid)
{
    const std::lock_guard lock(m_mutex);
    const NodePointer node = opened(descriptor);
    if (!node)
        return -EBADF;
    node->uid = uid;
    node->gid = gid;
    node->touch();
    return 0;
}

int MemoryFileSystem::makeFolder(const QByteArray &path, mode_t mode)
{
    const std::lock_guard lock(m_mutex);
    const qsizetype slash = path.lastIndexOf('/');
    const NodePointer parent = find(path.first(slash));
    if (find(path))
        return -EEXIST;
    if (!parent || !parent->isFolder())
        return parent ? -ENOTDIR : -ENOENT;
    parent->change({{path.sliced(slash + 1), MemoryNode::make(S_IFDIR | withoutUmask(mode))}});
    return 0;
}

int MemoryFileSystem::mayWrite(int folder)
{
    const std::lock_guard lock(m_mutex);
    return opened(folder) ? 0 : -EBADF;
}

int MemoryFileSystem::list(int folder, QByteArrayList *out)
{
    const std::lock_guard lock(m_mutex);
    const NodePointer node = opened(folder);
    if (!node || !node->isFolder())
        return node ? -ENOTDIR : -EBADF;
    out->clear();
    for (const auto &entry : node->entries)
        out->append(entry.first);
    return 0;
}

int MemoryFileSystem::lock(int descriptor, LockMode mode, bool wait)
{
    const int operation = mode == LockMode::Unlock ? LOCK_UN : mode == LockMode::Shared ? LOCK_SH : LOCK_EX;
    int answer = 0;
    do
        answer = ::flock(descriptor, wait ? operation : operation | LOCK_NB);
    while (answer < 0 && errno == EINTR);
    return answered(answer);
}

int MemoryFileSystem::fileSystemType(int descriptor, quint64 *out)
{
    const std::lock_guard lock(m_mutex);
    if (!opened(descriptor))
        return -EBADF;
    *out = m_type;
    return 0;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"
#include "tests/support/memorynode.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

namespace Drydock {

/// A file system in memory that knows what a disk would have kept. Names, folders, owners and what was synced are its
/// own; contents, positions and locks are the kernel's: each file is a memfd, each descriptor a real one of this
/// process, so that it can be locked, mapped, duplicated, counted and leaked as on a disk. It has no links and checks
/// no permissions (as for root). Not to be shared with a forked child. Thread: any.
class MemoryFileSystem final : public FileSystem
{
public:
    MemoryFileSystem();
    ~MemoryFileSystem() override;

    // For tests: what is there from the start counts as synced.
    void addFolder(const QByteArray &path); ///< and those above it
    void addFile(const QByteArray &path, const QByteArray &bytes, mode_t mode = 0660);
    [[nodiscard]] std::optional<QByteArray> bytes(const QByteArray &path) const; ///< as it is now
    [[nodiscard]] QByteArrayList names(const QByteArray &folder) const;
    void answerFileSystemType(quint64 type); ///< ext4's at first
    /// From now on sync() and syncData() claim to have synced, and did not.
    void lieAboutSyncs();

    using Found = std::optional<QByteArray>; ///< no value: no such file
    /// All that a file may hold after the power is lost now: with each subset of the changes to its folder that were
    /// not synced, and of each file that was not synced: what was synced of it, half of it, zeros in its place, or all.
    [[nodiscard]] std::set<Found> afterPowerLoss(const QByteArray &path) const;
    enum class Survives { Synced, Names, Everything }; ///< Names: all changes to folders, no data
    /// The disk as the next start finds it.
    [[nodiscard]] std::unique_ptr<MemoryFileSystem> restarted(Survives what) const;

    int openFolder(const QByteArray &path) override;
    int openAt(int folder, const QByteArray &name, int flags, mode_t mode) override;
    int close(int descriptor) override;
    int replaceDescriptor(int descriptor, int replaced) override;
    int status(int descriptor, FileStatus *out) override;
    int statusAt(int folder, const QByteArray &name, FileStatus *out) override;
    int statusOf(const QByteArray &path, FileStatus *out) override;
    ssize_t read(int descriptor, char *buffer, size_t size, off_t offset) override;
    ssize_t write(int descriptor, const char *data, size_t size) override;
    int sync(int descriptor) override;
    int syncData(int descriptor) override { return sync(descriptor); }
    int renameAt(int folder, const QByteArray &from, const QByteArray &to, RenameMode mode) override;
    int unlinkAt(int folder, const QByteArray &name) override;
    int setMode(int descriptor, mode_t mode) override;
    int setOwner(int descriptor, uid_t uid, gid_t gid) override;
    int makeFolder(const QByteArray &path, mode_t mode) override;
    int mayWrite(int folder) override;
    int list(int folder, QByteArrayList *out) override;
    int lock(int descriptor, LockMode mode, bool wait) override;
    int fileSystemType(int descriptor, quint64 *out) override;

private:
    using NodePointer = MemoryNode::Pointer;

    [[nodiscard]] NodePointer find(const QByteArray &path) const;
    [[nodiscard]] NodePointer opened(int descriptor) const;
    int open(const NodePointer &node, int flags);
    template <class Action>
    int inFolder(int folder, const QByteArray &name, Action action);

    mutable std::mutex m_mutex; ///< guards all
    NodePointer m_root;
    std::map<int, NodePointer> m_open;
    quint64 m_type;
    bool m_liesAboutSyncs = false;
};

} // namespace Drydock

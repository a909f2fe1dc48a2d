// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"
#include "core/base/uniquefd.h"

#include <map>
#include <memory>
#include <vector>

#include <unistd.h>

namespace Drydock {

/// A file or folder of a MemoryFileSystem, whatever names it has, and what a disk has of it.
struct MemoryNode {
    using Pointer = std::shared_ptr<MemoryNode>;
    using Entries = std::map<QByteArray, Pointer>;
    using Change = std::vector<std::pair<QByteArray, Pointer>>; ///< a null pointer: the name goes

    /// mode: with the type. Without a name as yet.
    [[nodiscard]] static Pointer make(mode_t mode);

    UniqueFd file; ///< a folder's is empty and gives it an inode
    mode_t mode = 0;
    uid_t uid = ::geteuid();
    gid_t gid = ::getegid();
    quint32 links = 0;
    qint64 changed = 0; ///< nanoseconds; by what the kernel does not see
    QByteArray synced; ///< what the disk has of a file
    Entries entries; ///< of a folder
    Entries syncedEntries; ///< what the disk has of it
    std::vector<Change> pending; ///< and what has become of that since

    [[nodiscard]] bool isFolder() const;
    [[nodiscard]] Pointer child(const QByteArray &name) const;
    [[nodiscard]] QByteArray content() const;
    [[nodiscard]] int status(FileStatus *out) const;
    void touch();
    void fill(const QByteArray &bytes); ///< a new file, synced
    void change(const Change &change); ///< of a folder's names, in one step
    void sync();
    /// What may be found in the place of a file after a power loss.
    [[nodiscard]] std::vector<QByteArray> remains() const;
};

} // namespace Drydock

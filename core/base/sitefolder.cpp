// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitefolder.h"

#include <QFile>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <optional>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr int readTries = 3;

/// Why a file is not one that we read, or nothing.
std::optional<ErrorCode> objection(const FileStatus &status, qint64 limit)
{
    if (!S_ISREG(status.mode) || status.links > 1) // 0: replaced since we opened it, still whole
        return ErrorCode::UnsafeFile;
    if (status.size > limit)
        return ErrorCode::TooLarge;
    return std::nullopt;
}

/// Reads size bytes, or up to the end. The bytes read, or -errno.
ssize_t readAll(FileSystem &fileSystem, int descriptor, char *buffer, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t answer = fileSystem.read(descriptor, buffer + done, size - done, static_cast<off_t>(done));
        if (answer < 0)
            return answer;
        if (answer == 0)
            break;
        done += static_cast<size_t>(answer);
    }
    return static_cast<ssize_t>(done);
}

} // namespace

bool WrittenFile::isStill(const FileStatus &now) const
{
    FileStatus expected = status;
    expected.ctime = now.ctime; // the rename set it
    return handle && expected == now;
}

SiteFolder::SiteFolder(FileSystem &fileSystem, const QByteArray &path)
    : m_fileSystem(fileSystem)
    , m_path(path)
{
}

SiteFolder::~SiteFolder() = default;

tl::unexpected<Error> SiteFolder::failed(ssize_t answer, const QByteArray &name) const
{
    const QByteArray path = name.isEmpty() ? m_path : m_path + '/' + name;
    return failure(Error::fromErrno(static_cast<int>(-answer), QFile::decodeName(path)));
}

Result<int> SiteFolder::openAnew(Kept &kept) const
{
    const int opened = m_fileSystem.openFolder(m_path);
    if (opened < 0)
        return failed(opened, {});
    FileHandle handle(m_fileSystem, opened);
    if (!kept.handle) {
        kept.handle = std::move(handle);
    } else if (const int answer = m_fileSystem.replaceDescriptor(handle.get(), kept.handle.get()); answer < 0) {
        return failed(answer, {});
    }
    kept.stale = false;
    return kept.handle.get();
}

Result<int> SiteFolder::descriptor()
{
    Kept &kept = m_kept.get();
    const std::lock_guard lock(kept.mutex);
    if (kept.handle && !kept.stale)
        return kept.handle.get();
    return openAnew(kept);
}

Result<bool> SiteFolder::reopenIfReplaced()
{
    Kept &kept = m_kept.get();
    const std::lock_guard lock(kept.mutex);
    if (!kept.handle || kept.stale)
        return false;
    FileStatus named;
    FileStatus ours;
    kept.stale = true; // whatever fails below
    if (const int answer = m_fileSystem.statusOf(m_path, &named); answer < 0)
        return failed(answer, {});
    if (const int answer = m_fileSystem.status(kept.handle.get(), &ours); answer < 0)
        return failed(answer, {});
    kept.stale = !named.sameFile(ours);
    return kept.stale;
}

void SiteFolder::forget()
{
    Kept &kept = m_kept.get();
    const std::lock_guard lock(kept.mutex);
    kept.stale = true;
}

Result<FileContent> SiteFolder::read(const QByteArray &name, qint64 limit, FileHandle *held)
{
    return readOrRecall(name, limit, held, nullptr);
}

Result<FileContent> SiteFolder::read(const QByteArray &name, qint64 limit, const WrittenFile &written)
{
    return readOrRecall(name, limit, nullptr, &written);
}

Result<FileContent> SiteFolder::readOrRecall(const QByteArray &name, qint64 limit, FileHandle *held,
                                             const WrittenFile *written)
{
    const auto folder = descriptor();
    if (!folder)
        return failure(folder.error());
    auto content = readIn(*folder, name, limit, held, written);
    if (content || content.error().code != ErrorCode::NotFound)
        return content;
    // Missing in the folder that we keep says nothing when another one has its place, or none.
    const auto replaced = reopenIfReplaced();
    if (!replaced)
        return failure(replaced.error());
    if (!*replaced)
        return content;
    const auto reopened = descriptor();
    if (!reopened)
        return failure(reopened.error());
    return readIn(*reopened, name, limit, held, written);
}

Result<FileContent> SiteFolder::readIn(int folder, const QByteArray &name, qint64 limit, FileHandle *held,
                                       const WrittenFile *written) const
{
    // Looked at before it is opened: opening a device or a FIFO has effects of its own. Should another file take the
    // name in between, O_NONBLOCK keeps us from hanging and the second look refuses it.
    FileStatus before;
    if (const int answer = m_fileSystem.statusAt(folder, name, &before); answer < 0)
        return failed(answer, name);
    const auto path = [&] { return QFile::decodeName(m_path + '/' + name); };
    if (const auto code = objection(before, limit))
        return failure(*code, path());
    if (written != nullptr && written->isStill(before))
        return FileContent{written->bytes, before};
    FileHandle file(m_fileSystem, m_fileSystem.openAt(folder, name, O_RDONLY, 0));
    if (!file)
        return failed(file.get(), name);

    QByteArray bytes;
    for (int i = 0; i < readTries; ++i) {
        bytes.resize(before.size);
        const ssize_t size = readAll(m_fileSystem, file.get(), bytes.data(), static_cast<size_t>(before.size));
        FileStatus after;
        if (const int answer = m_fileSystem.status(file.get(), &after); answer < 0)
            return failed(answer, name);
        if (const auto code = objection(after, limit)) // before the read's own failure: a folder's is EISDIR
            return failure(*code, path());
        if (size < 0)
            return failed(size, name);
        if (after.sameFile(before) && after.size == before.size && after.mtime == before.mtime && size == after.size) {
            if (held != nullptr)
                *held = std::move(file);
            return FileContent{bytes, after};
        }
        before = after;
    }
    return failure(ErrorCode::ChangedWhileReading, path());
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/forkgeneration.h"
#include "core/config/datastoreconfig.h"

#include <mutex>

namespace Drydock {

namespace {

// Inode numbers are used again and time stamps are coarse: what was written less than this before it was read may have
// been written again since, with the same stamp.
constexpr qint64 settledAfter = 2'000'000'000;
constexpr qint64 nanosecondsPerSecond = 1'000'000'000;

const QByteArray &configName()
{
    static const QByteArray name = QByteArrayLiteral("datastore.cfg");
    return name;
}

/// The parse, and the file that it was made from. In a forked child it starts empty.
struct Cache {
    std::mutex mutex;
    FileHandle file; ///< open as long as the parse is trusted
    ConfigReader::Reading reading;

    void abandon() { file.reset(); }
};

} // namespace

struct ConfigReader::State {
    std::shared_ptr<SiteFolder> folder;
    const Clock &clock;
    QByteArray path;
    PerGeneration<Cache> cache;

    /// One look at the path answers everything: that the folder is still the one there, that the name still means the
    /// file that is held open, and that it has not been written to.
    bool isFresh(const Cache &kept) const
    {
        FileStatus now;
        return kept.file && folder->fileSystem().statusOf(path, &now) == 0 && now == kept.reading.status;
    }
};

Result<ConfigReader::Reading> readConfig(SiteFolder &folder, FileHandle *held)
{
    // A folder that has been moved away still answers for what is in it.
    if (const auto replaced = folder.reopenIfReplaced(); !replaced)
        return failure(replaced.error());
    const auto content = folder.read(configName(), configSizeLimit, held);
    const QString path = QString::fromLocal8Bit(folder.path() + '/' + configName());
    if (!content && content.error().code == ErrorCode::NotFound && content.error().subject == path)
        return ConfigReader::Reading{};
    if (!content)
        return failure(content.error());
    return ConfigReader::Reading{DatastoreConfig::parse(content->bytes), content->status, true};
}

ConfigReader::ConfigReader(std::shared_ptr<SiteFolder> folder, const Clock &clock)
    : m_state(new State{std::move(folder), clock, {}, {}})
{
    m_state->path = m_state->folder->path() + '/' + configName();
}

ConfigReader::~ConfigReader() = default;

Result<ConfigReader::Reading> ConfigReader::read()
{
    Cache &cache = m_state->cache.get();
    const std::lock_guard lock(cache.mutex);
    if (m_state->isFresh(cache))
        return cache.reading;
    cache.file.reset();

    // Taken before the read, and cut to the second, so that no write can look older to us than it is.
    const qint64 readAt = m_state->clock.wallSeconds() * nanosecondsPerSecond;
    FileHandle file;
    auto reading = readConfig(*m_state->folder, &file);
    if (reading && reading->exists && readAt - reading->status.mtime >= settledAfter) {
        cache.file = std::move(file);
        cache.reading = *reading;
    }
    return reading;
}

} // namespace Drydock

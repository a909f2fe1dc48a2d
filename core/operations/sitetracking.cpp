// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/sitetracking.h"

#include <tuple>

namespace Drydock {

namespace {

constexpr std::chrono::seconds lateTimes[] = {std::chrono::seconds{1}, std::chrono::seconds{10},
                                              std::chrono::seconds{60}};
// The end of the process waits for a late try that goes on.
constexpr std::chrono::milliseconds lateLockLimit{500};

using Key = std::tuple<QByteArray, FileSystem *, ProcessTable *, const Clock *>;

struct Registry {
    std::mutex mutex;
    std::map<Key, std::weak_ptr<SiteTracking>> sites;
    void abandon() { } // what a child inherits is closed when it runs another program
};

} // namespace

SiteTracking::SiteTracking(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock, const Site &site)
    : m_folder(fileSystem, processes, clock, site)
    , m_late({std::begin(lateTimes), std::end(lateTimes)})
{
}

std::shared_ptr<SiteTracking> SiteTracking::shared(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock,
                                                   const Site &site)
{
    static auto &registries = *new PerGeneration<Registry>; // outlives every tracker
    Registry &registry = registries.get();
    const std::lock_guard lock(registry.mutex);
    std::erase_if(registry.sites, [](const auto &known) { return known.second.expired(); });
    std::weak_ptr<SiteTracking> &place = registry.sites[Key{site.trackingFolder, &fileSystem, &processes, &clock}];
    std::shared_ptr<SiteTracking> tracking = place.lock();
    if (!tracking) {
        tracking = std::make_shared<SiteTracking>(fileSystem, processes, clock, site);
        place = tracking;
    }
    return tracking;
}

Result<StoreTracking *> SiteTracking::store(const QString &name)
{
    if (!isValidStoreName(name) || isReservedStoreName(name))
        return failure(ErrorCode::InvalidStoreName, name);
    const std::lock_guard lock(m_mutex);
    std::unique_ptr<StoreTracking> &place = m_stores[name];
    if (!place)
        place = std::make_unique<StoreTracking>(m_folder, name);
    return place.get();
}

void SiteTracking::updateLater(const QString &store)
{
    m_late.schedule(store, [this, store] {
        const auto tracking = this->store(store);
        return tracking && (*tracking)->update(Deadline::after(m_folder.clock(), lateLockLimit)).has_value();
    });
}

} // namespace Drydock

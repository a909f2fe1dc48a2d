// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/retrythread.h"
#include "core/operations/storetracking.h"

#include <map>
#include <memory>

namespace Drydock {

/// The stores of one site as this process tracks them. There is one object for each site, process table, file system
/// and clock in a fork generation, however many trackers there are: the ledger speaks for the whole process. Thread:
/// any, internally locked.
class SiteTracking
{
public:
    SiteTracking(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock, const Site &site);

    /// The one that trackers of this site share; made where there is none yet.
    static std::shared_ptr<SiteTracking> shared(FileSystem &fileSystem, ProcessTable &processes, const Clock &clock,
                                                const Site &site);

    [[nodiscard]] TrackingFolder &folder() { return m_folder; }
    /// Failure: InvalidStoreName, for a name of which no file may be made.
    Result<StoreTracking *> store(const QString &name);
    /// Has the file brought up to date after 1, 10 and 60 s, for as long as that fails.
    void updateLater(const QString &store);
    /// An update succeeded: nothing is left to do.
    void forgetLater(const QString &store) { m_late.cancel(store); }

private:
    TrackingFolder m_folder;
    std::mutex m_mutex;
    std::map<QString, std::unique_ptr<StoreTracking>> m_stores; ///< never shrinks: callers keep pointers
    RetryThread m_late; ///< last: its thread uses the others
};

} // namespace Drydock

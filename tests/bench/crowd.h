// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/trackingfile.h"

#include <QList>

#include <sys/types.h>

namespace Drydock {

/// Real processes that do nothing until the object goes.
class Crowd
{
public:
    explicit Crowd(int count);
    ~Crowd();
    Crowd(const Crowd &) = delete;
    Crowd &operator=(const Crowd &) = delete;

    /// One entry for each, as it would have registered itself.
    [[nodiscard]] QList<TrackingEntry> entries() const;

private:
    QList<pid_t> m_pids;
};

} // namespace Drydock

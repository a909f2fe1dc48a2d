// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/drainstate.h"

#include <algorithm>
#include <array>

namespace Drydock {

namespace {

struct StateName {
    DrainState state;
    QLatin1String name;
};

constexpr std::array stateNames{
    StateName{DrainState::None, QLatin1String("none")},
    StateName{DrainState::Draining, QLatin1String("draining")},
    StateName{DrainState::Confirming, QLatin1String("confirming")},
    StateName{DrainState::Drained, QLatin1String("drained")},
    StateName{DrainState::Unknown, QLatin1String("unknown")},
    StateName{DrainState::Stale, QLatin1String("stale")},
    StateName{DrainState::External, QLatin1String("external")},
    StateName{DrainState::Absent, QLatin1String("absent")},
    StateName{DrainState::Stalled, QLatin1String("stalled")},
};

/// A mode is set and what runs under it cannot be said, or could never be proven to be nothing.
bool isUnknowable(const DrainInputs &inputs)
{
    if (inputs.mode == MaintenanceType::None)
        return false;
    // Checked one by one: a sum would let -1 hide 1.
    if (!inputs.countKnown || inputs.counts.read < 0 || inputs.counts.write < 0)
        return true;
    return conflicts(inputs.mode, inputs.counts) == 0 && !inputs.provable;
}

} // namespace

QLatin1String drainStateName(DrainState state)
{
    const auto found = std::find_if(stateNames.begin(), stateNames.end(),
                                    [state](const StateName &entry) { return entry.state == state; });
    return found->name;
}

std::optional<DrainState> drainStateFromName(QStringView name)
{
    const auto found = std::find_if(stateNames.begin(), stateNames.end(),
                                    [name](const StateName &entry) { return entry.name == name; });
    if (found == stateNames.end())
        return std::nullopt;
    return found->state;
}

DrainState drainState(const DrainInputs &inputs)
{
    const bool isReadable = inputs.modeReadable && inputs.presenceKnown;
    if (!isReadable || inputs.mode == MaintenanceType::Unknown || isUnknowable(inputs))
        return DrainState::Unknown;
    if (inputs.watchLost)
        return DrainState::Stale;
    if (isInternal(inputs.mode))
        return DrainState::External;
    if (!inputs.present)
        return DrainState::Absent;
    if (inputs.mode == MaintenanceType::None)
        return DrainState::None;
    if (conflicts(inputs.mode, inputs.counts) > 0)
        return inputs.stalled ? DrainState::Stalled : DrainState::Draining;
    return inputs.proofComplete ? DrainState::Drained : DrainState::Confirming;
}

bool mayPassUnseen(ErrorCode cause)
{
    switch (cause) {
    case ErrorCode::Io:
    case ErrorCode::NoSpace:
    case ErrorCode::ChangedWhileReading:
    case ErrorCode::CounterUnusable:
        return true;
    default:
        return false;
    }
}

std::shared_ptr<const StoreSnapshot> SiteSnapshot::find(const QString &name) const
{
    const auto found =
        std::find_if(stores.begin(), stores.end(), [&name](const auto &store) { return store->name == name; });
    return found == stores.end() ? nullptr : *found;
}

} // namespace Drydock

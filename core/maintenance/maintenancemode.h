// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/maintenance/maintenancetype.h"
#include "core/maintenance/operation.h"

#include <optional>

namespace Drydock {

inline constexpr int messageLengthLimit = 64; ///< Unicode characters (code points), as PBS counts

/// A store's maintenance mode: the value of `maintenance-mode` in datastore.cfg (pbs-facts 3). None is the absence of
/// the property. A value.
struct MaintenanceMode {
    MaintenanceType type = MaintenanceType::None;
    QString message; ///< unquoted, not percent-decoded; empty if there is none
    QString unknownType; ///< the text of an unknown type, else empty

    /// Reads every form that PBS accepts. Failure: InvalidMode with PBS's reason in detail (also for a message over 64
    /// characters or with a control character). An unknown type in a well-formed value is no failure.
    static Result<MaintenanceMode> parse(const QString &value);

    /// What PBS writes: `TYPE` or `TYPE,message=VALUE`, VALUE quoted whenever it holds , " \ or starts or ends with
    /// white space. Empty for None.
    [[nodiscard]] QString toPropertyValue() const;

    /// PBS's reason why this operation is refused ("offline maintenance mode: swap disk 2", message percent-decoded);
    /// no value if it is admitted. Unknown types refuse every operation.
    [[nodiscard]] std::optional<QString> refusal(Operation operation) const;

    [[nodiscard]] bool isSet() const { return type != MaintenanceType::None; }
    friend bool operator==(const MaintenanceMode &, const MaintenanceMode &) = default;
};

/// Operations that the mode would refuse today: read-only: writes; every other type: reads and writes; none: 0.
[[nodiscard]] qint64 conflicts(MaintenanceType type, const OperationCounts &counts);

/// Success, or InvalidMessage with detail "length" or "control". Control: U+0000-U+001F, U+007F, U+0080-U+009F.
Result<void> checkMessage(const QString &message);

/// Success if a person may change old into type: None, ReadOnly, Offline only (InternalModeType); from delete never
/// (TransitionRefused); from an unknown type only with force (UnknownModeType). subject: store name for the error.
Result<void> checkTransition(const QString &store, const MaintenanceMode &old, MaintenanceType type, bool force);

} // namespace Drydock

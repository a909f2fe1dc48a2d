// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Drydock {

/// Why the gate refused an operation: what an Error with ErrorCode::Refused carries in detail. A value.
struct Refusal {
    QString reason; ///< PBS's words: "offline maintenance mode: swap disk 2"
    QString who; ///< who set the mode; empty if the change log does not know
    std::optional<qint64> since; ///< UTC seconds

    /// The three as lines; the reason alone where who or since is not known.
    [[nodiscard]] QString toDetail() const;
    static Refusal fromDetail(const QString &detail);
    friend bool operator==(const Refusal &, const Refusal &) = default;
};

} // namespace Drydock

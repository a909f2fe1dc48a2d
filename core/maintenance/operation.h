// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <limits>
#include <optional>

namespace Drydock {

/// Kinds of operation (pbs-facts 4). Lookup is checked and never counted.
enum class Operation { Read, Write, Lookup };

[[nodiscard]] QLatin1String operationName(Operation operation); ///< "read", "write", "lookup"
[[nodiscard]] std::optional<Operation> operationFromName(QStringView name);

/// A sum that stops at the end of the numbers: a count that began again below zero would be none.
[[nodiscard]] constexpr qint64 boundedSum(qint64 left, qint64 right)
{
    qint64 sum = 0;
    if (!__builtin_add_overflow(left, right, &sum))
        return sum;
    return left > 0 ? std::numeric_limits<qint64>::max() : std::numeric_limits<qint64>::min();
}

/// Active operations by kind. Never negative once it has passed the tracking file's parser.
struct OperationCounts {
    qint64 read = 0;
    qint64 write = 0;

    [[nodiscard]] qint64 total() const { return boundedSum(read, write); }
    OperationCounts &operator+=(const OperationCounts &other)
    {
        read = boundedSum(read, other.read);
        write = boundedSum(write, other.write);
        return *this;
    }
    friend bool operator==(const OperationCounts &, const OperationCounts &) = default;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Drydock {

/// Kinds of operation (pbs-facts 4). Lookup is checked and never counted.
enum class Operation { Read, Write, Lookup };

[[nodiscard]] QLatin1String operationName(Operation operation); ///< "read", "write", "lookup"
[[nodiscard]] std::optional<Operation> operationFromName(QStringView name);

/// Active operations by kind. Never negative once it has passed the tracking file's parser.
struct OperationCounts {
    qint64 read = 0;
    qint64 write = 0;

    [[nodiscard]] qint64 total() const { return read + write; }
    OperationCounts &operator+=(const OperationCounts &other)
    {
        read += other.read;
        write += other.write;
        return *this;
    }
    friend bool operator==(const OperationCounts &, const OperationCounts &) = default;
};

} // namespace Drydock

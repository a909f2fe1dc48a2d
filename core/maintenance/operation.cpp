// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/operation.h"

namespace Drydock {

QLatin1String operationName(Operation operation)
{
    switch (operation) {
    case Operation::Read:
        return QLatin1String("read");
    case Operation::Write:
        return QLatin1String("write");
    case Operation::Lookup:
        return QLatin1String("lookup");
    }
    Q_UNREACHABLE();
}

std::optional<Operation> operationFromName(QStringView name)
{
    for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup}) {
        if (name == operationName(operation))
            return operation;
    }
    return std::nullopt;
}

} // namespace Drydock

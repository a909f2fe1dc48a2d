// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/jobkind.h"

#include <array>

namespace Drydock {

namespace {

struct JobKind {
    const char *name;
    Operation operation;
};

// As PBS does it, verify included, which reads by its kind although it writes its results into the store. sync-pull
// writes the local store, sync-push reads it.
constexpr std::array<JobKind, 10> kinds{{
    {"backup", Operation::Write},
    {"restore", Operation::Read},
    {"verify", Operation::Read},
    {"prune", Operation::Write},
    {"gc", Operation::Write},
    {"sync-pull", Operation::Write},
    {"sync-push", Operation::Read},
    {"tape-backup", Operation::Read},
    {"tape-restore", Operation::Write},
    {"move", Operation::Write},
}};

} // namespace

std::optional<Operation> operationOfJob(QStringView kind)
{
    for (const JobKind &known : kinds) {
        if (kind == QLatin1String(known.name))
            return known.operation;
    }
    return std::nullopt;
}

QStringList jobKinds()
{
    QStringList names;
    names.reserve(kinds.size());
    for (const JobKind &known : kinds)
        names.append(QLatin1String(known.name));
    return names;
}

} // namespace Drydock

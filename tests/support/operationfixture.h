// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/posixfilesystem.h"
#include "core/operations/datastoregate.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QStringList>

namespace Drydock {

/// A throw-away site with the store "vault", and a gate to it.
struct OperationFixture {
    OperationFixture() { site.addStore("vault"); }

    [[nodiscard]] static Deadline limit() { return Deadline::after(systemClock(), lockTimeLimit); }
    Result<OperationGuard> begin(Operation operation = Operation::Write, const EntryInfo &info = {})
    {
        return gate.begin(store, operation, info, limit());
    }
    /// As read now; -1/-1 if that fails.
    [[nodiscard]] OperationCounts counts()
    {
        const auto reading = gate.tracker()->read(store);
        return reading ? reading->counts : OperationCounts{-1, -1};
    }
    [[nodiscard]] QList<TrackingEntry> entries() const
    {
        return parseTracking(site.tracking("vault"), {}).value_or(QList<TrackingEntry>());
    }
    [[nodiscard]] QStringList root() const { return {QFile::decodeName(site.path("site"))}; } ///< for opholder

    const QString store = QStringLiteral("vault");
    TestSite site;
    DatastoreGate gate{posixFileSystem(), systemProcessTable(), systemClock(), site.site()};
};

} // namespace Drydock

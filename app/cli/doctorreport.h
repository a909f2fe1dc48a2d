// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/doctor/repair.h"

#include <QJsonObject>

namespace Drydock {

/// The findings for people, worst first, ended by a line that sums them up. -v: good ones too; -q: errors and warnings
/// in a line each.
[[nodiscard]] QString findingLines(const QList<Finding> &findings, const Session &session);
/// "Errors: 1, warnings: 2."
[[nodiscard]] QString findingSummary(const QList<Finding> &findings);

/// What a step would do, and what it did: a line each.
[[nodiscard]] QString plannedLine(const RepairStep &step);
[[nodiscard]] QString doneLine(const RepairResult &result);

[[nodiscard]] QJsonObject doctorDocument(const Session &session, const QList<Finding> &findings,
                                         const QList<RepairResult> &repairs);

/// Done without an error; NoPermission if rights are all that is missing; else Unknown.
[[nodiscard]] ExitCode exitCodeOf(const QList<Finding> &findings);

} // namespace Drydock

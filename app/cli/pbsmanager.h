// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"

#include <QStringList>

namespace Drydock {

/// Why stores of a PBS site are not added or removed here, with the line of PBS's own tool that does it.
[[nodiscard]] Failure managedByPbs(const QString &store, const QStringList &arguments);

/// A word as a POSIX shell takes it back, quoted where needed. Pure.
[[nodiscard]] QString shellQuoted(const QString &word);

} // namespace Drydock

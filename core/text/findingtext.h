// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/finding.h"

#include <QString>

namespace Drydock {

/// What an examination found, translated, in one sentence. Names and paths are escaped. now: UTC seconds, for moments.
[[nodiscard]] QString findingText(const Finding &finding, qint64 now);
/// What it means; empty where the first sentence says it.
[[nodiscard]] QString findingMeaning(const Finding &finding);
/// What to do about it; empty where there is nothing to do.
[[nodiscard]] QString findingAdvice(const Finding &finding);
/// "error", "warning", "note", "good", translated.
[[nodiscard]] QString severityText(Severity severity);

} // namespace Drydock

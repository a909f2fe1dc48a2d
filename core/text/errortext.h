// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace Drydock {

/// One sentence or two, translated: what failed and why. Control and bidirectional characters of names are escaped.
[[nodiscard]] QString errorText(const Error &error);
/// A warning, which concerns something that goes on all the same: like errorText, but for a line of datastore.cfg that
/// is kept and not understood.
[[nodiscard]] QString warningText(const Error &warning);
/// What to do about it, translated; empty where there is nothing to say.
[[nodiscard]] QString errorHint(const Error &error);
/// True where the same call may succeed later (lock held, store busy, refused by the mode).
[[nodiscard]] bool isRetryable(ErrorCode code);

} // namespace Drydock

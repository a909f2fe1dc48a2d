// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <QByteArray>

#include <utility>
#include <vector>

#include <sys/types.h>

namespace Drydock {

/// Whoever reads from it goes on when the writing end is closed. Both ends are close-on-exec.
struct Pipe {
    UniqueFd reading;
    UniqueFd writing;
    Pipe();
};

enum class ErrorStream { Ours, Nowhere };

/// Starts words[0], a path, which gets our descriptors (first) under other numbers (second) beside the standard ones.
/// The test ends if that fails. Reaping it is the caller's.
[[nodiscard]] pid_t spawn(const std::vector<QByteArray> &words, const std::vector<std::pair<int, int>> &descriptors,
                          ErrorStream errors = ErrorStream::Ours);

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <csignal>

namespace Drydock {

/// While it lives, SIGINT makes a descriptor readable and ends nothing: so that `wait` can say what stays as it is, and
/// then die of it. A SIGINT that was ignored at the start stays ignored. Must be made before any other thread is, since
/// those must not take the signal either.
class InterruptWatch
{
public:
    InterruptWatch();
    InterruptWatch(const InterruptWatch &) = delete;
    InterruptWatch &operator=(const InterruptWatch &) = delete;
    ~InterruptWatch();

    [[nodiscard]] int descriptor() const { return m_signals.get(); } ///< -1 if SIGINT is ignored

    /// Ends the process as the signal would have, so that a shell's loop stops too.
    [[noreturn]] static void die();

private:
    UniqueFd m_signals;
    sigset_t m_before{};
};

} // namespace Drydock

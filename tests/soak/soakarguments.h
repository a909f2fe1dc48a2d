// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace Drydock {

/// What a soak test is told beside Qt Test's options: `--seed N`, or DRYDOCK_SOAK_SEED; and DRYDOCK_SOAK_MINUTES.
struct SoakArguments {
    std::optional<quint64> seed;
    int minutes = 1;

    /// Takes its own out of the program's. Ends the program if they make no sense.
    [[nodiscard]] static SoakArguments take(int *count, char **arguments);
};

} // namespace Drydock

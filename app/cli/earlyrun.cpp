// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/earlyrun.h"

#include <cstring>

namespace Drydock {

std::optional<InheritedState> takeForRun(int argc, char **argv)
{
    for (int word = 1; word < argc && std::strcmp(argv[word], "--") != 0; ++word) {
        if (std::strcmp(argv[word], "run") == 0)
            return InheritedState::take();
    }
    return {};
}

} // namespace Drydock

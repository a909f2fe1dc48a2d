// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/earlyrun.h"

#include <algorithm>
#include <cstring>

namespace Drydock {

EarlyRun::EarlyRun(int argc, char **argv)
{
    const auto is = [](const char *text) { return [text](const char *word) { return std::strcmp(word, text) == 0; }; };
    char **const end = argv + argc;
    char **const separator = std::find_if(argv, end, is("--"));
    m_hasCommand = separator != end;
    m_ownCount = static_cast<int>(separator - argv);
    if (m_hasCommand)
        m_command.assign(separator + 1, end);
    m_command.push_back(nullptr);
    if (std::any_of(argv + std::min(argc, 1), separator, is("run")))
        m_inherited = InheritedState::take();
}

} // namespace Drydock

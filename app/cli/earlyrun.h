// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/inheritedstate.h"

#include <optional>
#include <vector>

namespace Drydock {

/// What `run` needs of the first moment of the program: to be made by the first line of main(), before Qt, which takes
/// words of its own out of argv and may start threads. Holds pointers into argv's strings.
///
/// The command that is to be run is cut off here, at the first "--": what stands behind it is never decoded.
class EarlyRun
{
public:
    EarlyRun(int argc, char **argv);

    /// How many words of argv, the program's name among them, are the wrapper's own: those before the first "--".
    [[nodiscard]] int ownArgumentCount() const { return m_ownCount; }
    /// False if there is no "--" at all.
    [[nodiscard]] bool hasCommand() const { return m_hasCommand; }
    /// The words behind the first "--" and a final null pointer; that alone if there are none.
    [[nodiscard]] char *const *command() const { return m_command.data(); }
    /// There if one of the wrapper's own words is "run": a superset of when it is wanted, as a store may be called so.
    [[nodiscard]] const std::optional<InheritedState> &inherited() const { return m_inherited; }

private:
    int m_ownCount = 0;
    bool m_hasCommand = false;
    std::vector<char *> m_command;
    std::optional<InheritedState> m_inherited;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <QByteArray>

#include <functional>

namespace Drydock {

/// Waits for what happens in a folder.
class FolderEvents
{
public:
    explicit FolderEvents(const QByteArray &folder);

    /// Looks, and looks again after every change in the folder, until done() or for 30 s. What done() says in the end.
    [[nodiscard]] bool waitFor(const std::function<bool()> &done);

private:
    UniqueFd m_inotify;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/uniquefd.h"

#include <QByteArray>

namespace Drydock {

/// The least that a change of a tracking file costs whoever does it: lock, open, read, close, create, write, close,
/// rename, unlock, with kept descriptors of lock and folder and constant content.
class Floor
{
public:
    explicit Floor(const QByteArray &folder);
    /// Two changes, as an acquire and a release make.
    bool pair();

private:
    bool change();

    UniqueFd m_folder;
    UniqueFd m_lock;
    QByteArray m_content;
};

} // namespace Drydock

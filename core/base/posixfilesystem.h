// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/filesystem.h"

namespace Drydock {

/// The real file system. Stateless; one shared instance.
[[nodiscard]] FileSystem &posixFileSystem();

} // namespace Drydock

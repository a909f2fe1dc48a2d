// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace Drydock {

/// Installs the catalogues of the person's language, ours and Qt's own; without them everything is English.
void installLanguages(QCoreApplication &application);

} // namespace Drydock

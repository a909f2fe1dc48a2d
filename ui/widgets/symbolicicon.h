// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace Drydock {

/// One of our symbolic drawings (":/icons/NAME.svg") in the text colour of the moment. A part that the drawing marks as
/// accent takes the link colour.
[[nodiscard]] QIcon symbolicIcon(const QString &name);

} // namespace Drydock

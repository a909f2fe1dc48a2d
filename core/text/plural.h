// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Drydock {

/// A sentence with a count in it. English needs no catalogue to be right: `one` is its singular; `many` holds %n and
/// has every plural form in a catalogue. Mark the two with QT_TRANSLATE_NOOP and QT_TRANSLATE_N_NOOP.
[[nodiscard]] QString pluralText(const char *context, const char *one, const char *many, qint64 count);

} // namespace Drydock

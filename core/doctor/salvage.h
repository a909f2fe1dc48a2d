// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/trackingfile.h"

namespace Drydock {

/// The entries that can be read in the bytes of a tracking file that does not parse as a whole, with the bytes that
/// they have there. Takes time in proportion to the length, whatever stands in it. Pure.
[[nodiscard]] QList<TrackingEntry> salvageEntries(const QByteArray &bytes);

} // namespace Drydock

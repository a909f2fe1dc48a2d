// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

#include <QColor>
#include <QPalette>

namespace Drydock {

/// The colours that are ours: two whole palettes for where the platform has none that fits, and the hues of the
/// states, which are the same under every palette. Each hue has a contrast of at least 4.5:1 on window, base and
/// selection.
enum class Hue {
    Waiting, ///< draining, confirming, stalled
    Done, ///< drained
    Unknown,
    Quiet, ///< stale, external, absent, and all text of second rank
    Error, ///< refusals and errors
};

[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

[[nodiscard]] bool isDark(const QPalette &palette);
[[nodiscard]] QColor hueColor(Hue hue, const QPalette &palette);
[[nodiscard]] Hue stateHue(DrainState state);
/// What lies under a selected row: the highlight as a tint, so that text keeps its own colour.
[[nodiscard]] QColor selectionTint(const QPalette &palette);
/// A hairline between two areas of the base colour.
[[nodiscard]] QColor separatorColor(const QPalette &palette);
/// share of over, the rest of under.
[[nodiscard]] QColor mixed(const QColor &under, const QColor &over, qreal share);

} // namespace Drydock

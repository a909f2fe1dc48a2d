// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sitepaths.h"
#include "ui/desktop/colorscheme.h"

#include <QStringList>

namespace Drydock {

/// The window's command line.
struct StartOptions {
    SiteRequest site; ///< empty: every local site
    ColorScheme scheme = ColorScheme::System;
    bool demo = false; ///< a temporary site with real jobs, instead of any other
    bool help = false;
    bool version = false;
    QString problem; ///< what is wrong with the words; empty if nothing is

    /// words: without the program's name. Pure.
    [[nodiscard]] static StartOptions parse(const QStringList &words);
};

/// The sites to show: the one that was asked for, here or in DRYDOCK_ROOT, else all that this computer has.
[[nodiscard]] Result<QList<Site>> sitesToShow(const SiteRequest &request);

[[nodiscard]] QString startHelp();

} // namespace Drydock

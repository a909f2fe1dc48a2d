// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sitepaths.h"
#include "core/drain/drainmonitor.h"
#include "ui/desktop/colorscheme.h"
#include "ui/desktop/desktopsettings.h"
#include "ui/desktop/motion.h"
#include "ui/desktop/uisettings.h"

#include <memory>
#include <vector>

namespace Drydock {

class Backend;
class MainWindow;

/// What a window is made of.
struct CompositionSetup {
    QList<Site> sites;
    ColorScheme scheme = ColorScheme::System;
    QString settingsFile; ///< empty: the person's own
};

/// Puts the real parts together: a backend for each site, what the desktop says, the window. Needs the QApplication.
class Composition
{
public:
    explicit Composition(const CompositionSetup &setup);
    ~Composition();

    [[nodiscard]] MainWindow &window() { return *m_window; }
    /// The backend of the first site.
    [[nodiscard]] Backend &firstBackend() { return *m_backends.front(); }

private:
    void addBackend(const Site &site);

    DesktopSettings m_desktop;
    ColorSchemeController m_scheme;
    Motion m_motion;
    UiSettings m_settings;
    std::vector<std::unique_ptr<Backend>> m_backends;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace Drydock

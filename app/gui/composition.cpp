// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/composition.h"

#include "core/backend/localbackend.h"
#include "core/base/posixfilesystem.h"
#include "ui/mainwindow.h"

#include <QPixmapCache>

namespace Drydock {

namespace {

UiSettings settingsFor(const QString &file)
{
    return file.isEmpty() ? UiSettings() : UiSettings(file);
}

} // namespace

Composition::Composition(const CompositionSetup &setup)
    : m_scheme(m_desktop, setup.scheme)
    , m_motion(m_desktop, Motion::wishFromEnvironment())
    , m_settings(settingsFor(setup.settingsFile))
{
    // The style's cached pixmaps are looked after by a timer, which would wake an idle window. Drawing is cheap here.
    QPixmapCache::setCacheLimit(0);
    m_desktop.start();
    QList<Backend *> backends;
    for (const Site &site : setup.sites) {
        addBackend(site);
        backends.append(m_backends.back().get());
    }
    m_window = std::make_unique<MainWindow>(backends, m_settings, systemClock(), m_motion);
}

Composition::~Composition() = default;

void Composition::addBackend(const Site &site)
{
    const auto probe = [site] { return probePbsHost(site, systemProcessTable()); };
    const MonitorSurroundings surroundings{posixFileSystem(), systemProcessTable(), systemClock(), probe};
    m_backends.push_back(std::make_unique<LocalBackend>(surroundings, site));
}

} // namespace Drydock

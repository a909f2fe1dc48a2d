// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/colorscheme.h"

#include "ui/desktop/desktopsettings.h"
#include "ui/desktop/palette.h"

#include <QApplication>
#include <QStyle>

namespace Drydock {

std::optional<ColorScheme> colorSchemeFromName(QStringView name)
{
    if (name == u"system")
        return ColorScheme::System;
    if (name == u"light")
        return ColorScheme::Light;
    if (name == u"dark")
        return ColorScheme::Dark;
    return std::nullopt;
}

PaletteChoice choosePalette(ColorScheme wanted, std::optional<bool> portalDark, bool platformDark,
                            bool platformHasPalette)
{
    const bool wantsDark = wanted == ColorScheme::Dark || (wanted == ColorScheme::System && portalDark == true);
    if (wantsDark)
        return platformDark ? PaletteChoice::Platform : PaletteChoice::OurDark;
    const bool wantsLight = wanted == ColorScheme::Light || portalDark == false;
    if (platformDark)
        return wantsLight ? PaletteChoice::OurLight : PaletteChoice::Platform;
    return platformHasPalette ? PaletteChoice::Platform : PaletteChoice::OurLight;
}

ColorSchemeController::ColorSchemeController(const DesktopSettings &desktop, ColorScheme wanted, QObject *parent)
    : QObject(parent)
    , m_desktop(desktop)
    , m_wanted(wanted)
    , m_platformStyle(QApplication::style()->objectName())
    , m_platformDark(isDark(QApplication::palette()))
    , m_platformHasPalette(QApplication::palette() != QApplication::style()->standardPalette())
{
    connect(&desktop, &DesktopSettings::changed, this, &ColorSchemeController::apply);
    apply();
}

void ColorSchemeController::setScheme(ColorScheme wanted)
{
    m_wanted = wanted;
    apply();
}

void ColorSchemeController::apply()
{
    const auto choice = choosePalette(m_wanted, m_desktop.prefersDark(), m_platformDark, m_platformHasPalette);
    if (choice == m_applied)
        return;
    m_applied = choice;
    const QString style = choice == PaletteChoice::Platform ? m_platformStyle : QStringLiteral("fusion");
    if (QApplication::style()->objectName() != style)
        QApplication::setStyle(style);
    // A palette without any colour set falls back to the platform's.
    QApplication::setPalette(choice == PaletteChoice::Platform  ? QPalette()
                             : choice == PaletteChoice::OurDark ? darkPalette()
                                                                : lightPalette());
}

} // namespace Drydock

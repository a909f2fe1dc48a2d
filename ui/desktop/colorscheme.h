// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPalette>

#include <optional>

namespace Drydock {

class DesktopSettings;

enum class ColorScheme { System, Light, Dark };

/// "system", "light", "dark"; no value for any other text.
[[nodiscard]] std::optional<ColorScheme> colorSchemeFromName(QStringView name);

enum class PaletteChoice { Platform, OurLight, OurDark };

/// The palette to use. portalDark: what the desktop's portal prefers, if it says so; platformDark: the platform's
/// palette is a dark one; platformHasPalette: the platform has one at all. Pure.
[[nodiscard]] PaletteChoice choosePalette(ColorScheme wanted, std::optional<bool> portalDark, bool platformDark,
                                          bool platformHasPalette);

/// Gives the application its palette, now and whenever the desktop changes its mind. The platform's style and palette
/// stay where they fit; ours come with the Fusion style, which alone draws any palette.
class ColorSchemeController : public QObject
{
    Q_OBJECT

public:
    /// To be made right after QApplication, before anything else sets a palette or style.
    ColorSchemeController(const DesktopSettings &desktop, ColorScheme wanted, QObject *parent = nullptr);

    void setScheme(ColorScheme wanted);

private:
    void apply();

    const DesktopSettings &m_desktop;
    ColorScheme m_wanted;
    QString m_platformStyle;
    bool m_platformDark;
    bool m_platformHasPalette;
    PaletteChoice m_applied = PaletteChoice::Platform;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/palette.h"

#include <array>

namespace Drydock {

namespace {

struct Tones {
    QColor window;
    QColor base;
    QColor alternateBase;
    QColor button;
    QColor text;
    QColor disabledText;
    QColor link;
    QColor toolTip;
    QColor light;
    QColor midlight;
    QColor mid;
    QColor dark;
};

QPalette paletteOf(const Tones &tones)
{
    const QColor highlight(0x2F, 0x6F, 0xDE);
    QPalette palette;
    palette.setColor(QPalette::Window, tones.window);
    palette.setColor(QPalette::WindowText, tones.text);
    palette.setColor(QPalette::Base, tones.base);
    palette.setColor(QPalette::AlternateBase, tones.alternateBase);
    palette.setColor(QPalette::Text, tones.text);
    palette.setColor(QPalette::PlaceholderText, tones.disabledText);
    palette.setColor(QPalette::Button, tones.button);
    palette.setColor(QPalette::ButtonText, tones.text);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, tones.link);
    palette.setColor(QPalette::LinkVisited, tones.link);
    palette.setColor(QPalette::ToolTipBase, tones.toolTip);
    palette.setColor(QPalette::ToolTipText, tones.text);
    palette.setColor(QPalette::Light, tones.light);
    palette.setColor(QPalette::Midlight, tones.midlight);
    palette.setColor(QPalette::Mid, tones.mid);
    palette.setColor(QPalette::Dark, tones.dark);
    palette.setColor(QPalette::Shadow, QColor(0x10, 0x11, 0x13));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(QPalette::Disabled, role, tones.disabledText);
    palette.setColor(QPalette::Disabled, QPalette::Base, tones.window);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, tones.mid);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, tones.text);
    return palette;
}

} // namespace

QPalette lightPalette()
{
    return paletteOf({.window = QColor(0xF4, 0xF5, 0xF7),
                      .base = Qt::white,
                      .alternateBase = QColor(0xF4, 0xF5, 0xF7),
                      .button = QColor(0xEC, 0xEE, 0xF1),
                      .text = QColor(0x1B, 0x1E, 0x23),
                      .disabledText = QColor(0x8A, 0x91, 0x9A),
                      .link = QColor(0x24, 0x58, 0xB8),
                      .toolTip = Qt::white,
                      .light = Qt::white,
                      .midlight = QColor(0xE7, 0xE9, 0xEC),
                      .mid = QColor(0xC3, 0xC7, 0xCC),
                      .dark = QColor(0x9D, 0xA3, 0xAB)});
}

QPalette darkPalette()
{
    return paletteOf({.window = QColor(0x20, 0x23, 0x27),
                      .base = QColor(0x18, 0x1A, 0x1D),
                      .alternateBase = QColor(0x20, 0x23, 0x27),
                      .button = QColor(0x30, 0x34, 0x39),
                      .text = QColor(0xE6, 0xE8, 0xEB),
                      .disabledText = QColor(0x74, 0x7C, 0x86),
                      .link = QColor(0x7F, 0xAE, 0xFF),
                      .toolTip = QColor(0x2A, 0x2E, 0x33),
                      .light = QColor(0x4A, 0x4F, 0x56),
                      .midlight = QColor(0x3A, 0x3F, 0x45),
                      .mid = QColor(0x2A, 0x2E, 0x33),
                      .dark = QColor(0x14, 0x16, 0x18)});
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QColor hueColor(Hue hue, const QPalette &palette)
{
    struct Pair {
        QRgb light;
        QRgb dark;
    };
    static constexpr std::array<Pair, 5> hues = {{
        {0xFF8A5200, 0xFFF2B44B},
        {0xFF17702F, 0xFF56D364},
        {0xFF6E40C9, 0xFFB392F0},
        {0xFF57606A, 0xFF9AA4B0},
        {0xFFC0262D, 0xFFFF7B72},
    }};
    const Pair &pair = hues.at(static_cast<std::size_t>(hue));
    return QColor(isDark(palette) ? pair.dark : pair.light);
}

Hue stateHue(DrainState state)
{
    switch (state) {
    case DrainState::Draining:
    case DrainState::Confirming:
    case DrainState::Stalled:
        return Hue::Waiting;
    case DrainState::Drained:
        return Hue::Done;
    case DrainState::Unknown:
        return Hue::Unknown;
    case DrainState::None:
    case DrainState::Stale:
    case DrainState::External:
    case DrainState::Absent:
        break;
    }
    return Hue::Quiet;
}

QColor selectionTint(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Base), palette.color(QPalette::Highlight), 0.12);
}

QColor separatorColor(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.13);
}

QColor mixed(const QColor &under, const QColor &over, qreal share)
{
    const auto part = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return QColor(part(under.red(), over.red()), part(under.green(), over.green()), part(under.blue(), over.blue()));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/colorscheme.h"
#include "ui/desktop/palette.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Drydock;

/// Colours: which palette, and whether one can read on it.
class TestPalette : public QObject
{
    Q_OBJECT

private slots:
    void paletteFollowsWishThenPortalThenPlatform_data();
    void paletteFollowsWishThenPortalThenPlatform();
    void textAndHuesCanBeRead_data();
    void textAndHuesCanBeRead();
    void schemeNamesAreExact();
};

namespace {

double luminance(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// As the web's accessibility guidelines define it.
double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace

void TestPalette::paletteFollowsWishThenPortalThenPlatform_data()
{
    using Portal = std::optional<bool>;
    QTest::addColumn<ColorScheme>("wanted");
    QTest::addColumn<Portal>("portalDark");
    QTest::addColumn<bool>("platformDark");
    QTest::addColumn<bool>("platformHasPalette");
    QTest::addColumn<PaletteChoice>("choice");

    const auto row = [](const char *name, ColorScheme wanted, Portal portal, bool dark, bool own,
                        PaletteChoice choice) { QTest::newRow(name) << wanted << portal << dark << own << choice; };
    constexpr auto system = ColorScheme::System;
    row("nothing says anything", system, {}, false, false, PaletteChoice::OurLight);
    row("a light desktop with a palette", system, {}, false, true, PaletteChoice::Platform);
    row("a dark desktop with a palette", system, {}, true, true, PaletteChoice::Platform);
    row("portal dark, palette light", system, true, false, true, PaletteChoice::OurDark);
    row("portal dark, no palette", system, true, false, false, PaletteChoice::OurDark);
    row("portal dark, palette dark", system, true, true, true, PaletteChoice::Platform);
    row("portal light, palette dark", system, false, true, true, PaletteChoice::OurLight);
    row("wish dark beats portal light", ColorScheme::Dark, false, false, true, PaletteChoice::OurDark);
    row("wish dark on a dark desktop", ColorScheme::Dark, {}, true, true, PaletteChoice::Platform);
    row("wish light beats portal dark", ColorScheme::Light, true, false, true, PaletteChoice::Platform);
    row("wish light on a dark desktop", ColorScheme::Light, true, true, true, PaletteChoice::OurLight);
}

void TestPalette::paletteFollowsWishThenPortalThenPlatform()
{
    QFETCH(ColorScheme, wanted);
    QFETCH(std::optional<bool>, portalDark);
    QFETCH(bool, platformDark);
    QFETCH(bool, platformHasPalette);
    QFETCH(PaletteChoice, choice);
    QCOMPARE(choosePalette(wanted, portalDark, platformDark, platformHasPalette), choice);
}

void TestPalette::textAndHuesCanBeRead_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << lightPalette();
    QTest::newRow("dark") << darkPalette();
    // Qt's own, where a platform brings no palette but a style.
    QTest::newRow("Fusion's grey") << QPalette(QColor(0xEF, 0xEF, 0xEF));
}

void TestPalette::textAndHuesCanBeRead()
{
    QFETCH(QPalette, palette);
    const std::array grounds{palette.color(QPalette::Window), palette.color(QPalette::Base), selectionTint(palette)};
    for (const QColor &ground : grounds) {
        QVERIFY(contrast(palette.color(QPalette::Text), ground) >= 4.5);
        for (const Hue hue : {Hue::Waiting, Hue::Done, Hue::Unknown, Hue::Quiet, Hue::Error}) {
            const double measured = contrast(hueColor(hue, palette), ground);
            QVERIFY2(
                measured >= 4.5,
                qPrintable(
                    QStringLiteral("hue %1 on %2: %3").arg(static_cast<int>(hue)).arg(ground.name()).arg(measured)));
        }
    }
}

void TestPalette::schemeNamesAreExact()
{
    QCOMPARE(colorSchemeFromName(u"dark"), ColorScheme::Dark);
    QCOMPARE(colorSchemeFromName(u"light"), ColorScheme::Light);
    QCOMPARE(colorSchemeFromName(u"system"), ColorScheme::System);
    QVERIFY(!colorSchemeFromName(u"Dark"));
    QVERIFY(!colorSchemeFromName(u""));
}

QTEST_GUILESS_MAIN(TestPalette)
#include "tst_palette.moc"

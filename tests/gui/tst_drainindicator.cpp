// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/desktopsettings.h"
#include "ui/desktop/motion.h"
#include "ui/desktop/palette.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/spinnerclock.h"

#include <QPainter>
#include <QTest>

#include <array>
#include <cstdlib>

using namespace Drydock;

/// The drawing of each state, and what moves in it.
class TestDrainIndicator : public QObject
{
    Q_OBJECT

private slots:
    void eachStateHasItsColourAndItsShape_data();
    void eachStateHasItsColourAndItsShape();
    void noModeIsNothing();
    void numberIsInside();
    void digitsStandInEqualCells();
    void drawingIsTheSameAtEveryScale();
    void strayCountDoesNotMakeACheck();

    void zeroClosesTheRingInOneStroke();
    void repaintDrawsTheWholeCheck_data();
    void repaintDrawsTheWholeCheck();

    void spinnersOnScreenTurnTogether();
    void clockStopsWithoutSpinners_data();
    void clockStopsWithoutSpinners();
    void desktopsWishForLessMotionIsHeard_data();
    void desktopsWishForLessMotionIsHeard();
};

namespace {

constexpr std::array states{DrainState::Draining, DrainState::Confirming, DrainState::Drained, DrainState::Unknown,
                            DrainState::Stale,    DrainState::External,   DrainState::Absent,  DrainState::Stalled};

QImage drawn(const IndicatorLook &look, const QPalette &palette, int edge, qreal scale)
{
    QImage image(QSize(edge, edge) * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(palette.color(QPalette::Window));
    QPainter painter(&image);
    DrainIndicator::paint(painter, QRectF(0, 0, edge, edge), look, palette);
    return image;
}

QImage drawn(DrainState state, std::optional<qint64> count, const QPalette &palette, int edge = 56, qreal scale = 1)
{
    IndicatorLook look;
    look.state = state;
    look.count = count;
    return drawn(look, palette, edge, scale);
}

int distance(QRgb a, QRgb b)
{
    return std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) + std::abs(qBlue(a) - qBlue(b));
}

/// Pixels that are this colour, give or take what blending at an edge does.
int pixelsOf(const QImage &image, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += distance(image.pixel(x, y), colour.rgb()) < 24 ? 1 : 0;
    }
    return count;
}

/// How many pixels are ink in one and ground in the other, whatever their colours.
int shapeDifference(const QImage &a, const QImage &b, const QColor &ground)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const bool inkA = distance(a.pixel(x, y), ground.rgb()) > 200;
            const bool inkB = distance(b.pixel(x, y), ground.rgb()) > 200;
            count += inkA != inkB ? 1 : 0;
        }
    }
    return count;
}

QRect inkOf(const QImage &image, const QColor &colour)
{
    QRect ink;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (distance(image.pixel(x, y), colour.rgb()) < 60)
                ink |= QRect(x, y, 1, 1);
        }
    }
    return ink;
}

/// A spinner's clock and a window with indicators.
struct Shown {
    explicit Shown(Motion::Wish wish = Motion::Wish::Full)
        : motion(desktop, wish)
    {
        window.resize(200, 80);
        for (int i = 0; i < 2; ++i) {
            indicators[i] = new DrainIndicator(DrainIndicator::Size::Page, clock, &window);
            indicators[i]->resize(56, 56);
            indicators[i]->move(10 + 80 * i, 10);
        }
        window.show();
    }

    [[nodiscard]] QImage picture() const { return indicators[0]->grab().toImage(); }

    DesktopSettings desktop;
    Motion motion;
    SpinnerClock clock{motion};
    QWidget window;
    std::array<DrainIndicator *, 2> indicators{};
};

} // namespace

void TestDrainIndicator::eachStateHasItsColourAndItsShape_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::addColumn<int>("edge");
    QTest::addColumn<qreal>("scale");

    for (const int edge : {16, 18, 24, 56}) {
        for (const qreal scale : {1.0, 2.0}) {
            QTest::addRow("light, %d px, %gx", edge, scale) << lightPalette() << edge << scale;
            QTest::addRow("dark, %d px, %gx", edge, scale) << darkPalette() << edge << scale;
        }
    }
}

// I-03: no state can be taken for another one, colours aside
void TestDrainIndicator::eachStateHasItsColourAndItsShape()
{
    QFETCH(QPalette, palette);
    QFETCH(int, edge);
    QFETCH(qreal, scale);
    const QColor ground = palette.color(QPalette::Window);
    const int area = static_cast<int>(edge * edge * scale * scale);
    QList<QImage> pictures;
    for (const DrainState state : states) {
        const QImage picture = drawn(state, 3, palette, edge, scale);
        const QString name = drainStateName(state);
        const int inked = pixelsOf(picture, hueColor(stateHue(state), palette));
        QVERIFY2(inked > area / 50, qPrintable(name + u": its colour is missing"_qs));
        QVERIFY2(inked < area / 2, qPrintable(name + u": it is a blot"_qs));
        for (qsizetype i = 0; i < pictures.size(); ++i) {
            const int differing = shapeDifference(picture, pictures.at(i), ground);
            const QString other = drainStateName(states.at(static_cast<std::size_t>(i)));
            QVERIFY2(differing > area / 60, qPrintable(QStringLiteral("%1 and %2 look alike").arg(name, other)));
        }
        pictures.append(picture);
    }
}

void TestDrainIndicator::noModeIsNothing()
{
    const QPalette palette = lightPalette();
    QImage blank(56, 56, QImage::Format_RGB32);
    blank.fill(palette.color(QPalette::Window));
    QCOMPARE(drawn(DrainState::None, 3, palette), blank);
}

void TestDrainIndicator::numberIsInside()
{
    const QPalette palette = lightPalette();
    const QImage none = drawn(DrainState::Draining, std::nullopt, palette);
    const QImage three = drawn(DrainState::Draining, 3, palette);
    QVERIFY(three != none);
    QVERIFY(drawn(DrainState::Draining, 4, palette) != three);
    QCOMPARE(drawn(DrainState::Draining, 100, palette), drawn(DrainState::Draining, 12345, palette));
    QVERIFY(drawn(DrainState::Draining, 99, palette) != drawn(DrainState::Draining, 100, palette));
    // Within the ring, whatever the number.
    for (const qint64 count : {1, 88, 1000}) {
        QImage difference = drawn(DrainState::Draining, count, palette);
        QRect changed;
        for (int y = 0; y < 56; ++y) {
            for (int x = 0; x < 56; ++x) {
                if (difference.pixel(x, y) != none.pixel(x, y))
                    changed |= QRect(x, y, 1, 1);
            }
        }
        QVERIFY2(QRect(8, 16, 40, 24).contains(changed), qPrintable(QString::number(count)));
    }
}

void TestDrainIndicator::digitsStandInEqualCells()
{
    const QPalette palette = lightPalette();
    const auto lastDigit = [&](qint64 count) {
        QImage right = drawn(DrainState::Draining, count, palette, 224).copy(112, 72, 80, 80);
        return inkOf(right, hueColor(Hue::Waiting, palette));
    };
    // The second digit stands where it stands, however narrow the first one is.
    QCOMPARE(lastDigit(18), lastDigit(88));
    QCOMPARE(lastDigit(13), lastDigit(43));
}

void TestDrainIndicator::drawingIsTheSameAtEveryScale()
{
    const QPalette palette = darkPalette();
    for (const DrainState state : states) {
        const QRect small = inkOf(drawn(state, std::nullopt, palette, 56, 1), hueColor(stateHue(state), palette));
        const QRect large = inkOf(drawn(state, std::nullopt, palette, 56, 2), hueColor(stateHue(state), palette));
        QVERIFY(std::abs(small.left() * 2 - large.left()) <= 3);
        QVERIFY(std::abs(small.bottom() * 2 - large.bottom()) <= 3);
    }
}

// I-03
void TestDrainIndicator::strayCountDoesNotMakeACheck()
{
    const QPalette palette = lightPalette();
    QVERIFY(drawn(DrainState::Confirming, 0, palette) != drawn(DrainState::Drained, 0, palette));
    QCOMPARE(pixelsOf(drawn(DrainState::Unknown, 0, palette), hueColor(Hue::Done, palette)), 0);
    QCOMPARE(pixelsOf(drawn(DrainState::Stale, 0, palette), hueColor(Hue::Done, palette)), 0);
}

void TestDrainIndicator::zeroClosesTheRingInOneStroke()
{
    Shown shown;
    QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
    shown.indicators[0]->setState(u"vault"_qs, DrainState::Draining, 1);
    shown.indicators[0]->setState(u"vault"_qs, DrainState::Drained, 0);
    const QPalette palette = shown.window.palette();
    const int first = pixelsOf(shown.picture(), hueColor(Hue::Done, palette));
    QVERIFY(first > 0); // the first frame is green already
    shown.indicators[1]->setState(u"vault"_qs, DrainState::Drained, 0);
    const QImage whole = shown.indicators[1]->grab().toImage();
    QVERIFY(first < pixelsOf(whole, hueColor(Hue::Done, palette)));
    QTRY_VERIFY(pixelsOf(shown.picture(), hueColor(Hue::Done, palette))
                >= pixelsOf(whole, hueColor(Hue::Done, palette)) * 98 / 100);
}

void TestDrainIndicator::repaintDrawsTheWholeCheck_data()
{
    QTest::addColumn<Motion::Wish>("wish");
    QTest::addColumn<QString>("keyBefore");
    QTest::addColumn<DrainState>("before");

    QTest::newRow("it was drained already") << Motion::Wish::Full << u"vault"_qs << DrainState::Drained;
    QTest::newRow("it was not known") << Motion::Wish::Full << u"vault"_qs << DrainState::Unknown;
    QTest::newRow("another store") << Motion::Wish::Full << u"tank"_qs << DrainState::Draining;
    QTest::newRow("reduced motion") << Motion::Wish::Reduced << u"vault"_qs << DrainState::Draining;
}

void TestDrainIndicator::repaintDrawsTheWholeCheck()
{
    QFETCH(Motion::Wish, wish);
    QFETCH(QString, keyBefore);
    QFETCH(DrainState, before);
    Shown shown(wish);
    QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
    shown.indicators[0]->setState(keyBefore, before, 0);
    shown.indicators[0]->setState(u"vault"_qs, DrainState::Drained, 0);
    shown.indicators[1]->setState(u"fresh"_qs, DrainState::Drained, 0);
    QCOMPARE(shown.picture(), shown.indicators[1]->grab().toImage());
}

void TestDrainIndicator::spinnersOnScreenTurnTogether()
{
    Shown shown;
    QVERIFY(!shown.clock.isRunning());
    shown.indicators[0]->setState(u"vault"_qs, DrainState::Draining, 2);
    shown.indicators[1]->setState(u"tank"_qs, DrainState::Confirming, {});
    QTRY_VERIFY(shown.clock.isRunning());
    const QImage first = shown.picture();
    QTRY_VERIFY(shown.picture() != first);
    QVERIFY(SpinnerClock::frameInterval >= 50); // at most 20 frames a second
}

void TestDrainIndicator::clockStopsWithoutSpinners_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how : {"window hidden", "indicator hidden", "drained", "moved out of sight"})
        QTest::newRow(how) << QString::fromLatin1(how);
}

// I-11
void TestDrainIndicator::clockStopsWithoutSpinners()
{
    QFETCH(QString, how);
    Shown shown;
    shown.indicators[0]->setState(u"vault"_qs, DrainState::Draining, 2);
    QTRY_VERIFY(shown.clock.isRunning());
    if (how == u"window hidden")
        shown.window.hide();
    else if (how == u"indicator hidden")
        shown.indicators[0]->hide();
    else if (how == u"drained")
        shown.indicators[0]->setState(u"vault"_qs, DrainState::Drained, 0);
    else
        shown.indicators[0]->move(0, 500);
    QTRY_VERIFY(!shown.clock.isRunning());
}

void TestDrainIndicator::desktopsWishForLessMotionIsHeard_data()
{
    QTest::addColumn<QString>("group");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");

    QTest::newRow("GNOME") << u"org.gnome.desktop.interface"_qs << u"enable-animations"_qs << QVariant(false);
    QTest::newRow("KDE") << u"org.kde.kdeglobals.KDE"_qs << u"AnimationDurationFactor"_qs << QVariant(u"0"_qs);
}

// I-11
void TestDrainIndicator::desktopsWishForLessMotionIsHeard()
{
    QFETCH(QString, group);
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    Shown shown(Motion::Wish::System);
    shown.indicators[0]->setState(u"vault"_qs, DrainState::Draining, 2);
    QTRY_VERIFY(shown.clock.isRunning());
    shown.desktop.take(group, key, value);
    QTRY_VERIFY(!shown.clock.isRunning());
    const QImage still = shown.picture();
    QCOMPARE(shown.picture(), still);
    QVERIFY(!shown.clock.isRunning());
}

QTEST_MAIN(TestDrainIndicator)
#include "tst_drainindicator.moc"

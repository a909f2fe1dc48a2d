// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/testwindow.h"
#include "ui/desktop/colorscheme.h"
#include "ui/desktop/palette.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/widgets/blockertable.h"
#include "ui/widgets/datastorelistview.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/messagebanner.h"
#include "ui/widgets/selectabletext.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolBar>
#include <QToolButton>

using namespace Drydock;

/// The window as a person uses it.
class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void modeIsSetAndClearedByMouse();
    void modeIsSetAndClearedByKeyboard();
    void pageShowsWhatCameBackNotWhatWasAsked();
    void pageFollowsTheSelection();
    void stateIsSaidInEveryPlace_data();
    void stateIsSaidInEveryPlace();
    void nothingJumpsAtZero();
    void clearIsAskedForOnce();
    void failureShowsUntilDismissed();
    void copyTakesSelectionRowOrCommand();
    void attentionFollowsTheWindow();
    void agesFollowTheMinute();
    void idleWindowHasNoSpinner();
    void everyTextIsPlain();
    void namesForTestsAndToolsAreThere();
    void paletteChangesEverywhere();
};

namespace {

/// Opens the combo box and presses an item in its list.
void pick(QComboBox *box, const QString &text)
{
    // A list that has just opened ignores the mouse for this long.
    QApplication::setDoubleClickInterval(1);
    QTest::mouseClick(box, Qt::LeftButton);
    const QModelIndex item = box->model()->index(box->findText(text), 0);
    QTRY_VERIFY(box->view()->isVisible());
    const QPoint place = box->view()->visualRect(item).center();
    QTest::mouseMove(box->view()->viewport(), place);
    QTRY_COMPARE(box->view()->currentIndex(), item);
    QTest::mouseClick(box->view()->viewport(), Qt::LeftButton, {}, place);
}

} // namespace

void TestMainWindow::modeIsSetAndClearedByMouse()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs, MaintenanceType::None, 2, 1)});
    test.show();
    test.click(1);
    QCOMPARE(test.propertyText("datastore-name"), u"tank"_qs);
    QTest::mouseClick(test.find<QPushButton>("edit-maintenance-mode"), Qt::LeftButton);
    QDialog *dialog = test.dialog("maintenance-dialog");
    QVERIFY(dialog != nullptr);
    pick(dialog->findChild<QComboBox *>(u"maintenance-type"_qs), u"Offline"_qs);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"maintenance-save"_qs), Qt::LeftButton);
    QTRY_VERIFY(test.dialog("maintenance-dialog") == nullptr);
    QTRY_COMPARE(test.propertyText("maintenance-mode-value"), u"Offline | 3 conflicting tasks still active."_qs);

    auto *bar = test.find<QToolBar>("tool-bar");
    QTest::mouseClick(bar->widgetForAction(test.action("clear-mode")), Qt::LeftButton);
    QTRY_COMPARE(test.propertyText("maintenance-mode-value"), u"None"_qs);
    QCOMPARE(test.backend.commands.size(), 2);
}

void TestMainWindow::modeIsSetAndClearedByKeyboard()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs)});
    test.show();
    QCOMPARE(test.window->focusWidget(), test.list()); // no caret blinks in an idle window
    QTest::keyClick(test.list(), Qt::Key_Down);
    QCOMPARE(test.selected(), u"tank"_qs);
    QTest::keyClick(test.list(), Qt::Key_Return);
    QDialog *dialog = test.dialog("maintenance-dialog");
    QVERIFY(dialog != nullptr);
    auto *type = dialog->findChild<QComboBox *>(u"maintenance-type"_qs);
    QCOMPARE(dialog->focusWidget(), type);
    QTest::keyClick(type, Qt::Key_Down);
    QTest::keyClick(type, Qt::Key_Tab);
    QCOMPARE(dialog->focusWidget()->objectName(), u"maintenance-description"_qs);
    QTest::keyClicks(dialog->focusWidget(), u"swap"_qs);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(test.propertyText("maintenance-mode-value").remove(QChar(0x2068)).remove(QChar(0x2069)),
                 u"Read-only No write operations left. (\"swap\")"_qs);

    test.activate();
    QTest::keyClick(test.list(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(test.propertyText("maintenance-mode-value"), u"None"_qs);
    QTest::keyClick(test.list(), Qt::Key_M, Qt::ControlModifier);
    QVERIFY(test.dialog("maintenance-dialog") != nullptr);
}

// The interface never paints what it asked for.
void TestMainWindow::pageShowsWhatCameBackNotWhatWasAsked()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 1)});
    test.show();
    test.backend.hold = true;
    test.action("clear-mode")->trigger();
    QCOMPARE(test.backend.commands.size(), 1);
    QCoreApplication::processEvents();
    QCOMPARE(test.propertyText("maintenance-mode-value"), u"Offline | 1 conflicting task still active."_qs);
    test.backend.answerHeld();
    QTRY_COMPARE(test.propertyText("maintenance-mode-value"), u"None"_qs);
}

void TestMainWindow::pageFollowsTheSelection()
{
    TestWindow test;
    StoreSnapshot vault = makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1);
    vault.comment = u"Weekly set"_qs;
    test.backend.setStores({vault, makeStore(u"tank"_qs)});
    test.show();
    QCOMPARE(test.propertyText("datastore-comment"), u"Weekly set"_qs);
    QCOMPARE(test.find<BlockerTable>("blockers")->model()->rowCount(), 3);
    test.click(1);
    QCOMPARE(test.propertyText("datastore-path"), u"/mnt/tank"_qs);
    QVERIFY(!test.find<BlockerTable>("blockers")->isVisible());
    QVERIFY(!test.find<QWidget>("datastore-comment")->isVisible());
}

void TestMainWindow::stateIsSaidInEveryPlace_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::addColumn<int>("writers");
    QTest::addColumn<int>("readers");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<bool>("message");

    const auto row = [](const char *title, MaintenanceType type, int writers, int readers, const QString &value,
                        const QString &name, const QString &verdict, bool message) {
        QTest::newRow(title) << type << writers << readers << value << name << verdict << message;
    };
    row("none", MaintenanceType::None, 0, 2, u"None"_qs, u"vault, None, 2 running"_qs, u"In normal use: 2 readers"_qs,
        false);
    row("draining", MaintenanceType::Offline, 2, 1, u"Offline | 3 conflicting tasks still active."_qs,
        u"vault, Offline, 3 conflicting tasks still active"_qs, u"Wait: 2 writers, 1 reader"_qs, false);
    row("one left", MaintenanceType::ReadOnly, 1, 4, u"Read-only | 1 conflicting task still active."_qs,
        u"vault, Read-only, 1 conflicting task still active"_qs, u"Wait: 1 writer"_qs, false);
    row("drained", MaintenanceType::Offline, 0, 0, u"Offline No operations left."_qs,
        u"vault, Offline, No operations left"_qs, u"No operations left."_qs, true);
    row("readers may go on", MaintenanceType::ReadOnly, 0, 2, u"Read-only No write operations left."_qs,
        u"vault, Read-only, No write operations left"_qs, u"No write operations left."_qs, true);
}

// I-03
void TestMainWindow::stateIsSaidInEveryPlace()
{
    QFETCH(MaintenanceType, type);
    QFETCH(int, writers);
    QFETCH(int, readers);
    QFETCH(QString, value);
    QFETCH(QString, name);
    QFETCH(QString, verdict);
    QFETCH(bool, message);
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, type, writers, readers)});
    test.show();
    QCOMPARE(test.propertyText("maintenance-mode-value"), value);
    QCOMPARE(test.find<DrainIndicator>("drain-indicator")->accessibleName(), name);
    QCOMPARE(test.list()->currentIndex().data(Qt::AccessibleTextRole).toString(), name);
    QCOMPARE(test.propertyText("verdict"), verdict);
    QCOMPARE(test.find<MessageBanner>("state-message")->isVisible(), message);
    QCOMPARE(test.find<QLabel>("status-counts")->text(),
             type == MaintenanceType::None ? QString() : u"1 in maintenance"_qs);
}

void TestMainWindow::nothingJumpsAtZero()
{
    TestWindow test;
    StoreSnapshot vault = makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1, u"swap the disk in the second bay"_qs);
    vault.comment = u"Weekly set"_qs;
    test.backend.setStores({vault});
    test.show();
    const auto places = [&] {
        QList<QPoint> result;
        for (const char *name : {"drain-indicator", "verdict", "maintenance-mode-value", "edit-maintenance-mode",
                                 "datastore-path", "datastore-comment"})
            result.append(test.find<QWidget>(name)->mapTo(test.window.get(), QPoint()));
        return result;
    };
    QCoreApplication::processEvents();
    const QList<QPoint> before = places();
    StoreSnapshot drained = makeStore(u"vault"_qs, MaintenanceType::Offline, 0, 0, vault.mode.message);
    drained.comment = vault.comment;
    test.backend.setStore(drained);
    QTRY_VERIFY(test.find<MessageBanner>("state-message")->isVisible());
    QCoreApplication::processEvents();
    QCOMPARE(places(), before);
}

void TestMainWindow::clearIsAskedForOnce()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline)});
    test.show();
    test.backend.hold = true;
    for (int i = 0; i < 3; ++i)
        test.action("clear-mode")->trigger();
    QCOMPARE(test.backend.commands.size(), 1);
    test.backend.answerHeld();
    QTRY_VERIFY(!test.action("clear-mode")->isEnabled());
    QVERIFY(test.banner()->isHidden());
}

void TestMainWindow::failureShowsUntilDismissed()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline)});
    test.show();
    test.backend.refuse = Error{ErrorCode::NoSpace, u"/etc/drydock/datastore.cfg"_qs, {}};
    test.action("clear-mode")->trigger();
    QTRY_VERIFY(test.banner()->isVisible());
    QVERIFY(test.banner()->text().contains(u"no space"));
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::Offline, 1));
    QVERIFY(test.banner()->isVisible());
    QTest::mouseClick(test.banner()->findChild<QToolButton *>(), Qt::LeftButton);
    QVERIFY(test.banner()->isHidden());
}

void TestMainWindow::copyTakesSelectionRowOrCommand()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 2, 1, u"swap"_qs)});
    test.show();
    test.action("copy")->trigger();
    QCOMPARE(QApplication::clipboard()->text(),
             u"vault\tOffline (\"swap\")\t3 conflicting tasks still active.\t/mnt/vault"_qs);
    test.action("copy-as-command")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"drydockctl clear vault"_qs);

    auto *path = test.find<SelectableText>("datastore-path");
    path->setFocus();
    path->selectAll();
    test.action("copy")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"/mnt/vault"_qs);

    auto *blockers = test.find<BlockerTable>("blockers");
    QTest::keyClick(test.list(), Qt::Key_1, Qt::AltModifier);
    QCOMPARE(test.window->focusWidget(), blockers);
    blockers->setCurrentIndex(blockers->model()->index(2, 0));
    test.action("copy")->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(u"borg check"));
}

// I-11
void TestMainWindow::attentionFollowsTheWindow()
{
    TestWindow test;
    test.backend.setStores({});
    QVERIFY(!test.backend.attention);
    test.show();
    QVERIFY(test.backend.attention);
    test.window->hide();
    QVERIFY(!test.backend.attention);
    test.window->show();
    test.action("refresh")->trigger();
    QCOMPARE(test.backend.refreshes, 1);
}

void TestMainWindow::agesFollowTheMinute()
{
    TestWindow test;
    test.clock.setWallSeconds(1'800'000'000);
    StoreSnapshot vault = makeStore(u"vault"_qs, MaintenanceType::Offline, 1);
    vault.modeSince = 1'800'000'000 - 60 * 12;
    vault.modeBy = u"alice"_qs;
    test.backend.setStores({vault});
    test.show();
    QVERIFY(test.propertyText("mode-since").startsWith(u"Offline for 12 min, set by alice at "));
    // The window comes back into sight some minutes later.
    test.clock.advance(std::chrono::minutes(5));
    test.window->hide();
    test.window->show();
    QTRY_VERIFY(test.propertyText("mode-since").startsWith(u"Offline for 17 min, set by alice at "));
}

// I-11
void TestMainWindow::idleWindowHasNoSpinner()
{
    TestWindow test({}, Motion::Wish::Full);
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 1), makeStore(u"tank"_qs)});
    test.show();
    QTRY_VERIFY(test.window->spinnerClock().isRunning());
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::Offline));
    QTRY_VERIFY(!test.window->spinnerClock().isRunning());
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::Offline, 1));
    QTRY_VERIFY(test.window->spinnerClock().isRunning());
    test.window->hide();
    QTRY_VERIFY(!test.window->spinnerClock().isRunning());
}

void TestMainWindow::everyTextIsPlain()
{
    TestWindow test;
    StoreSnapshot vault = makeStore(u"vault"_qs, MaintenanceType::Offline, 1, 0, u"<b>bold</b>"_qs);
    vault.comment = u"<img src=x>"_qs;
    test.backend.setStores({vault, makeStore(u"tank"_qs)});
    test.show();
    test.action("edit-maintenance-mode")->trigger();
    test.action("about")->trigger();
    test.action("shortcuts")->trigger();
    test.action("add-folder")->trigger();
    test.click(1);
    int labels = 0;
    for (const QLabel *label : test.window->findChildren<QLabel *>()) {
        ++labels;
        const bool safe = label->textFormat() == Qt::PlainText || label->text().isEmpty();
        QVERIFY2(safe, qPrintable(label->text()));
    }
    QVERIFY(labels > 20);
}

void TestMainWindow::namesForTestsAndToolsAreThere()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline, 1)});
    test.show();
    for (const char *name : {"datastore-list", "maintenance-mode-value", "drain-indicator", "edit-maintenance-mode",
                             "blockers", "datastore-page", "window-message", "state-message"})
        QVERIFY2(test.find<QWidget>(name) != nullptr, name);
    test.action("edit-maintenance-mode")->trigger();
    for (const char *name : {"maintenance-type", "maintenance-description", "maintenance-save"})
        QVERIFY2(test.dialog("maintenance-dialog")->findChild<QWidget *>(QString::fromLatin1(name)) != nullptr, name);
}

void TestMainWindow::paletteChangesEverywhere()
{
    DesktopSettings desktop;
    ColorSchemeController scheme(desktop, ColorScheme::Light);
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline)});
    test.show();
    const auto ground = [&] { return test.window->grab().toImage().pixelColor(5, test.window->height() - 5); };
    QCOMPARE(ground(), lightPalette().color(QPalette::Window));
    auto *counts = test.find<QLabel>("status-counts");
    QCOMPARE(counts->palette().color(QPalette::WindowText), hueColor(Hue::Quiet, lightPalette()));

    scheme.setScheme(ColorScheme::System);
    desktop.take(u"org.freedesktop.appearance"_qs, u"color-scheme"_qs, 1U);
    QTRY_COMPARE(ground(), darkPalette().color(QPalette::Window));
    QCOMPARE(counts->palette().color(QPalette::WindowText), hueColor(Hue::Quiet, darkPalette()));
    desktop.take(u"org.freedesktop.appearance"_qs, u"color-scheme"_qs, 2U);
    QTRY_COMPARE(ground(), lightPalette().color(QPalette::Window));
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"

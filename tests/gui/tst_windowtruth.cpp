// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/testwindow.h"
#include "ui/dialogs/modepreview.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/widgets/datastorelistview.h"
#include "ui/widgets/messagebanner.h"
#include "ui/widgets/messageedit.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPaintEvent>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace Drydock;

/// What the window says while things change under it: never more than is known, and of the right datastore.
class TestWindowTruth : public QObject
{
    Q_OBJECT

private slots:
    void firstRowIsSelectedInAnActiveWindow();
    void selectionOutlivesAnEmptyMoment();
    void oldSelectionIsNotTakenUpLater();
    void openMenuGoesWithItsRow();
    void siteThatIsReadAgainIsNotCalledUnknown();
    void sitesWithoutStoresOfferTheFirstStep();
    void statusBarNamesTheSelectedSite();

    void nothingRunsIsSaidOnlyWhereItIsKnown_data();
    void nothingRunsIsSaidOnlyWhereItIsKnown();
    void previewCountsNothingThatIsNotKnown_data();
    void previewCountsNothingThatIsNotKnown();
    void agesInTheListFollowTheMinute();
    void staleListStandsOnThePagesOwnGround();

    void nextTryTakesTheFailureAway();
    void commandWithoutAnswerLeavesTheDialogUsable();
    void commandWithoutAnswerCanBeAskedForAgain();
    void failureGivesTheFocusBack();
    void everyPageCanHaveTheFocus();
    void questionTakesThePathAsItIs();
    void counterStandsBesideTheText_data();
    void counterStandsBesideTheText();
};

namespace {

StoreSnapshot storeIn(DrainState state)
{
    StoreSnapshot store = makeStore(u"vault"_qs, MaintenanceType::Offline);
    store.state = state;
    store.reason = state == DrainState::Unknown ? StateReason::NoRightToProve : StateReason::None;
    return store;
}

Error unreadable()
{
    return {ErrorCode::PermissionDenied, u"/etc/fake/datastore.cfg"_qs, {}};
}

/// Counts what is painted of a widget.
class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QWidget *widget)
        : QObject(widget)
    {
        widget->installEventFilter(this);
    }
    int whole = 0; ///< times that all of it was painted

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            const QRect all = qobject_cast<QWidget *>(object)->rect();
            whole += static_cast<QPaintEvent *>(event)->rect() == all ? 1 : 0;
        }
        return false;
    }
};

} // namespace

void TestWindowTruth::firstRowIsSelectedInAnActiveWindow()
{
    TestWindow test;
    test.show();
    test.activate();
    test.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs)});
    QCOMPARE(test.selected(), u"vault"_qs);
    QVERIFY(test.list()->selectionModel()->isSelected(test.list()->currentIndex()));
}

// An editor that writes the file anew empties it first.
void TestWindowTruth::selectionOutlivesAnEmptyMoment()
{
    TestWindow test;
    const QList<StoreSnapshot> stores{makeStore(u"vault"_qs), makeStore(u"tank"_qs)};
    test.backend.setStores(stores);
    test.show();
    test.click(1);
    test.backend.setStores({});
    test.backend.setStores(stores);
    QCOMPARE(test.selected(), u"tank"_qs);
    QCOMPARE(test.propertyText("datastore-name"), u"tank"_qs);
    test.backend.changeSite([](SiteSnapshot &site) {
        site.configError = unreadable();
        site.stores.clear();
    });
    test.backend.changeSite([](SiteSnapshot &site) { site.configError.reset(); });
    test.backend.setStores(stores);
    QCOMPARE(test.selected(), u"tank"_qs);
    QVERIFY(test.list()->selectionModel()->isSelected(test.list()->currentIndex()));
}

void TestWindowTruth::oldSelectionIsNotTakenUpLater()
{
    TestWindow test;
    test.settings.setSelection({u"fake"_qs, u"vault"_qs});
    test.reopen();
    test.backend.setStores({makeStore(u"tank"_qs)});
    test.show();
    QCOMPARE(test.selected(), u"tank"_qs);
    test.backend.setStores({makeStore(u"tank"_qs), makeStore(u"vault"_qs)});
    QCOMPARE(test.selected(), u"tank"_qs);
}

// I-09: a change is made to the datastore that one saw, or to none
void TestWindowTruth::openMenuGoesWithItsRow()
{
    TestWindow test;
    test.backend.setStores(
        {makeStore(u"vault"_qs, MaintenanceType::Offline), makeStore(u"tank"_qs, MaintenanceType::Offline)});
    test.show();
    Q_EMIT test.list()->customContextMenuRequested(test.list()->visualRect(test.list()->currentIndex()).center());
    QTRY_VERIFY(qobject_cast<QMenu *>(QApplication::activePopupWidget()) != nullptr);
    test.backend.setStore(makeStore(u"vault"_qs, MaintenanceType::Offline, 1));
    QVERIFY(QApplication::activePopupWidget() != nullptr);
    test.backend.dropStore(u"vault"_qs);
    QVERIFY(QApplication::activePopupWidget() == nullptr);
    // Beside the rows there is no menu at all.
    Q_EMIT test.list()->customContextMenuRequested(test.list()->viewport()->rect().bottomLeft());
    QVERIFY(QApplication::activePopupWidget() == nullptr);
}

// I-03
void TestWindowTruth::siteThatIsReadAgainIsNotCalledUnknown()
{
    FakeBackend pbs(u"pbs"_qs);
    FakeBackend own(u"user"_qs);
    TestWindow test({&pbs, &own});
    pbs.changeSite([](SiteSnapshot &site) { site.configError = unreadable(); });
    own.setStores({});
    test.show();
    QCOMPARE(test.propertyText("verdict"), u"Nothing is known of its datastores"_qs);
    pbs.changeSite([](SiteSnapshot &site) {
        site.configError.reset();
        site.stores = {std::make_shared<const StoreSnapshot>(makeStore(u"vault"_qs))};
    });
    QCOMPARE(test.propertyText("datastore-name"), u"vault"_qs);
    QCOMPARE(test.propertyText("verdict"), u"In normal use, nothing is running"_qs);
}

void TestWindowTruth::sitesWithoutStoresOfferTheFirstStep()
{
    FakeBackend pbs(u"pbs"_qs);
    FakeBackend own(u"user"_qs);
    TestWindow test({&pbs, &own});
    test.show();
    pbs.setStores({});
    QVERIFY(test.centre()->objectName() != u"empty-page"); // of the other one nothing is known yet
    own.setStores({});
    QCOMPARE(test.centre()->objectName(), u"empty-page"_qs);
}

void TestWindowTruth::statusBarNamesTheSelectedSite()
{
    FakeBackend pbs(u"pbs"_qs);
    FakeBackend own(u"user"_qs);
    pbs.name = u"This computer's PBS"_qs;
    own.name = u"My datastores"_qs;
    TestWindow test({&pbs, &own});
    pbs.setStores({makeStore(u"vault"_qs)});
    own.setStores({makeStore(u"usb-a"_qs)});
    test.show();
    QCOMPARE(test.find<QLabel>("status-site")->text(), pbs.name);
    test.click(3);
    QCOMPARE(test.selected(), u"usb-a"_qs);
    QCOMPARE(test.find<QLabel>("status-site")->text(), own.name);
}

void TestWindowTruth::nothingRunsIsSaidOnlyWhereItIsKnown_data()
{
    QTest::addColumn<DrainState>("state");
    QTest::addColumn<QString>("said");
    const QString nothing = u"No operations are running on this datastore."_qs;
    const QString notKnown = u"It is not known what is running on this datastore."_qs;
    QTest::newRow("none") << DrainState::None << nothing;
    QTest::newRow("cannot be proven") << DrainState::Unknown << notKnown;
    QTest::newRow("stale") << DrainState::Stale << notKnown;
    QTest::newRow("being proven") << DrainState::Confirming << QString();
    QTest::newRow("proven") << DrainState::Drained << QString();
}

// I-03
void TestWindowTruth::nothingRunsIsSaidOnlyWhereItIsKnown()
{
    QFETCH(DrainState, state);
    QFETCH(QString, said);
    TestWindow test;
    test.backend.setStores({storeIn(state)}); // the counts are there, and zero
    test.show();
    const auto *label = test.find<QLabel>("nothing-runs");
    QCOMPARE(label->isVisible() ? label->text() : QString(), said);
}

void TestWindowTruth::previewCountsNothingThatIsNotKnown_data()
{
    QTest::addColumn<DrainState>("state");
    QTest::addColumn<bool>("known");
    QTest::newRow("none") << DrainState::None << true;
    QTest::newRow("drained") << DrainState::Drained << true;
    QTest::newRow("cannot be proven") << DrainState::Unknown << false;
    QTest::newRow("stale") << DrainState::Stale << false;
}

// I-03
void TestWindowTruth::previewCountsNothingThatIsNotKnown()
{
    QFETCH(DrainState, state);
    QFETCH(bool, known);
    const ModePreview preview = modePreview(storeIn(state), MaintenanceType::Offline);
    QCOMPARE(preview.headline,
             known ? u"No running operation has to finish."_qs : u"What is running cannot be read."_qs);
}

void TestWindowTruth::agesInTheListFollowTheMinute()
{
    TestWindow test;
    test.clock.setWallSeconds(1'800'000'000);
    StoreSnapshot vault = makeStore(u"vault"_qs, MaintenanceType::Offline, 1);
    vault.modeSince = 1'800'000'000 - 60 * 12;
    test.backend.setStores({vault});
    test.show();
    const PaintCounter list(test.list()->viewport());
    test.clock.advance(std::chrono::minutes(5));
    // Anything that shows an age and is painted wakes the clock; then all ages are made anew.
    test.find<QWidget>("mode-since")->update();
    QTRY_VERIFY(list.whole > 0);
}

// What is only the last known is greyed; an empty grey box below it would look like something missing.
void TestWindowTruth::staleListStandsOnThePagesOwnGround()
{
    TestWindow test;
    StoreSnapshot store = makeStore(u"vault"_qs, MaintenanceType::Offline, 1);
    store.state = DrainState::Stale;
    test.backend.setStores({store});
    test.show();
    auto *table = test.find<QTreeView>("blockers");
    QVERIFY(table->isVisible() && !table->isEnabled());
    const QImage image = test.window->grab().toImage();
    const QPoint inside =
        table->viewport()->mapTo(test.window.get(), table->viewport()->rect().bottomRight() - QPoint(9, 9));
    const QPoint beside = table->mapTo(test.window.get(), QPoint(-9, table->height() - 9));
    QCOMPARE(image.pixelColor(inside), image.pixelColor(beside));
}

void TestWindowTruth::nextTryTakesTheFailureAway()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline)});
    test.show();
    test.backend.refuse = Error{ErrorCode::LockTimeout, u"/etc/.datastore.lck"_qs, {}};
    test.action("clear-mode")->trigger();
    QTRY_VERIFY(test.banner()->isVisible());
    test.action("clear-mode")->trigger();
    QVERIFY(test.banner()->isHidden());
    QTRY_COMPARE(test.propertyText("maintenance-mode-value"), u"None"_qs);
}

void TestWindowTruth::commandWithoutAnswerLeavesTheDialogUsable()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.show();
    test.backend.hold = true;
    test.action("edit-maintenance-mode")->trigger();
    QDialog *dialog = test.dialog("maintenance-dialog");
    dialog->findChild<QComboBox *>(u"maintenance-type"_qs)->setCurrentIndex(2);
    dialog->findChild<QPushButton *>(u"maintenance-save"_qs)->click();
    QVERIFY(!dialog->findChild<QPushButton *>(u"maintenance-cancel"_qs)->isEnabled());
    test.backend.cancelHeld();
    QTRY_VERIFY(dialog->findChild<MessageBanner *>(u"maintenance-message"_qs)->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(test.dialog("maintenance-dialog") == nullptr);

    test.action("add-folder")->trigger();
    dialog = test.dialog("add-datastore-dialog");
    dialog->findChild<QLineEdit *>(u"add-path"_qs)->setText(u"/mnt/tank"_qs);
    dialog->findChild<QLineEdit *>(u"add-name"_qs)->setText(u"tank"_qs);
    dialog->findChild<QPushButton *>(u"add-save"_qs)->click();
    test.backend.cancelHeld();
    QTRY_VERIFY(dialog->findChild<MessageBanner *>(u"add-message"_qs)->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(test.dialog("add-datastore-dialog") == nullptr);
}

void TestWindowTruth::commandWithoutAnswerCanBeAskedForAgain()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline)});
    test.show();
    test.backend.hold = true;
    test.action("clear-mode")->trigger();
    test.backend.cancelHeld();
    QTRY_VERIFY(test.banner()->isVisible());
    test.action("clear-mode")->trigger();
    QCOMPARE(test.backend.commands.size(), 2);
}

void TestWindowTruth::failureGivesTheFocusBack()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.show();
    test.action("edit-maintenance-mode")->trigger();
    QDialog *dialog = test.dialog("maintenance-dialog");
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    dialog->findChild<QComboBox *>(u"maintenance-type"_qs)->setCurrentIndex(2);
    auto *description = dialog->findChild<QLineEdit *>(u"maintenance-description"_qs);
    description->setFocus();
    test.backend.refuse = Error{ErrorCode::NoSpace, u"/etc/datastore.cfg"_qs, {}};
    QTest::keyClick(description, Qt::Key_Return);
    QTRY_VERIFY(dialog->findChild<MessageBanner *>(u"maintenance-message"_qs)->isVisible());
    QCOMPARE(QApplication::focusWidget(), description);
    dialog->reject();

    test.action("add-folder")->trigger();
    dialog = test.dialog("add-datastore-dialog");
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    dialog->findChild<QLineEdit *>(u"add-path"_qs)->setText(u"/mnt/tank"_qs);
    auto *name = dialog->findChild<QLineEdit *>(u"add-name"_qs);
    name->setText(u"tank"_qs);
    name->setFocus();
    test.backend.refuse = Error{ErrorCode::NoSpace, u"/etc/datastore.cfg"_qs, {}};
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(dialog->findChild<MessageBanner *>(u"add-message"_qs)->isVisible());
    QCOMPARE(QApplication::focusWidget(), name);
}

// Without anything to press, its keys still scroll it.
void TestWindowTruth::everyPageCanHaveTheFocus()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.backend.changeSite([](SiteSnapshot &site) { site.cannotEdit = unreadable(); });
    test.show();
    test.activate();
    QTest::keyClick(test.list(), Qt::Key_F6);
    QCOMPARE(test.window->focusWidget(), test.find<QWidget>("datastore-page"));
    QVERIFY(!test.window->focusWidget()->accessibleName().isEmpty());
    QTest::keyClick(test.window->focusWidget(), Qt::Key_F6);
    QCOMPARE(test.window->focusWidget(), test.list());
}

void TestWindowTruth::questionTakesThePathAsItIs()
{
    TestWindow test;
    StoreSnapshot vault = makeStore(u"vault"_qs);
    vault.path = u"/mnt/<b>vault</b>"_qs;
    test.backend.setStores({vault});
    test.show();
    test.action("remove-datastore")->trigger();
    QDialog *box = test.dialog("remove-dialog");
    int labels = 0;
    for (const QLabel *label : box->findChildren<QLabel *>()) {
        QVERIFY2(label->text().isEmpty() || label->textFormat() == Qt::PlainText, qPrintable(label->text()));
        labels += label->text().isEmpty() ? 0 : 1;
    }
    QVERIFY(labels >= 2);
}

void TestWindowTruth::counterStandsBesideTheText_data()
{
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("left to right") << Qt::LeftToRight;
    QTest::newRow("right to left") << Qt::RightToLeft;
}

void TestWindowTruth::counterStandsBesideTheText()
{
    QFETCH(Qt::LayoutDirection, direction);
    MessageEdit edit;
    edit.setLayoutDirection(direction);
    edit.resize(300, 30);
    edit.setText(u"swap disk 2"_qs);
    edit.show();
    const auto *counter = edit.findChild<QLabel *>();
    const QRect text = edit.rect().marginsRemoved(edit.textMargins());
    QVERIFY(edit.rect().contains(counter->geometry()));
    QVERIFY2(!text.intersects(counter->geometry()), "the text runs under its counter");
}

QTEST_MAIN(TestWindowTruth)
#include "tst_windowtruth.moc"

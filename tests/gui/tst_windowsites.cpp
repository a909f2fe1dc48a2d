// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitepaths.h"
#include "tests/gui/testwindow.h"
#include "ui/dialogs/adddatastoredialog.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/widgets/blockertable.h"
#include "ui/widgets/datastorelistview.h"
#include "ui/widgets/messagebanner.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace Drydock;

/// The window with sites and sizes of every kind: empty, unreadable, without rights, small.
class TestWindowSites : public QObject
{
    Q_OBJECT

private slots:
    void emptySiteOffersTheFirstStep();
    void folderIsAddedAndSelected();
    void addChecksWhileOneTypes_data();
    void addChecksWhileOneTypes();
    void namesAreJudgedAsTheSiteJudgesThem();
    void removeAsksAndKeepsFiles();
    void unreadableConfigIsNamedWithItsLine();
    void missingRightsDisableWithTheReason();
    void siteWithoutRightsIsOneRow();
    void vanishedStoreLeavesItsDialogClosable();
    void arrangementFollowsTheSize_data();
    void arrangementFollowsTheSize();
    void narrowWindowShowsListOrPage();
    void geometryAndSelectionAreKept();
};

void TestWindowSites::emptySiteOffersTheFirstStep()
{
    TestWindow test;
    test.show();
    QVERIFY(test.centre()->objectName() != u"empty-page"); // nothing has been read yet
    test.backend.setStores({});
    QCOMPARE(test.centre()->objectName(), u"empty-page"_qs);
    auto *button = test.centre()->findChild<QPushButton *>(u"add-folder"_qs);
    QVERIFY(button->isEnabled());
    QCOMPARE(test.window->focusWidget(), button);
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(test.dialog("add-datastore-dialog") != nullptr);
    test.backend.setStores({makeStore(u"vault"_qs)});
    QCOMPARE(test.centre()->objectName(), u"panes"_qs);
}

void TestWindowSites::folderIsAddedAndSelected()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"tank"_qs)});
    test.show();
    test.action("add-folder")->trigger();
    QDialog *dialog = test.dialog("add-datastore-dialog");
    dialog->findChild<QLineEdit *>(u"add-path"_qs)->setText(u"/mnt/vault"_qs);
    dialog->findChild<QLineEdit *>(u"add-name"_qs)->setText(u"vault"_qs);
    dialog->findChild<QLineEdit *>(u"add-comment"_qs)->setText(u"Weekly set"_qs);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_COMPARE(test.selected(), u"vault"_qs);
    QCOMPARE(test.backend.commands.first().path, u"/mnt/vault"_qs);
    QCOMPARE(test.propertyText("datastore-comment"), u"Weekly set"_qs);
    QTRY_VERIFY(test.dialog("add-datastore-dialog") == nullptr);
}

void TestWindowSites::addChecksWhileOneTypes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("good");
    QTest::newRow("good") << u"vault"_qs << u"/mnt/vault"_qs << true;
    QTest::newRow("too short") << u"va"_qs << u"/mnt/vault"_qs << false;
    QTest::newRow("32 characters") << QString(32, u'v') << u"/mnt/vault"_qs << true;
    QTest::newRow("33 characters") << QString(33, u'v') << u"/mnt/vault"_qs << false;
    QTest::newRow("slash") << u"va/ult"_qs << u"/mnt/vault"_qs << false;
    QTest::newRow("dot first") << u".vault"_qs << u"/mnt/vault"_qs << false;
    QTest::newRow("hyphen first") << u"-vault"_qs << u"/mnt/vault"_qs << false;
    QTest::newRow("a lock's name") << u"vault.lock"_qs << u"/mnt/vault"_qs << false;
    QTest::newRow("not ASCII") << u"Größe"_qs << u"/mnt/vault"_qs << false;
    QTest::newRow("taken") << u"tank"_qs << u"/mnt/vault"_qs << false;
    QTest::newRow("relative path") << u"vault"_qs << u"mnt/vault"_qs << false;
    QTest::newRow("no path") << u"vault"_qs << QString() << false;
}

void TestWindowSites::addChecksWhileOneTypes()
{
    QFETCH(QString, name);
    QFETCH(QString, path);
    QFETCH(bool, good);
    TestWindow test;
    test.backend.setStores({makeStore(u"tank"_qs)});
    test.show();
    test.action("add-folder")->trigger();
    QDialog *dialog = test.dialog("add-datastore-dialog");
    dialog->findChild<QLineEdit *>(u"add-path"_qs)->setText(path);
    dialog->findChild<QLineEdit *>(u"add-name"_qs)->setText(name);
    QCOMPARE(dialog->findChild<QPushButton *>(u"add-save"_qs)->isEnabled(), good);
}

// I-10
void TestWindowSites::namesAreJudgedAsTheSiteJudgesThem()
{
    const QString alphabet = u"aZ0_.-/ ü\n"_qs;
    QStringList names{QString(), QString(32, u'v'), QString(33, u'v'), u"abc.lock"_qs, u".lock"_qs, u"lock"_qs};
    for (const QChar first : alphabet) {
        for (const QChar second : alphabet) {
            for (const QChar third : alphabet)
                names.append({QString(first), QString(first) + second, QString(first) + second + third});
        }
    }
    for (const QString &name : names) {
        const bool good = isValidStoreName(name) && !isReservedStoreName(name);
        QVERIFY2((AddDatastoreDialog::checkName(name) == QValidator::Acceptable) == good, qPrintable(name));
    }
}

void TestWindowSites::removeAsksAndKeepsFiles()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs, MaintenanceType::Offline)});
    test.show();
    test.action("remove-datastore")->trigger();
    auto *box = qobject_cast<QMessageBox *>(test.dialog("remove-dialog"));
    QVERIFY(box != nullptr);
    QCOMPARE(box->informativeText(), u"Files in /mnt/vault stay."_qs);
    QTest::keyClick(box, Qt::Key_Return); // the default is to leave it
    QTRY_VERIFY(test.dialog("remove-dialog") == nullptr);
    QVERIFY(test.backend.commands.isEmpty());

    test.action("remove-datastore")->trigger();
    test.dialog("remove-dialog")->findChild<QPushButton *>(u"remove-confirm"_qs)->click();
    QTRY_COMPARE(test.window->model()->rowCount(), 1);
    QCOMPARE(test.selected(), u"tank"_qs);
    QVERIFY(!test.action("remove-datastore")->isEnabled());
    QVERIFY(test.action("remove-datastore")->toolTip().contains(u"in maintenance mode"));
}

// I-03
void TestWindowSites::unreadableConfigIsNamedWithItsLine()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.show();
    test.backend.changeSite([](SiteSnapshot &site) {
        site.configError = Error{ErrorCode::ConfigInvalid, u"/etc/datastore.cfg"_qs, u"syntax error"_qs, 0, 14};
    });
    QVERIFY(test.banner()->isVisible());
    QVERIFY(test.banner()->text().contains(u"line 14"));
    QVERIFY(!test.action("edit-maintenance-mode")->isEnabled());
    QVERIFY(!test.action("add-folder")->isEnabled());
    test.banner()->findChild<QPushButton *>(u"banner-copy-diagnostics"_qs)->click();
    QVERIFY(QApplication::clipboard()->text().contains(u"line=14"));
    test.backend.changeSite([](SiteSnapshot &site) { site.configError.reset(); });
    QVERIFY(test.banner()->isHidden());
    QVERIFY(test.action("edit-maintenance-mode")->isEnabled());
}

void TestWindowSites::missingRightsDisableWithTheReason()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs, MaintenanceType::Offline)});
    test.backend.changeSite([](SiteSnapshot &site) {
        site.cannotEdit = Error{ErrorCode::PermissionDenied, u"/etc/.datastore.lck"_qs, {}};
        site.cannotAdd = site.cannotEdit;
    });
    test.show();
    for (const char *name : {"edit-maintenance-mode", "clear-mode", "add-folder", "remove-datastore"}) {
        QVERIFY2(!test.action(name)->isEnabled(), name);
        QVERIFY2(test.action(name)->toolTip().contains(u"/etc/.datastore.lck"), name);
    }
    QVERIFY(!test.find<QPushButton>("edit-maintenance-mode")->isEnabled());
    QTest::keyClick(test.list(), Qt::Key_Return);
    QVERIFY(test.dialog("maintenance-dialog") == nullptr);
    test.banner()->findChild<QPushButton *>(u"banner-copy-as-command"_qs)->click();
    QCOMPARE(QApplication::clipboard()->text(), u"sudo drydockctl clear vault"_qs);
}

// I-03
void TestWindowSites::siteWithoutRightsIsOneRow()
{
    TestWindow test;
    test.backend.name = u"This computer's PBS"_qs;
    test.backend.changeSite([](SiteSnapshot &site) {
        site.configError = Error{ErrorCode::PermissionDenied, u"/etc/proxmox-backup"_qs, {}};
    });
    test.show();
    QCOMPARE(test.window->model()->rowCount(), 1);
    QCOMPARE(test.propertyText("datastore-name"), u"This computer's PBS"_qs);
    QVERIFY(!test.find<QWidget>("maintenance-mode-value")->isVisible());
    QVERIFY(!test.find<BlockerTable>("blockers")->isVisible());
    QVERIFY(test.banner()->isVisible());
    test.banner()->findChild<QPushButton *>(u"banner-copy-as-command"_qs)->click();
    QCOMPARE(QApplication::clipboard()->text(), u"sudo drydockctl list"_qs);
}

void TestWindowSites::vanishedStoreLeavesItsDialogClosable()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs)});
    test.show();
    test.action("edit-maintenance-mode")->trigger();
    test.backend.dropStore(u"vault"_qs);
    QCOMPARE(test.selected(), u"tank"_qs);
    QDialog *dialog = test.dialog("maintenance-dialog");
    QVERIFY(dialog != nullptr);
    QVERIFY(!dialog->findChild<QPushButton *>(u"maintenance-save"_qs)->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(test.dialog("maintenance-dialog") == nullptr);
    test.backend.dropStore(u"tank"_qs);
    QCOMPARE(test.centre()->objectName(), u"empty-page"_qs);
}

void TestWindowSites::arrangementFollowsTheSize_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<MainWindow::Arrangement>("arrangement");
    QTest::newRow("usual") << QSize(900, 560) << MainWindow::Arrangement::Wide;
    QTest::newRow("wide and low") << QSize(1200, 360) << MainWindow::Arrangement::Wide;
    QTest::newRow("just wide") << QSize(700, 560) << MainWindow::Arrangement::Wide;
    QTest::newRow("narrow") << QSize(699, 560) << MainWindow::Arrangement::Stacked;
    QTest::newRow("narrow and low") << QSize(480, 360) << MainWindow::Arrangement::Single;
}

void TestWindowSites::arrangementFollowsTheSize()
{
    QFETCH(QSize, size);
    QFETCH(MainWindow::Arrangement, arrangement);
    QCOMPARE(MainWindow::arrangementFor(size), arrangement);
}

void TestWindowSites::narrowWindowShowsListOrPage()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs, MaintenanceType::Offline, 2, 1)});
    test.show();
    QWidget *page = test.find<QWidget>("datastore-page");
    QVERIFY(page->isVisible());
    QVERIFY(!test.action("back")->isVisible());

    test.window->resize(640, 600);
    QTRY_VERIFY(page->isVisible() && test.list()->isVisible());
    QTRY_VERIFY(page->mapTo(test.window.get(), QPoint()).y()
                >= test.list()->mapTo(test.window.get(), QPoint()).y() + 40);

    test.window->resize(480, 360);
    QTRY_COMPARE(test.window->size(), QSize(480, 360));
    QTRY_VERIFY(test.list()->isVisible() && !page->isVisible());
    test.click(1);
    QVERIFY(page->isVisible() && !test.list()->isVisible());
    QCOMPARE(test.propertyText("datastore-name"), u"tank"_qs);
    QVERIFY(test.action("back")->isVisible());
    test.action("back")->trigger();
    QVERIFY(test.list()->isVisible() && !page->isVisible());
    QTest::keyClick(test.list(), Qt::Key_F6);
    QVERIFY(page->isVisible() && !test.list()->isVisible());
    QTest::keyClick(test.window.get(), Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(test.list()->isVisible());

    test.window->resize(900, 560);
    QTRY_VERIFY(test.list()->isVisible() && page->isVisible());
}

void TestWindowSites::geometryAndSelectionAreKept()
{
    TestWindow test;
    test.backend.setStores({makeStore(u"vault"_qs), makeStore(u"tank"_qs)});
    test.show();
    test.window->resize(1000, 620);
    test.click(1);
    test.reopen();
    test.show();
    QCOMPARE(test.window->size(), QSize(1000, 620));
    QCOMPARE(test.selected(), u"tank"_qs);

    // A store that is gone gives way to the first one.
    test.backend.setStores({makeStore(u"vault"_qs)});
    test.reopen();
    QCOMPARE(test.selected(), u"vault"_qs);
}

QTEST_MAIN(TestWindowSites)
#include "tst_windowsites.moc"

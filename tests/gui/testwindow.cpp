// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/testwindow.h"

#include "ui/models/datastorelistmodel.h"
#include "ui/widgets/datastorelistview.h"
#include "ui/widgets/messagebanner.h"

#include <QAction>
#include <QDialog>
#include <QStackedWidget>
#include <QTest>

namespace Drydock {

TestWindow::TestWindow(const QList<Backend *> &sites, Motion::Wish motionWish)
    : settings(folder.filePath(QStringLiteral("drydock.conf")))
    , motion(desktop, motionWish)
    , backends(sites.isEmpty() ? QList<Backend *>{&backend} : sites)
    , window(std::make_unique<MainWindow>(backends, settings, clock, motion))
{
}

void TestWindow::reopen()
{
    window->close();
    window = std::make_unique<MainWindow>(backends, settings, clock, motion);
}

void TestWindow::show() const
{
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
}

void TestWindow::activate() const
{
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
}

void TestWindow::click(int row) const
{
    const QRect rect = list()->visualRect(window->model()->index(row));
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, rect.center());
}

DatastoreListView *TestWindow::list() const
{
    return find<DatastoreListView>("datastore-list");
}

QString TestWindow::selected() const
{
    return list()->currentIndex().data().toString();
}

QAction *TestWindow::action(const char *name) const
{
    return find<QAction>(name);
}

MessageBanner *TestWindow::banner() const
{
    return find<MessageBanner>("window-message");
}

QWidget *TestWindow::centre() const
{
    return window->centralWidget()->findChild<QStackedWidget *>()->currentWidget();
}

QDialog *TestWindow::dialog(const char *name) const
{
    // A closed dialog lives on until its deferred deletion.
    for (QDialog *dialog : window->findChildren<QDialog *>(QString::fromLatin1(name))) {
        if (dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

QString TestWindow::propertyText(const char *name) const
{
    const auto *widget = window->findChild<QWidget *>(QString::fromLatin1(name));
    return widget == nullptr ? QString() : widget->property("text").toString();
}

} // namespace Drydock

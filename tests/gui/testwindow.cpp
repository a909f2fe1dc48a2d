// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/testwindow.h"

#include <QDialog>

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

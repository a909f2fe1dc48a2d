// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fakebackend.h"
#include "tests/support/fakeclock.h"
#include "ui/desktop/desktopsettings.h"
#include "ui/desktop/motion.h"
#include "ui/desktop/uisettings.h"
#include "ui/mainwindow.h"

#include <QTemporaryDir>

class QAction;
class QDialog;

namespace Drydock {

class DatastoreListView;
class MessageBanner;

/// A window on fake backends, with a clock of its own and settings that nobody else sees.
struct TestWindow {
    explicit TestWindow(const QList<Backend *> &sites = {}, Motion::Wish motionWish = Motion::Wish::Reduced);

    /// Closes the window and opens another one on the same backends and settings.
    void reopen();

    template <class T>
    [[nodiscard]] T *find(const char *name) const
    {
        return window->findChild<T *>(QString::fromLatin1(name));
    }
    void show() const; ///< and waits until it is on screen
    void activate() const; ///< gives it the focus back, as a window manager would
    void click(int row) const; ///< in the list
    [[nodiscard]] DatastoreListView *list() const;
    [[nodiscard]] QString selected() const; ///< the name of the current row
    [[nodiscard]] QAction *action(const char *name) const;
    [[nodiscard]] MessageBanner *banner() const; ///< the window's own
    [[nodiscard]] QWidget *centre() const; ///< list and page, or the empty page
    /// The dialog of this name that is open, null without.
    [[nodiscard]] QDialog *dialog(const char *name) const;
    [[nodiscard]] QString propertyText(const char *name) const; ///< the text property of a child

    QTemporaryDir folder;
    FakeClock clock;
    FakeBackend backend; ///< the only one, unless sites were given
    UiSettings settings;
    DesktopSettings desktop;
    Motion motion;
    QList<Backend *> backends;
    std::unique_ptr<MainWindow> window;
};

} // namespace Drydock

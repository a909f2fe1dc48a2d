// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QAction;
class QWidget;

namespace Drydock {

/// Shows the list of the given actions that have a shortcut.
void showShortcuts(const QList<QAction *> &actions, QWidget *parent);
/// Version, what it is, licences.
void showAbout(QWidget *parent);

} // namespace Drydock

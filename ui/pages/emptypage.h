// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;

namespace Drydock {

/// What the window shows while there is no datastore: what Drydock is for, and the first step.
class EmptyPage : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyPage(QAction *addFolder, QWidget *parent = nullptr);
};

} // namespace Drydock

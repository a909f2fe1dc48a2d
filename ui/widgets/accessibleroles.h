// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

class QWidget;

namespace Drydock {

/// Gives a widget of ours the role that assistive technology sees; its name is the widget's accessibleName().
void setAccessibleRole(QWidget *widget, QAccessible::Role role);

} // namespace Drydock

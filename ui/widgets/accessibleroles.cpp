// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/accessibleroles.h"

#include <QAccessibleWidget>
#include <QVariant>
#include <QWidget>

namespace Drydock {

namespace {

constexpr const char *roleProperty = "drydockAccessibleRole";

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    if (widget == nullptr)
        return nullptr;
    const QVariant role = widget->property(roleProperty);
    return role.isValid() ? new QAccessibleWidget(widget, static_cast<QAccessible::Role>(role.toInt())) : nullptr;
}

} // namespace

void setAccessibleRole(QWidget *widget, QAccessible::Role role)
{
    // Installing it again is nothing: Qt keeps each factory once.
    QAccessible::installFactory(&makeInterface);
    widget->setProperty(roleProperty, static_cast<int>(role));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/motion.h"

#include "ui/desktop/desktopsettings.h"

#include <QApplication>
#include <QStyle>

namespace Drydock {

Motion::Motion(const DesktopSettings &desktop, Wish wish, QObject *parent)
    : QObject(parent)
    , m_desktop(desktop)
    , m_wish(wish)
{
    connect(&desktop, &DesktopSettings::changed, this, &Motion::changed);
}

Motion::Wish Motion::wishFromEnvironment()
{
    const QByteArray wish = qgetenv("DRYDOCK_MOTION");
    return wish == "full" ? Wish::Full : wish == "reduced" ? Wish::Reduced : Wish::System;
}

bool Motion::isReduced() const
{
    if (m_wish != Wish::System)
        return m_wish == Wish::Reduced;
    return m_desktop.animationsOff() || QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace Drydock {

class DesktopSettings;

/// Whether things may move: our own wish (DRYDOCK_MOTION=full|reduced), else the style's, GNOME's and KDE's.
class Motion : public QObject
{
    Q_OBJECT

public:
    enum class Wish { System, Full, Reduced };

    Motion(const DesktopSettings &desktop, Wish wish, QObject *parent = nullptr);

    /// The wish in the environment.
    [[nodiscard]] static Wish wishFromEnvironment();
    [[nodiscard]] bool isReduced() const;

Q_SIGNALS:
    void changed();

private:
    const DesktopSettings &m_desktop;
    Wish m_wish;
};

} // namespace Drydock

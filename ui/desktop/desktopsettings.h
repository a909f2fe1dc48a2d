// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QObject>
#include <QVariantMap>

#include <memory>
#include <optional>

class QDBusVariant;
class QThread;

namespace Drydock {

/// What the desktop's settings portal says about colours and motion. Nothing here blocks: the bus is reached from a
/// thread that ends right after, the values come by asynchronous calls and change with the portal's signal.
class DesktopSettings : public QObject
{
    Q_OBJECT

public:
    explicit DesktopSettings(QObject *parent = nullptr);
    ~DesktopSettings() override;

    /// Asks the portal, if there is a session bus. Without a portal nothing ever changes.
    void start();

    /// No value: the desktop has no preference, or has not answered yet.
    [[nodiscard]] std::optional<bool> prefersDark() const { return m_prefersDark; }
    /// GNOME's "enable animations" is off, or KDE's animation factor is zero.
    [[nodiscard]] bool animationsOff() const { return m_gnomeAnimationsOff || m_kdeAnimationsOff; }

    /// One value as the portal gives it. Public for the portal's signal, and for tests.
    void take(const QString &group, const QString &key, const QVariant &value);

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask();

    std::unique_ptr<QThread> m_connecting;
    std::optional<bool> m_prefersDark;
    bool m_gnomeAnimationsOff = false;
    bool m_kdeAnimationsOff = false;
};

} // namespace Drydock

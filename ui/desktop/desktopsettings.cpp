// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/desktopsettings.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QThread>

namespace Drydock {

namespace {

using Groups = QMap<QString, QVariantMap>;

constexpr QLatin1StringView appearanceGroup("org.freedesktop.appearance");
constexpr QLatin1StringView gnomeGroup("org.gnome.desktop.interface");
constexpr QLatin1StringView kdeGroup("org.kde.kdeglobals.KDE");
constexpr QLatin1StringView portalPath("/org/freedesktop/portal/desktop");
constexpr QLatin1StringView portalInterface("org.freedesktop.portal.Settings");

/// Some portals wrap a value twice.
QVariant unwrapped(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

DesktopSettings::DesktopSettings(QObject *parent)
    : QObject(parent)
{
}

DesktopSettings::~DesktopSettings()
{
    if (m_connecting)
        m_connecting->wait();
}

void DesktopSettings::start()
{
    // Without an address the bus library would start a bus of its own.
    if (m_connecting || !qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        return;
    // Connecting waits for the bus to say hello; the connection itself is then shared by all threads.
    m_connecting.reset(QThread::create([] { static_cast<void>(QDBusConnection::sessionBus()); }));
    connect(m_connecting.get(), &QThread::finished, this, &DesktopSettings::ask);
    m_connecting->start();
}

void DesktopSettings::ask()
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // No service name: Qt would look its owner up, and wait for the answer. The 1 says that a slot's name follows;
    // QtDBus has no connect() by pointer to member.
    bus.connect(QString(), portalPath, portalInterface, QStringLiteral("SettingChanged"), this,
                "1settingChanged(QString,QString,QDBusVariant)");

    auto message = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.portal.Desktop"), portalPath,
                                                  portalInterface, QStringLiteral("ReadAll"));
    message << QStringList{appearanceGroup, gnomeGroup, kdeGroup};
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        if (watcher->isError() || watcher->reply().arguments().isEmpty())
            return;
        const auto groups = qdbus_cast<Groups>(watcher->reply().arguments().first());
        for (auto group = groups.cbegin(); group != groups.cend(); ++group) {
            for (auto setting = group->cbegin(); setting != group->cend(); ++setting)
                take(group.key(), setting.key(), setting.value());
        }
    });
}

void DesktopSettings::settingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    take(group, key, value.variant());
}

void DesktopSettings::take(const QString &group, const QString &key, const QVariant &value)
{
    const auto before = std::tuple(m_prefersDark, animationsOff());
    const QVariant plain = unwrapped(value);
    if (group == appearanceGroup && key == u"color-scheme") {
        const uint scheme = plain.toUInt();
        m_prefersDark = scheme == 1 ? std::optional(true) : scheme == 2 ? std::optional(false) : std::nullopt;
    } else if (group == gnomeGroup && key == u"enable-animations") {
        m_gnomeAnimationsOff = !plain.toBool();
    } else if (group == kdeGroup && key == u"AnimationDurationFactor") {
        bool isNumber = false;
        const double factor = plain.toString().toDouble(&isNumber);
        m_kdeAnimationsOff = isNumber && factor <= 0;
    }
    if (before != std::tuple(m_prefersDark, animationsOff()))
        Q_EMIT changed();
}

} // namespace Drydock

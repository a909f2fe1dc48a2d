// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/uisettings.h"

namespace Drydock {

namespace {

QString splitterKey(Qt::Orientation orientation)
{
    return orientation == Qt::Horizontal ? QStringLiteral("window/splitter-wide")
                                         : QStringLiteral("window/splitter-narrow");
}

} // namespace

UiSettings::UiSettings()
    : m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("drydock"), QStringLiteral("drydock"))
{
    m_settings.setFallbacksEnabled(false);
}

UiSettings::UiSettings(const QString &file)
    : m_settings(file, QSettings::IniFormat)
{
}

QByteArray UiSettings::geometry() const
{
    return m_settings.value(QStringLiteral("window/geometry")).toByteArray();
}

void UiSettings::setGeometry(const QByteArray &geometry)
{
    m_settings.setValue(QStringLiteral("window/geometry"), geometry);
}

QByteArray UiSettings::splitter(Qt::Orientation orientation) const
{
    return m_settings.value(splitterKey(orientation)).toByteArray();
}

void UiSettings::setSplitter(Qt::Orientation orientation, const QByteArray &state)
{
    m_settings.setValue(splitterKey(orientation), state);
}

QByteArray UiSettings::blockerColumns() const
{
    return m_settings.value(QStringLiteral("page/blocker-columns")).toByteArray();
}

void UiSettings::setBlockerColumns(const QByteArray &state)
{
    m_settings.setValue(QStringLiteral("page/blocker-columns"), state);
}

UiSettings::Selection UiSettings::selection() const
{
    return {m_settings.value(QStringLiteral("window/backend")).toString(),
            m_settings.value(QStringLiteral("window/store")).toString()};
}

void UiSettings::setSelection(const Selection &selection)
{
    m_settings.setValue(QStringLiteral("window/backend"), selection.backend);
    m_settings.setValue(QStringLiteral("window/store"), selection.store);
}

} // namespace Drydock

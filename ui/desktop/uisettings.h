// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>

namespace Drydock {

/// What the window remembers. A file of its own, so that a demo or a test does not touch a person's.
class UiSettings
{
public:
    UiSettings(); ///< drydock/drydock.conf in the person's config folder
    explicit UiSettings(const QString &file);

    struct Selection {
        QString backend;
        QString store;
        friend bool operator==(const Selection &, const Selection &) = default;
    };

    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);
    [[nodiscard]] QByteArray splitter(Qt::Orientation orientation) const;
    void setSplitter(Qt::Orientation orientation, const QByteArray &state);
    [[nodiscard]] QByteArray blockerColumns() const;
    void setBlockerColumns(const QByteArray &state);
    [[nodiscard]] Selection selection() const;
    void setSelection(const Selection &selection);

private:
    QSettings m_settings;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"

#include <QObject>
#include <QString>
#include <QTextStream>
#include <QWidget>

namespace Drydock {

/// The demo without a display: sets the busy store offline, prints the drain line by line, saves a picture of the
/// window in each phase, clears the mode and ends the program. GUI thread.
class DemoTour : public QObject
{
    Q_OBJECT

public:
    /// pictures: folder for the PNG files; it must exist. out: where lines go.
    DemoTour(QWidget *window, Backend *backend, const QString &pictures, QTextStream &out, QObject *parent = nullptr);

Q_SIGNALS:
    void finished(bool success);

private:
    enum class Phase { Quiet, Draining, Drained, Cleared };

    void look();
    void request(const MaintenanceMode &mode, const MaintenanceMode &expected);
    void print(const QString &line);
    void savePicture(const QString &name);
    void end(bool success);

    QWidget *m_window;
    Backend *m_backend;
    QString m_pictures;
    QTextStream &m_out;
    Phase m_phase = Phase::Quiet;
    MaintenanceMode m_mode;
    QString m_lastLine;
};

} // namespace Drydock

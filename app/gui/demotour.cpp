// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/demotour.h"

#include "app/gui/demo.h"
#include "core/backend/whendone.h"
#include "core/text/errortext.h"
#include "core/text/statetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPixmap>
#include <QTimer>

namespace Drydock {

namespace {
constexpr qint64 jobsOfTheBusyStore = 3;
constexpr int pictureDelay = 600; // milliseconds: the check mark has been drawn by then
constexpr int timeLimit = 120000; // milliseconds
} // namespace

DemoTour::DemoTour(QWidget *window, Backend *backend, const QString &pictures, QTextStream &out, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_backend(backend)
    , m_pictures(pictures)
    , m_out(out)
    , m_mode{MaintenanceType::Offline, QStringLiteral("swap disk 2"), {}}
{
    connect(backend, &Backend::snapshotChanged, this, &DemoTour::look);
    QTimer::singleShot(timeLimit, this, [this] {
        print(tr("The demo took too long."));
        end(false);
    });
}

void DemoTour::look()
{
    const SiteSnapshotPointer site = m_backend->snapshot();
    const auto store = site ? site->find(Demo::busyStore()) : nullptr;
    if (!store)
        return;
    const QString line = accessibleStateText(*store, QDateTime::currentSecsSinceEpoch());
    const bool isNew = line != m_lastLine;
    if (isNew) {
        m_lastLine = line;
        print(store->name + QStringLiteral(": ") + line);
    }
    if (m_phase == Phase::Quiet && store->counts && store->counts->total() == jobsOfTheBusyStore) {
        m_phase = Phase::Draining;
        savePicture(QStringLiteral("1-quiet"));
        request(m_mode, {});
    } else if (m_phase == Phase::Draining && store->state == DrainState::Draining && isNew) {
        QTimer::singleShot(0, this, [this, left = store->conflicting.value_or(0)] {
            savePicture(QStringLiteral("2-draining-%1").arg(left));
        });
    } else if (m_phase == Phase::Draining && store->state == DrainState::Drained) {
        m_phase = Phase::Drained;
        QTimer::singleShot(pictureDelay, this, [this] {
            savePicture(QStringLiteral("3-drained"));
            request({}, m_mode);
        });
    } else if (m_phase == Phase::Drained && !store->mode.isSet()) {
        m_phase = Phase::Cleared;
        QTimer::singleShot(pictureDelay, this, [this] {
            savePicture(QStringLiteral("4-cleared"));
            end(true);
        });
    }
}

void DemoTour::request(const MaintenanceMode &mode, const MaintenanceMode &expected)
{
    print(mode.isSet() ? tr("Setting %1 offline …").arg(Demo::busyStore())
                       : tr("Clearing the mode of %1 …").arg(Demo::busyStore()));
    whenDone(m_backend->setMaintenanceMode(Demo::busyStore(), mode, expected), this,
             [this](const Result<ModeChangeResult> &result) {
                 if (!result) {
                     print(errorText(result.error()));
                     end(false);
                 }
             });
}

void DemoTour::print(const QString &line)
{
    m_out << QTime::currentTime().toString(QStringLiteral("HH:mm:ss")) << "  " << line << Qt::endl;
}

void DemoTour::savePicture(const QString &name)
{
    const QString path = m_pictures + QLatin1Char('/') + name + QStringLiteral(".png");
    // What the snapshot has just changed gets its room first.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    if (m_window->grab().save(path))
        print(tr("Picture: %1").arg(path));
    else
        print(tr("The picture could not be saved: %1").arg(path));
}

void DemoTour::end(bool success)
{
    m_backend->disconnect(this);
    Q_EMIT finished(success);
}

} // namespace Drydock

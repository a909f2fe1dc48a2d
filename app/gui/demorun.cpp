// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/demorun.h"

#include "app/gui/composition.h"
#include "app/gui/demo.h"
#include "app/gui/demotour.h"
#include "core/text/errortext.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QSocketNotifier>
#include <QTextStream>

#include <csignal>

#include <sys/signalfd.h>

namespace Drydock {

namespace {

/// Quits at SIGINT and SIGTERM, so that the demo ends its jobs and removes its folder.
class QuitOnSignal
{
public:
    QuitOnSignal()
    {
        sigset_t wanted;
        ::sigemptyset(&wanted);
        ::sigaddset(&wanted, SIGINT);
        ::sigaddset(&wanted, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
        m_signals.reset(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
        m_notifier = std::make_unique<QSocketNotifier>(m_signals.get(), QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, qApp, [] { QCoreApplication::quit(); });
    }

private:
    UniqueFd m_signals;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

QString drydockctl()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/drydockctl");
}

int fail(const Error &error)
{
    QTextStream(stderr) << "drydock: " << errorText(error) << Qt::endl;
    return 1;
}

} // namespace

int runDemo(ColorScheme scheme)
{
    const auto demo = Demo::create(drydockctl());
    if (!demo)
        return fail(demo.error());
    Composition composition({{(*demo)->site()}, scheme, (*demo)->settingsPath()});
    Backend &backend = composition.firstBackend();
    QObject::connect(&backend, &Backend::snapshotChanged, demo->get(),
                     [&backend, demo = demo->get()] { demo->follow(*backend.snapshot()); });

    QTextStream out(stdout);
    std::unique_ptr<DemoTour> tour;
    if (QGuiApplication::platformName() == QLatin1String("offscreen")) {
        const QString pictures = QDir::temp().filePath(QStringLiteral("drydock-demo-pictures"));
        if (!QDir().mkpath(pictures))
            return fail({ErrorCode::Io, pictures, {}, 0, 0});
        tour = std::make_unique<DemoTour>(&composition.window(), &backend, pictures, out);
        QObject::connect(tour.get(), &DemoTour::finished, qApp,
                         [](bool success) { QCoreApplication::exit(success ? 0 : 1); });
    }
    const QuitOnSignal quitOnSignal;
    composition.window().show();
    return QApplication::exec();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/demorun.h"

#include "app/gui/composition.h"
#include "app/gui/demo.h"
#include "app/gui/demotour.h"
#include "core/text/errortext.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QSocketNotifier>
#include <QTextStream>

#include <atomic>
#include <cerrno>
#include <csignal>

#include <sys/eventfd.h>
#include <unistd.h>

namespace Drydock {

namespace {

std::atomic<int> quitEvent = -1; ///< an eventfd

void askToQuit(int)
{
    const int before = errno;
    ::eventfd_write(quitEvent, 1);
    errno = before;
}

/// Quits at SIGINT and SIGTERM, so that the demo ends its jobs and removes its folder. By handlers: blocked here, the
/// signals would end the program in one of the platform's or the bus's threads, which do not block them.
class QuitOnSignal
{
public:
    QuitOnSignal()
        : m_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_notifier(m_event.get(), QSocketNotifier::Read)
    {
        quitEvent = m_event.get();
        QObject::connect(&m_notifier, &QSocketNotifier::activated, qApp, [] { QCoreApplication::quit(); });
        handle(&askToQuit);
    }
    ~QuitOnSignal() { handle(SIG_DFL); }
    Q_DISABLE_COPY_MOVE(QuitOnSignal)

private:
    static void handle(void (*handler)(int))
    {
        struct sigaction action = {};
        action.sa_handler = handler;
        action.sa_flags = SA_RESTART;
        for (const int signal : {SIGINT, SIGTERM})
            ::sigaction(signal, &action, nullptr);
    }

    UniqueFd m_event;
    QSocketNotifier m_notifier;
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
    const QuitOnSignal quitOnSignal; // first: the jobs begin with the demo
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
        // In a folder that others can write to, the name may be somebody else's, or lead somewhere.
        const QFileInfo folder(pictures);
        if (!QDir().mkpath(pictures) || folder.isSymLink() || folder.ownerId() != ::geteuid())
            return fail({ErrorCode::Io, pictures, {}, 0, 0});
        tour = std::make_unique<DemoTour>(&composition.window(), &backend, pictures, out);
        QObject::connect(tour.get(), &DemoTour::finished, qApp,
                         [](bool success) { QCoreApplication::exit(success ? 0 : 1); });
    }
    composition.window().show();
    return QApplication::exec();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/composition.h"
#include "app/gui/demorun.h"
#include "app/gui/languages.h"
#include "app/gui/startoptions.h"
#include "core/text/errortext.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QIcon>

#include <cstdio>

using namespace Drydock;

namespace {

int print(std::FILE *stream, const QString &text, int exitCode)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    return exitCode;
}

/// Help and version need no display, and are no reason to fail without one.
std::unique_ptr<QCoreApplication> makeApplication(int &argc, char *argv[])
{
    for (int i = 1; i < argc; ++i) {
        if (const QByteArrayView word(argv[i]); word == "-h" || word == "--help" || word == "--version")
            return std::make_unique<QCoreApplication>(argc, argv);
    }
    return std::make_unique<QApplication>(argc, argv);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("drydock"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DRYDOCK_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("drydock"));
    const auto application = makeApplication(argc, argv);
    installLanguages(*application);
    const StartOptions options = StartOptions::parse(QCoreApplication::arguments().mid(1));
    if (!options.problem.isEmpty())
        return print(stderr, QStringLiteral("drydock: %1\n").arg(options.problem), 2);
    if (options.help || options.version)
        return print(stdout, options.help ? startHelp() : QStringLiteral("drydock " DRYDOCK_VERSION "\n"), 0);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/drydock.svg")));
    if (options.demo)
        return runDemo(options.scheme);
    const Result<QList<Site>> sites = sitesToShow(options.site);
    if (!sites)
        return print(stderr, QStringLiteral("drydock: %1\n").arg(errorText(sites.error())), 1);
    Composition composition({*sites, options.scheme, {}});
    composition.window().show();
    return QApplication::exec();
}

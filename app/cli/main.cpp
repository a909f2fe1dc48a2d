// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/application.h"
#include "app/cli/console.h"
#include "app/cli/earlyrun.h"
#include "core/base/posixfilesystem.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

#include <csignal>

using namespace Drydock;

namespace {

QByteArrayList wordsOf(int argc, char **argv)
{
    QByteArrayList words;
    for (int at = 1; at < argc; ++at)
        words += QByteArray(argv[at]);
    return words;
}

} // namespace

int main(int argc, char **argv)
{
    const std::optional<InheritedState> inherited = takeForRun(argc, argv);
    occupyClosedStreams();
    const QByteArrayList words = wordsOf(argc, argv); // before Qt, which takes out words of its own
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe ends quietly, after the work is done

    // Qt complains of locales that are not UTF-8; nothing here depends on them.
    const QtMessageHandler handler =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    QCoreApplication application(argc, argv);
    qInstallMessageHandler(handler);
    QTranslator translator;
    if (translator.load(QLocale(), QStringLiteral("drydock"), QStringLiteral("_"), QStringLiteral(":/i18n")))
        QCoreApplication::installTranslator(&translator);

    const Surroundings surroundings{
        posixFileSystem(),
        systemProcessTable(),
        systemClock(),
        standardConsole(),
        SiteEnvironment::fromProcess(),
        qEnvironmentVariable("DRYDOCK_ROOT"),
        !qEnvironmentVariableIsEmpty("NO_COLOR"),
        qEnvironmentVariable("TERM") == QLatin1String("dumb"),
        [](const Site &site) { return probePbsHost(site, systemProcessTable()); },
        inherited ? &*inherited : nullptr,
    };
    return runApplication(words, surroundings);
}

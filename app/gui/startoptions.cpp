// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/startoptions.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace Drydock {

namespace {

QString text(const char *key)
{
    return QCoreApplication::translate("StartOptions", key);
}

} // namespace

StartOptions StartOptions::parse(const QStringList &words)
{
    const QCommandLineOption root(QStringLiteral("root"), {}, QStringLiteral("DIR"));
    const QCommandLineOption site(QStringLiteral("site"), {}, QStringLiteral("SITE"));
    const QCommandLineOption scheme(QStringLiteral("color-scheme"), {}, QStringLiteral("SCHEME"));
    const QCommandLineOption demo(QStringLiteral("demo"));
    const QCommandLineOption help(QStringList{QStringLiteral("h"), QStringLiteral("help")});
    const QCommandLineOption version(QStringLiteral("version"));
    QCommandLineParser parser;
    parser.addOptions({root, site, scheme, demo, help, version});

    StartOptions options;
    if (!parser.parse(QStringList{QStringLiteral("drydock")} + words)) {
        options.problem = parser.errorText();
        return options;
    }
    options.demo = parser.isSet(demo);
    options.help = parser.isSet(help);
    options.version = parser.isSet(version);
    options.site.root = parser.value(root);
    options.site.site = parser.value(site);
    if (!parser.positionalArguments().isEmpty())
        options.problem = text(QT_TRANSLATE_NOOP("StartOptions", "Unexpected argument: %1"))
                              .arg(parser.positionalArguments().first());
    else if (parser.isSet(root) && parser.isSet(site))
        options.problem = text(QT_TRANSLATE_NOOP("StartOptions", "--root and --site exclude each other."));
    else if (parser.isSet(demo) && (parser.isSet(root) || parser.isSet(site)))
        options.problem =
            text(QT_TRANSLATE_NOOP("StartOptions", "--demo has a site of its own: not with --root or --site."));
    else if (parser.isSet(root) && options.site.root.isEmpty())
        options.problem = text(QT_TRANSLATE_NOOP("StartOptions", "--root wants a folder."));
    if (parser.isSet(scheme)) {
        const auto known = colorSchemeFromName(parser.value(scheme));
        if (!known)
            options.problem = text(QT_TRANSLATE_NOOP("StartOptions", "--color-scheme wants light, dark or system."));
        options.scheme = known.value_or(ColorScheme::System);
    }
    return options;
}

Result<QList<Site>> sitesToShow(const SiteRequest &request)
{
    const SiteEnvironment environment = SiteEnvironment::fromProcess();
    SiteRequest wanted = request;
    if (wanted.root.isEmpty() && wanted.site.isEmpty())
        wanted.root = qEnvironmentVariable("DRYDOCK_ROOT");
    if (wanted.root.isEmpty() && wanted.site.isEmpty())
        return localSites(environment);
    const Result<Site> site = chooseSite(wanted, environment);
    if (!site)
        return failure(site.error());
    return QList<Site>{*site};
}

QString startHelp()
{
    return text(QT_TRANSLATE_NOOP(
        "StartOptions", "Usage: drydock [OPTIONS]\n"
                        "\n"
                        "Puts backup datastores into maintenance mode and shows what still runs on them.\n"
                        "\n"
                        "  --root DIR             the site in this folder (or in $DRYDOCK_ROOT)\n"
                        "  --site SITE            pbs, system or user; without either option: every site that is here\n"
                        "  --demo                 a temporary site with real jobs, gone when the window closes\n"
                        "  --color-scheme SCHEME  light, dark or system\n"
                        "  -h, --help             this text\n"
                        "  --version              the version\n"
                        "\n"
                        "The command line is drydockctl.\n"));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/draincases.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>

using namespace Drydock;

namespace {

struct Case {
    const char *name;
    DrainResult (*measure)(const QByteArray &folder, int rounds);
};
constexpr Case cases[] = {
    {"release", measureRelease},
    {"kill", measureKill},
    {"monitor", measureMonitor},
};

constexpr int exitUsage = 2;

void print(const Case &one, int rounds, const DrainResult &result)
{
    std::printf(R"({"case":"%s","rounds":%d,"median_ns":%lld,"p99_ns":%lld,"max_ns":%lld)", one.name, rounds,
                result.time.median, result.time.p99, result.time.max);
    if (result.against) {
        const double ratio = static_cast<double>(result.time.median) / static_cast<double>(result.against->median);
        std::printf(R"(,"against_median_ns":%lld,"ratio":%.3f)", result.against->median, ratio);
    }
    std::printf("}\n");
    std::fflush(stdout);
}

bool run(const QString &wanted, const QByteArray &folder, int rounds)
{
    for (const Case &one : cases) {
        if (wanted != QLatin1String(one.name))
            continue;
        QTemporaryDir place(QFile::decodeName(folder) + QStringLiteral("/bench-XXXXXX"));
        if (!place.isValid())
            giveUp("making a folder");
        print(one, rounds, one.measure(QFile::encodeName(place.path()), rounds));
        return true;
    }
    std::fprintf(stderr, "bench_drain: unknown case: %s\n", qPrintable(wanted));
    return false;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Measures how long the monitor takes to show what has happened; prints one JSON line for each case."));
    parser.addHelpOption();
    const QCommandLineOption folder(QStringLiteral("dir"), QStringLiteral("folder to work in"), QStringLiteral("DIR"),
                                    QStringLiteral("/dev/shm"));
    const QCommandLineOption names(QStringLiteral("cases"), QStringLiteral("some of release, kill, monitor"),
                                   QStringLiteral("CASES"), QStringLiteral("release,kill,monitor"));
    const QCommandLineOption count(QStringLiteral("rounds"), QStringLiteral("how often each"), QStringLiteral("N"),
                                   QStringLiteral("200"));
    parser.addOptions({folder, names, count});
    parser.process(application);

    bool isNumber = false;
    const int rounds = parser.value(count).toInt(&isNumber);
    if (!isNumber || rounds < 1 || !parser.positionalArguments().isEmpty())
        parser.showHelp(exitUsage);
    for (const QString &name : parser.value(names).split(u',')) {
        if (!run(name, QFile::encodeName(parser.value(folder)), rounds))
            return exitUsage;
    }
    return 0;
}

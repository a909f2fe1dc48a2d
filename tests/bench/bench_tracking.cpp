// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/trackingcases.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>

using namespace Drydock;

namespace {

struct Case {
    const char *name;
    CaseResult (*measure)(const QByteArray &folder, int pairs);
};
constexpr Case cases[] = {
    {"floor", measureFloor},     {"pair", measurePair},           {"crowd", measureCrowd}, {"gate", measureGate},

    {"threads", measureThreads}, {"processes", measureProcesses},
};

constexpr int exitUsage = 2;

void print(const Case &one, int pairs, const CaseResult &result)
{
    std::printf(R"({"case":"%s","pairs":%d,"median_ns":%lld,"p99_ns":%lld,"floor_median_ns":%lld,"ratio":%.3f,)"
                R"("max_ns":%lld,"against_median_ns":%lld,"apart_max_ns":%lld})"
                "\n",
                one.name, pairs, result.pair.median, result.pair.p99, result.floorMedian, result.ratio, result.pair.max,
                result.againstMedian, result.apartMax);
    std::fflush(stdout);
}

int run(const QString &wanted, const QByteArray &folder, int pairs)
{
    bool found = false;
    for (const Case &one : cases) {
        if (!wanted.isEmpty() && wanted != QLatin1String(one.name))
            continue;
        found = true;
        QTemporaryDir place(QFile::decodeName(folder) + QStringLiteral("/bench-XXXXXX"));
        if (!place.isValid())
            giveUp("making a folder");
        print(one, pairs, one.measure(QFile::encodeName(place.path()), pairs));
    }
    if (!found)
        std::fprintf(stderr, "bench_tracking: unknown case: %s\n", qPrintable(wanted));
    return found ? 0 : exitUsage;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Measures pairs of acquire and release and prints one JSON line for each case; without --case, all of them."));
    parser.addHelpOption();
    const QCommandLineOption folder(
        QStringLiteral("dir"), QStringLiteral("folder to work in; hammer: the site's, or that of its tracking files"),
        QStringLiteral("DIR"), QStringLiteral("/dev/shm"));
    const QCommandLineOption name(QStringLiteral("case"),
                                  QStringLiteral("floor, pair, crowd, gate, threads, processes or hammer"),
                                  QStringLiteral("CASE"));
    const QCommandLineOption count(QStringLiteral("pairs"), QStringLiteral("how many pairs"), QStringLiteral("N"),
                                   QStringLiteral("4000"));
    const QCommandLineOption store(QStringLiteral("store"), QStringLiteral("hammer: the store's name"),
                                   QStringLiteral("S"));
    parser.addOptions({folder, name, count, store});
    parser.process(application);

    bool isNumber = false;
    const int pairs = parser.value(count).toInt(&isNumber);
    if (!isNumber || pairs < 1 || !parser.positionalArguments().isEmpty())
        parser.showHelp(exitUsage);
    const QByteArray where = QFile::encodeName(parser.value(folder));
    if (parser.value(name) == QLatin1String("hammer"))
        return hammer(where, parser.value(store), pairs) ? 0 : 1;
    return run(parser.value(name), where, pairs);
}

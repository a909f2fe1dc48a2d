// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/guicases.h"
#include "tests/bench/guichild.h"

#include <QApplication>
#include <QCommandLineParser>

#include <cstdio>

using namespace Drydock;

namespace {

struct Case {
    const char *name;
    void (*run)(const GuiOptions &options);
    int rounds; ///< usual number
    int seconds;
};
constexpr Case cases[] = {
    {"start", benchStart, 15, 0},     {"memory", benchMemory, 1, 0}, {"idle", benchIdle, 1, 60},
    {"spinner", benchSpinner, 1, 20}, {"frame", benchFrame, 300, 0}, {"change", benchChange, 1000, 0},
};

constexpr int exitUsage = 2;

bool run(const QString &wanted, int rounds, int seconds)
{
    for (const Case &one : cases) {
        if (wanted != QLatin1String(one.name))
            continue;
        one.run({rounds > 0 ? rounds : one.rounds, seconds > 0 ? seconds : one.seconds});
        return true;
    }
    std::fprintf(stderr, "bench_gui: unknown case: %s\n", qPrintable(wanted));
    return false;
}

/// --child KIND ROOT: this process is a window that another one measures.
int runAsChild(int argc, char **argv)
{
    for (const ChildKind kind : {ChildKind::Bare, ChildKind::Window, ChildKind::Spinner}) {
        if (childName(kind) == QString::fromLocal8Bit(argv[2]))
            return runChild(argc, argv, kind, QString::fromLocal8Bit(argv[3]));
    }
    return exitUsage;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--child") == 0)
        return runAsChild(argc, argv);
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Measures the window: its start, memory, idleness and frames; one JSON line for each case."));
    parser.addHelpOption();
    const QCommandLineOption names(QStringLiteral("cases"),
                                   QStringLiteral("some of start, memory, idle, spinner, frame, change"),
                                   QStringLiteral("CASES"), QStringLiteral("start,memory,idle,spinner,frame,change"));
    const QCommandLineOption count(QStringLiteral("rounds"), QStringLiteral("how often each"), QStringLiteral("N"),
                                   QStringLiteral("0"));
    const QCommandLineOption span(QStringLiteral("seconds"), QStringLiteral("how long idle and spinner are watched"),
                                  QStringLiteral("N"), QStringLiteral("0"));
    parser.addOptions({names, count, span});
    parser.process(application);
    const int rounds = parser.value(count).toInt();
    const int seconds = parser.value(span).toInt();
    if (rounds < 0 || seconds < 0 || !parser.positionalArguments().isEmpty())
        parser.showHelp(exitUsage);
    for (const QString &name : parser.value(names).split(u',')) {
        if (!run(name, rounds, seconds))
            return exitUsage;
    }
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakarguments.h"
#include "tests/soak/soakprocess.h"
#include "tests/soak/soakrun.h"

#include <QDeadlineTimer>
#include <QRandomGenerator>
#include <QTest>

#include <cstdio>

using namespace Drydock;

/// The interleaving oracle for as many minutes as DRYDOCK_SOAK_MINUTES says, each round with a seed of its own;
/// `tst_soak --seed N` plays one of them once.
class TestSoak : public QObject
{
    Q_OBJECT

public:
    explicit TestSoak(const SoakArguments &arguments)
        : m_arguments(arguments)
    {
    }

private slots:
    void nothingIsLostInventedOrFalselyProven();

private:
    const SoakArguments m_arguments;
};

void TestSoak::nothingIsLostInventedOrFalselyProven() // I-01 I-02 I-03 I-04 I-05 I-06 I-12
{
    const QDeadlineTimer deadline(std::chrono::minutes(m_arguments.minutes));
    SoakRun::Figures sum;
    int rounds = 0;
    do {
        const quint64 seed = m_arguments.seed.value_or(QRandomGenerator::system()->generate());
        qInfo("round %d: seed %llu", ++rounds, seed);
        SoakRun run({.seed = seed, .storms = 6, .stepsPerStorm = 5000, .longestStop = 3000, .watchers = 2});
        const QByteArray failure = run.play();
        if (!failure.isEmpty()) {
            std::fprintf(stderr, "%s\n", failure.constData()); // QTest shows no more than the beginning
            QFAIL(failure.left(failure.indexOf('\n')).constData());
        }
        sum += run.figures();
        qInfo("%s", sum.text().constData());
    } while (!m_arguments.seed && !deadline.hasExpired());
}

int main(int argc, char **argv)
{
    becomeOneThatCanChoosePids(argv);
    const SoakArguments arguments = SoakArguments::take(&argc, argv);
    QCoreApplication application(argc, argv);
    qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(qint64(arguments.minutes + 60) * 60'000));
    TestSoak test(arguments);
    return QTest::qExec(&test, argc, argv);
}

#include "tst_soak.moc"

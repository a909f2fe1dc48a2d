// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakarguments.h"
#include "tests/soak/soakprocess.h"
#include "tests/soak/soakrun.h"

#include <QTest>

#include <cstdio>

using namespace Drydock;

/// A short run of the interleaving oracle. `tst_interleaving --seed N` plays another schedule.
class TestInterleaving : public QObject
{
    Q_OBJECT

public:
    explicit TestInterleaving(quint64 seed)
        : m_seed(seed)
    {
    }

private slots:
    void nothingIsLostInventedOrFalselyProven();

private:
    quint64 m_seed;
};

void TestInterleaving::nothingIsLostInventedOrFalselyProven() // I-01 I-02 I-03 I-04 I-05 I-06 I-12
{
    SoakRun run({.seed = m_seed});
    const QByteArray failure = run.play();
    if (!failure.isEmpty()) {
        std::fprintf(stderr, "%s\n", failure.constData()); // QTest shows no more than the beginning
        QFAIL(failure.left(failure.indexOf('\n')).constData());
    }
    const SoakRun::Figures &figures = run.figures();
    qInfo("seed %llu: %s", m_seed, figures.text().constData());
    // Something has happened.
    QVERIFY(figures.admitted > 0 && figures.refused > 0 && figures.marks > 0 && figures.kills > 0);
    QVERIFY(figures.reuses > 0 || !canChoosePids());
}

int main(int argc, char **argv)
{
    becomeOneThatCanChoosePids(argv);
    const SoakArguments arguments = SoakArguments::take(&argc, argv);
    QCoreApplication application(argc, argv);
    TestInterleaving test(arguments.seed.value_or(1));
    return QTest::qExec(&test, argc, argv);
}

#include "tst_interleaving.moc"

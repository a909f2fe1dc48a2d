// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "tests/support/folderevents.h"
#include "tests/support/helperprocess.h"
#include "tests/support/operationfixture.h"
#include "tests/support/raceboard.h"

#include <QHash>
#include <QTest>

#include <numeric>

using namespace Drydock;

/// Eight processes at the gate while a ninth sets and clears the mode 2,000 times.
class TestGateRace : public QObject
{
    Q_OBJECT

private slots:
    void nobodyIsAdmittedOnceAModeIsSet();

private:
    struct Findings {
        int unlisted = 0; ///< held for certain, and not in the file that was read after the mode was set
        int grown = 0; ///< more in the file than at an earlier look while the mode was set
        int revived = 0; ///< something in the file after it was empty while the mode was set
    };

    void startRacers();
    void setMode(MaintenanceType type);
    void lookWhileClosed(bool untilDrained);
    void findUnlisted();
    QHash<pid_t, qint64> writersInFile();

    OperationFixture m_fixture;
    ConfigEdit m_edit{posixFileSystem(), systemClock(), m_fixture.site.site(), [] { return false; }};
    RaceBoard *m_board = nullptr;
    std::vector<std::unique_ptr<HelperProcess>> m_racers;
    Findings m_findings;
};

void TestGateRace::startRacers()
{
    const QByteArray path = m_fixture.site.path("board");
    m_board = RaceBoard::map(path);
    for (int i = 0; i < RaceBoard::racers; ++i) {
        const QStringList arguments{m_fixture.root().first(), QFile::decodeName(path), QString::number(i)};
        m_racers.push_back(std::make_unique<HelperProcess>(QStringLiteral("gateracer"), arguments));
    }
}

void TestGateRace::setMode(MaintenanceType type)
{
    ModeChange change;
    change.store = m_fixture.store;
    change.mode.type = type;
    const auto changed = m_edit.setMode(change, OperationFixture::limit());
    QVERIFY2(changed, changed ? "" : qPrintable(changed.error().subject + changed.error().detail));
    QVERIFY(changed->changed);
}

QHash<pid_t, qint64> TestGateRace::writersInFile()
{
    QHash<pid_t, qint64> writers;
    for (const TrackingEntry &entry : m_fixture.entries())
        writers[entry.process.pid] += entry.counts.write;
    return writers;
}

/// Whoever says so before and after the file was read has held all the while, and must be in it.
void TestGateRace::findUnlisted()
{
    std::array<quint64, RaceBoard::racers> before{};
    for (size_t i = 0; i < before.size(); ++i)
        before[i] = m_board->racer[i].holding;
    const QHash<pid_t, qint64> writers = writersInFile();
    for (size_t i = 0; i < before.size(); ++i) {
        const bool holds = before[i] != 0 && m_board->racer[i].holding == before[i];
        if (holds && writers.value(static_cast<pid_t>(m_racers[i]->pid())) < 1)
            ++m_findings.unlisted;
    }
}

void TestGateRace::lookWhileClosed(bool untilDrained)
{
    const QHash<pid_t, qint64> first = writersInFile();
    findUnlisted();
    m_board->next(); // draining
    if (untilDrained) {
        FolderEvents events(m_fixture.site.site().trackingFolder);
        QVERIFY(events.waitFor([this] { return m_fixture.counts().total() == 0; }));
        findUnlisted();
        if (m_fixture.counts() != OperationCounts())
            ++m_findings.revived;
    }
    const QHash<pid_t, qint64> second = writersInFile();
    for (auto writer = second.cbegin(); writer != second.cend(); ++writer) {
        if (writer.value() > first.value(writer.key()))
            ++m_findings.grown;
    }
}

void TestGateRace::nobodyIsAdmittedOnceAModeIsSet() // I-01, I-02, I-04, I-06
{
    constexpr int rounds = 1000;
    constexpr int roundsPerDrain = 8;
    const QByteArray config = m_fixture.site.config();
    startRacers();
    quint32 admissions = 0;
    for (int round = 0; round < rounds; ++round) {
        waitWhile(m_board->admissions, admissions); // the mode is clear: somebody comes in
        QVERIFY(m_board->admissions != admissions);
        m_board->next();
        setMode(MaintenanceType::Offline);
        m_board->next();
        lookWhileClosed(round % roundsPerDrain == 0);
        m_board->next();
        admissions = m_board->admissions;
        setMode(MaintenanceType::None);
        m_board->next();
        if (QTest::currentTestFailed())
            return;
    }
    m_board->stop = 1;
    m_board->next();
    for (const auto &racer : m_racers)
        QVERIFY(racer->waitForEnd());

    QCOMPARE(m_findings.unlisted, 0);
    QCOMPARE(m_findings.grown, 0);
    QCOMPARE(m_findings.revived, 0);
    quint32 refused = 0;
    for (const RaceBoard::Racer &racer : m_board->racer) {
        QCOMPARE(racer.admittedWhileClosed.load(), 0U);
        QCOMPARE(racer.refusedWhileOpen.load(), 0U);
        QCOMPARE(racer.failed.load(), 0U);
        refused += racer.refused;
    }
    QVERIFY(m_board->admissions >= rounds && refused >= rounds);
    qInfo("%u admitted, %u refused", m_board->admissions.load(), refused);

    // Nothing is left over.
    QCOMPARE(m_fixture.site.config(), config);
    QCOMPARE(m_fixture.counts(), OperationCounts());
    for (const TrackingEntry &entry : m_fixture.entries())
        QCOMPARE(entry.counts, OperationCounts());
    QCOMPARE(TestSite::names(m_fixture.site.site().trackingFolder), (QByteArrayList{"vault", "vault.lock"}));
}

QTEST_GUILESS_MAIN(TestGateRace)
#include "tst_gaterace.moc"

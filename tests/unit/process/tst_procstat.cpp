// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/procstat.h"
#include "tests/support/testmain.h"
#include "tests/support/vectors.h"

#include <QTest>

using namespace Drydock;

class TestProcStat : public QObject
{
    Q_OBJECT

private slots:
    void answersAsPbsDoes_data();
    void answersAsPbsDoes();
    void commandKeepsItsBytes_data();
    void commandKeepsItsBytes();
    void deadNeedsAnEndedLeaderWithoutThreads_data();
    void deadNeedsAnEndedLeaderWithoutThreads();
    void pidsBeyondTheirTypeAreNoProcess_data();
    void pidsBeyondTheirTypeAreNoProcess();
    void cutLinesAreNoProcess();
};

namespace {

QByteArray line(const QByteArray &command, char state = 'S', int threads = 1)
{
    return "100 (" + command + ") " + state + " 1 2 3 0 -1 4194304 5 6 7 8 11 12 13 14 20 0 "
           + QByteArray::number(threads) + " 0 1234567 4096000 250 18446744073709551615 1 2 3\n";
}

} // namespace

void TestProcStat::answersAsPbsDoes_data()
{
    QTest::addColumn<QJsonObject>("vector");
    const QList<QJsonObject> rows = readVectors(QStringLiteral("proc-stat.jsonl"));
    QVERIFY(!rows.isEmpty());
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::newRow(rowName(i, rows[i].value(u"note").toString()).constData()) << rows[i];
}

void TestProcStat::answersAsPbsDoes() // I-05
{
    QFETCH(QJsonObject, vector);
    const QByteArray text = QByteArray::fromBase64(vector.value(u"input_b64").toString().toLatin1());
    const std::optional<ProcStat> stat = parseProcStat(text);
    // A process may have a name that is not UTF-8. PBS fails on it and counts the process as dead, so that its
    // operations vanish; to us it is a process like any other.
    const bool strangeName = vector.value(u"error").toString().startsWith(u"invalid utf-8");
    // PBS cuts any 32 bits to a process id; here it must fit, since -1 means all processes.
    const bool fits = vector.value(u"pid").toInteger() >= 0;
    QCOMPARE(stat.has_value(), (vector.value(u"ok").toBool() && fits) || strangeName);
    if (!stat || strangeName)
        return;
    QCOMPARE(stat->pid, pid_t(vector.value(u"pid").toInteger()));
    QCOMPARE(stat->parent, pid_t(vector.value(u"ppid").toInteger()));
    QCOMPARE(QString(QLatin1Char(stat->state)), vector.value(u"status").toString());
    QCOMPARE(stat->threads, vector.value(u"num_threads").toInt());
    QCOMPARE(double(stat->startTime), vector.value(u"starttime").toDouble()); // JSON's numbers have 53 bits here
    // "running" is PBS's word for any state but Z; how many threads are left matters to us as well.
    if (vector.value(u"running").toBool() && stat->state != 'X')
        QVERIFY(!stat->isDead());
}

void TestProcStat::commandKeepsItsBytes_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::newRow("plain") << QByteArray("cat");
    QTest::newRow("closing bracket and a state") << QByteArray(") S 1");
    QTest::newRow("brackets and blanks") << QByteArray("a) R (1 2 3");
    QTest::newRow("newline") << QByteArray("a\nb");
    QTest::newRow("not UTF-8") << QByteArray("\xff\xfe");
    QTest::newRow("empty") << QByteArray("");
}

void TestProcStat::commandKeepsItsBytes() // I-05
{
    QFETCH(QByteArray, command);
    const std::optional<ProcStat> stat = parseProcStat(line(command));
    QVERIFY(stat);
    QCOMPARE(stat->command, command);
    QCOMPARE(stat->pid, 100);
    QCOMPARE(stat->startTime, quint64(1234567));
}

void TestProcStat::deadNeedsAnEndedLeaderWithoutThreads_data()
{
    QTest::addColumn<char>("state");
    QTest::addColumn<int>("threads");
    QTest::addColumn<bool>("dead");
    QTest::newRow("sleeping") << 'S' << 1 << false;
    QTest::newRow("stopped") << 'T' << 1 << false;
    QTest::newRow("traced") << 't' << 1 << false;
    QTest::newRow("waiting for a disk") << 'D' << 1 << false;
    QTest::newRow("zombie") << 'Z' << 1 << true;
    QTest::newRow("zombie that is being reaped") << 'Z' << 0 << true;
    QTest::newRow("leader ended, a thread works") << 'Z' << 2 << false;
    QTest::newRow("dead") << 'X' << 1 << true;
    QTest::newRow("dead leader, a thread works") << 'X' << 2 << false;
}

void TestProcStat::deadNeedsAnEndedLeaderWithoutThreads() // I-05
{
    QFETCH(char, state);
    QFETCH(int, threads);
    QFETCH(bool, dead);
    const std::optional<ProcStat> stat = parseProcStat(line("x", state, threads));
    QVERIFY(stat);
    QCOMPARE(stat->isDead(), dead);
}

void TestProcStat::pidsBeyondTheirTypeAreNoProcess_data()
{
    QTest::addColumn<QByteArray>("pid");
    QTest::addColumn<QByteArray>("parent");
    QTest::addColumn<bool>("isProcess");
    QTest::newRow("the highest of the type") << "2147483647"_qba
                                             << "2147483647"_qba << true;
    QTest::newRow("one more") << "2147483648"_qba
                              << "1"_qba << false;
    QTest::newRow("32 bits, -1 if cut") << "4294967295"_qba
                                        << "1"_qba << false;
    QTest::newRow("more than 32 bits, 100 if cut") << "4294967396"_qba
                                                   << "1"_qba << false;
    QTest::newRow("a parent beyond") << "100"_qba
                                     << "2147483648"_qba << false;
}

void TestProcStat::pidsBeyondTheirTypeAreNoProcess() // I-05
{
    QFETCH(QByteArray, pid);
    QFETCH(QByteArray, parent);
    QFETCH(bool, isProcess);
    QByteArray text = line("x");
    text.replace("100 (", pid + " (").replace(") S 1 ", ") S " + parent + ' ');
    const std::optional<ProcStat> stat = parseProcStat(text);
    QCOMPARE(stat.has_value(), isProcess);
    QVERIFY(!stat || stat->pid > 0);
}

void TestProcStat::cutLinesAreNoProcess() // I-05
{
    const QByteArray text = line("x");
    const qsizetype enough = text.indexOf("18446744073709551615") + 1; // the last field that is asked for
    for (qsizetype length = 0; length < enough; ++length)
        QVERIFY2(!parseProcStat(text.first(length)), qPrintable(QString::number(length)));
    QVERIFY(parseProcStat(text));
}

DRYDOCK_TEST_APPLESS_MAIN(TestProcStat)
#include "tst_procstat.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitefolder.h"
#include "core/doctor/salvage.h"

#include <QTest>

using namespace Drydock;

namespace {

QByteArray entry(int pid)
{
    return "{\"pid\":" + QByteArray::number(pid)
           + ",\"starttime\":7,\"active_operations\":{\"read\":1,\"write\":0},\"x\":\"}{\\\"\"}";
}

QList<int> pidsIn(const QByteArray &bytes)
{
    QList<int> pids;
    for (const TrackingEntry &found : salvageEntries(bytes))
        pids.append(found.process.pid);
    return pids;
}

} // namespace

/// The entries that parse in a file that does not. I-06
class TestSalvage : public QObject
{
    Q_OBJECT

private slots:
    void entriesThatParseAreFound_data();
    void entriesThatParseAreFound();
    void bytesAreKept();
    void everyCutOfAFileGivesAPrefix();
    void anyBytesTakeTimeInProportion_data();
    void anyBytesTakeTimeInProportion();
};

void TestSalvage::entriesThatParseAreFound_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<int>>("pids");
    QTest::newRow("nothing") << QByteArray() << QList<int>();
    QTest::newRow("no entry") << "[]"_qba << QList<int>();
    QTest::newRow("a whole file") << '[' + entry(1) + ',' + entry(2) + ']' << QList<int>{1, 2};
    QTest::newRow("cut short") << '[' + entry(1) + ',' + entry(2).chopped(3) << QList<int>{1};
    QTest::newRow("begins in an entry") << entry(1).mid(3) + ',' + entry(2) + ']' << QList<int>{2};
    QTest::newRow("zero bytes between") << '[' + entry(1) + QByteArray(4096, '\0') + entry(2) << QList<int>{1, 2};
    QTest::newRow("a negative number between")
        << '[' + entry(1) + ",{\"pid\":5,\"starttime\":7,\"active_operations\":{\"read\":-1,\"write\":0}}," + entry(2)
        << QList<int>{1, 2};
    QTest::newRow("a quote that does not end") << '[' + entry(1) + ",{\"pid\":\"" + entry(2) + ']' << QList<int>{1, 2};
    QTest::newRow("two files in one") << '[' + entry(1) + "][" + entry(2) + ']' << QList<int>{1, 2};
    QTest::newRow("a guardian is no entry") << "{\"pid\":1,\"starttime\":7}"_qba << QList<int>();
}

void TestSalvage::entriesThatParseAreFound()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QList<int>, pids);
    QCOMPARE(pidsIn(bytes), pids);
}

void TestSalvage::bytesAreKept()
{
    const QByteArray bytes = '[' + entry(1) + ",,, " + entry(2);
    QCOMPARE(printTracking(salvageEntries(bytes)), '[' + entry(1) + ',' + entry(2) + ']');
}

void TestSalvage::everyCutOfAFileGivesAPrefix()
{
    const QByteArray bytes = '[' + entry(1) + ',' + entry(2) + ',' + entry(3) + ']';
    const qsizetype each = entry(1).size() + 1;
    for (qsizetype length = 0; length <= bytes.size(); ++length)
        QCOMPARE(pidsIn(bytes.first(length)).size(), std::min<qsizetype>(3, length / each));
}

void TestSalvage::anyBytesTakeTimeInProportion_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("opening brackets") << "{"_qba;
    QTest::newRow("opening brackets and quotes") << "{\""_qba;
    QTest::newRow("backslashes in quotes") << "{\"\\\\"_qba;
    QTest::newRow("objects in objects") << "{\"a\":"_qba;
    QTest::newRow("objects that are no entries") << "{}"_qba;
}

/// CTest's limit is the deadline: what would try each beginning against the whole rest takes hours.
void TestSalvage::anyBytesTakeTimeInProportion()
{
    QFETCH(QByteArray, part);
    QVERIFY(salvageEntries(part.repeated(trackingSizeLimit / part.size() / 4)).isEmpty());
}

QTEST_GUILESS_MAIN(TestSalvage)
#include "tst_salvage.moc"

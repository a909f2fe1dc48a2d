// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/jobkind.h"

#include <QTest>

using namespace Drydock;

class TestJobKind : public QObject
{
    Q_OBJECT

private slots:
    void operationIsPbsOwn_data();
    void operationIsPbsOwn();
    void otherNamesHaveNoOperation_data();
    void otherNamesHaveNoOperation();
    void kindsComeInTheDocumentedOrder();
    void operationNamesReadBack();
};

void TestJobKind::operationIsPbsOwn_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<Operation>("operation");
    QTest::newRow("backup writes") << QStringLiteral("backup") << Operation::Write;
    QTest::newRow("restore reads") << QStringLiteral("restore") << Operation::Read;
    QTest::newRow("verify reads") << QStringLiteral("verify") << Operation::Read;
    QTest::newRow("prune writes") << QStringLiteral("prune") << Operation::Write;
    QTest::newRow("gc writes") << QStringLiteral("gc") << Operation::Write;
    QTest::newRow("sync-pull writes here") << QStringLiteral("sync-pull") << Operation::Write;
    QTest::newRow("sync-push reads here") << QStringLiteral("sync-push") << Operation::Read;
    QTest::newRow("tape-backup reads") << QStringLiteral("tape-backup") << Operation::Read;
    QTest::newRow("tape-restore writes") << QStringLiteral("tape-restore") << Operation::Write;
    QTest::newRow("move writes") << QStringLiteral("move") << Operation::Write;
}

void TestJobKind::operationIsPbsOwn() // I-02
{
    QFETCH(QString, kind);
    QFETCH(Operation, operation);
    QCOMPARE(operationOfJob(kind), std::optional(operation));
}

void TestJobKind::otherNamesHaveNoOperation_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("empty") << QString();
    QTest::newRow("other case") << QStringLiteral("Backup");
    QTest::newRow("with a blank") << QStringLiteral("backup ");
    QTest::newRow("a prefix") << QStringLiteral("sync");
    QTest::newRow("an operation's name") << QStringLiteral("write");
}

void TestJobKind::otherNamesHaveNoOperation()
{
    QFETCH(QString, kind);
    QVERIFY(!operationOfJob(kind));
}

void TestJobKind::kindsComeInTheDocumentedOrder()
{
    QCOMPARE(jobKinds().join(u' '),
             QStringLiteral("backup restore verify prune gc sync-pull sync-push tape-backup tape-restore move"));
}

void TestJobKind::operationNamesReadBack()
{
    for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup})
        QCOMPARE(operationFromName(QString(operationName(operation))), std::optional(operation));
    QVERIFY(!operationFromName(u"Read"));
    QVERIFY(!operationFromName(u""));
}

QTEST_APPLESS_MAIN(TestJobKind)
#include "tst_jobkind.moc"

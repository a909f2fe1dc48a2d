// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/rowedits.h"

#include <QRandomGenerator>
#include <QStringList>
#include <QTest>

using namespace Drydock;

/// A list turned into another one by steps that a view can follow.
class TestRowEdits : public QObject
{
    Q_OBJECT

private slots:
    void oneChangeIsOneStep_data();
    void oneChangeIsOneStep();
    void stepsLeadFromBeforeToAfter();
};

namespace {

QList<QChar> letters(const QString &text)
{
    return {text.cbegin(), text.cend()};
}

QList<QChar> applied(QList<QChar> rows, const QList<RowEdit> &edits, const QList<QChar> &after)
{
    for (const RowEdit &edit : edits) {
        switch (edit.kind) {
        case RowEdit::Kind::Remove:
            rows.remove(edit.at, edit.count);
            break;
        case RowEdit::Kind::Insert:
            for (qsizetype i = 0; i < edit.count; ++i)
                rows.insert(edit.at + i, after.at(edit.at + i));
            break;
        case RowEdit::Kind::Move:
            rows.move(edit.at, edit.to);
            break;
        }
    }
    return rows;
}

QList<QChar> randomSelection(QRandomGenerator &random)
{
    QList<QChar> pool = letters(QStringLiteral("abcdefghijkl"));
    QList<QChar> result;
    const auto wanted = random.bounded(static_cast<int>(pool.size()) + 1);
    while (result.size() < wanted)
        result.append(pool.takeAt(random.bounded(static_cast<int>(pool.size()))));
    return result;
}

} // namespace

void TestRowEdits::oneChangeIsOneStep_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<int>("steps");

    QTest::newRow("nothing changed") << u"abcd"_qs << u"abcd"_qs << 0;
    QTest::newRow("first rows") << QString() << u"abcd"_qs << 1;
    QTest::newRow("all gone") << u"abcd"_qs << QString() << 1;
    QTest::newRow("one came first") << u"bcd"_qs << u"abcd"_qs << 1;
    QTest::newRow("two came in the middle") << u"ad"_qs << u"abcd"_qs << 1;
    QTest::newRow("one came last") << u"abc"_qs << u"abcd"_qs << 1;
    QTest::newRow("one left") << u"abcd"_qs << u"acd"_qs << 1;
    QTest::newRow("two neighbours left") << u"abcd"_qs << u"ad"_qs << 1;
    QTest::newRow("the first went last") << u"abcdef"_qs << u"bcdefa"_qs << 1;
    QTest::newRow("the last went first") << u"abcdef"_qs << u"fabcde"_qs << 1;
    QTest::newRow("two places left") << u"abcde"_qs << u"ace"_qs << 2;
}

void TestRowEdits::oneChangeIsOneStep()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(int, steps);
    const auto edits = rowEdits(letters(before), letters(after));
    QCOMPARE(edits.size(), steps);
    QCOMPARE(applied(letters(before), edits, letters(after)), letters(after));
}

void TestRowEdits::stepsLeadFromBeforeToAfter()
{
    QRandomGenerator random(20260131);
    for (int round = 0; round < 5000; ++round) {
        const auto before = randomSelection(random);
        const auto after = randomSelection(random);
        const auto edits = rowEdits(before, after);
        QCOMPARE(applied(before, edits, after), after);
        for (const RowEdit &edit : edits)
            QVERIFY(edit.count > 0);
    }
}

QTEST_GUILESS_MAIN(TestRowEdits)
#include "tst_rowedits.moc"

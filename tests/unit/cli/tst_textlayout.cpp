// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pbsmanager.h"
#include "app/cli/textlayout.h"

#include <QProcess>
#include <QTest>

using namespace Drydock;

class TestTextLayout : public QObject
{
    Q_OBJECT

private slots:
    void widthIsWhatATerminalDraws_data();
    void widthIsWhatATerminalDraws();
    void columnsAlignByWidth();
    void numbersStandToTheRight();
    void longTextsAreCutBetweenLetters_data();
    void longTextsAreCutBetweenLetters();
    void linesBreakAtBlanks();
    void wordsAreQuotedForAShell_data();
    void wordsAreQuotedForAShell();
};

void TestTextLayout::widthIsWhatATerminalDraws_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");

    QTest::newRow("nothing") << QString() << 0;
    QTest::newRow("Latin") << u"vault"_qs << 5;
    QTest::newRow("umlauts") << u"Größe"_qs << 5;
    QTest::newRow("combining accent") << u"e\u0301"_qs << 1;
    QTest::newRow("several accents") << u"a\u0301\u0323\u0302"_qs << 1;
    QTest::newRow("Japanese") << u"維持"_qs << 4;
    QTest::newRow("Hangul") << u"점검"_qs << 4;
    QTest::newRow("Hangul in parts") << u"\u1112\u1161\u11ab"_qs << 2;
    QTest::newRow("half-width kana") << u"ｱｲ"_qs << 2;
    QTest::newRow("full-width Latin") << u"ＡＢ"_qs << 4;
    QTest::newRow("wrench") << u"🔧"_qs << 2;
    QTest::newRow("woman mechanic, joined") << u"👩\u200d🔧"_qs << 2;
    QTest::newRow("skin tone") << u"👍🏽"_qs << 2;
    QTest::newRow("flag") << u"🇩🇪"_qs << 2;
    QTest::newRow("text made emoji") << u"\u2714\ufe0f"_qs << 2;
    QTest::newRow("check mark as text") << u"\u2713"_qs << 1;
    QTest::newRow("Hebrew") << u"שלום"_qs << 4;
    QTest::newRow("Thai vowel above") << u"กี"_qs << 1;
    QTest::newRow("soft hyphen and zero width") << u"a\u200bb"_qs << 2;
    QTest::newRow("last plane of ideographs") << u"\U0003134a"_qs << 2;
}

void TestTextLayout::widthIsWhatATerminalDraws()
{
    QFETCH(QString, text);
    QFETCH(int, width);
    QCOMPARE(displayWidth(text), width);
}

void TestTextLayout::columnsAlignByWidth()
{
    QCOMPARE(alignedRows({{u"維持"_qs, u"a"_qs}, {u"xx"_qs, u"b"_qs}, {u"e\u0301"_qs, u"c"_qs}}),
             u"維持  a\nxx    b\ne\u0301     c\n"_qs);
    QCOMPARE(alignedRows({{u"a"_qs, QString()}, {u"bbb"_qs, u"c"_qs}}), u"a\nbbb  c\n"_qs);
    QCOMPARE(alignedRows({}), QString());
}

void TestTextLayout::numbersStandToTheRight()
{
    QCOMPARE(alignedRows({{u"PID"_qs, u"USER"_qs}, {u"7"_qs, u"x"_qs}, {u"12345"_qs, u"y"_qs}}, {0}),
             u"  PID  USER\n    7  x\n12345  y\n"_qs);
}

void TestTextLayout::longTextsAreCutBetweenLetters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("cut");

    QTest::newRow("fits") << u"vault"_qs << 5 << u"vault"_qs;
    QTest::newRow("cut") << u"vaults"_qs << 5 << u"vaul…"_qs;
    QTest::newRow("wide letters are not halved") << u"維持維持"_qs << 4 << u"維…"_qs;
    QTest::newRow("an emoji stays whole") << u"a👩\u200d🔧b"_qs << 3 << u"a…"_qs;
    QTest::newRow("no room") << u"vault"_qs << 0 << QString();
    QTest::newRow("room for the sign alone") << u"vault"_qs << 1 << u"…"_qs;
}

void TestTextLayout::longTextsAreCutBetweenLetters()
{
    QFETCH(QString, text);
    QFETCH(int, columns);
    QFETCH(QString, cut);
    QCOMPARE(elided(text, columns), cut);
    QVERIFY(displayWidth(elided(text, columns)) <= columns);
}

void TestTextLayout::linesBreakAtBlanks()
{
    QCOMPARE(wrapped(u"one two three"_qs, 7, 0), u"one two\nthree"_qs);
    QCOMPARE(wrapped(u"one two"_qs, 10, 4), u"one\n    two"_qs);
    QCOMPARE(wrapped(u"muchtoolong x"_qs, 5, 0), u"muchtoolong\nx"_qs);
    QCOMPARE(wrapped(u"維持 維持"_qs, 8, 0), u"維持\n維持"_qs);
    QCOMPARE(wrapped(QString(), 10, 0), QString());
}

void TestTextLayout::wordsAreQuotedForAShell_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("quoted");

    QTest::newRow("plain") << u"/mnt/vault-1"_qs << u"/mnt/vault-1"_qs;
    QTest::newRow("nothing") << QString() << u"''"_qs;
    QTest::newRow("blank") << u"my disk"_qs << u"'my disk'"_qs;
    QTest::newRow("quote") << u"it's"_qs << u"'it'\\''s'"_qs;
    QTest::newRow("all that a shell knows")
        << u"$(x) `y` \"z\" \\ ; & | * ? ~ # !"_qs << u"'$(x) `y` \"z\" \\ ; & | * ? ~ # !'"_qs;
    QTest::newRow("umlauts") << u"Größe"_qs << u"'Größe'"_qs;
}

void TestTextLayout::wordsAreQuotedForAShell()
{
    QFETCH(QString, word);
    QFETCH(QString, quoted);
    QCOMPARE(shellQuoted(word), quoted);
    QProcess shell;
    shell.start(u"sh"_qs, {u"-c"_qs, u"printf %s "_qs + quoted});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()), word);
}

QTEST_GUILESS_MAIN(TestTextLayout)
#include "tst_textlayout.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/displaytext.h"

#include <QTest>

using namespace Drydock;

/// Names and messages of others reach a terminal or window without power over it (I-10: nothing outside the site, the
/// person's screen included, obeys what stands in a file).
class TestDisplayText : public QObject
{
    Q_OBJECT

private slots:
    void harmfulCharactersAreEscapedAndNoOthers_data();
    void harmfulCharactersAreEscapedAndNoOthers();
};

void TestDisplayText::harmfulCharactersAreEscapedAndNoOthers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");

    QTest::newRow("plain text stays") << u"swap disk 2"_qs << u"swap disk 2"_qs;
    QTest::newRow("nothing") << QString() << QString();
    QTest::newRow("line feed") << u"a\nb"_qs << u"a\\nb"_qs;
    QTest::newRow("carriage return hides nothing") << u"good\rbad"_qs << u"good\\rbad"_qs;
    QTest::newRow("tab") << u"a\tb"_qs << u"a\\tb"_qs;
    QTest::newRow("terminal escape") << u"\x1b[2J"_qs << u"\\u001b[2J"_qs;
    QTest::newRow("delete") << u"\x7f"_qs << u"\\u007f"_qs;
    QTest::newRow("eight-bit control sequence introducer") << u"\u009b31m"_qs << u"\\u009b31m"_qs;
    QTest::newRow("null") << QString(QChar(u'\0')) << u"\\u0000"_qs;
    QTest::newRow("right-to-left override") << u"a\u202egpj.exe"_qs << u"a\\u202egpj.exe"_qs;
    QTest::newRow("isolates") << u"\u2066x\u2069"_qs << u"\\u2066x\\u2069"_qs;
    QTest::newRow("bidi marks") << u"\u200e\u200f\u061c"_qs << u"\\u200e\\u200f\\u061c"_qs;
    QTest::newRow("line and paragraph separator") << u"\u2028\u2029"_qs << u"\\u2028\\u2029"_qs;
    QTest::newRow("lone high surrogate") << QString(QChar(0xd83d)) << u"\\ud83d"_qs;
    QTest::newRow("lone low surrogate") << QString(QChar(0xdd27)) << u"\\udd27"_qs;
    QTest::newRow("surrogates the wrong way round") << QString(QChar(0xdd27)) + QChar(0xd83d) << u"\\udd27\\ud83d"_qs;
    QTest::newRow("emoji with joiner stays") << u"👩\u200d🔧"_qs << u"👩\u200d🔧"_qs;
    QTest::newRow("Hebrew letters stay") << u"שלום"_qs << u"שלום"_qs;
    QTest::newRow("combining accent stays") << u"e\u0301"_qs << u"e\u0301"_qs;
    QTest::newRow("backslash stays") << u"a\\b"_qs << u"a\\b"_qs;
    QTest::newRow("no-break blank stays") << u"a\u00a0b"_qs << u"a\u00a0b"_qs;
}

void TestDisplayText::harmfulCharactersAreEscapedAndNoOthers()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(escapedForDisplay(text), shown);
}

QTEST_GUILESS_MAIN(TestDisplayText)
#include "tst_displaytext.moc"

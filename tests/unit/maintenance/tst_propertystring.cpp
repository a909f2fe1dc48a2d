// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/propertystring.h"
#include "tests/support/properties.h"

#include <QTest>

using namespace Drydock;

namespace {

const QString defaultKey = QStringLiteral("type");

QString printed(const QList<PropertyItem> &items)
{
    QStringList parts;
    for (const PropertyItem &item : items)
        parts.append(u'<' + item.key + u'|' + item.value + u'>');
    return parts.join(u' ');
}

} // namespace

class TestPropertyString : public QObject
{
    Q_OBJECT

private slots:
    void splitsAsPbsDoes_data();
    void splitsAsPbsDoes();
    void refusesWithPbsWords_data();
    void refusesWithPbsWords();
    void repeatedKeysAreRefused();
    void quotesOnlyWhereNeeded_data();
    void quotesOnlyWhereNeeded();
    void everyValueReadsBack();
};

void TestPropertyString::splitsAsPbsDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("items");
    const auto row = [](const char *name, const char *text, const char *items) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(items);
    };
    row("empty text has no item", "", "");
    row("a bare item has the default key", "offline", "<type|offline>");
    row("a quoted item has the default key", "\"off,line\"", "<type|off,line>");
    row("one trailing comma is tolerated", "offline,", "<type|offline>");
    row("a single comma is one empty item", ",", "<type|>");
    row("two commas are two empty items", ",,", "<type|> <type|>");
    row("nothing is trimmed", " a = b , c", "< a | b > <type| c>");
    row("a bare value may hold '='", "message=a=b", "<message|a=b>");
    row("a bare value may hold quotes and backslashes", "message=a\"b\\n", "<message|a\"b\\n>");
    row("'=' after a comma belongs to the next item", "a,b=c", "<type|a> <b|c>");
    row("an empty key", "=x", "<|x>");
    row("escapes in quotes", "message=\"\\\"\\\\\\n\"", "<message|\"\\\n>");
    row("a comma after the closing quote ends the item", "a=\"x\",", "<a|x>");
    row("an empty value at the end", "a=", "<a|>");
    row("an empty quoted value", "a=\"\"", "<a|>");
    row("a line feed in quotes", "a=\"x\ny\"", "<a|x\ny>");
}

void TestPropertyString::splitsAsPbsDoes()
{
    QFETCH(QString, text);
    QFETCH(QString, items);
    const auto split = splitPropertyString(text, defaultKey);
    QVERIFY(split);
    QCOMPARE(printed(*split), items);
}

void TestPropertyString::refusesWithPbsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no closing quote") << QStringLiteral("a=\"x") << QStringLiteral("unexpected end of string");
    QTest::newRow("ends in an escape") << QStringLiteral("a=\"x\\") << QStringLiteral("unexpected end of string");
    QTest::newRow("other escape") << QStringLiteral("a=\"\\t\"") << QStringLiteral("unsupported escape sequence");
    QTest::newRow("text after the quote")
        << QStringLiteral("a=\"x\"y") << QStringLiteral("garbage after quoted string");
}

void TestPropertyString::refusesWithPbsWords()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const auto split = splitPropertyString(text, defaultKey);
    QVERIFY(!split);
    QCOMPARE(split.error().code, ErrorCode::InvalidMode);
    QCOMPARE(split.error().detail, reason);
    QCOMPARE(parsePropertyString(text, defaultKey).error().detail, reason);
}

void TestPropertyString::repeatedKeysAreRefused()
{
    QCOMPARE(printed(*parsePropertyString(QStringLiteral("s3,client=c,bucket=b"), defaultKey)),
             QStringLiteral("<type|s3> <client|c> <bucket|b>"));
    const auto repeated = parsePropertyString(QStringLiteral("s3,client=c,type=s3"), defaultKey);
    QVERIFY(!repeated);
    QCOMPARE(repeated.error().detail, QStringLiteral("parameter verification failed - 'type': duplicate key"));
}

void TestPropertyString::quotesOnlyWhereNeeded_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("written");
    const auto row = [](const char *name, const char *value, const char *written) {
        QTest::newRow(name) << QString::fromUtf8(value) << QString::fromUtf8(written);
    };
    row("plain", "swap disk 2", "swap disk 2");
    row("'=' needs none", "a=b", "a=b");
    row("percent needs none", "%41", "%41");
    row("emoji needs none", "🔧", "🔧");
    row("comma", "a, b", "\"a, b\"");
    row("quote", "say \"hi\"", "\"say \\\"hi\\\"\"");
    row("backslash", "C:\\x", "\"C:\\\\x\"");
    row("line feed", "a\nb", "\"a\\nb\"");
    row("leading blank", " a", "\" a\"");
    row("trailing blank", "a ", "\"a \"");
    row("no-break space at the end", "a\u00a0", "\"a\u00a0\"");
    row("line separator first", "\u2028a", "\"\u2028a\"");
    row("no-break space inside", "a\u00a0b", "a\u00a0b");
    row("empty", "", "");
}

void TestPropertyString::quotesOnlyWhereNeeded() // I-08
{
    QFETCH(QString, value);
    QFETCH(QString, written);
    QCOMPARE(quotePropertyValue(value), written);
}

void TestPropertyString::everyValueReadsBack() // I-08
{
    QVERIFY(holdsAlways("a value of any bytes, quoted, reads back as itself", [](const std::string &bytes) {
        const QString value = QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
        const auto items = splitPropertyString(
            QStringLiteral("a=") + quotePropertyValue(value) + QStringLiteral(",b=end"), defaultKey);
        RC_ASSERT(items.has_value());
        const QList<PropertyItem> expected{{QStringLiteral("a"), value}, {QStringLiteral("b"), QStringLiteral("end")}};
        RC_ASSERT(*items == expected);
    }));
    QVERIFY(holdsAlways("any text splits or is refused with a reason", [](const std::string &bytes) {
        const QString text = QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
        const auto items = splitPropertyString(text, defaultKey);
        RC_ASSERT(items || !items.error().detail.isEmpty());
    }));
}

QTEST_APPLESS_MAIN(TestPropertyString)
#include "tst_propertystring.moc"

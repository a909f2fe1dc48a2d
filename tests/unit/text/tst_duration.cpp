// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/duration.h"
#include "tests/support/properties.h"

#include <QTest>

using namespace Drydock;

class TestDuration : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void durationsAreRead_data();
    void durationsAreRead();
    void anySpanReadsBack();
    void everythingElseIsRefused_data();
    void everythingElseIsRefused();
    void anySpanIsSaidToItsGrain();
    void spansAreSaidInMinutesOrMore_data();
    void spansAreSaidInMinutesOrMore();
    void momentHasADateOnlyOnAnotherDay();
};

void TestDuration::init()
{
    qputenv("TZ", "UTC");
    tzset();
}

void TestDuration::durationsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("seconds");

    QTest::newRow("seconds") << u"90s"_qs << qint64(90);
    QTest::newRow("minutes") << u"15m"_qs << qint64(900);
    QTest::newRow("hours") << u"2h"_qs << qint64(7200);
    QTest::newRow("days") << u"1d"_qs << qint64(86400);
    QTest::newRow("joined") << u"1h30m"_qs << qint64(5400);
    QTest::newRow("all four") << u"1d2h3m4s"_qs << qint64(93784);
    QTest::newRow("in any order, a unit twice") << u"1s1m1s"_qs << qint64(62);
    QTest::newRow("zero with a unit") << u"0s"_qs << qint64(0);
    QTest::newRow("leading zeros") << u"007s"_qs << qint64(7);
    QTest::newRow("a thousand years") << u"365000d"_qs << qint64(365000) * 86400;
}

void TestDuration::durationsAreRead()
{
    QFETCH(QString, text);
    QFETCH(qint64, seconds);
    const auto span = parseDuration(text);
    QVERIFY(span);
    QCOMPARE(qint64(span->count()), seconds);
}

void TestDuration::anySpanReadsBack()
{
    QVERIFY(holdsAlways("a span written in any units reads as itself", [] {
        const qint64 days = *rc::gen::inRange<qint64>(0, 364'999);
        const qint64 hours = *rc::gen::inRange<qint64>(0, 24);
        const qint64 minutes = *rc::gen::inRange<qint64>(0, 60);
        const qint64 seconds = *rc::gen::inRange<qint64>(0, 60);
        const qint64 all = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
        const auto inUnits = QStringLiteral("%1d%2h%3m%4s").arg(days).arg(hours).arg(minutes).arg(seconds);
        RC_ASSERT(parseDuration(inUnits) == std::chrono::seconds(all));
        RC_ASSERT(parseDuration(QStringLiteral("%1s").arg(all)) == std::chrono::seconds(all));
        RC_ASSERT(parseDuration(QStringLiteral("%1m%2s").arg(all / 60).arg(all % 60)) == std::chrono::seconds(all));
    }));
}

void TestDuration::everythingElseIsRefused_data()
{
    QTest::addColumn<QString>("text");

    QTest::newRow("nothing") << QString();
    QTest::newRow("bare number") << u"30"_qs;
    QTest::newRow("bare number after a good part") << u"1h30"_qs;
    QTest::newRow("bare zero") << u"0"_qs;
    QTest::newRow("unit alone") << u"m"_qs;
    QTest::newRow("unit twice") << u"1mm"_qs;
    QTest::newRow("unknown unit") << u"1w"_qs;
    QTest::newRow("milliseconds") << u"10ms"_qs;
    QTest::newRow("upper case") << u"1H"_qs;
    QTest::newRow("negative") << u"-1s"_qs;
    QTest::newRow("signed") << u"+1s"_qs;
    QTest::newRow("fraction") << u"1.5h"_qs;
    QTest::newRow("blank before") << u" 1s"_qs;
    QTest::newRow("blank between") << u"1 s"_qs;
    QTest::newRow("blank after") << u"1s "_qs;
    QTest::newRow("Arabic digits") << u"١s"_qs;
    QTest::newRow("more than a thousand years") << u"365001d"_qs;
    QTest::newRow("too much in sum") << u"365000d1s"_qs;
    QTest::newRow("no number of any machine") << u"99999999999999999999999999s"_qs;
    QTest::newRow("overflow by the unit") << u"9223372036854775807d"_qs;
}

void TestDuration::everythingElseIsRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseDuration(text));
}

void TestDuration::spansAreSaidInMinutesOrMore_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");

    QTest::newRow("nothing yet") << qint64(0) << u"less than a minute"_qs;
    QTest::newRow("a clock set back") << qint64(-90) << u"less than a minute"_qs;
    QTest::newRow("just under a minute") << qint64(59) << u"less than a minute"_qs;
    QTest::newRow("a minute") << qint64(60) << u"1 min"_qs;
    QTest::newRow("minutes are not rounded up") << qint64(779) << u"12 min"_qs;
    QTest::newRow("just under an hour") << qint64(3599) << u"59 min"_qs;
    QTest::newRow("hours") << qint64(3 * 3600 + 60) << u"3 h"_qs;
    QTest::newRow("just under a day") << qint64(86399) << u"23 h"_qs;
    QTest::newRow("days") << qint64(2 * 86400) << u"2 d"_qs;
}

void TestDuration::spansAreSaidInMinutesOrMore()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, text);
    QCOMPARE(durationText(std::chrono::seconds(seconds)), text);
}

void TestDuration::anySpanIsSaidToItsGrain()
{
    QVERIFY(holdsAlways("what is said of a span reads back to less than one of its units below it", [] {
        const qint64 seconds = *rc::gen::oneOf(rc::gen::inRange<qint64>(60, 400'000),
                                               rc::gen::inRange<qint64>(60, qint64(364'999) * 86'400));
        const QString said = durationText(std::chrono::seconds(seconds));
        const auto grain = said.endsWith(u'd') ? 86'400 : said.endsWith(u'h') ? 3'600 : 60;
        const auto again = parseDuration(QString(said).replace(u" min"_qs, u"m"_qs).remove(u' '));
        RC_ASSERT(again.has_value());
        RC_ASSERT(again->count() <= seconds && seconds < again->count() + grain);
    }));
}

void TestDuration::momentHasADateOnlyOnAnotherDay()
{
    const qint64 moment = 1769868120; // 2026-01-31T14:02:00Z
    QCOMPARE(momentText(moment, moment + 3600), u"14:02"_qs);
    QCOMPARE(momentText(moment, moment + 10 * 3600), u"2026-01-31 14:02"_qs);
    QCOMPARE(momentText(moment, moment - 15 * 3600), u"2026-01-31 14:02"_qs);
}

QTEST_GUILESS_MAIN(TestDuration)
#include "tst_duration.moc"

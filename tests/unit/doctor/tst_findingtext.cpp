// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/findingtext.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace Drydock;

namespace {

constexpr auto lastCode = int(FindingCode::More);
constexpr qint64 now = 1'800'000'000;

Finding finding(FindingCode code)
{
    Finding finding{code, Severity::Error, u"/srv/site"_qs, u"vault"_qs, u"because"_qs};
    finding.count = 3;
    finding.line = 7;
    finding.process = FindingProcess{812, 99, u"borg create"_qs, now - 60};
    finding.cause = Error{ErrorCode::UnsafeFile, u"/srv/site/x"_qs, {}, 0, 0};
    return finding;
}

} // namespace

class TestFindingText : public QObject
{
    Q_OBJECT

private slots:
    void everyCodeHasAnIdAndSentencesOfItsOwn();
    void everyIdIsDocumented();
    void noPlaceIsLeftOpen();
    void contentsAreEscapedAndNotInterpreted();
    void causeAndHintAreTheErrors();
};

void TestFindingText::everyCodeHasAnIdAndSentencesOfItsOwn()
{
    QSet<QString> ids;
    for (int code = 0; code <= lastCode; ++code) {
        const auto id = findingId(static_cast<FindingCode>(code));
        QVERIFY2(id != QLatin1String("unknown"), qPrintable(QString::number(code)));
        ids.insert(id);
        const QString text = findingText(finding(static_cast<FindingCode>(code)), now);
        QVERIFY2(text.endsWith(u'.'), qPrintable(text));
    }
    QCOMPARE(ids.size(), lastCode + 1);
}

void TestFindingText::everyIdIsDocumented()
{
    QFile file(QStringLiteral(DRYDOCK_SOURCE_DIR "/docs/formats.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    for (int code = 0; code <= lastCode; ++code) {
        const QString id = findingId(static_cast<FindingCode>(code));
        QVERIFY2(text.contains(u'`' + id + u'`'), qPrintable(id));
    }
}

void TestFindingText::noPlaceIsLeftOpen()
{
    for (int code = 0; code <= lastCode; ++code) {
        const Finding found = finding(static_cast<FindingCode>(code));
        for (const QString &text : {findingText(found, now), findingMeaning(found), findingAdvice(found)})
            QVERIFY2(!text.contains(u'%'), qPrintable(text));
    }
}

void TestFindingText::contentsAreEscapedAndNotInterpreted()
{
    Finding hostile = finding(FindingCode::TrackingInvalid);
    hostile.subject = u"/srv/%2\u202e\x1b[31m"_qs;
    hostile.detail = u"entry %1\n\u2066%s"_qs;
    const QString text = findingText(hostile, now);
    QCOMPARE(text, u"/srv/%2\\u202e\\u001b[31m cannot be read: entry %1\\n\\u2066%s."_qs);

    Finding held = finding(FindingCode::LockHeld);
    held.process->command = u"a\x1b]0;b\x07"_qs;
    QVERIFY(!findingText(held, now).contains(u'\x1b'));
}

void TestFindingText::causeAndHintAreTheErrors()
{
    const Finding found = finding(FindingCode::TrackingUnreadable);
    QVERIFY(findingText(found, now).startsWith(u"/srv/site/x is not what it must be"));
    QCOMPARE(findingAdvice(found), u"Look who put it there, then move it aside."_qs);
}

QTEST_APPLESS_MAIN(TestFindingText)
#include "tst_findingtext.moc"

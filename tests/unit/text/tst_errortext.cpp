// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/refusal.h"
#include "core/text/errortext.h"

#include <QDateTime>
#include <QTest>

#include <cerrno>

using namespace Drydock;

namespace {

constexpr auto lastCode = int(ErrorCode::TimedOut);

} // namespace

class TestErrorText : public QObject
{
    Q_OBJECT

private slots:
    void whatFailedComesFirstThenWhy_data();
    void whatFailedComesFirstThenWhy();
    void everyCodeHasASentenceOfItsOwn();
    void refusalSaysWhoAndWhen();
    void refusalSurvivesItsDetail_data();
    void refusalSurvivesItsDetail();
    void hintsNeverRepeatTheSentence();
    void onlyWhatMayPassIsRetryable();
};

void TestErrorText::whatFailedComesFirstThenWhy_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("sentence");

    QTest::newRow("system error in the system's words")
        << Error{ErrorCode::Io, u"/srv/x"_qs, {}, EIO, 0} << u"/srv/x could not be used: Input/output error."_qs;
    QTest::newRow("detail and system error") << Error{ErrorCode::Io, u"/srv/x"_qs, u"short write"_qs, EIO, 0}
                                             << u"/srv/x could not be used: short write (Input/output error)."_qs;
    QTest::newRow("the code says it already")
        << Error{ErrorCode::PermissionDenied, u"/etc/x"_qs, {}, EACCES, 0} << u"There is no permission for /etc/x."_qs;
    QTest::newRow("config with its line")
        << Error{ErrorCode::ConfigInvalid, u"/etc/datastore.cfg"_qs, u"syntax error (expected header)."_qs, 0, 14}
        << u"/etc/datastore.cfg, line 14, cannot be read: syntax error (expected header)."_qs;
    QTest::newRow("config as a whole") << Error{ErrorCode::ConfigInvalid, u"/c"_qs, u"no UTF-8"_qs, 0, 0}
                                       << u"/c cannot be read: no UTF-8."_qs;
    QTest::newRow("lock and its holder") << Error{
        ErrorCode::LockTimeout, u"/etc/.datastore.lck"_qs, u"process 812 (proxmox-backup-api)"_qs, 0,
        0} << u"/etc/.datastore.lck was not free in time: it is in use by process 812 (proxmox-backup-api)."_qs;
    QTest::newRow("lock, holder not known")
        << Error{ErrorCode::LockTimeout, u"/l"_qs, {}, 0, 0} << u"/l was not free in time."_qs;
    QTest::newRow("message too long") << Error{ErrorCode::InvalidMessage, u"vault"_qs, u"length"_qs, 0, 0}
                                      << u"The message is longer than 64 characters."_qs;
    QTest::newRow("message with a control character")
        << Error{ErrorCode::InvalidMessage, u"vault"_qs, u"control"_qs, 0, 0}
        << u"The message holds a line break or another control character."_qs;
    QTest::newRow("mode changed by somebody")
        << Error{ErrorCode::ModeChanged, u"vault"_qs, u"offline,message=\"swap, now\""_qs, 0, 0}
        << u"vault was changed meanwhile: its mode is Offline (\"swap, now\") now."_qs;
    QTest::newRow("mode cleared by somebody") << Error{ErrorCode::ModeChanged, u"vault"_qs, {}, 0, 0}
                                              << u"vault was changed meanwhile: it has no mode now."_qs;
    QTest::newRow("mode changed to one that is not read")
        << Error{ErrorCode::ModeChanged, u"vault"_qs, u"offline,x=1"_qs, 0, 0}
        << u"vault was changed meanwhile: its mode is offline,x=1 now."_qs;
    QTest::newRow("a hostile name has no power")
        << Error{ErrorCode::NoSuchStore, u"a\n\u202eb"_qs, {}, 0, 0} << u"There is no datastore a\\n\\u202eb."_qs;
    QTest::newRow("a name that looks like a place-holder")
        << Error{ErrorCode::Io, u"%1%2"_qs, u"%3"_qs, 0, 0} << u"%1%2 could not be used: %3."_qs;
    QTest::newRow("a name that ends like a sentence")
        << Error{ErrorCode::NoSuchStore, u".."_qs, {}, 0, 0} << u"There is no datastore \"..\"."_qs;
    QTest::newRow("a path with a blank") << Error{ErrorCode::NotFound, u"/mnt/my disk"_qs, {}, 0, 0}
                                         << u"\"/mnt/my disk\" does not exist."_qs;
    QTest::newRow("a sentence without subject")
        << Error{ErrorCode::Cancelled, u"vault"_qs, {}, 0, 0} << u"Cancelled."_qs;
}

void TestErrorText::whatFailedComesFirstThenWhy()
{
    QFETCH(Error, error);
    QFETCH(QString, sentence);
    QCOMPARE(errorText(error), sentence);
}

void TestErrorText::everyCodeHasASentenceOfItsOwn()
{
    QStringList seen;
    for (int code = 0; code <= lastCode; ++code) {
        const QString sentence = errorText({ErrorCode(code), u"SUBJECT"_qs, {}, 0, 0});
        QVERIFY2(sentence.endsWith(u'.') && !sentence.contains(u'%'), qPrintable(sentence));
        QVERIFY2(!seen.contains(sentence), qPrintable(sentence));
        seen += sentence;
    }
}

void TestErrorText::refusalSaysWhoAndWhen()
{
    qputenv("TZ", "UTC");
    const QDateTime today = QDateTime::currentDateTimeUtc();
    const QDateTime set(today.date(), QTime(0, 2), Qt::UTC);
    const Refusal refusal{u"offline maintenance mode: swap disk 2"_qs, u"alice"_qs, set.toSecsSinceEpoch()};
    QCOMPARE(errorText({ErrorCode::Refused, u"vault"_qs, refusal.toDetail(), 0, 0}),
             u"vault is offline: swap disk 2 (set by alice 00:02)."_qs);

    const auto sentence = [](const QString &reason) {
        return errorText({ErrorCode::Refused, QStringLiteral("vault"), Refusal{reason, {}, {}}.toDetail(), 0, 0});
    };
    QCOMPARE(sentence(u"offline maintenance mode: "_qs), u"vault is offline."_qs);
    QCOMPARE(sentence(u"read-only maintenance mode: a"_qs), u"vault is read-only: a."_qs);
    QCOMPARE(sentence(u"S3 refresh maintenance mode: "_qs), u"vault is being refreshed from S3."_qs);
    QCOMPARE(sentence(u"datastore is being unmounted"_qs), u"vault is being unmounted."_qs);
    QCOMPARE(sentence(u"datastore is being deleted"_qs), u"vault is being deleted."_qs);
    QCOMPARE(sentence(u"unknown maintenance mode"_qs), u"vault refuses this operation: unknown maintenance mode."_qs);
}

void TestErrorText::refusalSurvivesItsDetail_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("who");
    QTest::addColumn<qint64>("since");

    QTest::newRow("reason alone") << u"offline maintenance mode: x"_qs << QString() << qint64(-1);
    QTest::newRow("with who and when") << u"offline maintenance mode: x"_qs << u"alice"_qs << qint64(1769868120);
    QTest::newRow("reason of three lines, the last a number, who not known")
        << u"offline maintenance mode: a\nbob\n5"_qs << QString() << qint64(-1);
    QTest::newRow("reason with line ends, who known") << u"a\n\nb\n"_qs << u"alice"_qs << qint64(0);
    QTest::newRow("reason that ends in a line end") << u"a\n"_qs << QString() << qint64(-1);
    QTest::newRow("nothing") << QString() << QString() << qint64(-1);
}

void TestErrorText::refusalSurvivesItsDetail()
{
    QFETCH(QString, reason);
    QFETCH(QString, who);
    QFETCH(qint64, since);
    const Refusal refusal{reason, who, since < 0 ? std::optional<qint64>() : since};
    QCOMPARE(Refusal::fromDetail(refusal.toDetail()), refusal);
}

void TestErrorText::hintsNeverRepeatTheSentence()
{
    for (int code = 0; code <= lastCode; ++code) {
        const Error error{ErrorCode(code), u"SUBJECT"_qs, {}, 0, 0};
        const QString hint = errorHint(error);
        QVERIFY2(hint.isEmpty() || (hint.endsWith(u'.') && hint != errorText(error)), qPrintable(hint));
    }
    QVERIFY(!errorHint({ErrorCode::LockTimeout, {}, {}, 0, 0}).isEmpty());
}

void TestErrorText::onlyWhatMayPassIsRetryable()
{
    QVERIFY(isRetryable(ErrorCode::LockTimeout));
    QVERIFY(isRetryable(ErrorCode::StoreBusy));
    QVERIFY(isRetryable(ErrorCode::Refused));
    QVERIFY(!isRetryable(ErrorCode::NoSuchStore));
    QVERIFY(!isRetryable(ErrorCode::PermissionDenied));
    QVERIFY(!isRetryable(ErrorCode::ModeChanged));
}

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_errortext.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/loginuser.h"
#include "core/history/changelog.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr qint64 morning = 1'769'868'130; // 2026-01-31T14:02:10Z

ChangeRecord change(const char *store, MaintenanceType type, const QString &message = {})
{
    ChangeRecord record;
    record.at = morning;
    record.who = QStringLiteral("alice");
    record.store = QString::fromLatin1(store);
    record.newMode = {type, message, {}};
    record.digest = QByteArray(64, 'a');
    return record;
}

bool sameRecord(ChangeRecord a, const ChangeRecord &b)
{
    a.number = b.number;
    return a.at == b.at && a.who == b.who && a.store == b.store && a.oldMode == b.oldMode && a.newMode == b.newMode
           && a.digest == b.digest && a.drainedAt == b.drainedAt;
}

struct Fixture {
    explicit Fixture(TestSite::Kind kind = TestSite::Kind::Folder)
        : site(kind)
        , log(files, site.site())
        , path(site.site().logFolder + "/changes.jsonl")
    {
    }
    TestSite site;
    FaultyFileSystem files;
    ChangeLog log;
    QByteArray path;
};

} // namespace

class TestChangeLog : public QObject
{
    Q_OBJECT

private slots:
    void recordsReadBackInOrder();
    void everyModeReadsBack_data();
    void everyModeReadsBack();
    void aMissingLogIsEmpty();
    void aCutLastLineIsSkippedAndEnded();
    void unreadableLinesAreSkippedAndCounted_data();
    void unreadableLinesAreSkippedAndCounted();
    void aChangeIsDrainedOnce();
    void theLogFolderIsMade_data();
    void theLogFolderIsMade();
    void whatIsNoLogIsLeftAlone_data();
    void whatIsNoLogIsLeftAlone();
    void everyFailureIsToldAndLosesNothing();
    void listingsCarryTheDigestOn();
    void whoIsNamedOnlyWhileTheLogFits_data();
    void whoIsNamedOnlyWhileTheLogFits();
    void thePersonIsFound_data();
    void thePersonIsFound();
};

void TestChangeLog::recordsReadBackInOrder()
{
    Fixture fixture;
    ChangeRecord first = change("vault", MaintenanceType::Offline, QStringLiteral("swap disk 2"));
    ChangeRecord second = change("tank", MaintenanceType::None);
    second.oldMode = first.newMode;
    second.who = QStringLiteral("1042");
    second.digest = QByteArray(64, 'b');
    QCOMPARE(*fixture.log.append(first), 1);
    QCOMPARE(*fixture.log.append(second), 2);
    QCOMPARE(*fixture.log.append(first), 3);

    const auto content = fixture.log.read();
    QVERIFY(content);
    QCOMPARE(content->unreadableLines, 0);
    QCOMPARE(content->records.size(), 3);
    QVERIFY(sameRecord(first, content->records.at(0)));
    QVERIFY(sameRecord(second, content->records.at(1)));
    QCOMPARE(content->records.at(2).number, 3);
    const QByteArray line = TestSite::read(fixture.path).split('\n').constFirst();
    QCOMPARE(line, "{\"at\":\"2026-01-31T14:02:10Z\",\"change\":1,\"digest\":\"" + QByteArray(64, 'a')
                       + "\",\"new\":{\"message\":\"swap disk 2\",\"type\":\"offline\"},\"old\":null,"
                         "\"store\":\"vault\",\"who\":\"alice\"}");
}

void TestChangeLog::everyModeReadsBack_data()
{
    QTest::addColumn<MaintenanceMode>("mode");
    const auto row = [](const char *name, const MaintenanceMode &mode) { QTest::newRow(name) << mode; };
    row("none", {});
    row("read-only", {MaintenanceType::ReadOnly, {}, {}});
    row("internal", {MaintenanceType::S3Refresh, QStringLiteral("x"), {}});
    row("all that needs care", {MaintenanceType::Offline, QStringLiteral("\" \\ , = %41 \u2028 \U0001f527 {}[]"), {}});
    row("byte order mark first", {MaintenanceType::Offline, QStringLiteral("\ufeffx\ufeff"), {}});
    row("C1 control", {MaintenanceType::Offline, QStringLiteral("a\u0085b"), {}});
    row("unknown type", {MaintenanceType::Unknown, QStringLiteral("x"), QStringLiteral("garbage-only")});
    row("unknown type called none", {MaintenanceType::Unknown, {}, QStringLiteral("none")});
    row("unknown type, empty", {MaintenanceType::Unknown, {}, QStringLiteral("")});
}

void TestChangeLog::everyModeReadsBack()
{
    QFETCH(MaintenanceMode, mode);
    Fixture fixture;
    ChangeRecord record = change("vault", MaintenanceType::None);
    record.oldMode = mode;
    record.newMode = mode;
    QVERIFY(fixture.log.append(record));
    const auto content = fixture.log.read();
    QCOMPARE(content->records.size(), 1);
    QCOMPARE(content->records.constFirst().oldMode, mode);
    QCOMPARE(content->records.constFirst().newMode, mode);
    QCOMPARE(TestSite::read(fixture.path).count('\n'), 1);
}

void TestChangeLog::aMissingLogIsEmpty()
{
    Fixture fixture(TestSite::Kind::Pbs);
    const auto content = fixture.log.read();
    QVERIFY(content);
    QVERIFY(content->records.isEmpty());
    QVERIFY(!QFile::exists(QFile::decodeName(fixture.site.site().logFolder)));
}

void TestChangeLog::aCutLastLineIsSkippedAndEnded() // I-07
{
    const ChangeRecord record = change("vault", MaintenanceType::Offline, QString::fromUtf8("ä, 🔧"));
    Fixture whole;
    QVERIFY(whole.log.append(record));
    const QByteArray line = TestSite::read(whole.path);
    for (qsizetype size = 1; size < line.size(); ++size) {
        Fixture fixture;
        TestSite::write(fixture.path, line + line.first(size));
        const bool onlyTheEndIsCut = size == line.size() - 1;
        QCOMPARE(fixture.log.read()->records.size(), onlyTheEndIsCut ? 2 : 1);
        QCOMPARE(fixture.log.read()->unreadableLines, onlyTheEndIsCut ? 0 : 1);
        QCOMPARE(*fixture.log.append(record), 2);
        const auto content = fixture.log.read();
        QCOMPARE(content->records.size(), onlyTheEndIsCut ? 3 : 2);
        QVERIFY(sameRecord(record, content->records.constLast()));
        QVERIFY(TestSite::read(fixture.path).startsWith(line + line.first(size) + '\n'));
    }
}

void TestChangeLog::unreadableLinesAreSkippedAndCounted_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("no JSON") << QByteArray("hello");
    QTest::newRow("binary") << QByteArray("\x00\xff\x01", 3);
    QTest::newRow("a list") << QByteArray("[1,2]");
    QTest::newRow("empty object") << QByteArray("{}");
    QTest::newRow("no number") << QByteArray(R"({"at":"2026-01-31T14:02:10Z","store":"x","old":null,"new":null})");
    QTest::newRow("negative number") << QByteArray(
        R"({"change":-1,"at":"2026-01-31T14:02:10Z","store":"x","old":null,"new":null})");
    QTest::newRow("number with none after it") << QByteArray(
        R"({"change":9223372036854775807,"at":"2026-01-31T14:02:10Z","store":"x","old":null,"new":null})");
    QTest::newRow("number that JSON can't hold")
        << QByteArray(R"({"change":9007199254740994,"at":"2026-01-31T14:02:10Z","store":"x","old":null,"new":null})");
    QTest::newRow("no time") << QByteArray(R"({"change":1,"at":"yesterday","store":"x","old":null,"new":null})");
    QTest::newRow("wrong type of a mode")
        << QByteArray(R"({"change":1,"at":"2026-01-31T14:02:10Z","store":"x","old":"offline","new":null})");
    QTest::newRow("drained without its change") << QByteArray(R"({"drained":"2026-01-31T14:02:10Z","change":77})");
    QTest::newRow("drained at no time") << QByteArray(R"({"drained":true,"change":1})");
}

void TestChangeLog::unreadableLinesAreSkippedAndCounted()
{
    QFETCH(QByteArray, line);
    Fixture fixture;
    QVERIFY(fixture.log.append(change("vault", MaintenanceType::Offline)));
    TestSite::write(fixture.path, TestSite::read(fixture.path) + line + "\n\n");
    QCOMPARE(*fixture.log.append(change("tank", MaintenanceType::ReadOnly)), 2);
    const auto content = fixture.log.read();
    QCOMPARE(content->unreadableLines, 1);
    QCOMPARE(content->records.size(), 2);
    QVERIFY(!content->records.constFirst().drainedAt);
}

void TestChangeLog::aChangeIsDrainedOnce()
{
    Fixture fixture;
    QVERIFY(fixture.log.append(change("vault", MaintenanceType::Offline)));
    QVERIFY(fixture.log.append(change("vault", MaintenanceType::ReadOnly)));
    QCOMPARE(*fixture.log.appendDrained(2, morning + 60), true);
    const QByteArray bytes = TestSite::read(fixture.path);
    QVERIFY(bytes.endsWith("\n{\"change\":2,\"drained\":\"2026-01-31T14:03:10Z\"}\n"));
    QCOMPARE(*fixture.log.appendDrained(2, morning + 90), false);
    QCOMPARE(*fixture.log.appendDrained(3, morning + 90), false);
    QCOMPARE(TestSite::read(fixture.path), bytes);
    const auto content = fixture.log.read();
    QVERIFY(!content->records.at(0).drainedAt);
    QCOMPARE(content->records.at(1).drainedAt, std::optional(morning + 60));
    QCOMPARE(*fixture.log.append(change("vault", MaintenanceType::None)), 3);
}

void TestChangeLog::theLogFolderIsMade_data()
{
    QTest::addColumn<TestSite::Kind>("kind");
    QTest::addColumn<QByteArray>("folder");
    QTest::newRow("pbs") << TestSite::Kind::Pbs << QByteArray("/var/lib/drydock/pbs");
    QTest::newRow("system") << TestSite::Kind::System << QByteArray("/var/lib/drydock/system");
    QTest::newRow("own folder") << TestSite::Kind::Folder << QByteArray("/site");
}

void TestChangeLog::theLogFolderIsMade() // I-10
{
    QFETCH(TestSite::Kind, kind);
    QFETCH(QByteArray, folder);
    Fixture fixture(kind);
    QCOMPARE(fixture.site.site().logFolder, fixture.site.root() + folder);
    const QByteArrayList config = TestSite::names(fixture.site.site().configFolder);
    QVERIFY(fixture.log.append(change("vault", MaintenanceType::Offline)));
    QCOMPARE(fixture.log.read()->records.size(), 1);
    const FileStatus status = TestSite::status(fixture.path);
    QCOMPARE(status.mode & 07777, fixture.site.site().configOwner.mode);
    if (kind != TestSite::Kind::Folder)
        QCOMPARE(TestSite::names(fixture.site.site().configFolder), config);
}

void TestChangeLog::whatIsNoLogIsLeftAlone_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"folder", "fifo", "dangling", "outward", "hardlink"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestChangeLog::whatIsNoLogIsLeftAlone() // I-10
{
    QFETCH(QString, kind);
    Fixture fixture;
    const QByteArray outside = fixture.site.path("outside");
    TestSite::write(outside, "kept\n");
    if (kind == u"folder")
        QCOMPARE(::mkdir(fixture.path.constData(), 0770), 0);
    else if (kind == u"fifo")
        QCOMPARE(::mkfifo(fixture.path.constData(), 0660), 0);
    else if (kind == u"dangling")
        QCOMPARE(::symlink(fixture.site.path("new").constData(), fixture.path.constData()), 0);
    else if (kind == u"outward")
        QCOMPARE(::symlink(outside.constData(), fixture.path.constData()), 0);
    else
        QCOMPARE(::link(outside.constData(), fixture.path.constData()), 0);

    QCOMPARE(fixture.log.read().error().code, ErrorCode::UnsafeFile);
    QCOMPARE(fixture.log.append(change("vault", MaintenanceType::Offline)).error().code, ErrorCode::UnsafeFile);
    QCOMPARE(fixture.log.appendDrained(1, morning).error().code, ErrorCode::UnsafeFile);
    QCOMPARE(TestSite::read(outside), "kept\n");
    QVERIFY(!QFile::exists(QFile::decodeName(fixture.site.path("new"))));
}

void TestChangeLog::everyFailureIsToldAndLosesNothing() // I-07
{
    Fixture fixture;
    QVERIFY(fixture.log.append(change("vault", MaintenanceType::Offline)));
    const QByteArray before = TestSite::read(fixture.path);
    int number = 0;
    int told = 0;
    do {
        TestSite::write(fixture.path, before);
        fixture.files.reset();
        fixture.files.failCall(++number, ENOSPC);
        const auto appended = fixture.log.append(change("tank", MaintenanceType::Offline));
        told += appended ? 0 : 1;
        const QByteArray after = TestSite::read(fixture.path);
        QVERIFY(after.startsWith(before));
        QCOMPARE(after.size() > before.size(), appended.has_value());
        if (!appended)
            QCOMPARE(appended.error().code, ErrorCode::NoSpace);
    } while (fixture.files.callCount() >= number);
    QVERIFY(told >= 5);

    // Half a line fits: told, and the next append ends it.
    TestSite::write(fixture.path, before);
    fixture.files.reset();
    fixture.files.shortenEveryWrite(20);
    QCOMPARE(fixture.log.append(change("tank", MaintenanceType::Offline)).error().code, ErrorCode::NoSpace);
    fixture.files.reset();
    QVERIFY(fixture.log.append(change("tank", MaintenanceType::Offline)));
    QCOMPARE(fixture.log.read()->records.size(), 2);
    QCOMPARE(fixture.log.read()->unreadableLines, 1);
}

void TestChangeLog::listingsCarryTheDigestOn() // I-09
{
    Fixture fixture;
    const MaintenanceMode offline{MaintenanceType::Offline, {}, {}};
    const QByteArray a(64, 'a');
    const QByteArray b(64, 'b');
    const QByteArray c(64, 'c');
    QVERIFY(fixture.log.appendListing({morning, QStringLiteral("usb"), true, a, b}));
    QVERIFY(!QFile::exists(QFile::decodeName(fixture.path))); // no log is made for that
    QCOMPARE(*fixture.log.append(change("vault", MaintenanceType::Offline)), 1);
    QVERIFY(fixture.log.appendListing({morning, QStringLiteral("usb"), true, c, b})); // a stranger's edit came first
    QVERIFY(*fixture.log.current(QStringLiteral("vault"), offline, a));
    QVERIFY(fixture.log.appendListing({morning, QStringLiteral("usb"), true, a, b}));
    QVERIFY(!*fixture.log.current(QStringLiteral("vault"), offline, a));
    QVERIFY(*fixture.log.current(QStringLiteral("vault"), offline, b));
    QVERIFY(fixture.log.appendListing({morning, QStringLiteral("usb"), false, b, c}));
    QVERIFY(*fixture.log.current(QStringLiteral("vault"), offline, c));
    QVERIFY(currentChange(*fixture.log.read(), QStringLiteral("vault"), offline, c));
    QVERIFY(!currentChange(*fixture.log.read(), QStringLiteral("vault"), offline, b));

    QCOMPARE(fixture.log.read()->unreadableLines, 0);
    QCOMPARE(*fixture.log.append(change("tank", MaintenanceType::Offline)), 2);
    QCOMPARE(fixture.log.read()->records.size(), 2);
    QCOMPARE(TestSite::read(fixture.path).split('\n').at(1),
             R"({"added":"usb","at":"2026-01-31T14:02:10Z","digest":")" + b + "\"}");
}

void TestChangeLog::whoIsNamedOnlyWhileTheLogFits_data()
{
    QTest::addColumn<QString>("store");
    QTest::addColumn<MaintenanceMode>("mode");
    QTest::addColumn<QByteArray>("digest");
    QTest::addColumn<qint64>("number"); // 0: nobody
    const MaintenanceMode offline{MaintenanceType::Offline, {}, {}};
    const MaintenanceMode readOnly{MaintenanceType::ReadOnly, {}, {}};
    const QByteArray last(64, 'c');
    QTest::newRow("the last change") << QStringLiteral("vault") << offline << last << qint64(3);
    QTest::newRow("another store's") << QStringLiteral("tank") << readOnly << last << qint64(2);
    QTest::newRow("an earlier digest") << QStringLiteral("vault") << offline << QByteArray(64, 'b') << qint64(0);
    QTest::newRow("a stranger's digest") << QStringLiteral("vault") << offline << QByteArray(64, 'x') << qint64(0);
    QTest::newRow("another mode now") << QStringLiteral("vault") << readOnly << last << qint64(0);
    QTest::newRow("a store without changes") << QStringLiteral("other") << offline << last << qint64(0);
}

void TestChangeLog::whoIsNamedOnlyWhileTheLogFits() // I-03
{
    QFETCH(QString, store);
    QFETCH(MaintenanceMode, mode);
    QFETCH(QByteArray, digest);
    QFETCH(qint64, number);
    ChangeLog::Content log;
    log.records = {change("vault", MaintenanceType::ReadOnly), change("tank", MaintenanceType::ReadOnly),
                   change("vault", MaintenanceType::Offline)};
    for (int i = 0; i < 3; ++i) {
        log.records[i].number = i + 1;
        log.records[i].digest = QByteArray(64, static_cast<char>('a' + i));
    }
    log.digest = log.records.constLast().digest;
    const auto found = currentChange(log, store, mode, digest);
    QCOMPARE(found ? found->number : 0, number);
    QVERIFY(!currentChange({}, store, mode, digest));

    // The same from a file, with other lines between.
    Fixture fixture;
    QVERIFY(!*fixture.log.current(store, mode, digest));
    for (const ChangeRecord &record : std::as_const(log.records)) {
        const auto appended = fixture.log.append(record);
        QCOMPARE(appended.value_or(0), record.number);
        QVERIFY(fixture.log.appendDrained(record.number, morning));
        TestSite::write(fixture.path, TestSite::read(fixture.path) + "no record\n");
    }
    const auto fromFile = fixture.log.current(store, mode, digest);
    QVERIFY(fromFile);
    QCOMPARE(*fromFile ? (*fromFile)->number : 0, number);
}

void TestChangeLog::thePersonIsFound_data()
{
    QTest::addColumn<QByteArray>("loginUid");
    QTest::addColumn<QByteArray>("sudoUid");
    QTest::addColumn<uint>("uid");
    QTest::addColumn<uint>("person");
    const QByteArray none = "4294967295";
    QTest::newRow("logged in") << QByteArray("1000") << QByteArray() << 1000U << 1000U;
    QTest::newRow("logged in, then sudo") << QByteArray("1000\n") << QByteArray("1001") << 0U << 1000U;
    QTest::newRow("sudo without a login") << none << QByteArray("1001") << 0U << 1001U;
    QTest::newRow("SUDO_UID is root's word alone") << none << QByteArray("0") << 1001U << 1001U;
    QTest::newRow("SUDO_UID is no number") << none << QByteArray("alice") << 0U << 0U;
    QTest::newRow("SUDO_UID is nobody") << none << none << 0U << 0U;
    QTest::newRow("a service") << none << QByteArray() << 34U << 34U;
    QTest::newRow("a kernel without login uids") << QByteArray() << QByteArray() << 0U << 0U;
}

void TestChangeLog::thePersonIsFound()
{
    QFETCH(QByteArray, loginUid);
    QFETCH(QByteArray, sudoUid);
    QFETCH(uint, uid);
    QFETCH(uint, person);
    QCOMPARE(loginUser({loginUid, sudoUid, uid}), person);
    QCOMPARE(userName(0), QStringLiteral("root"));
    QCOMPARE(userName(3'999'999'999U), QStringLiteral("3999999999"));
    QVERIFY(!changingUser().isEmpty());
}

QTEST_APPLESS_MAIN(TestChangeLog)
#include "tst_changelog.moc"

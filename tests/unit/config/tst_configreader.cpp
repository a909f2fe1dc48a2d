// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/datastoreconfig.h"
#include "tests/support/fakeclock.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testmain.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;
using namespace std::chrono_literals;

namespace {

/// A site whose config has settled: it was written 10 s before the clock's time.
struct Fixture {
    TestSite site;
    FaultyFileSystem files;
    FakeClock clock;
    std::shared_ptr<SiteFolder> folder;
    std::unique_ptr<ConfigReader> reader;

    Fixture()
    {
        site.addStore("vault");
        folder = std::make_shared<SiteFolder>(files, site.site().configFolder);
        reader = std::make_unique<ConfigReader>(folder, clock);
        settle(10);
    }
    void settle(qint64 seconds) { clock.setWallSeconds(modified() / 1'000'000'000 + seconds); }
    [[nodiscard]] qint64 modified() const { return TestSite::status(site.site().configPath()).mtime; }
    /// Puts bytes of the same size in place, with the old time stamp: only the inode number or ctime tells.
    void rewriteUnseen(const QByteArray &bytes) const
    {
        struct stat status = {};
        ::stat(site.site().configPath().constData(), &status);
        site.writeConfig(bytes);
        const timespec times[] = {status.st_atim, status.st_mtim};
        ::utimensat(AT_FDCWD, site.site().configPath().constData(), times, 0);
    }
    [[nodiscard]] QString onlyStore() const
    {
        const auto reading = reader->read();
        return reading && reading->config.stores().size() == 1 ? reading->config.stores().constFirst().name : QString();
    }
};

const QByteArray other = QByteArrayLiteral("datastore: other\n\tpath /other\n");

} // namespace

class TestConfigReader : public QObject
{
    Q_OBJECT

private slots:
    void aSettledFileIsParsedOnce();
    void aYoungFileIsReadEachTime_data();
    void aYoungFileIsReadEachTime();
    void everyChangeIsSeen_data();
    void everyChangeIsSeen();
    void aMissingFileIsAnEmptyConfig();
    void aMissingFolderIsAFailure();
    void whatIsNoConfigIsRefused_data();
    void whatIsNoConfigIsRefused();
    void failuresArePassedOn_data();
    void failuresArePassedOn();
    void aForkedChildReadsByItself();
};

void TestConfigReader::aSettledFileIsParsedOnce() // I-01
{
    Fixture fixture;
    const auto first = fixture.reader->read();
    QVERIFY(first && first->exists);
    QCOMPARE(first->status, TestSite::status(fixture.site.site().configPath()));
    fixture.files.reset();
    const auto second = fixture.reader->read();
    QVERIFY(second);
    QCOMPARE(&second->config.document(), &first->config.document());
    QCOMPARE(fixture.files.log().size(), 1);
    QCOMPARE(fixture.files.countOf(Call::StatusOf), 1);
}

void TestConfigReader::aYoungFileIsReadEachTime_data()
{
    QTest::addColumn<qint64>("age");
    QTest::addColumn<bool>("cached");
    QTest::newRow("from the future") << qint64(-100) << false;
    QTest::newRow("just written") << qint64(0) << false;
    QTest::newRow("one second") << qint64(1) << false;
    QTest::newRow("nearly two seconds") << qint64(2) << false; // the clock's second is cut off
    QTest::newRow("three seconds") << qint64(3) << true;
}

void TestConfigReader::aYoungFileIsReadEachTime() // I-01
{
    QFETCH(qint64, age);
    QFETCH(bool, cached);
    Fixture fixture;
    const timespec halfPast[] = {{1'700'000'000, 0}, {1'700'000'000, 500'000'000}};
    QCOMPARE(::utimensat(AT_FDCWD, fixture.site.site().configPath().constData(), halfPast, 0), 0);
    fixture.settle(age);
    QVERIFY(fixture.reader->read());
    fixture.files.reset();
    QVERIFY(fixture.reader->read());
    QCOMPARE(fixture.files.countOf(Call::Read) == 0, cached);
}

void TestConfigReader::everyChangeIsSeen_data()
{
    QTest::addColumn<int>("change");
    QTest::newRow("in place, same size and mtime") << 0;
    QTest::newRow("another file under the name") << 1;
    QTest::newRow("another folder under the path") << 2;
    QTest::newRow("rights taken away and given back") << 3;
}

void TestConfigReader::everyChangeIsSeen() // I-01
{
    QFETCH(int, change);
    Fixture fixture;
    const QByteArray path = fixture.site.site().configPath();
    const QByteArray folder = fixture.site.site().configFolder;
    QByteArray before = "datastore: first\n\tpath /first\n";
    fixture.site.writeConfig(before);
    QCOMPARE(fixture.onlyStore(), QStringLiteral("first"));
    fixture.files.reset();
    switch (change) {
    case 0:
        fixture.rewriteUnseen(QByteArray(before).replace("first", "other"));
        break;
    case 1:
        TestSite::write(path + ".new", other);
        QCOMPARE(::rename((path + ".new").constData(), path.constData()), 0);
        break;
    case 2:
        QCOMPARE(::rename(folder.constData(), (folder + ".old").constData()), 0);
        QCOMPARE(::mkdir(folder.constData(), 0770), 0);
        fixture.site.writeConfig(other);
        break;
    default:
        QCOMPARE(::chmod(path.constData(), 0600), 0);
        QCOMPARE(fixture.onlyStore(), QStringLiteral("first"));
        QVERIFY(fixture.files.countOf(Call::Read) > 0);
        return;
    }
    QCOMPARE(fixture.onlyStore(), QStringLiteral("other"));
}

void TestConfigReader::aMissingFileIsAnEmptyConfig()
{
    Fixture fixture;
    QVERIFY(fixture.reader->read()->exists);
    QCOMPARE(::unlink(fixture.site.site().configPath().constData()), 0);
    const auto reading = fixture.reader->read();
    QVERIFY(reading && !reading->exists);
    QCOMPARE(reading->status, FileStatus());
    QVERIFY(reading->config.stores().isEmpty());
    fixture.site.writeConfig(other);
    QCOMPARE(fixture.onlyStore(), QStringLiteral("other"));
}

void TestConfigReader::aMissingFolderIsAFailure() // I-03: no folder is not no stores
{
    Fixture fixture;
    QVERIFY(fixture.reader->read());
    const QByteArray folder = fixture.site.site().configFolder;
    QCOMPARE(::rename(folder.constData(), (folder + ".old").constData()), 0);
    const auto reading = fixture.reader->read();
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, ErrorCode::NotFound);
    QCOMPARE(reading.error().subject, QFile::decodeName(folder));
    QCOMPARE(::rename((folder + ".old").constData(), folder.constData()), 0);
    QCOMPARE(fixture.onlyStore(), QStringLiteral("vault"));
}

void TestConfigReader::whatIsNoConfigIsRefused_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("folder") << QStringLiteral("folder");
    QTest::newRow("FIFO: without hanging") << QStringLiteral("fifo");
    QTest::newRow("dangling link") << QStringLiteral("dangling");
    QTest::newRow("link to a good file outside") << QStringLiteral("outward");
    QTest::newRow("two names") << QStringLiteral("hardlink");
    QTest::newRow("longer than 64 MiB") << QStringLiteral("huge");
}

void TestConfigReader::whatIsNoConfigIsRefused() // I-10
{
    QFETCH(QString, kind);
    Fixture fixture;
    QVERIFY(fixture.reader->read());
    const QByteArray path = fixture.site.site().configPath();
    const QByteArray outside = fixture.site.path("outside");
    TestSite::write(outside, other);
    QCOMPARE(::unlink(path.constData()), 0);
    if (kind == u"folder")
        QCOMPARE(::mkdir(path.constData(), 0770), 0);
    else if (kind == u"fifo")
        QCOMPARE(::mkfifo(path.constData(), 0660), 0);
    else if (kind == u"dangling")
        QCOMPARE(::symlink("nowhere", path.constData()), 0);
    else if (kind == u"outward")
        QCOMPARE(::symlink(outside.constData(), path.constData()), 0);
    else if (kind == u"hardlink")
        QCOMPARE(::link(outside.constData(), path.constData()), 0);
    else {
        fixture.site.writeConfig(other);
        QCOMPARE(::truncate(path.constData(), configSizeLimit + 1), 0);
    }
    const auto reading = fixture.reader->read();
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, kind == u"huge" ? ErrorCode::TooLarge : ErrorCode::UnsafeFile);
    QCOMPARE(reading.error().subject, QFile::decodeName(path));
}

void TestConfigReader::failuresArePassedOn_data()
{
    QTest::addColumn<Call>("call");
    QTest::addColumn<int>("systemError");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("no right to open") << Call::OpenAt << EACCES << ErrorCode::PermissionDenied;
    QTest::newRow("no right to look") << Call::StatusAt << EACCES << ErrorCode::PermissionDenied;
    QTest::newRow("disk error") << Call::Read << EIO << ErrorCode::Io;
    QTest::newRow("no descriptors left") << Call::OpenAt << EMFILE << ErrorCode::Io;
}

void TestConfigReader::failuresArePassedOn() // I-03
{
    QFETCH(Call, call);
    QFETCH(int, systemError);
    QFETCH(ErrorCode, code);
    Fixture fixture;
    fixture.files.failEvery(call, systemError);
    const auto reading = fixture.reader->read();
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, code);
    QCOMPARE(reading.error().systemError, systemError);
    fixture.files.reset();
    QCOMPARE(fixture.onlyStore(), QStringLiteral("vault"));
}

void TestConfigReader::aForkedChildReadsByItself() // I-01
{
    Fixture fixture;
    QVERIFY(fixture.reader->read());
    const pid_t child = ::fork();
    if (child == 0) {
        fixture.files.reset();
        const bool ok = fixture.onlyStore() == u"vault" && fixture.files.countOf(Call::Read) > 0;
        ::_exit(ok ? 0 : 1);
    }
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QCOMPARE(fixture.onlyStore(), QStringLiteral("vault"));
}

DRYDOCK_TEST_APPLESS_MAIN(TestConfigReader)
#include "tst_configreader.moc"

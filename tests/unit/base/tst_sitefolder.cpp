// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitefolder.h"
#include "core/base/uniquefd.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QByteArray name = QByteArrayLiteral("vault");
const QByteArray oldText = QByteArrayLiteral("[]");
const QByteArray newText = QByteArrayLiteral("[{\"pid\":1}]");

struct Fixture {
    explicit Fixture(FileSystem &fileSystem = posixFileSystem())
        : path(site.site().trackingFolder)
        , folder(fileSystem, path)
    {
    }

    [[nodiscard]] QByteArray file() const { return path + '/' + name; }
    [[nodiscard]] QByteArrayList names() const { return TestSite::names(path); }

    TestSite site;
    QByteArray path;
    SiteFolder folder;
};

/// Puts something that is no plain file at path; outside is a file elsewhere.
using Make = std::function<bool(const QByteArray &path, const QByteArray &outside)>;

bool makeSocket(const QByteArray &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= qsizetype(sizeof address.sun_path))
        return false;
    std::copy(path.begin(), path.end(), address.sun_path);
    const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return ::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
}

} // namespace

/// Reading files of a site among people who may put anything there. I-03, I-10.
class TestSiteFolder : public QObject
{
    Q_OBJECT

private slots:
    void readsAPlainFileWithItsStatus();
    void readRefusesWhatIsNoPlainFile_data();
    void readRefusesWhatIsNoPlainFile();
    void readNeverOpensADevice();
    void readStopsAtTheLimit();
    void readSeesAFileThatChangesMeanwhile_data();
    void readSeesAFileThatChangesMeanwhile();
    void readNeverMixesTextAndStatus();
    void readKeepsToTheFileThatItOpened();
    void missingFileIsNotFoundOnlyInAFolderThatIsThere();
    void folderBehindALinkIsRefused_data();
    void folderBehindALinkIsRefused();
    void folderThatIsReplacedIsNoticed();
    void descriptorStaysOpenWhileTheFolderIsReplaced();
    void noDescriptorIsLeaked();
};

void TestSiteFolder::readsAPlainFileWithItsStatus()
{
    Fixture fixture;
    for (const QByteArray &bytes :
         {QByteArray(), QByteArray("x"), QByteArray(100'000, 'y'), QByteArray("\0\xff\n", 3)}) {
        TestSite::write(fixture.file(), bytes);
        const auto content = fixture.folder.read(name, trackingSizeLimit);
        QVERIFY(content);
        QCOMPARE(content->bytes, bytes);
        QCOMPARE(content->status, TestSite::status(fixture.file()));
    }
}

void TestSiteFolder::readRefusesWhatIsNoPlainFile_data()
{
    QTest::addColumn<Make>("make");
    const auto row = [](const char *title, const Make &make) { QTest::newRow(title) << make; };
    row("link to a file outside", [](const QByteArray &path, const QByteArray &outside) {
        return ::symlink(outside.constData(), path.constData()) == 0;
    });
    row("link to a file beside", [](const QByteArray &path, const QByteArray &) {
        TestSite::write(path + "2", "[]");
        return ::symlink("vault2", path.constData()) == 0;
    });
    row("dangling link",
        [](const QByteArray &path, const QByteArray &) { return ::symlink("/nowhere", path.constData()) == 0; });
    row("link to a device",
        [](const QByteArray &path, const QByteArray &) { return ::symlink("/dev/zero", path.constData()) == 0; });
    row("folder", [](const QByteArray &path, const QByteArray &) { return ::mkdir(path.constData(), 0770) == 0; });
    row("FIFO", [](const QByteArray &path, const QByteArray &) { return ::mkfifo(path.constData(), 0660) == 0; });
    row("socket", [](const QByteArray &path, const QByteArray &) { return makeSocket(path); });
    row("second name of a file outside", [](const QByteArray &path, const QByteArray &outside) {
        return ::link(outside.constData(), path.constData()) == 0;
    });
}

void TestSiteFolder::readRefusesWhatIsNoPlainFile() // I-10
{
    QFETCH(const Make, make);
    FaultyFileSystem files;
    Fixture fixture(files);
    const QByteArray outside = fixture.site.path("outside");
    TestSite::write(outside, "secret");
    QVERIFY(make(fixture.file(), outside));
    const auto content = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::UnsafeFile);
    QCOMPARE(content.error().subject, QFile::decodeName(fixture.file()));
    QCOMPARE(files.countOf(Call::OpenAt), 0); // a look at it was enough
}

void TestSiteFolder::readNeverOpensADevice() // I-10
{
    FaultyFileSystem files;
    SiteFolder devices(files, "/dev");
    const auto content = devices.read("zero", trackingSizeLimit);
    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::UnsafeFile);
    QCOMPARE(files.countOf(Call::OpenAt), 0);
}

void TestSiteFolder::readStopsAtTheLimit() // I-10
{
    Fixture fixture;
    TestSite::write(fixture.file(), QByteArray(trackingSizeLimit, 'x'));
    const auto full = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(full);
    QCOMPARE(full->bytes.size(), trackingSizeLimit);
    TestSite::write(fixture.file(), QByteArray(trackingSizeLimit + 1, 'x'));
    const auto above = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(!above);
    QCOMPARE(above.error().code, ErrorCode::TooLarge);
    // A hole as large as a disk costs nothing to make and must cost nothing to refuse.
    QCOMPARE(::truncate(fixture.file().constData(), off_t{1} << 40), 0);
    QCOMPARE(fixture.folder.read(name, configSizeLimit).error().code, ErrorCode::TooLarge);
}

void TestSiteFolder::readSeesAFileThatChangesMeanwhile_data()
{
    QTest::addColumn<int>("changes");
    QTest::addColumn<bool>("succeeds");
    QTest::newRow("grows once") << 1 << true;
    QTest::newRow("grows twice") << 2 << true;
    QTest::newRow("grows at every look") << 1000 << false;
}

void TestSiteFolder::readSeesAFileThatChangesMeanwhile() // I-03
{
    QFETCH(const int, changes);
    QFETCH(const bool, succeeds);
    FaultyFileSystem files;
    Fixture fixture(files);
    QByteArray bytes = oldText;
    TestSite::write(fixture.file(), bytes);
    int left = changes;
    files.beforeEvery(Call::Status, [&] {
        if (left-- > 0)
            TestSite::write(fixture.file(), bytes += ' ');
    });
    const auto content = fixture.folder.read(name, trackingSizeLimit);
    QCOMPARE(content.has_value(), succeeds);
    if (succeeds)
        QCOMPARE(content->bytes, bytes);
    else
        QCOMPARE(content.error().code, ErrorCode::ChangedWhileReading);
}

void TestSiteFolder::readNeverMixesTextAndStatus() // I-03
{
    FaultyFileSystem files;
    Fixture fixture(files);
    TestSite::write(fixture.file(), newText);
    QVERIFY(fixture.folder.descriptor());
    files.reset();
    files.beforeCall(3, [&] { TestSite::write(fixture.file(), "x"); }); // shrinks between the look and the read
    const auto content = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(content);
    QCOMPARE(content->bytes, QByteArray("x"));
    QCOMPARE(content->status.size, 1);
    QCOMPARE(files.log().at(2), QStringLiteral("read"));
}

void TestSiteFolder::readKeepsToTheFileThatItOpened() // I-03, I-10
{
    FaultyFileSystem files;
    Fixture fixture(files);
    TestSite::write(fixture.file(), oldText);
    TestSite::write(fixture.path + "/other", newText);
    const FileStatus replacement = TestSite::status(fixture.path + "/other");
    // Another file takes the name between the look and the opening: text and status are of one file.
    files.beforeEvery(Call::OpenAt,
                      [&] { ::rename((fixture.path + "/other").constData(), fixture.file().constData()); });
    const auto content = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(content);
    QCOMPARE(content->bytes, newText);
    QVERIFY(content->status.sameFile(replacement));

    // A link, a FIFO or a folder takes it: refused all the same, and nothing hangs.
    const QList<std::pair<std::function<int()>, ErrorCode>> swaps{
        {[&] { return ::symlink("/etc/passwd", fixture.file().constData()); }, ErrorCode::UnsafeFile},
        {[&] { return ::mkfifo(fixture.file().constData(), 0660); }, ErrorCode::UnsafeFile},
        {[&] { return ::mkdir(fixture.file().constData(), 0770); }, ErrorCode::UnsafeFile},
    };
    for (const auto &[swap, code] : swaps) {
        files.reset();
        ::remove(fixture.file().constData());
        TestSite::write(fixture.file(), oldText);
        files.beforeEvery(Call::OpenAt, [&fixture, make = swap] {
            if (::unlink(fixture.file().constData()) != 0 || make() != 0)
                qFatal("no swap");
        });
        const auto refused = fixture.folder.read(name, trackingSizeLimit);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, code);
    }
}

void TestSiteFolder::missingFileIsNotFoundOnlyInAFolderThatIsThere() // I-03
{
    Fixture fixture;
    const auto missing = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().subject, QFile::decodeName(fixture.file()));

    // The folder that we keep is empty, the one that has its name now is not.
    QVERIFY(QDir().rename(QFile::decodeName(fixture.path), QFile::decodeName(fixture.path + "-old")));
    QVERIFY(QDir().mkpath(QFile::decodeName(fixture.path)));
    TestSite::write(fixture.file(), newText);
    const auto found = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(found);
    QCOMPARE(found->bytes, newText);

    QVERIFY(QDir(QFile::decodeName(fixture.path)).removeRecursively());
    const auto gone = fixture.folder.read(name, trackingSizeLimit);
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::NotFound);
    QCOMPARE(gone.error().subject, QFile::decodeName(fixture.path));
}

void TestSiteFolder::folderBehindALinkIsRefused_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("link to the folder") << QByteArrayLiteral("link") << ErrorCode::UnsafeFile;
    QTest::newRow("link in the middle") << QByteArrayLiteral("middle/active-operations") << ErrorCode::UnsafeFile;
    QTest::newRow("dangling link") << QByteArrayLiteral("dangling") << ErrorCode::UnsafeFile;
    QTest::newRow("file") << QByteArrayLiteral("file") << ErrorCode::NotFound;
    QTest::newRow("nothing") << QByteArrayLiteral("nothing") << ErrorCode::NotFound;
}

void TestSiteFolder::folderBehindALinkIsRefused() // I-10
{
    QFETCH(const QByteArray, path);
    QFETCH(const ErrorCode, code);
    TestSite site;
    TestSite::write(site.path("file"), {});
    QCOMPARE(::symlink(site.site().trackingFolder.constData(), site.path("link").constData()), 0);
    QCOMPARE(::symlink(site.site().configFolder.constData(), site.path("middle").constData()), 0);
    QCOMPARE(::symlink("/nowhere", site.path("dangling").constData()), 0);
    SiteFolder folder(posixFileSystem(), site.path(path));
    const auto descriptor = folder.descriptor();
    QVERIFY(!descriptor);
    QCOMPARE(descriptor.error().code, code);
    QCOMPARE(descriptor.error().subject, QFile::decodeName(site.path(path)));
}

void TestSiteFolder::folderThatIsReplacedIsNoticed() // I-03
{
    Fixture fixture;
    QCOMPARE(*fixture.folder.reopenIfReplaced(), false); // nothing is kept yet
    QVERIFY(fixture.folder.descriptor());
    QCOMPARE(*fixture.folder.reopenIfReplaced(), false);
    QVERIFY(QDir().rename(QFile::decodeName(fixture.path), QFile::decodeName(fixture.path + "-old")));
    QCOMPARE(fixture.folder.reopenIfReplaced().error().code, ErrorCode::NotFound);
    QVERIFY(!fixture.folder.descriptor());
    QVERIFY(QDir().mkpath(QFile::decodeName(fixture.path)));
    QVERIFY(fixture.folder.descriptor());
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None));
    QCOMPARE(fixture.names(), QByteArrayList{name});
    QCOMPARE(TestSite::names(fixture.path + "-old"), QByteArrayList{});

    QVERIFY(QDir().rename(QFile::decodeName(fixture.path), QFile::decodeName(fixture.path + "-older")));
    QVERIFY(QDir().mkpath(QFile::decodeName(fixture.path)));
    QCOMPARE(*fixture.folder.reopenIfReplaced(), true);
    QCOMPARE(*fixture.folder.reopenIfReplaced(), false);
    QCOMPARE(fixture.folder.read(name, trackingSizeLimit).error().code, ErrorCode::NotFound);
}

void TestSiteFolder::descriptorStaysOpenWhileTheFolderIsReplaced() // I-10
{
    Fixture fixture;
    const auto before = fixture.folder.descriptor();
    QVERIFY(before);
    QVERIFY(QDir().rename(QFile::decodeName(fixture.path), QFile::decodeName(fixture.path + "-old")));
    QVERIFY(QDir().mkpath(QFile::decodeName(fixture.path)));
    fixture.folder.forget();
    FileStatus status;
    QCOMPARE(posixFileSystem().status(*before, &status), 0); // whoever still works with the number has no other file
    QCOMPARE(*fixture.folder.descriptor(), *before);
    QCOMPARE(posixFileSystem().status(*before, &status), 0);
    QVERIFY(status.sameFile(TestSite::status(fixture.path)));
    QCOMPARE(::fcntl(*before, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

void TestSiteFolder::noDescriptorIsLeaked()
{
    const int before = openDescriptors();
    {
        Fixture fixture;
        for (int i = 0; i < 20; ++i) {
            QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None));
            QVERIFY(fixture.folder.read(name, trackingSizeLimit));
            QVERIFY(!fixture.folder.read("missing", trackingSizeLimit));
            QVERIFY(!fixture.folder.read(name, 1));
            fixture.folder.forget();
            fixture.folder.removeDeadTemporaries();
        }
        QCOMPARE(openDescriptors(), before + 1);
    }
    QCOMPARE(openDescriptors(), before);
}

QTEST_GUILESS_MAIN(TestSiteFolder)
#include "tst_sitefolder.moc"

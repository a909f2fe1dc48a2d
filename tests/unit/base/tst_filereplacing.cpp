// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitefolder.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

using Change = std::function<bool(const QByteArray &path)>;

} // namespace

/// Replacing files of a site: whole or not at all, whatever fails and whoever dies. I-07, I-10.
class TestFileReplacing : public QObject
{
    Q_OBJECT

private slots:
    void replaceGivesOwnerAndModeToNewFilesAlone();
    void replaceSetsWhatTheKernelGaveOtherwise();
    void fileSystemWithoutModesWillDo();
    void replaceSyncsAsToldAndInOrder_data();
    void replaceSyncsAsToldAndInOrder();
    void shortWritesAreContinued();
    void replaceNeverFollowsALink();
    void failingCallLeavesTheOldFileAndNoTemporary_data();
    void failingCallLeavesTheOldFileAndNoTemporary();
    void deathAtEveryStepLeavesAWholeFile();
    void takenTemporaryNameIsPassedOver();
    void lostTemporaryIsWrittenAgain();
    void ownWriteIsRecalledWithoutOpening();
    void changedFileIsReadAnew_data();
    void changedFileIsReadAnew();
    void writeBesideLeavesTheFileAlone();
    void onlyTemporariesOfDeadProcessesGo();
};

void TestFileReplacing::replaceGivesOwnerAndModeToNewFilesAlone() // I-10
{
    Fixture fixture;
    const bool isRoot = ::geteuid() == 0;
    const Ownership owner{isRoot ? 34 : ::geteuid(), isRoot ? 34 : ::getegid(), 0640};
    const mode_t before = ::umask(077);
    const auto written = fixture.folder.replace(name, newText, owner, Durability::None);
    ::umask(before);
    QVERIFY(written);
    FileStatus expected = TestSite::status(fixture.file());
    expected.ctime = written->ctime; // the rename sets it
    QCOMPARE(*written, expected);
    QCOMPARE(written->mode & 07777, mode_t{0640});
    QCOMPARE(written->uid, *owner.uid);
    QCOMPARE(written->gid, *owner.gid);
    QCOMPARE(TestSite::read(fixture.file()), newText);
    QCOMPARE(fixture.names(), QByteArrayList{name});
}

void TestFileReplacing::replaceSetsWhatTheKernelGaveOtherwise()
{
    FaultyFileSystem files;
    Fixture fixture(files);
    const mode_t before = ::umask(0);
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None));
    ::umask(before);
    QCOMPARE(files.countOf(Call::SetMode), 0);
    QCOMPARE(files.countOf(Call::SetOwner), 0);
    files.reset();
    ::umask(077);
    QVERIFY(fixture.folder.replace(name, newText, Ownership{std::nullopt, std::nullopt, 0660}, Durability::None));
    ::umask(before);
    QCOMPARE(files.countOf(Call::SetMode), 1);
    const QStringList log = files.log();
    const auto renamed = log.indexOf(QRegularExpression(QStringLiteral("renameAt.*")));
    QVERIFY(log.indexOf(QStringLiteral("setMode 660")) < renamed); // nobody finds it with another mode
}

void TestFileReplacing::fileSystemWithoutModesWillDo()
{
    FaultyFileSystem files;
    Fixture fixture(files);
    files.failEvery(Call::SetMode, EPERM);
    QVERIFY(fixture.folder.replace(name, newText, Ownership{std::nullopt, std::nullopt, 0777}, Durability::None));
    QCOMPARE(files.countOf(Call::SetMode), 1);
    QCOMPARE(TestSite::read(fixture.file()), newText);
}

void TestFileReplacing::replaceSyncsAsToldAndInOrder_data()
{
    QTest::addColumn<int>("durability");
    QTest::addColumn<QStringList>("expected");
    const QString rename = QStringLiteral("renameAt");
    QTest::newRow("none") << int(Durability::None) << QStringList{rename};
    QTest::newRow("data") << int(Durability::Data) << QStringList{QStringLiteral("syncData"), rename};
    QTest::newRow("full") << int(Durability::Full)
                          << QStringList{QStringLiteral("sync"), rename, QStringLiteral("sync")};
}

void TestFileReplacing::replaceSyncsAsToldAndInOrder() // I-07
{
    QFETCH(const int, durability);
    QFETCH(const QStringList, expected);
    FaultyFileSystem files;
    Fixture fixture(files);
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, static_cast<Durability>(durability)));
    QStringList steps;
    for (const QString &line : files.log()) {
        const QString call = line.section(u' ', 0, 0);
        if (call.startsWith(QStringLiteral("sync")) || call == QStringLiteral("renameAt"))
            steps.append(call);
    }
    QCOMPARE(steps, expected);
}

void TestFileReplacing::shortWritesAreContinued() // I-07
{
    FaultyFileSystem files;
    Fixture fixture(files);
    files.shortenEveryWrite(3);
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None));
    QCOMPARE(TestSite::read(fixture.file()), newText);
    QVERIFY(files.countOf(Call::Write) > 3);
}

void TestFileReplacing::replaceNeverFollowsALink() // I-10
{
    Fixture fixture;
    const QByteArray outside = fixture.site.path("outside");
    TestSite::write(outside, "theirs");
    QCOMPARE(::symlink(outside.constData(), fixture.file().constData()), 0);
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None));
    QCOMPARE(TestSite::read(outside), QByteArray("theirs"));
    QVERIFY(S_ISREG(TestSite::status(fixture.file()).mode));
}

void TestFileReplacing::failingCallLeavesTheOldFileAndNoTemporary_data()
{
    QTest::addColumn<int>("systemError");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("disk full") << ENOSPC << ErrorCode::NoSpace;
    QTest::newRow("quota used up") << EDQUOT << ErrorCode::NoSpace;
    QTest::newRow("read-only file system") << EROFS << ErrorCode::ReadOnlyFileSystem;
    QTest::newRow("no permission") << EPERM << ErrorCode::PermissionDenied;
    QTest::newRow("input/output error") << EIO << ErrorCode::Io;
}

void TestFileReplacing::failingCallLeavesTheOldFileAndNoTemporary() // I-07
{
    QFETCH(const int, systemError);
    QFETCH(const ErrorCode, code);
    FaultyFileSystem files;
    for (int number = 1;; ++number) {
        files.reset();
        Fixture fixture(files);
        TestSite::write(fixture.file(), oldText);
        files.failCall(number, systemError);
        files.shortenEveryWrite(4);
        // 0600 and not the usual mode: setMode is one of the calls then, whatever the umask.
        const auto written =
            fixture.folder.replace(name, newText, Ownership{std::nullopt, std::nullopt, 0666}, Durability::Full);
        if (files.callCount() < number)
            break;
        const QByteArray now = TestSite::read(fixture.file());
        const QString failedCall = files.log().at(number - 1);
        if (written) {
            QCOMPARE(now, newText);
        } else if (failedCall == QStringLiteral("sync") && now == newText) {
            QVERIFY(number > files.log().indexOf(QRegularExpression(QStringLiteral("renameAt.*")))); // the folder's
        } else {
            QCOMPARE(written.error().code, code);
            QCOMPARE(now, oldText);
        }
        if (!failedCall.startsWith(QStringLiteral("unlinkAt")))
            QCOMPARE(fixture.names(), QByteArrayList{name});
    }
    QVERIFY(files.callCount() > 8);
}

void TestFileReplacing::deathAtEveryStepLeavesAWholeFile() // I-07
{
    FaultyFileSystem files;
    bool oldSeen = false;
    bool newSeen = false;
    for (int number = 1;; ++number) {
        files.reset();
        Fixture fixture(files);
        TestSite::write(fixture.file(), oldText);
        files.killBeforeCall(number);
        files.shortenEveryWrite(4);
        const int code =
            inChild([&] { return fixture.folder.replace(name, newText, Ownership{}, Durability::Full) ? 0 : 1; });
        files.reset();
        const QByteArray now = TestSite::read(fixture.file());
        QVERIFY(now == oldText || now == newText);
        (now == oldText ? oldSeen : newSeen) = true;
        QVERIFY(fixture.names().size() <= 2);
        fixture.folder.removeDeadTemporaries();
        QCOMPARE(fixture.names(), QByteArrayList{name});
        if (code == 0)
            break;
        QCOMPARE(code, -1);
    }
    QVERIFY(oldSeen);
    QVERIFY(newSeen);
}

void TestFileReplacing::takenTemporaryNameIsPassedOver()
{
    Fixture fixture;
    const auto first = fixture.folder.writeBeside(name, {}, Ownership{}, Durability::None);
    QVERIFY(first);
    const int number = first->mid(first->lastIndexOf('-') + 1).toInt();
    // A dead process had our pid: its leftovers bear our next names.
    const QByteArray stem = first->left(first->lastIndexOf('-') + 1);
    for (int i = 1; i <= 3; ++i)
        TestSite::write(fixture.path + '/' + stem + QByteArray::number(number + i), "left");
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None));
    QCOMPARE(TestSite::read(fixture.file()), newText);
    QCOMPARE(TestSite::read(fixture.path + '/' + stem + QByteArray::number(number + 1)), QByteArray("left"));
}

void TestFileReplacing::lostTemporaryIsWrittenAgain() // I-06
{
    FaultyFileSystem files;
    Fixture fixture(files);
    bool once = true;
    files.beforeEvery(Call::RenameAt, [&] {
        if (std::exchange(once, false)) {
            for (const QByteArray &each : fixture.names())
                ::unlink((fixture.path + '/' + each).constData());
        }
    });
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None));
    QCOMPARE(fixture.names(), QByteArrayList{name});
    QCOMPARE(TestSite::read(fixture.file()), newText);
}

void TestFileReplacing::ownWriteIsRecalledWithoutOpening()
{
    FaultyFileSystem files;
    Fixture fixture(files);
    WrittenFile written;
    const auto before = fixture.folder.read(name, trackingSizeLimit, written);
    QVERIFY(!before);
    QCOMPARE(before.error().code, ErrorCode::NotFound);
    for (const QByteArray &bytes : {oldText, newText, QByteArray()}) {
        QVERIFY(fixture.folder.replace(name, bytes, Ownership{}, Durability::None, &written));
        files.reset();
        const auto content = fixture.folder.read(name, trackingSizeLimit, written);
        QVERIFY(content);
        QCOMPARE(content->bytes, bytes);
        QCOMPARE(content->status, TestSite::status(fixture.file()));
        QCOMPARE(files.countOf(Call::OpenAt), 0);
        QCOMPARE(files.countOf(Call::StatusAt), 1);
    }
}

void TestFileReplacing::changedFileIsReadAnew_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("code"); // -1: read, with what stands there now
    const auto row = [](const char *title, int code, const Change &change) { QTest::newRow(title) << change << code; };
    row("replaced by another", -1, [](const QByteArray &path) {
        TestSite::write(path + "2", "[{\"pid\":2}]");
        return ::rename((path + "2").constData(), path.constData()) == 0;
    });
    row("replaced by a copy", -1, [](const QByteArray &path) {
        TestSite::write(path + "2", newText);
        return ::rename((path + "2").constData(), path.constData()) == 0;
    });
    row("longer", -1, [](const QByteArray &path) {
        TestSite::write(path, newText + ' ');
        return true;
    });
    row("emptied", -1, [](const QByteArray &path) { return ::truncate(path.constData(), 0) == 0; });
    row("changed in place a minute later", -1, [](const QByteArray &path) {
        TestSite::write(path, "[{\"pid\":3}]");
        timespec times[2] = {};
        ::clock_gettime(CLOCK_REALTIME, &times[0]);
        times[0].tv_sec += 60;
        times[1] = times[0];
        return ::utimensat(AT_FDCWD, path.constData(), times, 0) == 0;
    });
    row("other mode", -1, [](const QByteArray &path) { return ::chmod(path.constData(), 0600) == 0; });
    row("second name", int(ErrorCode::UnsafeFile),
        [](const QByteArray &path) { return ::link(path.constData(), (path + "2").constData()) == 0; });
    row("link", int(ErrorCode::UnsafeFile), [](const QByteArray &path) {
        return ::rename(path.constData(), (path + "2").constData()) == 0 && ::symlink("vault2", path.constData()) == 0;
    });
    row("deleted", int(ErrorCode::NotFound), [](const QByteArray &path) { return ::unlink(path.constData()) == 0; });
}

void TestFileReplacing::changedFileIsReadAnew() // I-06, I-10
{
    QFETCH(const Change, change);
    QFETCH(const int, code);
    Fixture fixture;
    WrittenFile written;
    QVERIFY(fixture.folder.replace(name, newText, Ownership{}, Durability::None, &written));
    QVERIFY(change(fixture.file()));
    const auto content = fixture.folder.read(name, trackingSizeLimit, written);
    QCOMPARE(content ? -1 : int(content.error().code), code);
    if (content)
        QCOMPARE(content->bytes, TestSite::read(fixture.file()));
}

void TestFileReplacing::writeBesideLeavesTheFileAlone()
{
    TestSite site;
    SiteFolder folder(posixFileSystem(), site.site().configFolder);
    for (const QByteArray &target : {QByteArray("datastore.cfg"), QByteArray(".datastore.lck")}) {
        const auto temporary = folder.writeBeside(target, newText, Ownership{}, Durability::Data);
        QVERIFY(temporary);
        const QByteArray stem = target.startsWith('.') ? target.mid(1) : target;
        QVERIFY(temporary->startsWith('.' + stem + ".tmp-" + QByteArray::number(::getpid()) + '-'));
        QCOMPARE(TestSite::read(site.site().configFolder + '/' + *temporary), newText);
        QCOMPARE(TestSite::status(site.site().configFolder + '/' + target), FileStatus{});
    }
}

void TestFileReplacing::onlyTemporariesOfDeadProcessesGo() // I-10
{
    Fixture fixture;
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    QVERIFY(child > 0);
    siginfo_t ended = {};
    QCOMPARE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED), 0);
    const QByteArray dead = QByteArray::number(child);
    const QByteArray own = QByteArray::number(::getpid());
    const QByteArrayList kept{
        ".vault.tmp-" + own + "-1", // we live
        ".vault.tmp-1-7", // so does init
        ".vault.tmp-" + dead, // not a name of ours
        ".vault.tmp-" + dead + "-x",
        ".vault.tmp-" + dead + "-1-2",
        ".vault.tmp--1-1",
        ".vault.tmp-0-1",
        ".vault.tmp-99999999999999999999-1",
        "vault.tmp-" + dead + "-1", // could be a store's
        ".vault.aside-" + dead + "-1",
        "vault",
    };
    const QByteArrayList gone{".vault.tmp-" + dead + "-1", "..tmp-" + dead + "-12", ".a.tmp-3-4.tmp-" + dead + "-5"};
    for (const QByteArray &each : kept + gone)
        TestSite::write(fixture.path + '/' + each, {});
    fixture.folder.removeDeadTemporaries();
    QByteArrayList expected = kept;
    std::sort(expected.begin(), expected.end());
    QCOMPARE(fixture.names(), expected);
}

QTEST_GUILESS_MAIN(TestFileReplacing)
#include "tst_filereplacing.moc"

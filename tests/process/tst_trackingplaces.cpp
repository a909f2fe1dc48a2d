// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/uniquefd.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/operationfixture.h"
#include "tests/support/procprobe.h"

#include <QTest>

#include <array>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

/// Something else in the place of a tracking file, its lock file or the folder; and files that may not be used.
class TestTrackingPlaces : public QObject
{
    Q_OBJECT

private slots:
    void strangersInAPlaceAreNeverFollowed_data();
    void strangersInAPlaceAreNeverFollowed();
    void folderInAnotherPlaceIsNotFollowed_data();
    void folderInAnotherPlaceIsNotFollowed();
    void forbiddenPlacesAreNamed_data();
    void forbiddenPlacesAreNamed();
    void replacedFolderIsUsedAtOnce();
    void readingIsOfTheFolderThatIsThereNow();
    void noFolderIsListedUnderALock();
    void ownersAndModesAreTheSites();
};

namespace {

using Fixture = OperationFixture;

enum class Stranger { Folder, Fifo, DanglingLink, OutwardLink, SecondName, Socket };

void put(Stranger stranger, const QByteArray &path, const QByteArray &outside)
{
    switch (stranger) {
    case Stranger::Folder:
        QCOMPARE(::mkdir(path.constData(), 0770), 0);
        break;
    case Stranger::Fifo:
        QCOMPARE(::mkfifo(path.constData(), 0660), 0);
        break;
    case Stranger::DanglingLink:
        QCOMPARE(::symlink((outside + ".missing").constData(), path.constData()), 0);
        break;
    case Stranger::OutwardLink:
        QCOMPARE(::symlink(outside.constData(), path.constData()), 0);
        break;
    case Stranger::SecondName:
        QCOMPARE(::link(outside.constData(), path.constData()), 0);
        break;
    case Stranger::Socket:
        QCOMPARE(::mknod(path.constData(), S_IFSOCK | 0660, 0), 0);
        break;
    }
}

pid_t endedProcess()
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    return ::waitpid(child, nullptr, 0);
}

void addStrangers()
{
    QTest::addColumn<Stranger>("stranger");
    QTest::addColumn<QByteArray>("name");
    const std::array<std::pair<const char *, Stranger>, 6> strangers{{{"a folder", Stranger::Folder},
                                                                      {"a FIFO", Stranger::Fifo},
                                                                      {"a dangling link", Stranger::DanglingLink},
                                                                      {"an outward link", Stranger::OutwardLink},
                                                                      {"a file with two names", Stranger::SecondName},
                                                                      {"a socket", Stranger::Socket}}};
    for (const char *name : {"vault", "vault.lock"}) {
        for (const auto &[what, stranger] : strangers)
            QTest::addRow("%s as %s", what, name) << stranger << QByteArray(name);
    }
}

} // namespace

void TestTrackingPlaces::strangersInAPlaceAreNeverFollowed_data()
{
    addStrangers();
}

void TestTrackingPlaces::strangersInAPlaceAreNeverFollowed() // I-03, I-10
{
    QFETCH(Stranger, stranger);
    QFETCH(QByteArray, name);
    Fixture fixture;
    const QByteArray outside = fixture.site.path("outside");
    TestSite::write(outside, "[]");
    put(stranger, fixture.site.trackingPath(name), outside);
    const FileStatus before = TestSite::status(fixture.site.trackingPath(name));

    const auto guard = fixture.begin();
    QVERIFY(!guard);
    QCOMPARE(guard.error().code, ErrorCode::UnsafeFile);
    QCOMPARE(guard.error().subject, QString::fromUtf8(fixture.site.trackingPath(name)));
    QCOMPARE(fixture.counts(), (name == "vault" ? OperationCounts{-1, -1} : OperationCounts()));
    QCOMPARE(TestSite::status(fixture.site.trackingPath(name)), before);
    QCOMPARE(TestSite::read(outside), QByteArray("[]"));
    QVERIFY(!QFile::exists(QString::fromUtf8(outside + ".missing")));

    // Once it has been moved aside, all is well.
    QCOMPARE(::rename(fixture.site.trackingPath(name).constData(), fixture.site.path("aside").constData()), 0);
    QVERIFY(fixture.begin());
}

void TestTrackingPlaces::folderInAnotherPlaceIsNotFollowed_data()
{
    QTest::addColumn<Stranger>("stranger");
    QTest::newRow("a FIFO") << Stranger::Fifo;
    QTest::newRow("a dangling link") << Stranger::DanglingLink;
    QTest::newRow("an outward link") << Stranger::OutwardLink;
}

void TestTrackingPlaces::folderInAnotherPlaceIsNotFollowed() // I-03, I-10
{
    QFETCH(Stranger, stranger);
    Fixture fixture;
    const QByteArray folder = fixture.site.site().trackingFolder;
    const QByteArray outside = fixture.site.path("outside");
    QCOMPARE(::mkdir(outside.constData(), 0770), 0);
    QCOMPARE(::rmdir(folder.constData()), 0);
    put(stranger, folder, outside);
    QVERIFY(!fixture.begin());
    QCOMPARE(fixture.counts(), (OperationCounts{-1, -1}));
    QVERIFY(TestSite::names(outside).isEmpty());
    QVERIFY(!QFile::exists(QString::fromUtf8(outside + ".missing")));
}

void TestTrackingPlaces::forbiddenPlacesAreNamed_data()
{
    QTest::addColumn<QByteArray>("place"); // below the site's folder
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("readable");
    QTest::newRow("folder closed") << QByteArray("active-operations") << 0 << false;
    QTest::newRow("folder read-only") << QByteArray("active-operations") << 0555 << true;
    QTest::newRow("file unreadable") << QByteArray("active-operations/vault") << 0 << false;
    QTest::newRow("lock unusable") << QByteArray("active-operations/vault.lock") << 0444 << true;
    QTest::newRow("config lock unusable") << QByteArray(".datastore.lck") << 0444 << true;
    QTest::newRow("config unreadable") << QByteArray("datastore.cfg") << 0 << true;
}

void TestTrackingPlaces::forbiddenPlacesAreNamed() // I-03
{
    QFETCH(QByteArray, place);
    QFETCH(int, mode);
    QFETCH(bool, readable);
    Fixture fixture;
    QVERIFY(fixture.begin()->release());
    const QByteArray site = fixture.site.path("site");
    const QByteArray path = site + '/' + place;
    for (const char *each : {"", "/active-operations", "/active-operations/vault", "/active-operations/vault.lock",
                             "/.datastore.lck", "/datastore.cfg"})
        QCOMPARE(::chmod((site + each).constData(), 0777), 0);
    QCOMPARE(::chmod(fixture.site.root().constData(), 0755), 0);
    QCOMPARE(::chmod(path.constData(), static_cast<mode_t>(mode)), 0);
    const QByteArray before = fixture.site.tracking("vault");

    const int code = inChild(
        [&] {
            DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), fixture.site.site());
            const auto guard = gate.begin(fixture.store, Operation::Write, {}, Fixture::limit());
            if (guard || guard.error().code != ErrorCode::PermissionDenied)
                return 1;
            if (!QFile::encodeName(guard.error().subject).startsWith(path))
                return 2;
            return gate.tracker()->read(fixture.store).has_value() == readable ? 0 : 3;
        },
        true);
    QCOMPARE(code, 0);
    QCOMPARE(::chmod(path.constData(), 0777), 0);
    QCOMPARE(fixture.site.tracking("vault"), before);
}

void TestTrackingPlaces::replacedFolderIsUsedAtOnce() // I-02
{
    Fixture fixture;
    auto guard = fixture.begin();
    QVERIFY(guard);
    const QByteArray folder = fixture.site.site().trackingFolder;
    QCOMPARE(::rename(folder.constData(), (folder + ".old").constData()), 0);
    QCOMPARE(::mkdir(folder.constData(), 0770), 0);
    auto second = fixture.begin(Operation::Read);
    QVERIFY(second);
    // Our numbers came along; the old folder was not written to.
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
    QCOMPARE(parseTracking(TestSite::read(folder + ".old/vault"), {})->first().counts, (OperationCounts{0, 1}));
    QVERIFY(guard->release() && second->release());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestTrackingPlaces::readingIsOfTheFolderThatIsThereNow() // I-03
{
    Fixture fixture;
    const auto guard = fixture.begin();
    QVERIFY(guard);
    const QByteArray folder = fixture.site.site().trackingFolder;
    QCOMPARE(::rename(folder.constData(), (folder + ".old").constData()), 0);
    QCOMPARE(fixture.counts(), (OperationCounts{-1, -1}));
    QCOMPARE(::mkdir(folder.constData(), 0770), 0);
    QCOMPARE(fixture.counts(), OperationCounts());
}

/// A listing takes as long as somebody has put files there, and what is locked meanwhile stands still.
void TestTrackingPlaces::noFolderIsListedUnderALock() // I-10
{
    const TestSite site;
    site.addStore("vault");
    QVERIFY(createTrackingFolder(posixFileSystem(), site.site()));
    const QByteArray left = site.trackingPath(".vault.tmp-" + QByteArray::number(endedProcess()) + "-1");
    TestSite::write(left, "[]");
    FaultyFileSystem files;
    int lists = 0;
    int underLock = 0;
    files.beforeEvery(Call::List, [&] {
        ++lists;
        for (const QByteArray &lock : {site.site().configFolder + "/.datastore.lck", site.trackingPath("vault.lock")}) {
            const UniqueFd file(::open(lock.constData(), O_RDWR | O_CLOEXEC));
            if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
                ++underLock;
        }
    });
    DatastoreGate gate(files, systemProcessTable(), systemClock(), site.site());
    for (int i = 0; i < 2; ++i)
        QVERIFY(gate.begin(QStringLiteral("vault"), Operation::Write, {}, Fixture::limit()));
    QCOMPARE(lists, 1);
    QCOMPARE(underLock, 0);
    QCOMPARE(TestSite::status(left).links, 0U); // it was listed for that
}

void TestTrackingPlaces::ownersAndModesAreTheSites() // I-10
{
    for (const TestSite::Kind kind : {TestSite::Kind::Folder, TestSite::Kind::Pbs, TestSite::Kind::System}) {
        const TestSite site(kind);
        site.addStore("vault");
        DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
        const mode_t before = ::umask(077);
        const auto guard = gate.begin(QStringLiteral("vault"), Operation::Write, {}, Fixture::limit());
        ::umask(before);
        QVERIFY2(guard, guard ? "" : qPrintable(guard.error().subject));
        const FileStatus folder = TestSite::status(site.site().trackingFolder);
        for (const QByteArray &name : {QByteArray("vault"), QByteArray("vault.lock")}) {
            const Ownership &owner = name == "vault" ? site.site().trackingOwner : site.site().lockOwner;
            const FileStatus file = TestSite::status(site.trackingPath(name));
            QCOMPARE(file.mode & 07777, owner.mode);
            QCOMPARE(file.uid, owner.uid.value_or(::geteuid()));
            QCOMPARE(file.gid, owner.gid.value_or((folder.mode & S_ISGID) != 0 ? folder.gid : ::getegid()));
        }
    }
}

QTEST_APPLESS_MAIN(TestTrackingPlaces)
#include "tst_trackingplaces.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitepaths.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr uid_t somebody = 4242;

/// A system of our own below a folder.
struct Tree {
    Tree() { environment = {QString(), QFile::decodeName(path("home/.local/share")), somebody}; }

    [[nodiscard]] QByteArray path(const QByteArray &relative) const { return site.path(relative); }
    void make(const QByteArray &relative, mode_t mode = 0755) const
    {
        const bool made =
            QDir().mkpath(QFile::decodeName(path(relative))) && ::chmod(path(relative).constData(), mode) == 0;
        if (!made)
            qFatal("no folder");
    }
    void system() { environment.systemRoot = QFile::decodeName(site.root()); }

    TestSite site;
    SiteEnvironment environment;
};

mode_t modeOf(const QByteArray &path)
{
    return TestSite::status(path).mode & 07777;
}

} // namespace

/// Whose the files and folders of a site are, and who makes them. I-10.
class TestSiteOwners : public QObject
{
    Q_OBJECT

private slots:
    void pbsFilesHavePbsOwners();
    void ownFilesFollowTheirFolder_data();
    void ownFilesFollowTheirFolder();
    void onlyRootSetsUsers();
    void userSiteIsPrivateWithItsParents();
    void foldersAreMadeWithOwnerAndMode();
    void pbsFoldersAreNeverMade();
    void linkInTheSitesPlaceIsNotFollowedByCreation();
    void failureToMakeAFolderIsReported();
};

void TestSiteOwners::pbsFilesHavePbsOwners() // I-10
{
    Tree tree;
    tree.system();
    tree.make("etc/proxmox-backup");
    tree.environment.uid = 0;
    const auto root = chooseSite({}, tree.environment);
    QVERIFY(root);
    QCOMPARE(root->configOwner.mode, mode_t{0640});
    QCOMPARE(root->lockOwner.mode, mode_t{0660});
    QCOMPARE(root->trackingOwner.mode, mode_t{0660});
    QCOMPARE(root->configOwner.uid, std::optional<uid_t>(0));
    QCOMPARE(root->configOwner.gid, std::optional<gid_t>(34)); // "backup" has these numbers on every Debian
    QCOMPARE(root->lockOwner.uid, std::optional<uid_t>(34));
    QCOMPARE(root->lockOwner.gid, std::optional<gid_t>(34));
    QCOMPARE(root->trackingOwner.uid, std::optional<uid_t>(34));
    QCOMPARE(root->trackingOwner.gid, std::optional<gid_t>(34));

    tree.environment.uid = somebody;
    const auto other = chooseSite({}, tree.environment);
    QVERIFY(other);
    for (const Ownership &owner : {other->configOwner, other->lockOwner, other->trackingOwner}) {
        QVERIFY(!owner.uid);
        QVERIFY(!owner.gid);
    }
    QCOMPARE(other->configOwner.mode, mode_t{0640});
}

void TestSiteOwners::ownFilesFollowTheirFolder_data()
{
    QTest::addColumn<int>("folderMode");
    QTest::addColumn<int>("fileMode");
    QTest::addColumn<int>("trackingMode");
    QTest::newRow("private") << 0700 << 0600 << 0700;
    QTest::newRow("group reads") << 0750 << 0640 << 0750;
    QTest::newRow("all read") << 0755 << 0640 << 0750;
    QTest::newRow("group writes") << 0770 << 0660 << 02770;
    QTest::newRow("group keeps its group") << 02770 << 0660 << 02770;
    QTest::newRow("all write") << 01777 << 0660 << 02770;
}

void TestSiteOwners::ownFilesFollowTheirFolder()
{
    QFETCH(const int, folderMode);
    QFETCH(const int, fileMode);
    QFETCH(const int, trackingMode);
    Tree tree;
    tree.make("folder", mode_t(folderMode));
    tree.environment.uid = ::geteuid();
    const auto site = chooseSite({QFile::decodeName(tree.path("folder")), {}}, tree.environment);
    QVERIFY(site);
    for (const Ownership &owner : {site->configOwner, site->lockOwner, site->trackingOwner}) {
        QCOMPARE(int(owner.mode), fileMode);
        QCOMPARE(owner.gid, std::optional<gid_t>(::getegid()));
    }
    QCOMPARE(int(site->folderOwner.mode), trackingMode);
}

void TestSiteOwners::onlyRootSetsUsers() // I-10
{
    Tree tree;
    tree.make("folder", 0770);
    const SiteRequest request{QFile::decodeName(tree.path("folder")), {}};
    const FileStatus folder = TestSite::status(tree.path("folder"));
    tree.environment.uid = somebody;
    QVERIFY(!chooseSite(request, tree.environment)->configOwner.uid);
    tree.environment.uid = 0;
    QCOMPARE(chooseSite(request, tree.environment)->configOwner.uid, std::optional<uid_t>(folder.uid));
    QCOMPARE(chooseSite(request, tree.environment)->configOwner.gid, std::optional<gid_t>(folder.gid));
    // A group that we are not in can't be given.
    QCOMPARE(::chmod(tree.site.root().constData(), 0755), 0);
    tree.environment.uid = somebody;
    const int code = inChild([&] { return chooseSite(request, tree.environment)->configOwner.gid ? 1 : 0; }, true);
    QCOMPARE(code, ::geteuid() == 0 ? 0 : 1); // without root the child is in our own group
}

void TestSiteOwners::userSiteIsPrivateWithItsParents()
{
    Tree tree;
    tree.environment.uid = ::geteuid();
    const mode_t before = ::umask(0);
    const auto chosen = chooseSite({{}, QStringLiteral("user")}, tree.environment);
    const auto created = createSite(posixFileSystem(), *chosen);
    ::umask(before);
    QVERIFY(created);
    for (const char *folder : {"home", "home/.local", "home/.local/share", "home/.local/share/drydock"})
        QCOMPARE(modeOf(tree.path(folder)), mode_t{0700});
    QCOMPARE(created->configFolder, tree.path("home/.local/share/drydock"));
    QCOMPARE(created->configOwner.mode, mode_t{0600});
    QVERIFY(createSite(posixFileSystem(), *created)); // it exists: nothing to do
}

void TestSiteOwners::foldersAreMadeWithOwnerAndMode() // I-10
{
    Tree tree;
    tree.system();
    tree.environment.uid = ::geteuid();
    const auto chosen = chooseSite({{}, QStringLiteral("system")}, tree.environment);
    QVERIFY(chosen);
    const mode_t before = ::umask(077);
    const auto made = initialiseSite(*chosen);
    ::umask(before);
    QVERIFY(made);
    for (const char *folder : {"etc/drydock", "run/drydock/active-operations", "var/lib/drydock/system"})
        QCOMPARE(modeOf(tree.path(folder)), mode_t{02770});
    QVERIFY(initialiseSite(*chosen)); // again: all is there

    // What exists keeps its mode.
    QCOMPARE(::chmod(tree.path("etc/drydock").constData(), 0750), 0);
    QVERIFY(initialiseSite(*chosen));
    QCOMPARE(modeOf(tree.path("etc/drydock")), mode_t{0750});
}

void TestSiteOwners::pbsFoldersAreNeverMade() // I-10
{
    Tree tree;
    tree.system();
    tree.make("etc/proxmox-backup");
    const auto site = chooseSite({}, tree.environment);
    QVERIFY(site);
    QCOMPARE(createTrackingFolder(posixFileSystem(), *site).error().code, ErrorCode::TrackingFolderMissing);
    QCOMPARE(initialiseSite(*site).error().code, ErrorCode::ManagedByPbs);
    QVERIFY(createSite(posixFileSystem(), *site)); // it is there
    QVERIFY(createLogFolder(posixFileSystem(), *site)); // the log is ours
    QVERIFY(QFileInfo(QFile::decodeName(tree.path("var/lib/drydock/pbs"))).isDir());
    QVERIFY(!QFileInfo::exists(QFile::decodeName(tree.path("run"))));
    QVERIFY(QDir(QFile::decodeName(tree.path("etc/proxmox-backup"))).removeRecursively());
    QCOMPARE(createSite(posixFileSystem(), *site).error().code, ErrorCode::ManagedByPbs);
}

void TestSiteOwners::linkInTheSitesPlaceIsNotFollowedByCreation() // I-10
{
    Tree tree;
    const auto site = chooseSite({QFile::decodeName(tree.path("later")), {}}, tree.environment);
    QVERIFY(site);
    tree.make("elsewhere");
    QCOMPARE(::symlink("elsewhere", tree.path("later").constData()), 0);
    QCOMPARE(createSite(posixFileSystem(), *site).error().code, ErrorCode::UnsafeFile);
    QCOMPARE(createTrackingFolder(posixFileSystem(), *site).error().code, ErrorCode::UnsafeFile);
    QCOMPARE(TestSite::names(tree.path("elsewhere")), QByteArrayList{});
}

void TestSiteOwners::failureToMakeAFolderIsReported()
{
    Tree tree;
    const auto site = chooseSite({QFile::decodeName(tree.path("new")), {}}, tree.environment);
    QVERIFY(site);
    FaultyFileSystem files;
    const QList<std::pair<int, ErrorCode>> cases{
        {EACCES, ErrorCode::PermissionDenied}, {ENOSPC, ErrorCode::NoSpace}, {EROFS, ErrorCode::ReadOnlyFileSystem}};
    for (const auto &[systemError, code] : cases) {
        files.reset();
        files.failEvery(Call::MakeFolder, systemError);
        QCOMPARE(createTrackingFolder(files, *site).error().code, code);
    }
}

QTEST_GUILESS_MAIN(TestSiteOwners)
#include "tst_siteowners.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sitepaths.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QDir>
#include <QFile>
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

} // namespace

/// Which site, and where its files lie.
class TestSitePaths : public QObject
{
    Q_OBJECT

private slots:
    void firstSiteThatExistsIsChosen_data();
    void firstSiteThatExistsIsChosen();
    void allSitesThatExistAreListed();
    void pbsPathsAreThoseOfPbs();
    void systemPathsAreApart();
    void ownFolderHoldsEverything_data();
    void ownFolderHoldsEverything();
    void rootIsMadeAbsoluteAndCanonicalOnce_data();
    void rootIsMadeAbsoluteAndCanonicalOnce();
    void rootOfAKnownSiteIsThatSite_data();
    void rootOfAKnownSiteIsThatSite();
    void impossibleSitesAreRefused_data();
    void impossibleSitesAreRefused();
    void folderWithoutRightsIsStillTheSite();
    void storeNamesAreThoseOfPbs_data();
    void storeNamesAreThoseOfPbs();
};

void TestSitePaths::firstSiteThatExistsIsChosen_data()
{
    QTest::addColumn<QByteArrayList>("folders");
    QTest::addColumn<bool>("root");
    QTest::addColumn<QString>("expected");
    const QByteArray pbs = "etc/proxmox-backup";
    const QByteArray system = "etc/drydock";
    const QByteArray user = "home/.local/share/drydock";
    QTest::newRow("nothing, ordinary user") << QByteArrayList{} << false << QStringLiteral("user");
    QTest::newRow("nothing, root") << QByteArrayList{} << true << QStringLiteral("system");
    QTest::newRow("user") << QByteArrayList{user} << false << QStringLiteral("user");
    QTest::newRow("user, root") << QByteArrayList{user} << true << QStringLiteral("system");
    QTest::newRow("system and user") << QByteArrayList{system, user} << false << QStringLiteral("system");
    QTest::newRow("all") << QByteArrayList{pbs, system, user} << false << QStringLiteral("pbs");
    QTest::newRow("pbs, root") << QByteArrayList{pbs} << true << QStringLiteral("pbs");
}

void TestSitePaths::firstSiteThatExistsIsChosen()
{
    QFETCH(const QByteArrayList, folders);
    QFETCH(const bool, root);
    QFETCH(const QString, expected);
    Tree tree;
    tree.system();
    tree.environment.uid = root ? 0 : somebody;
    for (const QByteArray &folder : folders)
        tree.make(folder);
    const auto site = chooseSite({}, tree.environment);
    QVERIFY(site);
    QCOMPARE(QString(site->name()), expected);
}

void TestSitePaths::allSitesThatExistAreListed()
{
    const auto names = [](const SiteEnvironment &environment) {
        QStringList found;
        for (const Site &site : localSites(environment))
            found.append(site.name());
        return found;
    };
    Tree tree;
    tree.system();
    QCOMPARE(names(tree.environment), QStringList{QStringLiteral("user")}); // as chooseSite() does
    tree.make("etc/drydock");
    QCOMPARE(names(tree.environment), QStringList{QStringLiteral("system")});
    tree.make("home/.local/share/drydock");
    tree.make("etc/proxmox-backup");
    const QStringList all{QStringLiteral("pbs"), QStringLiteral("system"), QStringLiteral("user")};
    QCOMPARE(names(tree.environment), all);
}

void TestSitePaths::pbsPathsAreThoseOfPbs()
{
    Tree tree;
    tree.system();
    tree.make("etc/proxmox-backup");
    const auto site = chooseSite({{}, QStringLiteral("pbs")}, tree.environment);
    QVERIFY(site);
    QVERIFY(site->isPbs());
    QCOMPARE(site->configPath(), tree.path("etc/proxmox-backup/datastore.cfg"));
    QCOMPARE(site->configLockPath(), tree.path("etc/proxmox-backup/.datastore.lck"));
    QCOMPARE(site->trackingFolder, tree.path("run/proxmox-backup/active-operations"));
    QCOMPARE(site->runFolder, tree.path("run/proxmox-backup"));
    QCOMPARE(site->counterPath(), tree.path("run/proxmox-backup/shmem/config-versions"));
    QCOMPARE(site->logFolder, tree.path("var/lib/drydock/pbs"));
    QCOMPARE(site->systemRoot, tree.site.root());
    QCOMPARE(site->displayPath(), QFile::decodeName(tree.path("etc/proxmox-backup")));
}

void TestSitePaths::systemPathsAreApart()
{
    Tree tree;
    tree.system();
    const auto site = chooseSite({{}, QStringLiteral("system")}, tree.environment);
    QVERIFY(site);
    QCOMPARE(site->configFolder, tree.path("etc/drydock"));
    QCOMPARE(site->trackingFolder, tree.path("run/drydock/active-operations"));
    QCOMPARE(site->logFolder, tree.path("var/lib/drydock/system"));
    QCOMPARE(site->runFolder, QByteArray());
}

void TestSitePaths::ownFolderHoldsEverything_data()
{
    QTest::addColumn<bool>("user");
    QTest::newRow("user") << true;
    QTest::newRow("any folder") << false;
}

void TestSitePaths::ownFolderHoldsEverything()
{
    QFETCH(const bool, user);
    Tree tree;
    const SiteRequest request =
        user ? SiteRequest{{}, QStringLiteral("user")} : SiteRequest{QFile::decodeName(tree.path("anywhere")), {}};
    const auto site = chooseSite(request, tree.environment);
    QVERIFY(site);
    const QByteArray folder = tree.path(user ? "home/.local/share/drydock" : "anywhere");
    QCOMPARE(site->configFolder, folder);
    QCOMPARE(site->trackingFolder, folder + "/active-operations");
    QCOMPARE(site->logFolder, folder);
    QCOMPARE(site->kind, user ? SiteKind::User : SiteKind::Folder);
}

void TestSitePaths::rootIsMadeAbsoluteAndCanonicalOnce_data()
{
    QTest::addColumn<QString>("root");
    QTest::addColumn<QByteArray>("expected"); // below the tree
    const auto row = [](const char *title, const char *root, const char *expected) {
        QTest::newRow(title) << QString::fromLatin1(root) << QByteArray(expected);
    };
    row("relative", "real", "real");
    row("here", ".", "");
    row("link", "link", "real");
    row("below a link", "link/inner", "real/inner");
    row("parent of a link's target", "deep/..", "real");
    row("final slashes", "real//", "real");
    row("not there yet", "link/new/site", "real/new/site");
    row("not there yet, with dots", "real/./new/../site/", "real/site");
}

void TestSitePaths::rootIsMadeAbsoluteAndCanonicalOnce() // I-10
{
    QFETCH(const QString, root);
    QFETCH(const QByteArray, expected);
    Tree tree;
    tree.make("real/inner");
    QCOMPARE(::symlink("real", tree.path("link").constData()), 0);
    QCOMPARE(::symlink("real/inner", tree.path("deep").constData()), 0);
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(QFile::decodeName(tree.site.root())));
    const auto relative = chooseSite({root, {}}, tree.environment);
    QVERIFY(QDir::setCurrent(before));
    const auto absolute = chooseSite({QFile::decodeName(tree.path(QFile::encodeName(root))), {}}, tree.environment);
    QVERIFY(relative);
    QVERIFY(absolute);
    const QByteArray whole = expected.isEmpty() ? tree.site.root() : tree.path(expected);
    QCOMPARE(relative->configFolder, whole);
    QCOMPARE(absolute->configFolder, whole);
}

void TestSitePaths::rootOfAKnownSiteIsThatSite_data()
{
    QTest::addColumn<QByteArray>("root");
    QTest::addColumn<QString>("expected");
    QTest::newRow("PBS's folder") << QByteArray("etc/proxmox-backup") << QStringLiteral("pbs");
    QTest::newRow("PBS's folder by a link") << QByteArray("link") << QStringLiteral("pbs");
    QTest::newRow("the system's folder") << QByteArray("etc/drydock") << QStringLiteral("system");
}

/// Its operations are tracked elsewhere: counted beside its config alone, a busy store would look drained.
void TestSitePaths::rootOfAKnownSiteIsThatSite() // I-01, I-03
{
    QFETCH(const QByteArray, root);
    QFETCH(const QString, expected);
    Tree tree;
    tree.system();
    tree.make("etc/proxmox-backup");
    tree.make("etc/drydock");
    QCOMPARE(::symlink("etc/proxmox-backup", tree.path("link").constData()), 0);
    const auto byRoot = chooseSite({QFile::decodeName(tree.path(root)), {}}, tree.environment);
    const auto byName = chooseSite({{}, expected}, tree.environment);
    QVERIFY(byRoot && byName);
    QCOMPARE(QString(byRoot->name()), expected);
    QCOMPARE(byRoot->trackingFolder, byName->trackingFolder);
    QCOMPARE(byRoot->logFolder, byName->logFolder);
}

void TestSitePaths::impossibleSitesAreRefused_data()
{
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("site");
    QTest::newRow("file as root") << QStringLiteral("file") << QString();
    QTest::newRow("device as root") << QStringLiteral("/dev/null") << QString();
    QTest::newRow("newline in the path") << QStringLiteral("a\nb") << QString();
    QTest::newRow("escape in the path") << QStringLiteral("a\x1b[31mb") << QString();
    QTest::newRow("C1 control in the path") << QString::fromUtf8("a\xc2\x9bz") << QString();
    QTest::newRow("no such site") << QString() << QStringLiteral("cloud");
    QTest::newRow("pbs that is not here") << QString() << QStringLiteral("pbs");
    QTest::newRow("pbs that is a file") << QString() << QStringLiteral("pbs file");
}

void TestSitePaths::impossibleSitesAreRefused()
{
    QFETCH(const QString, root);
    QFETCH(QString, site);
    Tree tree;
    tree.system();
    TestSite::write(tree.path("file"), {});
    if (site == QStringLiteral("pbs file")) {
        tree.make("etc");
        TestSite::write(tree.path("etc/proxmox-backup"), {});
        site = QStringLiteral("pbs");
    }
    const QString whole =
        root.isEmpty() || root.startsWith(u'/') ? root : QFile::decodeName(tree.path(QFile::encodeName(root)));
    const auto chosen = chooseSite({whole, site}, tree.environment);
    QVERIFY(!chosen);
    QCOMPARE(chosen.error().code, ErrorCode::SiteUnusable);
    QVERIFY(!chosen.error().subject.isEmpty());
    QVERIFY(!chosen.error().detail.isEmpty());
}

void TestSitePaths::folderWithoutRightsIsStillTheSite() // I-03
{
    Tree tree;
    tree.system();
    QCOMPARE(::chmod(tree.site.root().constData(), 0755), 0);
    tree.make("etc/proxmox-backup", 0700);
    tree.make("hidden/site", 0700);
    QCOMPARE(::chmod(tree.path("hidden").constData(), 0700), 0);
    const bool isRoot = ::geteuid() == 0;
    if (!isRoot) { // then only our own rights can be taken away
        QCOMPARE(::chmod(tree.path("etc/proxmox-backup").constData(), 0), 0);
        QCOMPARE(::chmod(tree.path("hidden").constData(), 0), 0);
    }
    const int code = inChild(
        [&] {
            const auto pbs = chooseSite({}, tree.environment);
            if (!pbs || !pbs->isPbs())
                return 1;
            const auto hidden = chooseSite({QFile::decodeName(tree.path("hidden/site")), {}}, tree.environment);
            return hidden && hidden->configFolder == tree.path("hidden/site") ? 0 : 2;
        },
        true);
    QCOMPARE(::chmod(tree.path("hidden").constData(), 0700), 0);
    QCOMPARE(code, 0);
}

void TestSitePaths::storeNamesAreThoseOfPbs_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<bool>("reserved");
    const auto row = [](const char *title, const QString &name, bool valid, bool reserved = false) {
        QTest::newRow(title) << name << valid << reserved;
    };
    row("plain", QStringLiteral("vault"), true);
    row("shortest", QStringLiteral("abc"), true);
    row("two characters", QStringLiteral("ab"), false);
    row("empty", QString(), false);
    row("longest", QString(32, u'x'), true);
    row("33 characters", QString(33, u'x'), false);
    row("300 characters", QString(300, u'x'), false);
    row("digits", QStringLiteral("123"), true);
    row("underscore first", QStringLiteral("_ab"), true);
    row("dot inside", QStringLiteral("a.b-c_D"), true);
    row("dots inside", QStringLiteral("a..b"), true);
    row("dot first", QStringLiteral(".ab"), false);
    row("hyphen first", QStringLiteral("-ab"), false);
    row("parent folder", QStringLiteral("..."), false);
    row("slash", QStringLiteral("a/b"), false);
    row("out of the folder", QStringLiteral("../x"), false);
    row("newline at the end", QStringLiteral("abc\n"), false);
    row("newline inside", QStringLiteral("ab\nc"), false);
    row("NUL inside", QStringLiteral("ab") + QChar(0) + QStringLiteral("c"), false);
    row("blank", QStringLiteral("a b"), false);
    row("umlaut", QString::fromUtf8("sp\xc3\xa4t"), false);
    row("Arabic digit", QStringLiteral("ab") + QChar(0x0661), false);
    row("lock file of another", QStringLiteral("vault.lock"), true, true);
    row("lock in capitals", QStringLiteral("vault.LOCK"), true, false);
    row("lock inside", QStringLiteral("vault.lock.d"), true, false);
}

void TestSitePaths::storeNamesAreThoseOfPbs() // I-10
{
    QFETCH(const QString, name);
    QFETCH(const bool, valid);
    QFETCH(const bool, reserved);
    QCOMPARE(isValidStoreName(name), valid);
    QCOMPARE(isReservedStoreName(name), reserved);
}

QTEST_GUILESS_MAIN(TestSitePaths)
#include "tst_sitepaths.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirun.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace Drydock;

/// `add`, `remove` and `site init`, in this process on real files.
class TestCliStores : public QObject
{
    Q_OBJECT

private slots:
    void addAndRemove();
    void addTakesRelativePaths();
    void addFromADeletedFolderRefuses();
    void addRefuses_data();
    void addRefuses();
    void removeAsks();
    void removeNeedsSomebodyToAsk();
    void removeWantsNoModeAndNoOperations();
    void pbsListIsPbsOwn();
    void siteInitMakesTheFolders();
};

void TestCliStores::addAndRemove()
{
    CliSite site;
    const QByteArray folder = site.files().path("disk");
    QVERIFY(QDir().mkpath(QString::fromLocal8Bit(folder)));
    const CliResult added = site.run(QByteArrayList{"add", "vault", folder, "--comment", "first bay", "--json"});
    QCOMPARE(added.exit, 0);
    QCOMPARE(added.json()[u"results"].toArray()[0].toObject()[u"changed"].toBool(), true);
    const QJsonObject store = site.run("list --json").json()[u"stores"].toArray()[0].toObject();
    QCOMPARE(store[u"comment"].toString(), u"first bay"_qs);
    QCOMPARE(store[u"path"].toString(), QString::fromLocal8Bit(folder));

    TestSite::write(folder + "/file", "stays");
    const CliResult removed = site.run("remove vault --yes");
    QCOMPARE(removed.exit, 0);
    QCOMPARE(removed.out, "vault: removed; files in " + folder + " stay\n");
    QCOMPARE(TestSite::read(folder + "/file"), "stays"_qba);
    QCOMPARE(site.run("list -q").out, QByteArray());
    QCOMPARE(site.run("remove vault --yes").exit, 3);
}

void TestCliStores::addTakesRelativePaths()
{
    CliSite site;
    const QString folder = QString::fromLocal8Bit(site.files().path("disk"));
    QVERIFY(QDir().mkpath(folder));
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder));
    const int exit = site.run("add vault ./../disk").exit;
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(exit, 0);
    QVERIFY(site.files().config().contains("\tpath " + folder.toLocal8Bit() + '\n'));
}

void TestCliStores::addFromADeletedFolderRefuses()
{
    CliSite site;
    const QString folder = QString::fromLocal8Bit(site.files().path("gone"));
    QVERIFY(QDir().mkpath(folder));
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder));
    QVERIFY(QDir().rmdir(folder));
    const CliResult result = site.run("add vault tmp"); // not /tmp
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(result.exit, 2);
    QVERIFY2(result.err.startsWith("tmp cannot be the folder of a datastore."), result.err.constData());
}

void TestCliStores::addRefuses_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<int>("exit");
    QTest::newRow("a name that is there") << QByteArrayList{"add", "vault", "/tmp"} << 6;
    QTest::newRow("a name with a slash") << QByteArrayList{"add", "../x", "/tmp"} << 2;
    QTest::newRow("a name that is too short") << QByteArrayList{"add", "ab", "/tmp"} << 2;
    QTest::newRow("a name of 300 characters") << QByteArrayList{"add", QByteArray(300, 'x'), "/tmp"} << 2;
    QTest::newRow("another store's lock file") << QByteArrayList{"add", "vault.lock", "/tmp"} << 2;
    QTest::newRow("a name with a line end") << QByteArrayList{"add", "va\nult", "/tmp"} << 2;
    QTest::newRow("no folder") << QByteArrayList{"add", "usb-a", "/etc/passwd"} << 2;
    QTest::newRow("nothing there") << QByteArrayList{"add", "usb-a", "/nonexistent/folder"} << 2;
    QTest::newRow("a path with a line end") << QByteArrayList{"add", "usb-a", "/tmp\n\tmaintenance-mode x"} << 2;
    QTest::newRow("a comment with a line end")
        << QByteArrayList{"add", "usb-a", "/tmp", "--comment", "a\n\tpath /"} << 2;
    QTest::newRow("a comment that is too long")
        << QByteArrayList{"add", "usb-a", "/tmp", "--comment", QByteArray(129, 'x')} << 2;
}

void TestCliStores::addRefuses()
{
    QFETCH(QByteArrayList, words);
    QFETCH(int, exit);
    CliSite site;
    site.files().addStore("vault");
    const QByteArray before = site.files().config();
    const CliResult result = site.run(words);
    QVERIFY2(result.exit == exit, result.err.constData());
    QCOMPARE(result.err.count('\n'), 1);
    QCOMPARE(site.files().config(), before);
}

void TestCliStores::removeAsks()
{
    CliSite site;
    const QByteArray path = site.files().addStore("vault");
    site.console.terminal = true;
    const QByteArray before = site.files().config();
    for (const auto &answer : {"", "\n", "n\n", "no\n", "yess\n", "q"}) {
        site.console.in = answer;
        const CliResult kept = site.run("remove vault");
        QCOMPARE(kept.exit, 1);
        QVERIFY(kept.err.startsWith("Remove vault (" + path + ") from the list? Files in " + path + " stay. [y/N] "));
        QVERIFY(kept.err.endsWith("vault was not removed.\x1b[0m\n"));
        QCOMPARE(site.files().config(), before);
    }
    site.console.in = " Y \n";
    QCOMPARE(site.run("remove vault").exit, 0);
    QCOMPARE(site.run("list -q").out, QByteArray());
}

void TestCliStores::removeNeedsSomebodyToAsk()
{
    CliSite site;
    site.files().addStore("vault");
    const CliResult piped = site.run("remove vault --json");
    QCOMPARE(piped.exit, 2);
    QCOMPARE(piped.json()[u"error"].toObject()[u"code"].toString(), u"confirmation-needed"_qs);
    site.console.terminal = true;
    QCOMPARE(site.run("remove vault --no-input").exit, 2);
    QCOMPARE(site.run("list -q").out, "vault\n"_qba);
    QCOMPARE(site.run("remove vault --no-input --yes").exit, 0);
}

void TestCliStores::removeWantsNoModeAndNoOperations()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    const CliResult moded = site.run("remove vault --yes");
    QCOMPARE(moded.exit, 6);
    QCOMPARE(moded.err, "vault is in maintenance mode. Clear the mode first.\n"_qba);
    QCOMPARE(site.run("clear vault").exit, 0);
    const ProcessKey self = systemProcessTable().self().key;
    site.files().writeTracking("vault", "[{\"pid\":" + QByteArray::number(self.pid)
                                            + ",\"starttime\":" + QByteArray::number(self.startTime)
                                            + ",\"active_operations\":{\"read\":1,\"write\":0}}]");
    const CliResult busy = site.run("remove vault --yes --json");
    QCOMPARE(busy.exit, 6);
    QCOMPARE(busy.json()[u"error"].toObject()[u"code"].toString(), u"store-busy"_qs);
    QVERIFY(busy.json()[u"error"].toObject()[u"retryable"].toBool());
}

void TestCliStores::pbsListIsPbsOwn()
{
    CliSite site(TestSite::Kind::Pbs);
    site.files().addStore("vault");
    const CliResult add = site.run("--site pbs add usb-a /mnt/my~disk");
    QCOMPARE(add.exit, 6);
    QCOMPARE(add.err, "The datastores here are managed by Proxmox Backup Server. Use: proxmox-backup-manager datastore "
                      "create usb-a '/mnt/my disk'\n"_qba);
    const CliResult remove = site.run("remove vault --yes --json");
    QCOMPARE(remove.exit, 6);
    QCOMPARE(remove.json()[u"error"].toObject()[u"hint"].toString(),
             u"Use: proxmox-backup-manager datastore remove vault"_qs);
}

void TestCliStores::siteInitMakesTheFolders()
{
    CliSite site(TestSite::Kind::System);
    for (const QByteArray &folder : {site.files().site().trackingFolder, site.files().site().logFolder})
        QVERIFY(QDir(QString::fromLocal8Bit(folder)).removeRecursively());
    const CliResult result = site.run("site init --site system --json");
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json()[u"site"].toObject()[u"name"].toString(), u"system"_qs);
    for (const QByteArray &folder : {site.files().site().trackingFolder, site.files().site().logFolder})
        QVERIFY(QDir().exists(QString::fromLocal8Bit(folder)));
    CliSite pbs(TestSite::Kind::Pbs);
    QCOMPARE(pbs.run("site init").exit, 6);
}

QTEST_GUILESS_MAIN(TestCliStores)
#include "tst_clistores.moc"

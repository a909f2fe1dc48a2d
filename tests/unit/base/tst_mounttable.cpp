// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mounttable.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const char *const someMounts = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
                               "23 22 0:20 / /proc rw - proc proc rw\n"
                               "30 22 8:17 / /mnt/vault rw,noatime shared:9 master:3 - xfs /dev/sdb1 rw\n"
                               "31 22 0:40 / /mnt/nas rw - nfs4 nas:/export/backup rw\n"
                               "32 22 8:33 /on/device /mnt/with\\040blank rw - ext4 /dev/disk\\134odd rw\n"
                               "33 30 0:41 / /mnt/vault/cache rw - tmpfs tmpfs rw\n";

MountTable parsed(const QByteArray &text)
{
    return MountTable::parse(text);
}

} // namespace

/// What /proc/self/mountinfo says, and where a path leads.
class TestMountTable : public QObject
{
    Q_OBJECT

private slots:
    void fieldsAreRead();
    void onlyThreeOctalDigitsAreAnEscape_data();
    void onlyThreeOctalDigitsAreAnEscape();
    void coveringMountIsTheDeepest_data();
    void coveringMountIsTheDeepest();
    void laterMountHidesTheEarlier();
    void brokenLinesAreLeftOut();
    void whatMayBlock_data();
    void whatMayBlock();
    void linksAreFollowed();
    void noStepIsTakenIntoAMountThatMayBlock();
    void presentTableHasTheRoot();
};

void TestMountTable::fieldsAreRead()
{
    const MountTable table = parsed(someMounts);
    QCOMPARE(table.size(), 6);
    const Mount *vault = table.at("/mnt/vault");
    QVERIFY(vault);
    QCOMPARE(vault->id, 30U);
    QCOMPARE(vault->device, makedev(8, 17));
    QCOMPARE(vault->type, QByteArray("xfs"));
    QCOMPARE(vault->source, QByteArray("/dev/sdb1"));
    const Mount *odd = table.at("/mnt/with blank");
    QVERIFY(odd);
    QCOMPARE(odd->root, QByteArray("/on/device"));
    QCOMPARE(odd->source, QByteArray("/dev/disk\\odd"));
    QVERIFY(!table.at("/mnt"));
}

void TestMountTable::onlyThreeOctalDigitsAreAnEscape_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("point");
    QTest::newRow("blank") << QByteArray("/a\\040b") << QByteArray("/a b");
    QTest::newRow("line feed") << QByteArray("/a\\012b") << QByteArray("/a\nb");
    QTest::newRow("backslash that is followed by digits") << QByteArray("/a\\134040") << QByteArray("/a\\040");
    QTest::newRow("digits that are not octal") << QByteArray("/a\\089") << QByteArray("/a\\089");
    QTest::newRow("signed") << QByteArray("/a\\+12") << QByteArray("/a\\+12");
    QTest::newRow("cut short") << QByteArray("/a\\04") << QByteArray("/a\\04");
}

void TestMountTable::onlyThreeOctalDigitsAreAnEscape()
{
    QFETCH(QByteArray, written);
    QFETCH(QByteArray, point);
    const MountTable table = parsed("30 22 8:17 / " + written + " rw - xfs /dev/sdb1 rw\n");
    QCOMPARE(table.size(), 1);
    QVERIFY(table.at(point));
}

void TestMountTable::coveringMountIsTheDeepest_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("point");
    QTest::newRow("the root") << QByteArray("/") << QByteArray("/");
    QTest::newRow("below the root") << QByteArray("/srv/x") << QByteArray("/");
    QTest::newRow("a mount point") << QByteArray("/mnt/vault") << QByteArray("/mnt/vault");
    QTest::newRow("below a mount point") << QByteArray("/mnt/vault/a/b") << QByteArray("/mnt/vault");
    QTest::newRow("a mount in a mount") << QByteArray("/mnt/vault/cache/x") << QByteArray("/mnt/vault/cache");
    QTest::newRow("a name that only begins alike") << QByteArray("/mnt/vault2") << QByteArray("/");
}

void TestMountTable::coveringMountIsTheDeepest()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, point);
    const MountTable table = parsed(someMounts);
    const Mount *mount = table.covering(path);
    QVERIFY(mount);
    QCOMPARE(mount->point, point);
}

void TestMountTable::laterMountHidesTheEarlier()
{
    const MountTable table = parsed(QByteArray(someMounts) + "50 30 0:50 / /mnt/vault rw - tmpfs none rw\n");
    QCOMPARE(table.at("/mnt/vault")->id, 50U);
}

void TestMountTable::brokenLinesAreLeftOut()
{
    const MountTable table = parsed("nonsense\n\n1 2 x:y / /a rw - ext4 a rw\n1 2 3:4 / /b rw ext4 a rw\n"
                                    "1 2 3:4 / /c rw -\n22 1 254:0 / / rw - ext4 /dev/vda rw");
    QCOMPARE(table.size(), 1);
    QVERIFY(table.at("/"));
    QVERIFY(!parsed("").covering("/"));
}

void TestMountTable::whatMayBlock_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("mayBlock");
    for (const char *type : {"nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse", "fuse.sshfs", "fuseblk", "autofs"})
        QTest::newRow(type) << QByteArray(type) << true;
    for (const char *type : {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "vfat", "exfat", "overlay", "fusectl", "nfsd"})
        QTest::newRow(type) << QByteArray(type) << false;
}

void TestMountTable::whatMayBlock()
{
    QFETCH(QByteArray, type);
    QFETCH(bool, mayBlock);
    const MountTable table = parsed("1 0 0:1 / / rw - " + type + " x rw");
    QCOMPARE(table.at("/")->mayBlock(), mayBlock);
}

void TestMountTable::linksAreFollowed()
{
    const QTemporaryDir folder;
    const QByteArray root = QFile::encodeName(QDir(folder.path()).canonicalPath());
    QVERIFY(::mkdir((root + "/real").constData(), 0700) == 0);
    QVERIFY(::symlink((root + "/real").constData(), (root + "/absolute").constData()) == 0);
    QVERIFY(::symlink("absolute/../real", (root + "/relative").constData()) == 0);
    QVERIFY(::symlink("loop", (root + "/loop").constData()) == 0);
    const MountTable table = parsed(someMounts);
    using Kind = ResolvedPath::Kind;

    QCOMPARE(resolvePath(table, root + "//real/.").path, root + "/real");
    QCOMPARE(resolvePath(table, root + "/absolute").path, root + "/real");
    QCOMPARE(resolvePath(table, root + "/relative").path, root + "/real");
    QCOMPARE(resolvePath(table, root + "/relative").kind, Kind::Found);
    QCOMPARE(resolvePath(table, root + "/relative/gone").kind, Kind::Missing);
    QCOMPARE(resolvePath(table, root + "/loop").kind, Kind::Unreadable);
    QCOMPARE(resolvePath(table, "/").path, QByteArray("/"));
    QCOMPARE(resolvePath(table, "/..").kind, Kind::Found);
}

void TestMountTable::noStepIsTakenIntoAMountThatMayBlock()
{
    const QTemporaryDir folder;
    const QByteArray root = QFile::encodeName(QDir(folder.path()).canonicalPath());
    // There is nothing at that path: to have looked would have said so.
    const MountTable table = parsed("1 0 0:1 / / rw - ext4 x rw\n2 1 0:2 / " + root + "/nas rw - nfs4 n:/x rw\n");
    QVERIFY(::symlink("nas/store", (root + "/link").constData()) == 0);
    for (const QByteArray &path : {root + "/nas", root + "/nas/store", root + "/link/deeper"}) {
        const ResolvedPath resolved = resolvePath(table, path);
        QCOMPARE(resolved.kind, ResolvedPath::Kind::MayBlock);
        QCOMPARE(resolved.path, root + "/nas");
    }
}

void TestMountTable::presentTableHasTheRoot()
{
    MountWatch watch;
    QVERIFY(watch.descriptor() >= 0);
    const qsizetype size = watch.read().size();
    QVERIFY(size > 0);
    const MountTable again = watch.read();
    QCOMPARE(again.size(), size);
    struct stat status { };
    QVERIFY(::stat("/proc", &status) == 0);
    QCOMPARE(again.covering("/proc/self")->device, status.st_dev);
}

QTEST_GUILESS_MAIN(TestMountTable)
#include "tst_mounttable.moc"

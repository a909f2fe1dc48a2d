// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/storepresence.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString uuid = QStringLiteral("12345678-9abc-def0-1234-56789abcdef0");

DatastoreEntry folderStore(const QString &path)
{
    DatastoreEntry entry;
    entry.name = QStringLiteral("vault");
    entry.path = path;
    return entry;
}

DatastoreEntry removableStore()
{
    DatastoreEntry entry = folderStore(QStringLiteral("/mnt/datastore/vault"));
    entry.backingDevice = uuid;
    return entry;
}

/// A block device of this computer, by its path; empty where there is none to be seen.
QByteArray anyBlockDevice()
{
    for (const QString &name :
         QDir(QStringLiteral("/sys/class/block")).entryList(QDir::NoDotAndDotDot | QDir::AllEntries)) {
        const QByteArray path = "/dev/" + QFile::encodeName(name);
        struct stat status { };
        if (::stat(path.constData(), &status) == 0 && S_ISBLK(status.st_mode))
            return path;
    }
    return {};
}

MountTable rootAnd(const QByteArray &lines = {})
{
    return MountTable::parse("1 0 254:0 / / rw - ext4 /dev/root rw\n" + lines);
}

} // namespace

/// Whether a store's disk is there. I-03: no check mark of a disk that is gone, or of another one.
class TestStorePresence : public QObject
{
    Q_OBJECT

private slots:
    void folderIsThereOrNot();
    void anotherFileSystemIsNotTheStore_data();
    void anotherFileSystemIsNotTheStore();
    void mountThatMayBlockIsJudgedByTheTableAlone();
    void removableStoreIsThereIfItsDeviceIs();
};

void TestStorePresence::folderIsThereOrNot()
{
    const QTemporaryDir folder;
    QVERIFY(storePresence(folderStore(folder.path()), {}, rootAnd(), {}).present);
    const StorePresence gone = storePresence(folderStore(folder.filePath(u"gone"_qs)), {}, rootAnd(), {});
    QVERIFY(!gone.present);
    QVERIFY(!gone.otherFileSystem);
    QVERIFY(gone.cause);
    QCOMPARE(gone.cause->code, ErrorCode::NotMounted);
}

void TestStorePresence::anotherFileSystemIsNotTheStore_data()
{
    QTest::addColumn<FileSystemNote>("note");
    QTest::addColumn<bool>("present");
    const QTemporaryDir folder;
    const auto now = fileSystemAt(folder.path());
    QVERIFY(now);
    QTest::newRow("the one that was noted") << *now << true;
    QTest::newRow("no identity was noted") << FileSystemNote{now->type, {}} << true;
    QTest::newRow("another type") << FileSystemNote{u"hfsplus"_qs, now->id} << false;
    if (!now->id.isEmpty())
        QTest::newRow("another of the same type") << FileSystemNote{now->type, u"0123456789abcdef"_qs} << false;
}

void TestStorePresence::anotherFileSystemIsNotTheStore()
{
    QFETCH(FileSystemNote, note);
    QFETCH(bool, present);
    const QTemporaryDir folder;
    const StorePresence presence = storePresence(folderStore(folder.path()), note, rootAnd(), {});
    QCOMPARE(presence.present, present);
    if (!present)
        QVERIFY(presence.otherFileSystem);
}

void TestStorePresence::mountThatMayBlockIsJudgedByTheTableAlone()
{
    // There is nothing at that path: had anybody looked, it would be missing.
    const DatastoreEntry store = folderStore(u"/nas-of-a-test/backup"_qs);
    const MountTable mounted = rootAnd("2 1 0:50 / /nas-of-a-test rw - nfs4 nas:/x rw\n");
    QVERIFY(storePresence(store, {}, mounted, {}).present);
    QVERIFY(storePresence(store, FileSystemNote{u"nfs4"_qs, {}}, mounted, {}).present);
    const StorePresence other = storePresence(store, FileSystemNote{u"ext4"_qs, {}}, mounted, {});
    QVERIFY(!other.present);
    QVERIFY(other.otherFileSystem);
    QVERIFY(!storePresence(store, FileSystemNote{u"nfs4"_qs, {}}, rootAnd(), {}).present);
}

void TestStorePresence::removableStoreIsThereIfItsDeviceIs()
{
    const StorePresence unmounted = storePresence(removableStore(), {}, rootAnd(), {});
    QVERIFY(!unmounted.present);
    QCOMPARE(unmounted.mounted, std::optional(false));
    QVERIFY(!unmounted.otherFileSystem);

    const QByteArray at = "2 1 0:99 / /mnt/datastore/vault rw - ext4 ";
    const StorePresence noDevice = storePresence(removableStore(), {}, rootAnd(at + "/dev/nonesuch rw\n"), {});
    QVERIFY(!noDevice.present); // whatever hinders the comparison counts as not mounted
    QVERIFY(noDevice.otherFileSystem);

    const QByteArray device = anyBlockDevice();
    if (device.isEmpty())
        return;
    const QTemporaryDir root;
    const QByteArray byUuid = QFile::encodeName(root.path()) + "/dev/disk/by-uuid";
    QVERIFY(QDir().mkpath(QFile::decodeName(byUuid)));
    QVERIFY(::symlink(device.constData(), (byUuid + '/' + uuid.toLatin1()).constData()) == 0);
    const QByteArray systemRoot = QFile::encodeName(root.path());
    struct stat status { };
    QVERIFY(::stat(device.constData(), &status) == 0);
    const QByteArray number =
        QByteArray::number(major(status.st_rdev)) + ':' + QByteArray::number(minor(status.st_rdev));

    const StorePresence bySource = storePresence(removableStore(), {}, rootAnd(at + device + " rw\n"), systemRoot);
    QVERIFY(bySource.present);
    QCOMPARE(bySource.mounted, std::optional(true));
    const QByteArray byNumberLine = "2 1 " + number + " / /mnt/datastore/vault rw - ext4 /dev/other-name rw\n";
    QVERIFY(storePresence(removableStore(), {}, rootAnd(byNumberLine), systemRoot).present);
    QVERIFY(!storePresence(removableStore(), {}, rootAnd(at + "tmpfs rw\n"), systemRoot).present);
}

QTEST_GUILESS_MAIN(TestStorePresence)
#include "tst_storepresence.moc"

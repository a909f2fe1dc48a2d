// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/storenotes.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

class TestStoreNotes : public QObject
{
    Q_OBJECT

private slots:
    void notesReadBack();
    void aMissingFileHasNoNotes();
    void otherFilesAreRefused_data();
    void otherFilesAreRefused();
    void aFileSystemIsRecognised();
    void whatIsNoFolderHasNoFileSystem();
    void anotherFileSystemAtThePathIsNoticed();
};

void TestStoreNotes::notesReadBack()
{
    const TestSite site;
    SiteFolder folder(posixFileSystem(), site.site().configFolder);
    const StoreNotes notes{{QStringLiteral("vault"),
                            {QStringLiteral("ext4"), QStringLiteral("0123456789abcdef"), QStringLiteral("/mnt/vault")}},
                           {QStringLiteral("usb"), {QStringLiteral("vfat"), {}}},
                           {QStringLiteral("odd"), {QStringLiteral("\ufeffx"), QStringLiteral("\ufeff")}}};
    QVERIFY(writeStoreNotes(folder, notes, site.site().configOwner));
    QCOMPARE(*readStoreNotes(folder), notes);
    QVERIFY(writeStoreNotes(folder, {}, site.site().configOwner));
    QVERIFY(readStoreNotes(folder)->isEmpty());
    QCOMPARE(TestSite::names(site.site().configFolder), (QByteArrayList{"active-operations", "stores.json"}));
}

void TestStoreNotes::aMissingFileHasNoNotes()
{
    const TestSite site;
    SiteFolder folder(posixFileSystem(), site.site().configFolder);
    QVERIFY(readStoreNotes(folder)->isEmpty());
    SiteFolder missing(posixFileSystem(), site.path("missing"));
    QCOMPARE(readStoreNotes(missing).error().code, ErrorCode::NotFound);
}

void TestStoreNotes::otherFilesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("truncated") << QByteArray(R"({"vault":{"type":"ext4")");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("wrong type") << QByteArray(R"({"vault":{"type":4,"id":""}})");
    QTest::newRow("no id") << QByteArray(R"({"vault":{"type":"ext4"}})");
    QTest::newRow("binary") << QByteArray("\x00\xff", 2);
}

void TestStoreNotes::otherFilesAreRefused() // I-03
{
    QFETCH(QByteArray, bytes);
    const TestSite site;
    SiteFolder folder(posixFileSystem(), site.site().configFolder);
    TestSite::write(site.site().configFolder + "/stores.json", bytes);
    const auto notes = readStoreNotes(folder);
    QCOMPARE(notes.error().code, ErrorCode::ConfigInvalid);
    QCOMPARE(notes.error().subject, QFile::decodeName(site.site().configFolder + "/stores.json"));
}

void TestStoreNotes::aFileSystemIsRecognised()
{
    QCOMPARE(fileSystemAt(QStringLiteral("/proc"))->type, QStringLiteral("proc"));
    QCOMPARE(fileSystemAt(QStringLiteral("/proc"))->id, QString());
    const TestSite site;
    const QString path = QFile::decodeName(site.root());
    const auto note = fileSystemAt(path);
    QVERIFY(note && !note->type.isEmpty());
    QCOMPARE(*fileSystemAt(path), *note);
    QCOMPARE(::symlink(site.root().constData(), site.path("link").constData()), 0);
    for (const QString &inner : {QStringLiteral("/link"), QStringLiteral("/site/")}) {
        const auto there = fileSystemAt(path + inner);
        QVERIFY(there);
        QCOMPARE(there->type, note->type);
        QCOMPARE(there->id, note->id);
        QCOMPARE(there->path, path + inner);
    }
}

void TestStoreNotes::whatIsNoFolderHasNoFileSystem()
{
    const TestSite site;
    TestSite::write(site.path("file"), "x");
    QCOMPARE(fileSystemAt(QFile::decodeName(site.path("file"))).error().code, ErrorCode::InvalidPath);
    QCOMPARE(fileSystemAt(QFile::decodeName(site.path("missing"))).error().code, ErrorCode::NotFound);
    QCOMPARE(::mkfifo(site.path("fifo").constData(), 0600), 0);
    QCOMPARE(fileSystemAt(QFile::decodeName(site.path("fifo"))).error().code, ErrorCode::InvalidPath);
}

void TestStoreNotes::anotherFileSystemAtThePathIsNoticed() // I-03
{
    const TestSite site;
    QCOMPARE(::mkdir(site.path("disk").constData(), 0770), 0);
    const QString path = QFile::decodeName(site.path("disk"));
    const uid_t uid = ::geteuid();
    const pid_t child = ::fork();
    if (child == 0) {
        const auto before = fileSystemAt(path);
        if (::unshare(uid == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0
            || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
            || ::mount("ramfs", site.path("disk").constData(), "ramfs", 0, nullptr) != 0)
            ::_exit(2);
        const auto after = fileSystemAt(path);
        ::_exit(before && after && after->type == u"ramfs" && *before != *after ? 0 : 1);
    }
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
}

QTEST_APPLESS_MAIN(TestStoreNotes)
#include "tst_storenotes.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "tests/support/procprobe.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <cerrno>
#include <cstddef>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Drydock;

namespace {

/// From now on a system call of this process fails, as on a kernel or under a filter that lacks it.
bool takeAway(int systemCall, int systemError)
{
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(systemCall), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(systemError)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter = {static_cast<unsigned short>(std::size(program)), program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/// What openFolder says: 0 or the errno. A descriptor is checked to be of that folder and close-on-exec.
int openingSays(const QByteArray &path)
{
    FileSystem &files = posixFileSystem();
    const FileHandle folder(files, files.openFolder(path));
    if (!folder)
        return -folder.get();
    FileStatus status;
    FileStatus named;
    QByteArrayList names;
    const bool right = files.status(folder.get(), &status) == 0 && files.statusOf(path, &named) == 0
                       && status.sameFile(named) && ::fcntl(folder.get(), F_GETFD) == FD_CLOEXEC
                       && files.list(folder.get(), &names) == 0 && files.sync(folder.get()) == 0;
    return right ? 0 : 255;
}

struct Tree {
    Tree()
    {
        const bool made = ::mkdir(site.path("plain").constData(), 0770) == 0
                          && ::mkdir(site.path("plain/inner").constData(), 0770) == 0
                          && ::symlink("plain", site.path("link").constData()) == 0
                          && ::symlink("/nowhere", site.path("dangling").constData()) == 0;
        if (!made)
            qFatal("no tree");
        TestSite::write(site.path("file"), {});
    }

    TestSite site;
};

} // namespace

/// The one door to the system's files. I-10.
class TestPosixFileSystem : public QObject
{
    Q_OBJECT

private slots:
    void foldersAreOpenedWithoutFollowingLinks_data();
    void foldersAreOpenedWithoutFollowingLinks();
    void namesBelowAFolderAreOnePart_data();
    void namesBelowAFolderAreOnePart();
    void descriptorsAreClosedOnExec();
    void outputsAreUntouchedOnFailure();
    void renamingWithoutReplacingWorksEverywhere_data();
    void renamingWithoutReplacingWorksEverywhere();
    void exchangeThatIsNotThereIsReported();
    void listingIsNotShared();
    void lockThatIsHeldWouldBlock();
    void fileSystemTypesAreTold();
};

void TestPosixFileSystem::foldersAreOpenedWithoutFollowingLinks_data()
{
    QTest::addColumn<int>("missing"); // openat2's errno, 0: it works
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("answer");
    const std::pair<const char *, int> kernels[] = {
        {"openat2", 0}, {"no openat2", ENOSYS}, {"openat2 filtered out", EPERM}};
    for (const auto &[kernel, missing] : kernels) {
        const auto row = [kernel = kernel, missing = missing](const char *title, const char *path, int answer) {
            QTest::addRow("%s, %s", title, kernel) << missing << QByteArray(path) << answer;
        };
        row("folder", "plain", 0);
        row("folder below", "plain/inner", 0);
        row("link to a folder", "link", ELOOP);
        row("folder below a link", "link/inner", ELOOP);
        row("dangling link", "dangling", ELOOP);
        row("file", "file", ENOTDIR);
        row("below a file", "file/inner", ENOTDIR);
        row("nothing", "nothing", ENOENT);
        row("below nothing", "nothing/inner", ENOENT);
    }
}

void TestPosixFileSystem::foldersAreOpenedWithoutFollowingLinks() // I-10
{
    QFETCH(const int, missing);
    QFETCH(const QByteArray, path);
    QFETCH(const int, answer);
    Tree tree;
    const QByteArray whole = tree.site.path(path);
    const auto body = [&] {
        if (missing != 0 && !takeAway(SYS_openat2, missing))
            return 254;
        return openingSays(whole);
    };
    QCOMPARE(inChild(body), answer);
}

void TestPosixFileSystem::namesBelowAFolderAreOnePart_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("the folder") << QByteArrayLiteral(".");
    QTest::newRow("its parent") << QByteArrayLiteral("..");
    QTest::newRow("absolute") << QByteArrayLiteral("/etc/passwd");
    QTest::newRow("path") << QByteArrayLiteral("plain/inner");
    QTest::newRow("out of the folder") << QByteArrayLiteral("../file");
    QTest::newRow("final slash") << QByteArrayLiteral("plain/");
    QTest::newRow("NUL inside") << QByteArrayLiteral("file\0x");
}

void TestPosixFileSystem::namesBelowAFolderAreOnePart() // I-10
{
    QFETCH(const QByteArray, name);
    Tree tree;
    FileSystem &files = posixFileSystem();
    const FileHandle folder(files, files.openFolder(tree.site.root()));
    QVERIFY(folder);
    FileStatus status;
    QCOMPARE(files.openAt(folder.get(), name, O_RDONLY, 0), -EINVAL);
    QCOMPARE(files.openAt(folder.get(), name, O_RDWR | O_CREAT, 0660), -EINVAL);
    QCOMPARE(files.statusAt(folder.get(), name, &status), -EINVAL);
    QCOMPARE(files.unlinkAt(folder.get(), name), -EINVAL);
    for (const RenameMode mode : {RenameMode::Replace, RenameMode::NoReplace, RenameMode::Exchange}) {
        QCOMPARE(files.renameAt(folder.get(), name, "new", mode), -EINVAL);
        QCOMPARE(files.renameAt(folder.get(), "file", name, mode), -EINVAL);
    }
    QCOMPARE(files.openFolder("relative"), -EINVAL);
    QCOMPARE(files.openFolder(QByteArrayLiteral("/tmp\0x")), -EINVAL);
}

void TestPosixFileSystem::descriptorsAreClosedOnExec()
{
    Tree tree;
    FileSystem &files = posixFileSystem();
    const FileHandle folder(files, files.openFolder(tree.site.root()));
    const FileHandle file(files, files.openAt(folder.get(), "file", O_RDONLY, 0));
    const FileHandle created(files, files.openAt(folder.get(), "new", O_RDWR | O_CREAT | O_EXCL, 0600));
    const FileHandle second(files, files.openFolder(tree.site.path("plain")));
    QCOMPARE(files.replaceDescriptor(second.get(), folder.get()), folder.get());
    for (const FileHandle *handle : {&folder, &file, &created, &second})
        QCOMPARE(::fcntl(handle->get(), F_GETFD), FD_CLOEXEC);
}

void TestPosixFileSystem::outputsAreUntouchedOnFailure()
{
    FileSystem &files = posixFileSystem();
    FileStatus status;
    status.inode = 4711;
    const FileStatus before = status;
    quint64 type = 42;
    QByteArrayList names{"kept"};
    QCOMPARE(files.status(-1, &status), -EBADF);
    QCOMPARE(files.statusOf("/nowhere/at/all", &status), -ENOENT);
    QCOMPARE(files.statusAt(-1, "x", &status), -EBADF);
    QCOMPARE(files.fileSystemType(-1, &type), -EBADF);
    QCOMPARE(files.list(-1, &names), -EBADF);
    QCOMPARE(status, before);
    QCOMPARE(type, quint64{42});
    QCOMPARE(names, QByteArrayList{"kept"});
}

void TestPosixFileSystem::renamingWithoutReplacingWorksEverywhere_data()
{
    QTest::addColumn<int>("missing"); // renameat2's errno, 0: it works
    QTest::newRow("renameat2") << 0;
    QTest::newRow("file system without it") << EINVAL;
    QTest::newRow("kernel without it") << ENOSYS;
}

void TestPosixFileSystem::renamingWithoutReplacingWorksEverywhere() // I-10
{
    QFETCH(const int, missing);
    Tree tree;
    const auto body = [&] {
        if (missing != 0 && !takeAway(SYS_renameat2, missing))
            return 254;
        FileSystem &files = posixFileSystem();
        const FileHandle folder(files, files.openFolder(tree.site.root()));
        TestSite::write(tree.site.path("winner"), "first");
        TestSite::write(tree.site.path("loser"), "second");
        if (files.renameAt(folder.get(), "loser", "winner", RenameMode::NoReplace) != -EEXIST)
            return 1;
        if (TestSite::read(tree.site.path("winner")) != "first" || TestSite::read(tree.site.path("loser")) != "second")
            return 2;
        if (files.renameAt(folder.get(), "loser", "new", RenameMode::NoReplace) != 0)
            return 3;
        const FileStatus status = TestSite::status(tree.site.path("new"));
        return status.links == 1 && TestSite::read(tree.site.path("new")) == "second"
                       && TestSite::status(tree.site.path("loser")) == FileStatus{}
                   ? 0
                   : 4;
    };
    QCOMPARE(inChild(body), 0);
}

void TestPosixFileSystem::exchangeThatIsNotThereIsReported()
{
    Tree tree;
    TestSite::write(tree.site.path("one"), "1");
    TestSite::write(tree.site.path("two"), "2");
    const auto exchange = [&](int missing) {
        if (missing != 0 && !takeAway(SYS_renameat2, missing))
            return 254;
        FileSystem &files = posixFileSystem();
        const FileHandle folder(files, files.openFolder(tree.site.root()));
        return -files.renameAt(folder.get(), "one", "two", RenameMode::Exchange);
    };
    QCOMPARE(inChild([&] { return exchange(EINVAL); }), EINVAL);
    QCOMPARE(TestSite::read(tree.site.path("one")), QByteArray("1"));
    QCOMPARE(inChild([&] { return exchange(0); }), 0);
    QCOMPARE(TestSite::read(tree.site.path("one")), QByteArray("2"));
    QCOMPARE(TestSite::read(tree.site.path("two")), QByteArray("1"));
}

void TestPosixFileSystem::listingIsNotShared()
{
    Tree tree;
    FileSystem &files = posixFileSystem();
    const FileHandle folder(files, files.openFolder(tree.site.root()));
    for (int i = 0; i < 3; ++i) { // a shared place in the listing would be at its end the second time
        QByteArrayList names;
        QCOMPARE(files.list(folder.get(), &names), 0);
        std::sort(names.begin(), names.end());
        const QByteArrayList expected{"dangling", "file", "link", "plain", "site"};
        QCOMPARE(names, expected);
    }
}

void TestPosixFileSystem::lockThatIsHeldWouldBlock()
{
    Tree tree;
    FileSystem &files = posixFileSystem();
    const FileHandle folder(files, files.openFolder(tree.site.root()));
    const FileHandle one(files, files.openAt(folder.get(), "file", O_RDWR, 0));
    const FileHandle two(files, files.openAt(folder.get(), "file", O_RDONLY, 0));
    QCOMPARE(files.lock(one.get(), LockMode::Exclusive, false), 0);
    QCOMPARE(files.lock(two.get(), LockMode::Shared, false), -EWOULDBLOCK);
    QCOMPARE(files.lock(one.get(), LockMode::Shared, false), 0);
    QCOMPARE(files.lock(two.get(), LockMode::Shared, false), 0);
    QCOMPARE(files.lock(one.get(), LockMode::Exclusive, false), -EWOULDBLOCK);
    QCOMPARE(files.lock(two.get(), LockMode::Unlock, false), 0);
    QCOMPARE(files.lock(one.get(), LockMode::Exclusive, true), 0);
}

void TestPosixFileSystem::fileSystemTypesAreTold()
{
    FileSystem &files = posixFileSystem();
    const FileHandle proc(files, files.openFolder("/proc"));
    quint64 type = 0;
    QCOMPARE(files.fileSystemType(proc.get(), &type), 0);
    QCOMPARE(type, quint64{PROC_SUPER_MAGIC});
}

QTEST_GUILESS_MAIN(TestPosixFileSystem)
#include "tst_posixfilesystem.moc"

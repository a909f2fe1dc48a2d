// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/filewatch.h"
#include "tests/support/procprobe.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace Drydock;

/// Whoever waits for a file to change misses no change (I-02: a lost entry is restored).
class TestFileWatch : public QObject
{
    Q_OBJECT

private slots:
    void changesAreNoticed_data();
    void changesAreNoticed();
    void otherFilesAreNot();
    void folderThatComesLaterIsWatched();
    void folderThatIsReplacedIsWatchedAnew();
    void folderBelowANewMountIsNoticed();
};

namespace {

/// True if the watch has something to tell within the time, and says that the file should be read again.
bool notices(FileWatch &watch, int milliseconds = 20'000)
{
    std::array<pollfd, 2> polled = watch.pollDescriptors();
    return ::poll(polled.data(), polled.size(), milliseconds) > 0 && watch.take();
}

void write(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write("x") != 1)
        qFatal("cannot write");
}

/// A folder with a file in it.
struct Fixture {
    Fixture()
    {
        QDir().mkpath(folder);
        write(path);
    }
    QTemporaryDir directory;
    QString folder = directory.filePath(QStringLiteral("folder"));
    QString path = folder + QStringLiteral("/file");
    QString other = folder + QStringLiteral("/other");
    [[nodiscard]] QByteArray watched() const { return QFile::encodeName(path); }
};

void writeText(const char *path, const QByteArray &text)
{
    QFile file(QString::fromLatin1(path));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || file.write(text) != text.size())
        qFatal("cannot write");
}

/// A mount namespace of our own, in which anybody may mount. Before there is any thread.
bool enterNamespaces()
{
    const QByteArray uid = QByteArray::number(::geteuid());
    const QByteArray gid = QByteArray::number(::getegid());
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    writeText("/proc/self/setgroups", "deny");
    writeText("/proc/self/uid_map", "0 " + uid + " 1");
    writeText("/proc/self/gid_map", "0 " + gid + " 1");
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

/// Mounts an empty file system over the folder of a watch. 0 if that is noticed, and what happens in it then.
int overMount(const Fixture &fixture)
{
    const QByteArray folder = QFile::encodeName(fixture.folder);
    if (!enterNamespaces())
        return 2;
    FileWatch watch(fixture.watched());
    if (::mount("none", folder.constData(), "tmpfs", 0, nullptr) < 0)
        return 3;
    if (!notices(watch))
        return 4;
    write(fixture.path); // in the new folder
    return notices(watch) ? 0 : 5;
}

} // namespace

void TestFileWatch::changesAreNoticed_data()
{
    QTest::addColumn<QString>("change");
    for (const char *change : {"write", "create", "replace", "remove", "move away"})
        QTest::addRow("%s", change) << QString::fromLatin1(change);
}

void TestFileWatch::changesAreNoticed()
{
    QFETCH(QString, change);
    const Fixture fixture;
    if (change == u"create")
        QVERIFY(QFile::remove(fixture.path));
    write(fixture.other);
    FileWatch watch(fixture.watched());
    if (change == u"write" || change == u"create")
        write(fixture.path);
    else if (change == u"replace")
        QCOMPARE(::rename(QFile::encodeName(fixture.other).constData(), fixture.watched().constData()), 0);
    else if (change == u"remove")
        QVERIFY(QFile::remove(fixture.path));
    else
        QVERIFY(QFile::rename(fixture.path, fixture.path + u".old"_qs));
    QVERIFY(notices(watch));
    QVERIFY(!notices(watch, 0)); // once
}

void TestFileWatch::otherFilesAreNot()
{
    const Fixture fixture;
    FileWatch watch(fixture.watched());
    write(fixture.other);
    QVERIFY(!notices(watch));
}

void TestFileWatch::folderThatComesLaterIsWatched()
{
    const Fixture fixture;
    QVERIFY(QDir(fixture.folder).removeRecursively());
    FileWatch watch(fixture.watched());
    QVERIFY(QDir().mkpath(fixture.folder));
    QVERIFY(notices(watch));
    write(fixture.path);
    QVERIFY(notices(watch));
}

void TestFileWatch::folderThatIsReplacedIsWatchedAnew()
{
    const Fixture fixture;
    FileWatch watch(fixture.watched());
    QVERIFY(QDir().rename(fixture.folder, fixture.folder + u".old"_qs));
    QVERIFY(notices(watch));
    QVERIFY(QDir().mkpath(fixture.folder));
    QVERIFY(notices(watch));
    write(fixture.path);
    QVERIFY(notices(watch));
}

void TestFileWatch::folderBelowANewMountIsNoticed()
{
    const Fixture fixture;
    QCOMPARE(inChild([&fixture] { return overMount(fixture); }), 0);
}

QTEST_GUILESS_MAIN(TestFileWatch)
#include "tst_filewatch.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/config/configedit.h"
#include "core/history/changelog.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <functional>

#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");

Deadline soon()
{
    return Deadline::after(systemClock(), lockTimeLimit);
}

Result<ModeChangeResult> setOffline(const TestSite &site, bool dryRun = false)
{
    ConfigEdit edit(posixFileSystem(), systemClock(), site.site(), [] { return false; });
    ModeChange change;
    change.store = vault;
    change.mode = {MaintenanceType::Offline, QString(64, u'x'), {}};
    change.dryRun = dryRun;
    return edit.setMode(change, soon());
}

/// The failure's code, -1 for success.
int codeOf(const Result<ModeChangeResult> &result)
{
    return result ? -1 : int(result.error().code);
}

/// Answers of a child to its parent: the exit code is the number of the check that failed.
constexpr int allGood = 0;
constexpr int noNamespace = 99;

int inChild(const std::function<int()> &body)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(body());
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// A mount namespace of our own, in which the site's folder is a file system of a few pages.
bool mountSmall(const QByteArray &folder)
{
    const int flags = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    return ::unshare(flags) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
           && ::mount("tmpfs", folder.constData(), "tmpfs", 0, "size=64k,mode=0770") == 0;
}

/// Takes what room is left.
void fill(const QByteArray &path)
{
    QFile file(QFile::decodeName(path));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return;
    while (file.write(QByteArray(4096, 'x')) == 4096) { }
}

} // namespace

/// Disks that are full, read-only, or somebody else's.
class TestConfigDisk : public QObject
{
    Q_OBJECT

private slots:
    void aFullDiskLosesNothing();
    void aReadOnlyDiskIsNamed();
    void missingRightsAreNamed_data();
    void missingRightsAreNamed();
};

void TestConfigDisk::aFullDiskLosesNothing() // I-07
{
    const TestSite site;
    const QByteArray folder = site.site().configFolder;
    const int failed = inChild([&] {
        if (!mountSmall(folder))
            return noNamespace;
        ::mkdir(site.site().trackingFolder.constData(), 0770);
        site.addStore("vault");
        const QByteArray before = site.config();
        const QByteArray filling = folder + "/filling";
        fill(filling);
        if (codeOf(setOffline(site)) != int(ErrorCode::NoSpace))
            return 1;
        if (site.config() != before)
            return 2;
        for (const QByteArray &name : TestSite::names(folder)) {
            if (name.contains(".tmp-"))
                return 3;
        }
        if (ChangeLog(posixFileSystem(), site.site()).read()->records.size() != 0)
            return 4;
        ::unlink(filling.constData());
        return setOffline(site) && site.config() != before ? allGood : 5;
    });
    QCOMPARE(failed, allGood);
}

void TestConfigDisk::aReadOnlyDiskIsNamed() // I-07
{
    const TestSite site;
    const QByteArray folder = site.site().configFolder;
    const int failed = inChild([&] {
        if (!mountSmall(folder))
            return noNamespace;
        ::mkdir(site.site().trackingFolder.constData(), 0770);
        site.addStore("vault");
        const QByteArray before = site.config();
        if (::mount(nullptr, folder.constData(), nullptr, MS_REMOUNT | MS_RDONLY | MS_BIND, nullptr) != 0)
            return noNamespace;
        if (codeOf(setOffline(site)) != int(ErrorCode::ReadOnlyFileSystem))
            return 1;
        if (codeOf(setOffline(site, true)) != int(ErrorCode::ReadOnlyFileSystem))
            return 2;
        ConfigEdit edit(posixFileSystem(), systemClock(), site.site(), [] { return false; });
        const auto added = edit.addStore(QStringLiteral("added"), QStringLiteral("/tmp"), {}, soon());
        if (added || added.error().code != ErrorCode::ReadOnlyFileSystem)
            return 3;
        return site.config() == before ? allGood : 4;
    });
    QCOMPARE(failed, allGood);
}

void TestConfigDisk::missingRightsAreNamed_data()
{
    QTest::addColumn<int>("folderMode");
    QTest::addColumn<int>("lockMode");
    QTest::addColumn<int>("configMode");
    QTest::addColumn<QByteArray>("subject"); // below the site's folder
    QTest::newRow("folder not entered") << 0600 << 0666 << 0666 << QByteArray();
    QTest::newRow("lock not taken") << 0755 << 0444 << 0666 << QByteArray("/.datastore.lck");
    QTest::newRow("config not read") << 0755 << 0666 << 0200 << QByteArray("/datastore.cfg");
    QTest::newRow("folder not written") << 0555 << 0666 << 0666 << QByteArray("/datastore.cfg");
}

void TestConfigDisk::missingRightsAreNamed() // I-10
{
    QFETCH(int, folderMode);
    QFETCH(int, lockMode);
    QFETCH(int, configMode);
    QFETCH(QByteArray, subject);
    const TestSite site;
    site.addStore("vault");
    const QByteArray before = site.config();
    const QByteArray folder = site.site().configFolder;
    TestSite::write(site.site().configLockPath(), {});
    QCOMPARE(::chmod(site.root().constData(), 0755), 0);
    QCOMPARE(::chmod(site.site().configLockPath().constData(), static_cast<mode_t>(lockMode)), 0);
    QCOMPARE(::chmod(site.site().configPath().constData(), static_cast<mode_t>(configMode)), 0);
    QCOMPARE(::chmod(folder.constData(), static_cast<mode_t>(folderMode)), 0);
    const int failed = inChild([&] {
        constexpr uid_t nobody = 65534;
        // To root nothing is forbidden: the child is somebody who owns nothing here.
        if (::geteuid() == 0
            && (::setgroups(0, nullptr) != 0 || ::setresgid(nobody, nobody, nobody) != 0
                || ::setresuid(nobody, nobody, nobody) != 0))
            return noNamespace;
        for (const bool dryRun : {false, true}) {
            const auto result = setOffline(site, dryRun);
            if (codeOf(result) != int(ErrorCode::PermissionDenied))
                return 1;
            const QString expected = QString::fromLocal8Bit(folder + (dryRun && folderMode == 0555 ? "" : subject));
            if (!result.error().subject.startsWith(expected))
                return 2;
        }
        return allGood;
    });
    QCOMPARE(::chmod(folder.constData(), 0770), 0);
    QCOMPARE(::chmod(site.site().configPath().constData(), 0660), 0);
    QCOMPARE(failed, allGood);
    QCOMPARE(site.config(), before);
}

QTEST_APPLESS_MAIN(TestConfigDisk)
#include "tst_configdisk.moc"

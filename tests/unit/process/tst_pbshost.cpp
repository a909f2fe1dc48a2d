// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/pbshost.h"
#include "tests/support/fakeproc.h"
#include "tests/support/testsite.h"

#include <QDir>
#include <QTest>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

/// How far a PBS on this computer can be trusted to list its operations: what cannot be known is not trusted (I-03).
class TestPbsHost : public QObject
{
    Q_OBJECT

private slots:
    void versionsCompareAsNumbers_data();
    void versionsCompareAsNumbers();
    void trustFollowsTheVersion_data();
    void trustFollowsTheVersion();
    void withoutLiveProcessOurOwnRulesSuffice();
    void oneDeletedExecutableEndsTrust();
    void versionIsDpkgs_data();
    void versionIsDpkgs();
    void pidFilesNameLiveProcesses_data();
    void pidFilesNameLiveProcesses();
    void bothPidFilesCount();
    void deletedExecutableIsSeen();
    void pidFileThatIsALinkIsNotFollowed();
    void realPidFileOfAnotherProgramDoesNotCount();
    void otherSitesHaveNoPbs();
};

namespace {

const ProcessKey daemonKey{4711, 99};
const ProcessKey otherKey{4712, 100};

void writeStatus(const TestSite &site, const QByteArray &text)
{
    QVERIFY(QDir().mkpath(QString::fromUtf8(site.site().systemRoot + "/var/lib/dpkg")));
    TestSite::write(site.site().systemRoot + "/var/lib/dpkg/status", text);
}

QByteArray paragraph(const QByteArray &package, const QByteArray &state, const QByteArray &version)
{
    return "Package: " + package + "\nStatus: " + state + "\nPriority: optional\nVersion: " + version
           + "\nDescription: words\n Version: 9.9.9\n\n";
}

} // namespace

void TestPbsHost::versionsCompareAsNumbers_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<int>("sign");

    QTest::newRow("number, not text") << u"3.1.5"_qs << u"3.1.12"_qs << -1;
    QTest::newRow("revision does not count") << u"3.1.5-2"_qs << u"3.1.5-1"_qs << 0;
    QTest::newRow("epoch does not count") << u"1:3.1.5"_qs << u"3.1.5"_qs << 0;
    QTest::newRow("longer is later") << u"3.1"_qs << u"3.1.0"_qs << -1;
    QTest::newRow("leading zeros") << u"3.01.5"_qs << u"3.1.5"_qs << 0;
    QTest::newRow("tilde is earlier") << u"4.0.21~rc1"_qs << u"4.0.21"_qs << -1;
    QTest::newRow("suffix is later") << u"4.0.20+pve1"_qs << u"4.0.20"_qs << 1;
    QTest::newRow("letters before signs") << u"4.0a"_qs << u"4.0+"_qs << -1;
    QTest::newRow("number beyond 64 bit") << u"99999999999999999999.1"_qs << u"100000000000000000000.0"_qs << -1;
    QTest::newRow("equal") << u"4.2.3"_qs << u"4.2.3"_qs << 0;
    QTest::newRow("nothing") << QString() << u"0"_qs << 0;
    QTest::newRow("nothing is before one") << QString() << u"1"_qs << -1;
}

void TestPbsHost::versionsCompareAsNumbers()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    QFETCH(int, sign);
    const auto signOf = [](int number) { return (number > 0) - (number < 0); };
    QCOMPARE(signOf(compareVersions(left, right)), sign);
    QCOMPARE(signOf(compareVersions(right, left)), -sign);
}

void TestPbsHost::trustFollowsTheVersion_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<PbsTrust>("trust");

    QTest::newRow("first with modes") << u"2.1.6-1"_qs << PbsTrust::Never;
    QTest::newRow("last without a held lock") << u"2.2.7-1"_qs << PbsTrust::Never;
    QTest::newRow("first with a held lock") << u"2.3.0-1"_qs << PbsTrust::Full;
    QTest::newRow("last before the second process hides") << u"3.1.4-1"_qs << PbsTrust::Full;
    QTest::newRow("the second process hides") << u"3.1.5-1"_qs << PbsTrust::OneProcessOnly;
    QTest::newRow("it still hides") << u"3.2.4-1"_qs << PbsTrust::OneProcessOnly;
    QTest::newRow("last that hides") << u"4.0.20-1"_qs << PbsTrust::OneProcessOnly;
    QTest::newRow("first that does not") << u"4.0.21-1"_qs << PbsTrust::Full;
    QTest::newRow("newest") << u"4.2.3-1"_qs << PbsTrust::Full;
    QTest::newRow("unknown") << QString() << PbsTrust::Never;
    QTest::newRow("no version at all") << u"unknown"_qs << PbsTrust::Never;
}

void TestPbsHost::trustFollowsTheVersion()
{
    QFETCH(QString, version);
    QTEST(pbsTrust({version, {{daemonKey, false}}}), "trust");
}

void TestPbsHost::withoutLiveProcessOurOwnRulesSuffice()
{
    QCOMPARE(pbsTrust({}), PbsTrust::Full);
    QCOMPARE(pbsTrust({u"2.1.6-1"_qs, {}}), PbsTrust::Full);
    QCOMPARE(pbsTrust({u"3.2.4-1"_qs, {}}), PbsTrust::Full);
}

void TestPbsHost::oneDeletedExecutableEndsTrust()
{
    QCOMPARE(pbsTrust({u"4.2.3-1"_qs, {{daemonKey, false}, {otherKey, true}}}), PbsTrust::Never);
    QCOMPARE(pbsTrust({u"4.2.3-1"_qs, {{daemonKey, false}, {otherKey, false}}}), PbsTrust::Full);
}

void TestPbsHost::versionIsDpkgs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("version");

    const QByteArray other = paragraph("zlib1g", "install ok installed", "1:1.2.13");
    const QByteArray server = "proxmox-backup-server";
    QTest::newRow("installed") << other + paragraph(server, "install ok installed", "3.2.4-1") + other << u"3.2.4-1"_qs;
    QTest::newRow("first paragraph") << paragraph(server, "install ok installed", "4.2.3-1") << u"4.2.3-1"_qs;
    QTest::newRow("on hold") << paragraph(server, "hold ok installed", "4.2.3-1") << u"4.2.3-1"_qs;
    QTest::newRow("in the middle of an upgrade")
        << paragraph(server, "install ok half-configured", "4.2.3-1") << u"4.2.3-1"_qs;
    QTest::newRow("half unpacked") << paragraph(server, "install reinstreq half-installed", "4.2.3-1") << QString();
    QTest::newRow("removed") << paragraph(server, "deinstall ok config-files", "3.2.4-1") << QString();
    QTest::newRow("another package of like name")
        << paragraph("proxmox-backup-server-dbgsym", "install ok installed", "3.2.4-1") << QString();
    QTest::newRow("not there") << other << QString();
    QTest::newRow("empty") << QByteArray() << QString();
}

void TestPbsHost::versionIsDpkgs()
{
    QFETCH(QByteArray, text);
    const TestSite site(TestSite::Kind::Pbs);
    writeStatus(site, text);
    FakeProcessTable table;
    QTEST(probePbsHost(site.site(), table).version, "version");
}

void TestPbsHost::pidFilesNameLiveProcesses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("counts");

    QTest::newRow("pid") << QByteArray("4711") << true;
    QTest::newRow("with newline") << QByteArray("4711\n") << true;
    QTest::newRow("of nobody") << QByteArray("4799\n") << false;
    QTest::newRow("of one that has ended") << QByteArray("4713\n") << false;
    QTest::newRow("not a number") << QByteArray("proxy\n") << false;
    QTest::newRow("negative") << QByteArray("-1\n") << false;
    QTest::newRow("zero") << QByteArray("0\n") << false;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("long") << QByteArray(5000, '1') << false;
}

void TestPbsHost::pidFilesNameLiveProcesses()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, counts);
    const TestSite site(TestSite::Kind::Pbs);
    TestSite::write(site.site().runFolder + "/proxy.pid", content);
    FakeProcessTable table;
    table.add(daemonKey);
    table.add({{4713, 5}, 'Z', 1});
    const PbsHost host = probePbsHost(site.site(), table);
    QCOMPARE(host.lives(), counts);
    if (counts)
        QCOMPARE(host.processes.first().key, daemonKey);
}

void TestPbsHost::bothPidFilesCount()
{
    const TestSite site(TestSite::Kind::Pbs);
    FakeProcessTable table;
    table.add(daemonKey);
    table.add(otherKey);
    TestSite::write(site.site().runFolder + "/proxy.pid", "4711\n");
    TestSite::write(site.site().runFolder + "/api.pid", "4712\n");
    QCOMPARE(probePbsHost(site.site(), table).processes.size(), 2);
    QCOMPARE(probePbsHost(site.site(), table).proxy, std::optional(daemonKey));
    TestSite::write(site.site().runFolder + "/api.pid", "4711\n");
    QCOMPARE(probePbsHost(site.site(), table).processes.size(), 1);
    TestSite::write(site.site().runFolder + "/proxy.pid", "4799\n");
    QVERIFY(probePbsHost(site.site(), table).lives());
    QVERIFY(!probePbsHost(site.site(), table).proxy); // it is proxy.pid's alone
}

void TestPbsHost::deletedExecutableIsSeen()
{
    const TestSite site(TestSite::Kind::Pbs);
    const QByteArray program = site.path("proxmox-backup-proxy");
    QVERIFY(QFile::copy(u"/bin/cat"_qs, QString::fromUtf8(program)));
    int input[2];
    int executed[2];
    QCOMPARE(::pipe2(input, O_CLOEXEC), 0);
    QCOMPARE(::pipe2(executed, O_CLOEXEC), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(input[0], STDIN_FILENO);
        ::execl(program.constData(), "proxmox-backup-proxy", nullptr);
        ::_exit(127);
    }
    ::close(input[0]);
    ::close(executed[1]);
    char byte = 0;
    QCOMPARE(::read(executed[0], &byte, 1), 0); // closed by exec
    ::close(executed[0]);

    TestSite::write(site.site().runFolder + "/proxy.pid", QByteArray::number(pid));
    const PbsHost before = probePbsHost(site.site(), systemProcessTable());
    QFile::remove(QString::fromUtf8(program));
    const PbsHost after = probePbsHost(site.site(), systemProcessTable());

    // The same program outside a test's root: found by its name in /proc, not only by the pid file.
    Site real = site.site();
    real.systemRoot.clear();
    TestSite::write(site.site().runFolder + "/proxy.pid", "");
    const PbsHost scanned = probePbsHost(real, systemProcessTable());
    ::close(input[1]);
    ::waitpid(pid, nullptr, 0);

    QCOMPARE(before.processes.size(), 1);
    QVERIFY(!before.processes.first().executableDeleted);
    QCOMPARE(after.processes.size(), 1);
    QVERIFY(after.processes.first().executableDeleted);
    const auto found = std::find_if(scanned.processes.cbegin(), scanned.processes.cend(),
                                    [pid](const PbsProcess &process) { return process.key.pid == pid; });
    QVERIFY(found != scanned.processes.cend());
    QVERIFY(found->executableDeleted);
}

void TestPbsHost::pidFileThatIsALinkIsNotFollowed()
{
    const TestSite site(TestSite::Kind::Pbs); // I-10
    FakeProcessTable table;
    table.add(daemonKey);
    TestSite::write(site.path("elsewhere"), "4711\n");
    QCOMPARE(::symlink(site.path("elsewhere").constData(), (site.site().runFolder + "/proxy.pid").constData()), 0);
    QVERIFY(!probePbsHost(site.site(), table).lives());
}

void TestPbsHost::realPidFileOfAnotherProgramDoesNotCount()
{
    const TestSite site(TestSite::Kind::Pbs);
    TestSite::write(site.site().runFolder + "/proxy.pid", QByteArray::number(::getpid()));
    QVERIFY(probePbsHost(site.site(), systemProcessTable()).lives());
    Site real = site.site();
    real.systemRoot.clear();
    const QList<PbsProcess> processes = probePbsHost(real, systemProcessTable()).processes;
    QVERIFY(std::none_of(processes.cbegin(), processes.cend(),
                         [](const PbsProcess &process) { return process.key.pid == ::getpid(); }));
}

void TestPbsHost::otherSitesHaveNoPbs()
{
    const TestSite site;
    FakeProcessTable table;
    const PbsHost host = probePbsHost(site.site(), table);
    QVERIFY(!host.lives());
    QVERIFY(host.version.isEmpty());
}

QTEST_GUILESS_MAIN(TestPbsHost)
#include "tst_pbshost.moc"

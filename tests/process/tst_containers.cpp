// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/operationfixture.h"
#include "tests/support/procprobe.h"

#include <QTest>

#include <sched.h>
#include <unistd.h>

using namespace Drydock;

namespace {

/// The arguments by which unshare starts a program as the first process of a pid and a time namespace of its own, in
/// which the machine runs for a day longer. It dies with the object.
QStringList inContainer(const char *program, const QStringList &arguments)
{
    return QStringList{u"--user"_qs,
                       u"--map-current-user"_qs,
                       u"--pid"_qs,
                       u"--time"_qs,
                       u"--boottime"_qs,
                       u"86400"_qs,
                       u"--fork"_qs,
                       u"--kill-child"_qs,
                       u"--mount-proc"_qs,
                       u"--wd=/"_qs,
                       QStringLiteral(DRYDOCK_BIN_DIR "/") + QLatin1String(program)}
           + arguments;
}

class Container : public HelperProcess
{
public:
    Container(const char *program, const QStringList &arguments)
        : HelperProcess(QStringLiteral("/usr/bin/unshare"), inContainer(program, arguments))
    {
    }
};

/// What drydockctl says of vault's operations in a container.
QByteArray countsSeenInside(const OperationFixture &fixture)
{
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QStringLiteral("/usr/bin/unshare"),
                  inContainer("drydockctl", QStringList{u"--root"_qs} + fixture.root()
                                                + QStringList{u"active-operations"_qs, u"vault"_qs, u"--json"_qs}));
    if (!program.waitForFinished(30'000))
        return {};
    return program.readAllStandardOutput();
}

/// The entry whose namespace is another one than ours.
std::optional<TrackingEntry> foreignEntry(const OperationFixture &fixture)
{
    const QByteArray space = systemProcessTable().self().space.toBytes();
    for (const TrackingEntry &entry : fixture.entries()) {
        if (entry.space != space)
            return entry;
    }
    return std::nullopt;
}

} // namespace

/// One site, seen from several pid and time namespaces: what nobody here can judge counts, and is nobody's to drop.
class TestContainers : public QObject
{
    Q_OBJECT

private slots:
    void operationInsideCountsOutside();
    void itCountsOnWhenItsContainerIsGone();
    void operationOutsideCountsInside();
    void samePidInsideIsAnotherProcess();
    void foreignProcIsRefusedAndUnknown();
};

void TestContainers::operationInsideCountsOutside() // I-05
{
    OperationFixture fixture;
    Container inside("opholder", fixture.root());
    QCOMPARE(inside.ask("begin vault write"), QByteArray("held 1"));
    const auto entry = foreignEntry(fixture);
    QVERIFY(entry);
    QCOMPARE(entry->process.pid, 1);
    const auto reading = fixture.gate.tracker()->read(fixture.store);
    QVERIFY(reading);
    QCOMPARE(reading->counts, (OperationCounts{0, 1}));
    QVERIFY(!reading->holders.first().provable);
    QCOMPARE(inside.ask("release 1"), QByteArray("released"));
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestContainers::itCountsOnWhenItsContainerIsGone() // I-03, I-05, I-06
{
    OperationFixture fixture;
    TestSite::write(fixture.site.site().configLockPath(), {});
    Container inside("opholder", fixture.root());
    QCOMPARE(inside.ask("begin vault write"), QByteArray("held 1"));
    const QByteArray its = fixture.site.tracking("vault").chopped(1).mid(1);
    for (int i = 0; i < 3; ++i) { // nor is it ours, though a first process has the same pid everywhere
        QVERIFY(fixture.begin(Operation::Read));
        QVERIFY(fixture.site.tracking("vault").contains(its));
    }
    writeStores(fixture.site, "offline");
    MonitorProbe probe(fixture.site.site());
    const auto draining = probe.waitForState(vault, DrainState::Draining);
    QVERIFY(draining);
    QVERIFY(!draining->holders.first().provable);
    inside.kill();
    QVERIFY(probe.settled());
    QCOMPARE(namesOf(probe.statesOf(vault)), QStringLiteral("draining"));
    OperationHolder ours(fixture.site);
    QVERIFY(ours.does("acquire vault read"));
    QVERIFY(ours.does("release vault read"));
    QVERIFY(fixture.site.tracking("vault").contains(its));
}

void TestContainers::operationOutsideCountsInside() // I-05, I-06
{
    OperationFixture fixture;
    OperationHolder outside(fixture.site);
    QVERIFY(outside.does("begin vault write"));
    const QByteArray its = fixture.site.tracking("vault").chopped(1).mid(1);
    QVERIFY2(countsSeenInside(fixture).contains("\"write\":1"), countsSeenInside(fixture).constData());
    outside.kill(); // which nobody in there can prove
    QVERIFY2(countsSeenInside(fixture).contains("\"write\":1"), countsSeenInside(fixture).constData());
    Container inside("opholder", fixture.root());
    QCOMPARE(inside.ask("pairs vault 3"), QByteArray("done"));
    QVERIFY(fixture.site.tracking("vault").contains(its));
    QCOMPARE(fixture.counts(), OperationCounts()); // but out here
}

void TestContainers::samePidInsideIsAnotherProcess() // I-06
{
    OperationFixture fixture;
    Container first("opholder", fixture.root());
    Container second("opholder", fixture.root());
    QCOMPARE(first.ask("begin vault write"), QByteArray("held 1"));
    QCOMPARE(second.ask("begin vault read"), QByteArray("held 1"));
    QCOMPARE(fixture.entries().size(), 2);
    QCOMPARE(fixture.counts(), (OperationCounts{1, 1}));
    QCOMPARE(first.ask("pairs vault 3"), QByteArray("done"));
    QCOMPARE(second.ask("release 1"), QByteArray("released"));
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
}

void TestContainers::foreignProcIsRefusedAndUnknown() // I-03, I-05
{
    OperationFixture fixture;
    TestSite::write(fixture.site.site().configLockPath(), {});
    auto kept = fixture.begin();
    QVERIFY(kept);
    const QByteArray before = fixture.site.tracking("vault");
    const auto judged = [&fixture] {
        DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), fixture.site.site());
        const auto begun = gate.begin(fixture.store, Operation::Read, {}, OperationFixture::limit());
        if (begun || begun.error().code != ErrorCode::ForeignProcFs)
            return 1;
        const auto reading = gate.tracker()->read(fixture.store);
        if (reading || reading.error().code != ErrorCode::ForeignProcFs)
            return 2;
        writeStores(fixture.site, "offline");
        MonitorProbe probe(fixture.site.site());
        const auto shown = probe.waitForState(vault, DrainState::Unknown);
        return shown && shown->reason == StateReason::CountUntrusted ? 0 : 3;
    };
    const auto unsharing = [&judged] {
        // A pid namespace of our own under the /proc of the old one.
        if (::unshare((::geteuid() == 0 ? 0 : CLONE_NEWUSER) | CLONE_NEWPID) != 0)
            return 9;
        return inChild(judged);
    };
    QCOMPARE(inChild(unsharing), 0);
    QCOMPARE(fixture.site.tracking("vault"), before);
    QCOMPARE(fixture.counts(), (OperationCounts{0, 1}));
}

QTEST_GUILESS_MAIN(TestContainers)
#include "tst_containers.moc"

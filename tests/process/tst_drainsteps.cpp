// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/uniquefd.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/fakeproc.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <atomic>
#include <cstdio>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

using namespace Drydock;

namespace {

/// Changes the world once, before the n-th call that is made on the file system after the barrier has passed.
class Interruption
{
public:
    Interruption(int n, const std::function<void()> &change)
        : m_left(n)
        , m_change(change)
    {
        for (const Call call : {Call::OpenFolder, Call::OpenAt, Call::Status, Call::StatusAt, Call::StatusOf,
                                Call::Read, Call::Close, Call::FileSystemType})
            m_files.beforeEvery(call, [this] { count(); });
        m_files.beforeEvery(Call::Lock, [this] {
            if (m_files.countOf(Call::Lock) == 2) // the first takes the lock, the second releases it
                m_armed = true;
        });
    }

    [[nodiscard]] FileSystem &files() { return m_files; }
    [[nodiscard]] bool hasFired() const { return m_left <= 0; }

private:
    void count()
    {
        if (m_armed && --m_left == 0)
            m_change();
    }

    FaultyFileSystem m_files;
    std::atomic<bool> m_armed = false;
    std::atomic<int> m_left;
    const std::function<void()> m_change;
};

/// A folder in the place of another one of the same name.
void replaceFolder(const QByteArray &folder)
{
    if (std::rename(folder.constData(), (folder + "-old").constData()) != 0 || ::mkdir(folder.constData(), 0770) != 0)
        qFatal("cannot replace %s", folder.constData());
}

} // namespace

/// Whatever changes between two steps of a proof, before whichever call: it is no proof. I-03
class TestDrainSteps : public QObject
{
    Q_OBJECT

private slots:
    void changeBeforeAnyCallIsSeen_data();
    void changeBeforeAnyCallIsSeen();
    void changeThereAndBackIsSeen();
    void modeThatCameAndWentEndsTheCheckMark();
    void failureOfAnyCallIsNeverZero_data();
    void failureOfAnyCallIsNeverZero();
    void failureThatPassesIsTriedAgain_data();
    void failureThatPassesIsTriedAgain();
    void blockerThatCannotBeWatchedIsLookedAt();
    void entryOfPbsIsJudgedWhereItsProxyLives_data();
    void entryOfPbsIsJudgedWhereItsProxyLives();
    void cleanupTestCase();

private:
    /// False if the proof was complete before the n-th call.
    bool tryInterruption(const QByteArray &what, int n);
    /// The same.
    bool tryThereAndBack(int n);
    int m_faults = 0;
    int m_changes = 0;
};

void TestDrainSteps::changeBeforeAnyCallIsSeen_data()
{
    QTest::addColumn<QByteArray>("what");
    for (const char *what : {"tracking file", "tracking folder", "config", "config folder"})
        QTest::newRow(what) << QByteArray(what);
}

bool TestDrainSteps::tryInterruption(const QByteArray &what, int n)
{
    const TestSite site(TestSite::Kind::System);
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    replaceFile(site.trackingPath("vault"), "[]");
    IdleProcess process;
    const QByteArray entries = tracking({entry(process.key(), 0, 1)});
    Interruption interruption(n, [&] {
        // The mode goes and an operation begins, or it has begun unseen: a check mark would be a lie from here on.
        if (what == "tracking folder")
            replaceFolder(site.site().trackingFolder);
        if (what == "config folder")
            replaceFolder(site.site().configFolder);
        if (what.startsWith("config"))
            writeStores(site, {});
        replaceFile(site.trackingPath("vault"), entries);
    });
    MonitorProbe probe(site.site(), systemProcessTable(), interruption.files());
    const auto end = probe.waitForStore(vault, [](const StoreSnapshot &store) {
        return store.state == DrainState::Drained || store.state == DrainState::Draining
               || store.state == DrainState::None;
    });
    if (!end) {
        QTest::qFail("no end", __FILE__, __LINE__);
        return false;
    }
    const bool isDrained = probe.statesOf(vault).contains(DrainState::Drained);
    if (isDrained && interruption.hasFired())
        QTest::qFail(qPrintable(QStringLiteral("drained, though it changed before call %1").arg(n)), __FILE__,
                     __LINE__);
    return !isDrained;
}

void TestDrainSteps::changeBeforeAnyCallIsSeen()
{
    QFETCH(QByteArray, what);
    int n = 1;
    while (tryInterruption(what, n) && !QTest::currentTestFailed())
        ++n;
    QVERIFY(n > 8); // steps 4 and 5 have that many calls at least
    m_changes += n - 1;
}

bool TestDrainSteps::tryThereAndBack(int n)
{
    const TestSite site;
    writeStores(site, "offline");
    const QByteArray config = site.site().configPath();
    TestSite::write(site.site().configLockPath(), {});
    UniqueFd gate;
    std::atomic<bool> isBack = false;
    Interruption interruption(n, [&] {
        // Somebody reads that there is no mode, under the lock, and has not registered yet. Then the same file is back.
        std::rename(config.constData(), (config + "-aside").constData());
        writeStores(site, {});
        gate.reset(::open(site.site().configLockPath().constData(), O_RDWR | O_CLOEXEC));
        ::flock(gate.get(), LOCK_EX);
        std::rename((config + "-aside").constData(), config.constData());
        isBack = true;
    });
    MonitorProbe probe(site.site(), systemProcessTable(), interruption.files());
    const auto isDrained = [&probe] { return probe.statesOf(vault).contains(DrainState::Drained); };
    if (!QTest::qWaitFor([&] { return isBack || isDrained(); }, 30'000)) {
        QTest::qFail("no end", __FILE__, __LINE__);
        return false;
    }
    if (!isBack)
        return false;
    // It cannot be proven before the gate is through.
    if (!probe.settled() || isDrained())
        QTest::qFail(qPrintable(QStringLiteral("drained, though it went and came before call %1").arg(n)), __FILE__,
                     __LINE__);
    gate.reset();
    return probe.endsIn(vault, DrainState::Drained);
}

/// Found by tests/model: the same inode and the same bytes, and another mode between two looks at them. I-04
void TestDrainSteps::changeThereAndBackIsSeen()
{
    int n = 1;
    while (tryThereAndBack(n) && !QTest::currentTestFailed())
        ++n;
    QVERIFY(n > 8);
    m_changes += n - 1;
}

/// The same once the check mark is there: this is more than a change of other bytes. I-04
void TestDrainSteps::modeThatCameAndWentEndsTheCheckMark()
{
    const TestSite site;
    writeStores(site, "offline");
    const QByteArray lock = site.site().configLockPath();
    TestSite::write(lock, {});
    UniqueFd gate;
    std::atomic<bool> isArmed = false;
    std::atomic<bool> isBack = false;
    FaultyFileSystem files;
    files.beforeEvery(Call::OpenAt, [&] { // the first is that of the config
        if (!isArmed.exchange(false))
            return;
        writeStores(site, {});
        gate.reset(::open(lock.constData(), O_RDWR | O_CLOEXEC));
        ::flock(gate.get(), LOCK_EX);
        writeStores(site, "offline");
        isBack = true;
    });
    MonitorProbe probe(site.site(), systemProcessTable(), files);
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(probe.settled());
    isArmed = true;
    writeStores(site, "offline", "\tcomment other bytes, so that it is read\n");
    QTRY_VERIFY_WITH_TIMEOUT(isBack, 30'000);
    QCOMPARE(drainStateName(probe.settled()->find(vault)->state), drainStateName(DrainState::Confirming));
    gate.reset();
    QVERIFY(probe.endsIn(vault, DrainState::Drained));
}

void TestDrainSteps::failureOfAnyCallIsNeverZero_data()
{
    QTest::addColumn<int>("systemError");
    QTest::newRow("EIO") << EIO;
    QTest::newRow("EMFILE") << EMFILE;
    QTest::newRow("EACCES") << EACCES;
    QTest::newRow("ENOENT") << ENOENT;
    QTest::newRow("all reads cut short") << 0;
}

void TestDrainSteps::failureOfAnyCallIsNeverZero()
{
    // A conflict is there all the time: whichever call fails on the way to seeing it, nobody says zero.
    QFETCH(int, systemError);
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    IdleProcess process;
    replaceFile(site.trackingPath("vault"), tracking({entry(process.key(), 0, 1)}));
    for (int number = 1;; ++number) {
        FaultyFileSystem files;
        if (systemError != 0)
            files.failCall(number, systemError);
        else
            files.shortenEveryRead(3);
        MonitorProbe probe(site.site(), systemProcessTable(), files);
        QVERIFY(probe.endsIn(vault, DrainState::Draining));
        const auto states = probe.statesOf(vault);
        // A file that is not there lists nobody: no proof, but nothing else to say for the moment.
        const bool saysNobody = states.contains(DrainState::Confirming) && systemError != ENOENT;
        QVERIFY2(!states.contains(DrainState::Drained) && !saysNobody && !states.contains(DrainState::None),
                 qPrintable(files.log().value(number - 1)));
        m_faults += files.callCount() < number ? 0 : 1;
        if (files.callCount() < number || systemError == 0)
            break;
    }
}

void TestDrainSteps::failureThatPassesIsTriedAgain_data()
{
    QTest::addColumn<int>("call");
    QTest::newRow("opening the config folder") << static_cast<int>(Call::OpenFolder);
    QTest::newRow("reading") << static_cast<int>(Call::Read);
    QTest::newRow("the status of a file") << static_cast<int>(Call::Status);
    QTest::newRow("the kind of the file system") << static_cast<int>(Call::FileSystemType);
    QTest::newRow("locking") << static_cast<int>(Call::Lock);
}

void TestDrainSteps::failureThatPassesIsTriedAgain()
{
    QFETCH(int, call);
    const TestSite site;
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    FaultyFileSystem files;
    files.failEvery(static_cast<Call>(call), EMFILE);
    MonitorProbe probe(site.site(), systemProcessTable(), files);
    QVERIFY(probe.waitFor([&](const SiteSnapshot &shown) {
        const auto store = shown.find(vault);
        return shown.configError || (store && store->state == DrainState::Unknown);
    }));
    QVERIFY(!probe.statesOf(vault).contains(DrainState::Drained));
    files.failEvery(static_cast<Call>(call), 0);
    QVERIFY(probe.waitForState(vault, DrainState::Drained)); // no event told of it
}

void TestDrainSteps::blockerThatCannotBeWatchedIsLookedAt()
{
    // Out of descriptors: no event tells of the end, and nobody takes that for an end. I-05
    const TestSite site;
    writeStores(site, "offline");
    FakeProcessTable table;
    FakeProcessTable::Process blocker{{300, 9000}};
    blocker.pidfdError = EMFILE;
    table.add(blocker);
    replaceFile(site.trackingPath("vault"), tracking({entry(blocker.key, 0, 1)}));
    MonitorProbe probe(site.site(), table, posixFileSystem());
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QVERIFY(probe.settled());
    table.end(blocker.key.pid);
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    QVERIFY(!probe.statesOf(vault).contains(DrainState::Unknown));
}

void TestDrainSteps::entryOfPbsIsJudgedWhereItsProxyLives_data()
{
    QTest::addColumn<bool>("isFirstNamespace");
    QTest::addColumn<bool>("isProxyThere"); // named by proxy.pid, and alive
    QTest::addColumn<bool>("isApiThere");
    QTest::addColumn<DrainState>("state");
    QTest::newRow("first namespace, no PBS") << true << false << false << DrainState::Drained;
    QTest::newRow("container, its proxy lives") << false << true << true << DrainState::Drained;
    QTest::newRow("container, no PBS") << false << false << false << DrainState::Draining;
    QTest::newRow("container, another PBS process lives") << false << false << true << DrainState::Draining;
}

void TestDrainSteps::entryOfPbsIsJudgedWhereItsProxyLives() // I-05
{
    // A pid without a namespace says which process is meant only to who shares a namespace with the writer.
    QFETCH(bool, isFirstNamespace);
    QFETCH(bool, isProxyThere);
    QFETCH(bool, isApiThere);
    QFETCH(DrainState, state);
    const TestSite site(TestSite::Kind::Pbs);
    writeStores(site, "offline");
    TestSite::write(site.site().configLockPath(), {});
    FakeProcessTable table;
    ProcessTable::Self self = table.self();
    self.inInitialPidNamespace = isFirstNamespace;
    table.setSelf(self);
    const ProcessKey proxy{200, 8000};
    const ProcessKey api{201, 8001};
    PbsHost pbs;
    pbs.version = QStringLiteral("4.1.6-1");
    if (isProxyThere) {
        table.add(proxy);
        pbs.processes.append({proxy, false});
        pbs.proxy = proxy;
    }
    if (isApiThere) {
        table.add(api);
        pbs.processes.append({api, false});
    }
    const ProcessKey dead{300, 9000};
    replaceFile(site.trackingPath("vault"), tracking({entry(dead, 0, 1)}));
    MonitorProbe probe(site.site(), table, posixFileSystem(), pbs);
    const auto shown = probe.waitForState(vault, state);
    QVERIFY(shown);
    QVERIFY(probe.settled());
    QVERIFY(state == DrainState::Drained || !probe.statesOf(vault).contains(DrainState::Drained));
    if (state == DrainState::Draining)
        QVERIFY(!shown->holders.first().provable);
    if (!isProxyThere)
        return;

    // The proxy ends: nobody here can say any more whose pid that is.
    PbsHost left = pbs;
    left.processes.removeFirst();
    left.proxy.reset();
    probe.setPbsHost(left);
    table.end(proxy.pid);
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
}

void TestDrainSteps::cleanupTestCase()
{
    qInfo("%d faults injected into a monitor's reads and proofs, %d changes between two calls of a proof", m_faults,
          m_changes);
}

DRYDOCK_TEST_MAIN(TestDrainSteps)
#include "tst_drainsteps.moc"

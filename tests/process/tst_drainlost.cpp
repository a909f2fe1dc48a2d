// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <condition_variable>
#include <cstdio>
#include <mutex>

using namespace Drydock;
using namespace std::chrono_literals;

namespace {

/// A file system that counts how often a lock was taken or released: a barrier does both, and nothing else does here.
class LockCounter
{
public:
    LockCounter()
    {
        m_files.beforeEvery(Call::Lock, [this] {
            const std::lock_guard lock(m_mutex);
            ++m_count;
            m_changed.notify_all();
        });
    }

    [[nodiscard]] FileSystem &files() { return m_files; }
    [[nodiscard]] int count()
    {
        const std::lock_guard lock(m_mutex);
        return m_count;
    }
    [[nodiscard]] bool waitForMoreThan(int known)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 30s, [&] { return m_count > known; });
    }

private:
    FaultyFileSystem m_files;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_count = 0;
};

/// A folder is away for a moment, and back: the same one, with the same files. Anything may have been done meanwhile.
bool isMovedThereAndBack(const QByteArray &folder)
{
    const QByteArray elsewhere = folder + "-elsewhere";
    return std::rename(folder.constData(), elsewhere.constData()) == 0
           && std::rename(elsewhere.constData(), folder.constData()) == 0;
}

} // namespace

/// What was not watched for a moment is not what was proven, even if it looks the same. I-03
class TestDrainLost : public QObject
{
    Q_OBJECT

private slots:
    void folderThatWasAwayNeedsANewProof_data();
    void folderThatWasAwayNeedsANewProof();
    void otherChangesNeedNone();
};

void TestDrainLost::folderThatWasAwayNeedsANewProof_data()
{
    QTest::addColumn<bool>("isTracking");
    QTest::newRow("the tracking folder") << true;
    QTest::newRow("the config folder") << false;
}

void TestDrainLost::folderThatWasAwayNeedsANewProof()
{
    QFETCH(bool, isTracking);
    const TestSite site(TestSite::Kind::System);
    writeStores(site, "offline");
    LockCounter locks;
    MonitorProbe probe(site.site(), systemProcessTable(), locks.files());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const int before = locks.count();
    QVERIFY(before > 0);
    QVERIFY(isMovedThereAndBack(isTracking ? site.site().trackingFolder : site.site().configFolder));
    QVERIFY(locks.waitForMoreThan(before));
    QVERIFY(probe.endsIn(vault, DrainState::Drained));
}

void TestDrainLost::otherChangesNeedNone()
{
    // A reader of a read-only store that comes and goes is no conflict, a stranger's file is nothing at all.
    const TestSite site(TestSite::Kind::System);
    writeStores(site, "read-only");
    LockCounter locks;
    MonitorProbe probe(site.site(), systemProcessTable(), locks.files());
    QVERIFY(probe.waitForState(vault, DrainState::Drained));
    const int before = locks.count();
    IdleProcess reader;
    replaceFile(site.trackingPath("stranger"), "[]");
    replaceFile(site.trackingPath("vault"), tracking({entry(reader.key(), 1, 0)}));
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &store) { return store.holders.size() == 1; }));
    reader.kill();
    QVERIFY(probe.waitForStore(vault, [](const StoreSnapshot &store) { return store.holders.isEmpty(); }));
    QCOMPARE(locks.count(), before);
    QVERIFY(probe.statesOf(vault).endsWith(DrainState::Drained));
}

DRYDOCK_TEST_MAIN(TestDrainLost)
#include "tst_drainlost.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/spawn.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr int storeCount = 40;
constexpr int waves = 3; // of one job on each store, so that nobody else's task hides a gap

QByteArray nameOf(int store)
{
    return "store-" + QByteArray::number(store);
}

void writeStores(const TestSite &site, bool isOffline)
{
    QByteArray bytes;
    for (int i = 0; i < storeCount; ++i) {
        bytes += "datastore: " + nameOf(i) + '\n' + (isOffline ? "\tmaintenance-mode offline\n" : "") + "\tpath "
                 + site.root() + "\n\n";
    }
    replaceFile(site.site().configPath(), bytes);
}

/// `drydockctl run` with a command that leaves a descendant: the command ends with the first lifeline, the descendant
/// with the second.
pid_t startJob(const TestSite &site, int store, const Pipe &command, const Pipe &descendant)
{
    const QByteArray program = QByteArrayLiteral(DRYDOCK_BIN_DIR "/drydockctl");
    const QByteArray name = nameOf(store);
    const QByteArray script = QByteArrayLiteral("cat <&4 >/dev/null & read line <&3");
    const std::vector<QByteArray> words{
        program, "--root", site.site().configFolder, "run", name, "--op", "write", "--", "sh", "-c", script};
    return spawn(words, {{command.reading.get(), 3}, {descendant.reading.get(), 4}}, ErrorStream::Nowhere);
}

template <class Holds>
bool all(const SiteSnapshot &shown, Holds holds)
{
    return shown.stores.size() == storeCount && std::all_of(shown.stores.begin(), shown.stores.end(), holds);
}

bool hasOneHolder(const std::shared_ptr<const StoreSnapshot> &store)
{
    return store->counts == OperationCounts{0, 1} && store->holders.size() == 1;
}

} // namespace

/// Jobs that leave a descendant and end, under a watching monitor: the entry moves on, and at no moment is there
/// nobody. I-03 I-04 I-12
class TestDrainHandOver : public QObject
{
    Q_OBJECT

private slots:
    void noCheckMarkBeforeTheLastDescendantsEnd();
    void commandIsShownAndNotItsWrapper();

private:
    void runWave(const TestSite &site, MonitorProbe &probe);
};

void TestDrainHandOver::runWave(const TestSite &site, MonitorProbe &probe)
{
    writeStores(site, false);
    QVERIFY(probe.waitFor([](const SiteSnapshot &shown) {
        return all(shown, [](const auto &store) { return store->state == DrainState::None; });
    }));
    Pipe commands;
    Pipe descendants;
    std::vector<pid_t> wrappers;
    for (int i = 0; i < storeCount; ++i)
        wrappers.push_back(startJob(site, i, commands, descendants));
    const auto started = probe.waitFor([](const SiteSnapshot &shown) { return all(shown, hasOneHolder); });
    QVERIFY(started);
    const qsizetype begin = probe.history().size();
    writeStores(site, true);
    QVERIFY(probe.waitFor([](const SiteSnapshot &shown) {
        return all(shown, [](const auto &store) { return store->state == DrainState::Draining; });
    }));

    commands.writing.reset();
    const auto isHandedOver = [&started](const std::shared_ptr<const StoreSnapshot> &store) {
        return hasOneHolder(store)
               && store->holders.first().process != started->find(store->name)->holders.first().process;
    };
    QVERIFY(probe.waitFor([&](const SiteSnapshot &shown) { return all(shown, isHandedOver); }));
    QVERIFY(probe.settled());
    // All descendants live: until here no store has ever been anything but draining, with one task.
    for (const SiteSnapshotPointer &shown : probe.history().mid(begin)) {
        for (const auto &store : shown->stores) {
            const bool isRight = store->state == DrainState::None || store->state == DrainState::Draining;
            QVERIFY2(isRight && store->counts == OperationCounts({0, 1}), qPrintable(store->name));
        }
    }

    descendants.writing.reset();
    QVERIFY(probe.waitFor([](const SiteSnapshot &shown) {
        return all(shown, [](const auto &store) { return store->state == DrainState::Drained; });
    }));
    for (const pid_t wrapper : wrappers) {
        int status = 0;
        QCOMPARE(::waitpid(wrapper, &status, 0), wrapper);
        QVERIFY(WIFEXITED(status));
    }
}

void TestDrainHandOver::noCheckMarkBeforeTheLastDescendantsEnd()
{
    const TestSite site;
    writeStores(site, false);
    MonitorProbe probe(site.site());
    probe.monitor().setAttention(true);
    for (int wave = 0; wave < waves && !QTest::currentTestFailed(); ++wave)
        runWave(site, probe);
}

void TestDrainHandOver::commandIsShownAndNotItsWrapper()
{
    // It is registered before it is executed, under its wrapper's command line.
    const TestSite site;
    writeStores(site, false);
    MonitorProbe probe(site.site());
    probe.monitor().setAttention(true);
    for (int i = 0; i < 20; ++i) {
        Pipe command;
        Pipe descendant;
        const pid_t wrapper = startJob(site, i, command, descendant);
        const auto shown = probe.waitForStore(QString::fromLatin1(nameOf(i)), [](const StoreSnapshot &store) {
            return !store.holders.isEmpty() && store.holders.first().command.startsWith(u"sh -c ");
        });
        QVERIFY(shown);
        command.writing.reset();
        descendant.writing.reset();
        QCOMPARE(::waitpid(wrapper, nullptr, 0), wrapper);
    }
}

QTEST_GUILESS_MAIN(TestDrainHandOver)
#include "tst_drainhandover.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/guicases.h"

#include "core/base/clock.h"
#include "tests/bench/guichild.h"
#include "tests/bench/measure.h"
#include "tests/support/fakebackend.h"
#include "tests/support/testsite.h"
#include "ui/desktop/desktopsettings.h"
#include "ui/desktop/motion.h"
#include "ui/desktop/uisettings.h"
#include "ui/mainwindow.h"
#include "ui/models/datastorelistmodel.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

namespace Drydock {

namespace {

constexpr int siteStores = 1000;
constexpr int manyStores = 10000;

void fillSite(const TestSite &site)
{
    const QByteArray path = site.addStore("first-store");
    QByteArray config = site.config();
    for (int i = 1; i < siteStores; ++i)
        config += "\ndatastore: store-" + QByteArray::number(i) + "\n\tpath " + path + "\n";
    site.writeConfig(config);
}

void printTimes(const char *name, Samples &samples, Samples &floor)
{
    const Summary own = summarise(samples);
    const Summary bare = summarise(floor);
    std::printf(R"({"case":"%s","pairs":%zu,"median_ns":%lld,"p99_ns":%lld,"floor_median_ns":%lld,"ratio":%.3f})"
                "\n",
                name, samples.size(), own.median, own.p99, bare.median,
                static_cast<double>(own.median) / static_cast<double>(bare.median));
    std::fflush(stdout);
}

void printTimes(const char *name, Samples &samples)
{
    const Summary own = summarise(samples);
    std::printf(R"({"case":"%s","pairs":%zu,"median_ns":%lld,"p99_ns":%lld,"max_ns":%lld})"
                "\n",
                name, samples.size(), own.median, own.p99, own.max);
    std::fflush(stdout);
}

void waitSeconds(int seconds)
{
    QEventLoop loop;
    QTimer::singleShot(seconds * 1000, &loop, &QEventLoop::quit);
    loop.exec();
}

/// A backend that hands over ready snapshots: what is measured is the window's part alone.
class ReadyBackend : public FakeBackend
{
public:
    void publish(const SiteSnapshotPointer &site)
    {
        m_ready = site;
        Q_EMIT snapshotChanged();
    }
    [[nodiscard]] SiteSnapshotPointer snapshot() const override { return m_ready; }

private:
    SiteSnapshotPointer m_ready;
};

struct WindowUnderTest {
    QTemporaryDir folder;
    UiSettings settings{folder.filePath(QStringLiteral("drydock.conf"))};
    DesktopSettings desktop;
    Motion motion{desktop, Motion::Wish::Full};
    ReadyBackend backend;
    MainWindow window{{&backend}, settings, systemClock(), motion};
};

SiteSnapshotPointer siteOf(const QList<std::shared_ptr<const StoreSnapshot>> &stores)
{
    auto site = std::make_shared<SiteSnapshot>();
    site->stores = stores;
    return site;
}

} // namespace

void benchStart(const GuiOptions &options)
{
    const TestSite site;
    fillSite(site);
    Samples own;
    Samples bare;
    // One of each is for the disk's sake.
    const Child warmBare(ChildKind::Bare, site.site().configFolder);
    const Child warmOwn(ChildKind::Window, site.site().configFolder);
    for (int i = 0; i < options.rounds; ++i) {
        bare.push_back(Child(ChildKind::Bare, site.site().configFolder).startNanoseconds());
        own.push_back(Child(ChildKind::Window, site.site().configFolder).startNanoseconds());
    }
    printTimes("start", own, bare);
}

void benchMemory(const GuiOptions &)
{
    const TestSite site;
    fillSite(site);
    Child bare(ChildKind::Bare, site.site().configFolder);
    Child own(ChildKind::Window, site.site().configFolder);
    bare.waitUntilQuiet();
    own.waitUntilQuiet();
    const qint64 above = own.residentBytes() - bare.residentBytes();
    std::printf(R"({"case":"memory","stores":%d,"bytes":%lld,"floor_bytes":%lld,"above_mib":%.2f})"
                "\n",
                siteStores, own.residentBytes(), bare.residentBytes(), static_cast<double>(above) / (1024 * 1024));
    std::fflush(stdout);
}

void benchIdle(const GuiOptions &options)
{
    const TestSite site;
    fillSite(site);
    Child child(ChildKind::Window, site.site().configFolder);
    child.waitUntilQuiet();
    const auto before = child.voluntarySwitches();
    waitSeconds(options.seconds);
    const auto after = child.voluntarySwitches();
    qint64 switches = 0;
    for (auto task = after.cbegin(); task != after.cend(); ++task)
        switches += *task - before.value(task.key());
    // A thread that ended meanwhile woke up for it.
    for (auto task = before.cbegin(); task != before.cend(); ++task)
        switches += after.contains(task.key()) ? 0 : 1;
    std::printf(R"({"case":"idle","seconds":%d,"threads":%lld,"voluntary_switches":%lld})"
                "\n",
                options.seconds, static_cast<long long>(after.size()), switches);
    std::fflush(stdout);
}

void benchSpinner(const GuiOptions &options)
{
    Child child(ChildKind::Spinner, {});
    child.waitUntilQuiet();
    const qint64 before = child.cpuNanoseconds();
    waitSeconds(options.seconds);
    const double share = static_cast<double>(child.cpuNanoseconds() - before) / (options.seconds * 1e9);
    std::printf(R"({"case":"spinner","seconds":%d,"cpu_percent":%.3f})"
                "\n",
                options.seconds, share * 100);
    std::fflush(stdout);
}

void benchChange(const GuiOptions &options)
{
    QList<std::shared_ptr<const StoreSnapshot>> stores;
    for (int i = 0; i < manyStores; ++i)
        stores.append(std::make_shared<const StoreSnapshot>(makeStore(QStringLiteral("store-%1").arg(i))));
    WindowUnderTest test;
    int resets = 0;
    QObject::connect(test.window.model(), &QAbstractItemModel::modelReset, &test.window, [&] { ++resets; });
    test.window.show();
    test.backend.publish(siteOf(stores));
    QCoreApplication::processEvents();
    Samples samples;
    for (int i = 0; i < options.rounds; ++i) {
        const int which = (i * 7919) % manyStores;
        const auto type = i % 2 == 0 ? MaintenanceType::Offline : MaintenanceType::None;
        stores[which] = std::make_shared<const StoreSnapshot>(makeStore(stores.at(which)->name, type, i % 5));
        const SiteSnapshotPointer site = siteOf(stores);
        samples.push_back(timed(
            [&] {
                test.backend.publish(site);
                return resets == 0;
            },
            "updating the model without a reset"));
        QCoreApplication::processEvents();
    }
    printTimes("change", samples);
}

} // namespace Drydock

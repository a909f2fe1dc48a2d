// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "core/operations/datastoregate.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/procprobe.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr rlim_t mebibyte = 1024 * 1024;

// A sanitizer's own memory is beyond any limit: under it the work is done without one.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool isLimited = false;
#elif defined(__has_feature)
constexpr bool isLimited = !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer);
#else
constexpr bool isLimited = true;
#endif

/// The body, in a child that may have so much more memory than this process has now. An allocation beyond it ends the
/// child, and the answer is not 0.
int withinMemory(rlim_t mebibytes, const std::function<int()> &body)
{
    return inChild([&] {
        QFile status(QStringLiteral("/proc/self/statm"));
        if (!status.open(QIODevice::ReadOnly))
            return 98;
        const rlim_t pages = status.readAll().split(' ').value(0).toULongLong();
        const rlim_t size = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + mebibytes * mebibyte;
        const rlimit limit{size, size};
        if (isLimited && ::setrlimit(RLIMIT_AS, &limit) != 0)
            return 99;
        return body();
    });
}

QByteArray filled(const QByteArray &part, qint64 size)
{
    QByteArray bytes = part.repeated(size / part.size());
    return bytes + part.first(size - bytes.size());
}

/// Sections of many names, `each` times over.
QByteArray manyStores(qint64 size, int each)
{
    QByteArray names;
    const qint64 wanted = size / each;
    for (int i = 0; names.size() + 40 < wanted; ++i)
        names += "datastore: s" + QByteArray::number(i) + "x\n\tpath /\n\n";
    return each > 1 ? names.repeated(each) : filled(names, size);
}

QByteArray configOf(int stores)
{
    QByteArray config;
    for (int i = 0; i < stores; ++i)
        config += (i > 0 ? "\ndatastore: store" : "datastore: store") + QByteArray::number(i) + "\n\tpath /dev/shm\n";
    return config;
}

} // namespace

/// Files as large as allowed, larger, and absurdly large; many stores. Bounded memory, no quadratic work.
class TestHugeInputs : public QObject
{
    Q_OBJECT

private slots:
    void configAtTheLimitIsReadWithinMemory_data();
    void configAtTheLimitIsReadWithinMemory();
    void configAboveTheLimitIsRefusedUnread();
    void longConfigErrorsAreNeverHiddenByWarnings();
    void trackingAboveTheLimitIsRefusedUnread_data();
    void trackingAboveTheLimitIsRefusedUnread();
    void trackingAtTheLimitIsReadWithinMemory();
    void acquireThatWouldExceedTheLimitIsRefused();
    void tenThousandStoresAreListed();
    void tenThousandStoresAreWatched();
    void oneOfTenThousandIsSet();
    void callsGrowWithTheStoresAndNoFaster();
};

void TestHugeInputs::configAtTheLimitIsReadWithinMemory_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("usable");
    QTest::addColumn<int>("mebibytes"); // beside the file itself, which is made before
    constexpr qint64 some = 3 * 1024 * 1024; // where each line is looked at
    QTest::newRow("one long value") << "datastore: vault\n\tpath /\n\tcomment " + QByteArray(configSizeLimit - 34, 'x')
                                    << true << 512;
    QTest::newRow("nothing but errors") << filled("#\n\n", configSizeLimit) << false << 128;
    QTest::newRow("nothing but line ends") << filled("\n", some) << true << 64;
    QTest::newRow("properties that nobody knows")
        << "datastore: vault\n\tpath /\n" + filled("\tk v\n", configSizeLimit - 25) << false << 256;
    QTest::newRow("sections that nobody knows") << filled("a:b\n\n", configSizeLimit) << false << 256;
    QTest::newRow("stores of many names") << manyStores(configSizeLimit, 1) << false << 384;
    // Each name again when all have come once: looking for the first among all before would be quadratic.
    QTest::newRow("each of many stores twice") << manyStores(some, 2) << true << 384;
}

void TestHugeInputs::configAtTheLimitIsReadWithinMemory()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, usable);
    QFETCH(int, mebibytes);
    QVERIFY(bytes.size() <= configSizeLimit);
    QVERIFY(bytes.size() == configSizeLimit || bytes.size() < configSizeLimit / 16);
    const TestSite site;
    site.writeConfig(bytes);
    bytes.clear();
    const auto body = [&] {
        SiteFolder folder(posixFileSystem(), site.site().configFolder);
        const auto reading = readConfig(folder);
        if (!reading)
            return 1;
        const bool isUsable = reading->config.usable(QStringLiteral("x")).has_value();
        const bool isShort = reading->config.errors().size() <= 1001 && reading->config.warnings().size() <= 1001;
        return isUsable == usable && isShort ? 0 : 2;
    };
    QCOMPARE(withinMemory(static_cast<rlim_t>(mebibytes), body), 0);
}

void TestHugeInputs::configAboveTheLimitIsRefusedUnread()
{
    const TestSite site;
    site.writeConfig("datastore: vault\n\tpath /\n");
    QVERIFY(::truncate(site.site().configPath().constData(), configSizeLimit + 1) == 0);
    FaultyFileSystem files;
    SiteFolder folder(files, site.site().configFolder);
    const auto reading = readConfig(folder);
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, ErrorCode::TooLarge);
    QCOMPARE(files.countOf(Call::Read), 0);
    DatastoreGate gate(files, systemProcessTable(), systemClock(), site.site());
    const auto held = gate.begin(vault, Operation::Read, {}, Deadline::after(systemClock(), std::chrono::seconds{30}));
    QVERIFY(!held);
    QCOMPARE(held.error().code, ErrorCode::TooLarge);
    QCOMPARE(held.error().subject, QFile::decodeName(site.site().configPath()));
}

void TestHugeInputs::longConfigErrorsAreNeverHiddenByWarnings() // I-03: the file is unusable, whatever it begins with
{
    QByteArray bytes = "datastore: vault\n\tpath /\n";
    for (int i = 0; i < 5000; ++i)
        bytes += "\tunknown" + QByteArray::number(i) + " x\n";
    const DatastoreConfig config = DatastoreConfig::parse(bytes + "\n#\n");
    QCOMPARE(config.warnings().size(), 1001);
    QCOMPARE(config.errors().size(), 1);
    QVERIFY(!config.usable(QStringLiteral("x")));
    QVERIFY(DatastoreConfig::parse(bytes).usable(QStringLiteral("x")));
}

void TestHugeInputs::trackingAboveTheLimitIsRefusedUnread_data()
{
    using Make = std::function<bool(const TestSite &)>;
    QTest::addColumn<Make>("make");
    const auto row = [](const char *name, const Make &make) { QTest::newRow(name) << make; };
    row("a million entries", [](const TestSite &site) {
        QByteArrayList entries;
        for (int i = 0; i < 1'000'000; ++i)
            entries.append(entry({i + 1, 7}, 1, 0));
        site.writeTracking("vault", tracking(entries));
        return true;
    });
    row("100 GiB, sparse", [](const TestSite &site) {
        site.writeTracking("vault", "[");
        return ::truncate(site.trackingPath("vault").constData(), 100LL << 30) == 0;
    });
    row("one byte more than allowed", [](const TestSite &site) {
        site.writeTracking("vault", '[' + QByteArray(trackingSizeLimit - 1, ' ') + ']');
        return true;
    });
}

void TestHugeInputs::trackingAboveTheLimitIsRefusedUnread() // I-03
{
    using Make = std::function<bool(const TestSite &)>;
    QFETCH(Make, make);
    const TestSite site;
    writeStores(site, "offline");
    QVERIFY(make(site));
    const auto body = [&] {
        FaultyFileSystem files;
        OperationTracker tracker(files, systemProcessTable(), systemClock(), site.site());
        const auto reading = tracker.read(vault);
        const auto limit = Deadline::after(systemClock(), std::chrono::seconds{30});
        const auto acquired = tracker.acquire(vault, Operation::Read, {}, limit);
        const auto other = tracker.acquire(QStringLiteral("tank"), Operation::Read, {}, limit);
        if (reading || acquired || !other || files.countOf(Call::Read) > 0)
            return 1;
        const QString path = QFile::decodeName(site.trackingPath("vault"));
        const bool isNamed = reading.error().subject == path && acquired.error().subject == path;
        return isNamed && reading.error().code == ErrorCode::TooLarge ? 0 : 2;
    };
    QCOMPARE(withinMemory(32, body), 0);
    MonitorProbe probe(site.site());
    const auto shown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(shown);
    QCOMPARE(shown->cause->code, ErrorCode::TooLarge);
}

void TestHugeInputs::trackingAtTheLimitIsReadWithinMemory() // I-05
{
    const TestSite site;
    QByteArrayList entries;
    const QByteArray last = entry({4'194'303, 7}, 1, 0);
    qint64 size = 2;
    while (size + last.size() + 1 < trackingSizeLimit) {
        entries.append(last);
        size += last.size() + 1;
    }
    site.writeTracking("vault", tracking(entries));
    QVERIFY(site.tracking("vault").size() <= trackingSizeLimit);
    const auto body = [&] {
        OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
        const auto reading = tracker.read(vault);
        return reading && reading->deadEntries + reading->holders.size() == entries.size() ? 0 : 1;
    };
    QCOMPARE(withinMemory(64, body), 0);
}

void TestHugeInputs::acquireThatWouldExceedTheLimitIsRefused() // I-06
{
    const TestSite site;
    QByteArray bytes = entry(systemProcessTable().self().key, 1, 0);
    bytes.replace("\"pid\":" + QByteArray::number(::getpid()), "\"pid\":1"); // lives, whatever it is
    bytes = bytes.chopped(1) + ",\"x\":\"" + QByteArray(trackingSizeLimit - bytes.size() - 16, 'x') + "\"}";
    site.writeTracking("vault", '[' + bytes + ']');
    const QByteArray before = site.tracking("vault");
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
    const auto limit = Deadline::after(systemClock(), std::chrono::seconds{30});
    const auto acquired = tracker.acquire(vault, Operation::Read, {}, limit);
    QVERIFY(!acquired);
    QCOMPARE(acquired.error().code, ErrorCode::TooLarge);
    QCOMPARE(site.tracking("vault"), before);
}

void TestHugeInputs::tenThousandStoresAreListed()
{
    const TestSite site;
    site.writeConfig(configOf(10'000));
    QProcess program;
    program.start(QStringLiteral(DRYDOCK_BIN_DIR "/drydockctl"),
                  {QStringLiteral("--root"), site.site().displayPath(), QStringLiteral("list"), QStringLiteral("-q")});
    QVERIFY(program.waitForFinished(120'000));
    QCOMPARE(program.exitCode(), 0);
    const QByteArrayList lines = program.readAllStandardOutput().split('\n');
    QCOMPARE(lines.size(), 10'001);
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(lines[i], "store" + QByteArray::number(i));
}

void TestHugeInputs::tenThousandStoresAreWatched()
{
    const TestSite site;
    site.writeConfig(configOf(10'000));
    IdleProcess process;
    site.writeTracking("store9999", tracking({entry(process.key(), 0, 1)}));
    const auto body = [&] {
        MonitorProbe probe(site.site());
        probe.monitor().setAttention(true);
        const auto shown = probe.waitFor([](const SiteSnapshot &snapshot) {
            const auto store = snapshot.find(QStringLiteral("store9999"));
            return store && store->counts && store->counts->write == 1;
        });
        return shown && shown->stores.size() == 10'000 ? 0 : 1;
    };
    QCOMPARE(withinMemory(512, body), 0); // threads have stacks and heaps of their own
}

void TestHugeInputs::oneOfTenThousandIsSet() // I-08
{
    const TestSite site;
    site.writeConfig(configOf(10'000));
    const QByteArray before = site.config();
    const auto body = [&] {
        ConfigEdit edit(posixFileSystem(), systemClock(), site.site(), [] { return false; });
        ModeChange change;
        change.store = QStringLiteral("store5000");
        change.mode.type = MaintenanceType::Offline;
        const auto limit = Deadline::after(systemClock(), std::chrono::seconds{30});
        return edit.setMode(change, limit) ? 0 : 1;
    };
    QCOMPARE(withinMemory(64, body), 0);
    QByteArray expected = before;
    expected.replace("datastore: store5000\n", "datastore: store5000\n\tmaintenance-mode offline\n");
    QCOMPARE(site.config(), expected);
}

/// Quadratic work at the system's door would show here, whatever the machine's speed.
void TestHugeInputs::callsGrowWithTheStoresAndNoFaster()
{
    const auto callsFor = [](int stores) {
        const TestSite site;
        site.writeConfig(configOf(stores));
        FaultyFileSystem files;
        MonitorProbe probe(site.site(), systemProcessTable(), files);
        probe.monitor().setAttention(true);
        const auto isRead = [stores](const SiteSnapshot &snapshot) {
            return snapshot.stores.size() == stores
                   && std::all_of(snapshot.stores.begin(), snapshot.stores.end(),
                                  [](const auto &store) { return store->counts.has_value(); });
        };
        return probe.waitFor(isRead) ? files.callCount() : 0;
    };
    const int few = callsFor(500);
    const int many = callsFor(5000);
    QVERIFY(few > 0 && many > 0);
    QVERIFY2(many <= 11 * few, qPrintable(QStringLiteral("%1 against %2").arg(many).arg(few)));
}

QTEST_GUILESS_MAIN(TestHugeInputs)
#include "tst_hugeinputs.moc"

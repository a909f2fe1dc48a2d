// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/trackingcases.h"

#include "core/base/posixfilesystem.h"
#include "core/config/configedit.h"
#include "core/operations/datastoregate.h"
#include "tests/bench/crowd.h"
#include "tests/bench/floor.h"

#include <QFile>
#include <QRandomGenerator>

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace Drydock {

namespace {

constexpr int workers = 8;
constexpr int crowdSize = 1000;
constexpr int configuredStores = 100;
const auto store = QStringLiteral("bench");

Site siteAt(const QByteArray &folder)
{
    SiteRequest request;
    request.root = QFile::decodeName(folder);
    const auto chosen = chooseSite(request, SiteEnvironment::fromProcess());
    if (!chosen)
        giveUp("choosing the site");
    const auto created = createSite(posixFileSystem(), *chosen);
    if (!created || !createTrackingFolder(posixFileSystem(), *created))
        giveUp("making the site");
    return *created;
}

/// The site at a folder, or one that has its tracking files right there where such a file is there already.
Site siteOfTracking(const QByteArray &folder, const QString &name)
{
    SiteRequest request;
    request.root = QFile::decodeName(folder);
    auto site = chooseSite(request, SiteEnvironment::fromProcess());
    if (!site)
        giveUp("choosing the site");
    const QString file = QFile::decodeName(site->configFolder) + QLatin1Char('/') + name;
    const bool isTrackingFolder = site->configFolder.endsWith("/active-operations") || QFile::exists(file)
                                  || QFile::exists(file + QStringLiteral(".lock"));
    if (!isTrackingFolder)
        return siteAt(folder);
    site->trackingFolder = site->configFolder;
    return *site;
}

/// One process's way to acquire and release.
class Pairs
{
public:
    explicit Pairs(const Site &site)
        : m_tracker(posixFileSystem(), systemProcessTable(), systemClock(), site)
    {
    }
    bool one(const QString &of = store)
    {
        const Deadline limit = Deadline::after(systemClock(), lockTimeLimit);
        return m_tracker.acquire(of, Operation::Write, {}, limit) && m_tracker.release(of, Operation::Write, {});
    }
    [[nodiscard]] OperationTracker &tracker() { return m_tracker; }

private:
    OperationTracker m_tracker;
};

void warmUp(const std::function<bool()> &call)
{
    constexpr int rounds = 100;
    for (int i = 0; i < rounds; ++i) {
        if (!call())
            giveUp("warming up");
    }
}

double ratioOf(qint64 value, qint64 against)
{
    return against > 0 ? double(value) / double(against) : 0;
}

qint64 floorMedian(const QByteArray &folder, int pairs)
{
    Floor floor(folder);
    Samples samples;
    for (int i = 0; i < pairs; ++i)
        samples.push_back(timed([&] { return floor.pair(); }, "the floor"));
    return summarise(samples).median;
}

/// Two things in turn, so that whatever else goes on in the machine hits both.
CaseResult measureInTurn(int pairs, const std::function<bool()> &measured, const std::function<bool()> &against)
{
    warmUp(measured);
    warmUp(against);
    Samples ours;
    Samples theirs;
    for (int i = 0; i < pairs; ++i) {
        theirs.push_back(timed(against, "the measure"));
        ours.push_back(timed(measured, "the case"));
    }
    CaseResult result;
    result.pair = summarise(ours);
    result.againstMedian = summarise(theirs).median;
    result.ratio = ratioOf(result.pair.median, result.againstMedian);
    return result;
}

/// A config that was written a moment ago is not kept parsed, since it may be written again within the same tick of the
/// clock. Gives it the age that a config has most of the time.
void settle(const Site &site)
{
    const timespec old{::time(nullptr) - 60, 0};
    const timespec times[] = {old, old};
    if (::utimensat(AT_FDCWD, site.configPath().constData(), times, 0) != 0)
        giveUp("setting the config's time");
}

/// When a worker began and ended, and how long each of its pairs took.
struct Work {
    qint64 begin = 0;
    qint64 end = 0;
    qint64 *samples = nullptr;
    int count = 0;
    int storeNumber = 0; ///< above zero: a store that nobody else uses

    void run(Pairs &pairs)
    {
        const QString mine = storeNumber == 0 ? store : store + QString::number(storeNumber);
        begin = systemClock().monotonic().count();
        for (int i = 0; i < count; ++i)
            samples[i] = timed([&] { return pairs.one(mine); }, "a worker's pair");
        end = systemClock().monotonic().count();
    }
};

/// Memory that children write into.
template <class T>
T *sharedArray(size_t count)
{
    void *memory = ::mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        giveUp("sharing memory");
    return static_cast<T *>(memory);
}

using RunAll = std::function<void(const Site &, Work *, int)>;

struct Together {
    double perSecond = 0;
    Samples samples;
};

enum class Stores { Shared, Apart };

Together runWorkers(const Site &site, int count, int pairs, Stores stores, const RunAll &runAll)
{
    const int each = std::max(1, pairs / count);
    auto *work = sharedArray<Work>(static_cast<size_t>(count));
    auto *samples = sharedArray<qint64>(static_cast<size_t>(count * each));
    for (int i = 0; i < count; ++i)
        work[i] = {0, 0, samples + ptrdiff_t(i) * each, each, stores == Stores::Shared ? 0 : i + 1};
    runAll(site, work, count);
    const auto byBegin = [](const Work &left, const Work &right) { return left.begin < right.begin; };
    const auto byEnd = [](const Work &left, const Work &right) { return left.end < right.end; };
    const qint64 begin = std::min_element(work, work + count, byBegin)->begin;
    const qint64 end = std::max_element(work, work + count, byEnd)->end;
    return {double(count) * each * 1e9 / double(end - begin), Samples(samples, samples + ptrdiff_t(count) * each)};
}

void runInProcesses(const Site &site, Work *work, int count)
{
    int starter[2];
    if (::pipe2(starter, O_CLOEXEC) != 0)
        giveUp("making a pipe");
    std::vector<pid_t> children;
    for (int i = 0; i < count; ++i) {
        const pid_t pid = ::fork();
        if (pid < 0)
            giveUp("starting a process");
        if (pid > 0) {
            children.push_back(pid);
            continue;
        }
        ::close(starter[1]);
        char byte = 0;
        Pairs pairs(site);
        warmUp([&] { return pairs.one(); });
        [[maybe_unused]] const ssize_t atEnd = ::read(starter[0], &byte, 1);
        work[i].run(pairs);
        ::_exit(0);
    }
    ::close(starter[0]);
    ::close(starter[1]);
    for (const pid_t pid : children) {
        int status = 0;
        ::waitpid(pid, &status, 0);
        if (status != 0)
            giveUp("a process");
    }
}

void runInThreads(const Site &site, Work *work, int count)
{
    Pairs pairs(site);
    warmUp([&] { return pairs.one(); });
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&pairs, work, i] { work[i].run(pairs); });
    for (std::thread &thread : threads)
        thread.join();
}

CaseResult measureTogether(const QByteArray &folder, int pairs, const RunAll &runAll)
{
    const Site site = siteAt(folder);
    // One alone before and after, so that a machine that changes its speed is noticed in the mean.
    const double before = runWorkers(site, 1, pairs / 2, Stores::Shared, runAll).perSecond;
    Together all = runWorkers(site, workers, pairs, Stores::Shared, runAll);
    const double after = runWorkers(site, 1, pairs / 2, Stores::Shared, runAll).perSecond;
    // As many, and no lock between them: what they wait then, they wait for a processor.
    Together apart = runWorkers(site, workers, pairs, Stores::Apart, runAll);
    CaseResult result;
    result.pair = summarise(all.samples);
    result.apartMax = summarise(apart.samples).max;
    result.ratio = all.perSecond * 2 / (before + after);
    result.floorMedian = floorMedian(folder, pairs);
    return result;
}

} // namespace

CaseResult measureFloor(const QByteArray &folder, int pairs)
{
    Floor floor(folder);
    CaseResult result = measureInTurn(
        pairs, [&] { return floor.pair(); }, [&] { return floor.pair(); });
    result.floorMedian = result.againstMedian;
    return result;
}

CaseResult measurePair(const QByteArray &folder, int pairs)
{
    Pairs ours(siteAt(folder));
    Floor floor(folder);
    CaseResult result = measureInTurn(
        pairs, [&] { return ours.one(); }, [&] { return floor.pair(); });
    result.floorMedian = result.againstMedian;
    return result;
}

CaseResult measureCrowd(const QByteArray &folder, int pairs)
{
    const Site crowded = siteAt(folder + "/crowded");
    const Crowd crowd(crowdSize);
    SiteFolder files(posixFileSystem(), crowded.trackingFolder);
    if (!files.replace(store.toLatin1(), printTracking(crowd.entries()), crowded.trackingOwner, Durability::None))
        giveUp("writing the crowd's entries");
    Pairs among(crowded);
    Pairs alone(siteAt(folder + "/alone"));
    CaseResult result = measureInTurn(
        pairs, [&] { return among.one(); }, [&] { return alone.one(); });
    const auto reading = among.tracker().read(store);
    if (!reading || reading->counts.write != crowdSize)
        giveUp("counting the crowd");
    result.floorMedian = floorMedian(folder, pairs);
    return result;
}

CaseResult measureGate(const QByteArray &folder, int pairs)
{
    const Site site = siteAt(folder);
    ConfigEdit edit(posixFileSystem(), systemClock(), site, [] { return false; });
    const Deadline never;
    for (int i = 0; i < configuredStores; ++i) {
        const QString name = i == 0 ? store : QStringLiteral("store-%1").arg(i);
        const QByteArray path = folder + '/' + name.toUtf8() + "-files";
        if (::mkdir(path.constData(), 0700) != 0 || !edit.addStore(name, QFile::decodeName(path), {}, never))
            giveUp("adding a store");
    }
    DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), site);
    const auto throughTheGate = [&gate] {
        auto guard = gate.begin(store, Operation::Write, {}, Deadline::after(systemClock(), lockTimeLimit));
        return guard && guard->release();
    };
    Pairs plain(siteAt(folder + "/plain"));
    settle(site);
    CaseResult result = measureInTurn(pairs, throughTheGate, [&] { return plain.one(); });
    result.floorMedian = floorMedian(folder, pairs);
    return result;
}

CaseResult measureThreads(const QByteArray &folder, int pairs)
{
    return measureTogether(folder, pairs, runInThreads);
}

CaseResult measureProcesses(const QByteArray &folder, int pairs)
{
    return measureTogether(folder, pairs, runInProcesses);
}

bool hammer(const QByteArray &folder, const QString &hammered, int pairs)
{
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), siteOfTracking(folder, hammered));
    QRandomGenerator random = QRandomGenerator::securelySeeded();
    QList<Operation> held;
    for (int begun = 0; begun < pairs || !held.isEmpty();) {
        const bool begin = begun < pairs && (held.isEmpty() || (held.size() < workers && random.bounded(2) == 0));
        const auto operation = begin ? (random.bounded(2) == 0 ? Operation::Read : Operation::Write)
                                     : held.takeAt(random.bounded(held.size()));
        const Deadline limit = Deadline::after(systemClock(), lockTimeLimit);
        if (begin ? !tracker.acquire(hammered, operation, {}, limit) : !tracker.release(hammered, operation, {}))
            return false;
        if (begin) {
            held.append(operation);
            ++begun;
        }
    }
    const auto reading = tracker.read(hammered);
    if (!reading)
        return false;
    const ProcessKey self = systemProcessTable().self().key;
    return std::none_of(reading->holders.cbegin(), reading->holders.cend(), [&](const auto &holder) {
        return holder.entry.process == self && holder.entry.counts != OperationCounts();
    });
}

} // namespace Drydock

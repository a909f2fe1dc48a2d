// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "tests/support/memoryfilesystem.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

#include <fcntl.h>
#include <sys/stat.h>

using namespace Drydock;

namespace {

constexpr int steps = 1000;
constexpr size_t mostOpen = 6;

/// The same calls on a folder in memory and on a real one.
class Pair
{
public:
    explicit Pair(quint32 seed)
        : m_random(seed)
        , m_path(QFile::encodeName(m_directory.path()))
    {
        m_memory.addFolder(m_path);
        m_folder = {m_memory.openFolder(m_path), posixFileSystem().openFolder(m_path)};
    }
    ~Pair()
    {
        m_open.push_back(m_folder);
        while (!m_open.empty())
            close(m_open.size() - 1);
    }

    /// One more call, and every look there is; empty if both say the same.
    QByteArray step();

private:
    struct Descriptors {
        int memory;
        int real;
    };
    quint32 pick(quint32 below) { return static_cast<quint32>(m_random() % below); }
    QByteArray name()
    {
        return QByteArrayList{"a", "b", ".c", "missing", "", "..", "a/b"}.at(pick(pick(4) == 0 ? 7 : 3));
    }
    template <class Call>
    QByteArray compare(const char *what, Call call);
    QByteArray open();
    QByteArray close(size_t which);
    QByteArray change();
    QByteArray use();
    QByteArray look();
    QByteArray compareStatus(const QByteArray &what, int memory, const FileStatus &inMemory, int real,
                             const FileStatus &onDisk) const;

    std::mt19937 m_random;
    QTemporaryDir m_directory;
    QByteArray m_path;
    MemoryFileSystem m_memory;
    Descriptors m_folder = {};
    std::vector<Descriptors> m_open;
};

template <class Call>
QByteArray Pair::compare(const char *what, Call call)
{
    const auto memory = call(static_cast<FileSystem &>(m_memory), true);
    const auto real = call(posixFileSystem(), false);
    if (memory == real)
        return {};
    return QByteArray(what) + ": " + QByteArray::number(memory) + ", the kernel says " + QByteArray::number(real);
}

QByteArray Pair::open()
{
    const QByteArray wanted = name();
    const int flags = std::array{O_RDONLY,
                                 O_RDWR,
                                 O_WRONLY | O_APPEND,
                                 O_RDWR | O_CREAT,
                                 O_RDWR | O_CREAT | O_EXCL,
                                 O_WRONLY | O_CREAT | O_EXCL | O_APPEND}[pick(6)];
    const int memory = m_memory.openAt(m_folder.memory, wanted, flags, 0640);
    const int real = posixFileSystem().openAt(m_folder.real, wanted, flags, 0640);
    if (memory >= 0 && real >= 0)
        m_open.push_back({memory, real});
    if (std::min(memory, 0) != std::min(real, 0))
        return "openAt: " + QByteArray::number(memory) + ", the kernel says " + QByteArray::number(real);
    return m_open.size() > mostOpen ? close(pick(mostOpen)) : QByteArray();
}

QByteArray Pair::close(size_t which)
{
    const Descriptors gone = m_open[which];
    m_open.erase(m_open.begin() + static_cast<std::ptrdiff_t>(which));
    return compare("close",
                   [&](FileSystem &files, bool isMemory) { return files.close(isMemory ? gone.memory : gone.real); });
}

QByteArray Pair::change()
{
    const QByteArray from = name();
    const QByteArray to = name();
    const auto mode = std::array{RenameMode::Replace, RenameMode::NoReplace, RenameMode::Exchange}[pick(3)];
    if (pick(3) == 0)
        return compare("unlinkAt", [&](FileSystem &files, bool isMemory) {
            return files.unlinkAt(isMemory ? m_folder.memory : m_folder.real, from);
        });
    return compare("renameAt", [&](FileSystem &files, bool isMemory) {
        return files.renameAt(isMemory ? m_folder.memory : m_folder.real, from, to, mode);
    });
}

QByteArray Pair::use()
{
    if (m_open.empty())
        return {};
    const Descriptors file = m_open[pick(static_cast<quint32>(m_open.size()))];
    const Descriptors other = m_open[pick(static_cast<quint32>(m_open.size()))];
    const QByteArray data(static_cast<qsizetype>(pick(20)), static_cast<char>('a' + pick(26)));
    const auto lockMode = std::array{LockMode::Exclusive, LockMode::Shared, LockMode::Unlock}[pick(3)];
    const auto offset = static_cast<off_t>(pick(30));
    const mode_t mode = pick(2) == 0 ? 0600 : 0664;
    const quint32 which = pick(6);
    char buffers[2][16] = {};
    QByteArray said = compare("use", [&](FileSystem &files, bool isMemory) -> ssize_t {
        const int descriptor = isMemory ? file.memory : file.real;
        switch (which) {
        case 0:
            return files.write(descriptor, data.constData(), static_cast<size_t>(data.size()));
        case 1:
            return files.read(descriptor, buffers[isMemory ? 0 : 1], sizeof buffers[0], offset);
        case 2:
            return files.lock(descriptor, lockMode, false);
        case 3:
            return files.setMode(descriptor, mode);
        case 4:
            return std::min(0, files.replaceDescriptor(descriptor, isMemory ? other.memory : other.real));
        default:
            return files.sync(descriptor);
        }
    });
    if (said.isEmpty() && !std::equal(std::begin(buffers[0]), std::end(buffers[0]), std::begin(buffers[1])))
        said = "other bytes were read";
    return said.isEmpty() ? said : said + ' ' + QByteArray::number(which);
}

QByteArray Pair::compareStatus(const QByteArray &what, int memory, const FileStatus &inMemory, int real,
                               const FileStatus &onDisk) const
{
    if (memory != real)
        return "status of " + what + ": " + QByteArray::number(memory) + ", the kernel says "
               + QByteArray::number(real);
    const bool isSame = inMemory.size == onDisk.size && inMemory.mode == onDisk.mode && inMemory.links == onDisk.links
                        && inMemory.uid == onDisk.uid && inMemory.gid == onDisk.gid;
    return memory < 0 || isSame ? QByteArray() : "another status of " + what;
}

QByteArray Pair::look()
{
    QByteArrayList inMemory;
    QByteArrayList onDisk;
    m_memory.list(m_folder.memory, &inMemory);
    posixFileSystem().list(m_folder.real, &onDisk);
    std::sort(onDisk.begin(), onDisk.end());
    if (inMemory != onDisk)
        return "names: " + inMemory.join(' ') + ", the kernel says " + onDisk.join(' ');
    for (const QByteArray &entry : inMemory) {
        FileStatus ours;
        FileStatus theirs;
        const int memory = m_memory.statusAt(m_folder.memory, entry, &ours);
        const int real = posixFileSystem().statusOf(m_path + '/' + entry, &theirs);
        if (const QByteArray wrong = compareStatus(entry, memory, ours, real, theirs); !wrong.isEmpty())
            return wrong;
        // Which descriptor has which file.
        for (const Descriptors &file : m_open) {
            FileStatus open;
            FileStatus reallyOpen;
            const int opened = m_memory.status(file.memory, &open);
            const int reallyOpened = posixFileSystem().status(file.real, &reallyOpen);
            const QByteArray wrong = compareStatus("a descriptor", opened, open, reallyOpened, reallyOpen);
            if (!wrong.isEmpty())
                return wrong;
            if (open.sameFile(ours) != reallyOpen.sameFile(theirs))
                return "a descriptor has another file than " + entry;
        }
    }
    return {};
}

QByteArray Pair::step()
{
    const quint32 which = pick(6);
    const QByteArray said = which == 0 ? open() : which < 3 ? change() : use();
    return said.isEmpty() ? look() : said;
}

} // namespace

/// The file system in memory answers as the kernel's does, and knows what a disk would have kept.
class TestMemoryFileSystem : public QObject
{
    Q_OBJECT

private slots:
    void anyCallsAreAnsweredAsByTheKernel_data();
    void anyCallsAreAnsweredAsByTheKernel();
    void whatIsNotSyncedMayBeLost();
    void namesComeAndGoOneByOne();
};

void TestMemoryFileSystem::anyCallsAreAnsweredAsByTheKernel_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 4; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestMemoryFileSystem::anyCallsAreAnsweredAsByTheKernel() // I-07
{
    QFETCH(quint32, seed);
    Pair pair(seed);
    for (int i = 0; i < steps; ++i) {
        const QByteArray wrong = pair.step();
        QVERIFY2(wrong.isEmpty(), (QByteArray::number(i) + ": " + wrong).constData());
    }
}

void TestMemoryFileSystem::whatIsNotSyncedMayBeLost() // I-07
{
    using Found = MemoryFileSystem::Found;
    MemoryFileSystem files;
    files.addFolder("/site");
    files.addFile("/site/config", "old");
    const FileHandle folder(files, files.openFolder("/site"));
    QCOMPARE(files.afterPowerLoss("/site/config"), (std::set<Found>{"old"}));

    // Written beside and renamed without a sync: all sorts of things may be there.
    FileHandle file(files, files.openAt(folder.get(), "new", O_WRONLY | O_CREAT | O_EXCL, 0600));
    QCOMPARE(files.write(file.get(), "newer!", 6), ssize_t(6));
    QCOMPARE(files.renameAt(folder.get(), "new", "config", RenameMode::Replace), 0);
    QCOMPARE(files.bytes("/site/config"), Found("newer!"));
    QCOMPARE(files.afterPowerLoss("/site/config"), (std::set<Found>{"old", "", "new", QByteArray(6, '\0'), "newer!"}));
    QCOMPARE(files.restarted(MemoryFileSystem::Survives::Synced)->bytes("/site/config"), Found("old"));
    QCOMPARE(files.restarted(MemoryFileSystem::Survives::Names)->bytes("/site/config"), Found(""));
    QCOMPARE(files.restarted(MemoryFileSystem::Survives::Everything)->bytes("/site/config"), Found("newer!"));

    QCOMPARE(files.sync(file.get()), 0);
    QCOMPARE(files.afterPowerLoss("/site/config"), (std::set<Found>{"old", "newer!"}));
    QCOMPARE(files.sync(folder.get()), 0);
    QCOMPARE(files.afterPowerLoss("/site/config"), (std::set<Found>{"newer!"}));
}

void TestMemoryFileSystem::namesComeAndGoOneByOne() // I-07
{
    using Found = MemoryFileSystem::Found;
    MemoryFileSystem files;
    files.addFolder("/site");
    files.addFile("/site/config", "old");
    files.addFile("/site/new", "new");
    const FileHandle folder(files, files.openFolder("/site"));
    QCOMPARE(files.renameAt(folder.get(), "new", "config", RenameMode::Exchange), 0);
    QCOMPARE(files.unlinkAt(folder.get(), "new"), 0);
    QCOMPARE(files.afterPowerLoss("/site/config"), (std::set<Found>{"old", "new"}));
    QCOMPARE(files.afterPowerLoss("/site/new"), (std::set<Found>{"old", "new", std::nullopt}));
    QCOMPARE(files.unlinkAt(folder.get(), "config"), 0);
    QCOMPARE(files.afterPowerLoss("/site/config"), (std::set<Found>{"old", "new", std::nullopt}));
}

QTEST_APPLESS_MAIN(TestMemoryFileSystem)
#include "tst_memoryfilesystem.moc"

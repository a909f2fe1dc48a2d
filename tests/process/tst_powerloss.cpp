// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/storenotes.h"
#include "core/history/changelog.h"
#include "tests/support/fakeproc.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/memoryfilesystem.h"
#include "tests/support/sitetask.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace Drydock;

namespace {

using Found = MemoryFileSystem::Found;
using Survives = MemoryFileSystem::Survives;

const Cast cast{{77, 5}, {301, 6}, {302, 7}};

void copyTree(const QByteArray &root, MemoryFileSystem *files)
{
    files->addFolder(root);
    QDirIterator everything(QFile::decodeName(root), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                            QDirIterator::Subdirectories);
    while (everything.hasNext()) {
        const QByteArray path = QFile::encodeName(everything.next());
        if (everything.fileInfo().isDir())
            files->addFolder(path);
        else
            files->addFile(path, TestSite::read(path), everything.fileInfo().isWritable() ? 0660 : 0440);
    }
}

/// One task on a disk that forgets.
class Run
{
public:
    explicit Run(const TaskRow &row)
        : m_task(row, cast)
    {
        for (const ProcessKey &process : {cast.bystander, cast.worker, cast.heir, m_table.self().key})
            m_table.add(process);
        copyTree(m_task.site().root(), &m_disk);
    }
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;

    void lieAboutSyncs() { m_disk.lieAboutSyncs(); }
    /// Performs the task; calls back before each of its calls and after the last one. False if it fails.
    bool perform(const std::function<void()> &atEachStep);

    [[nodiscard]] const Site &site() const { return m_task.site().site(); }
    [[nodiscard]] Found config() const { return normal(m_disk.bytes(site().configPath())); }
    [[nodiscard]] Found tracking() const { return m_disk.bytes(m_task.site().trackingPath("vault")); }
    /// What the next start may find, with the site's folder called ROOT.
    [[nodiscard]] std::set<Found> configs() const;
    [[nodiscard]] std::set<Found> trackings() const
    {
        return m_disk.afterPowerLoss(m_task.site().trackingPath("vault"));
    }
    /// Empty if the next start can go on, whatever the disk has kept.
    [[nodiscard]] QByteArray wrongAfterRestart() const;
    [[nodiscard]] int restarts() const { return m_restarts; }

private:
    [[nodiscard]] Found normal(const Found &bytes) const
    {
        return bytes ? Found(QByteArray(*bytes).replace(m_task.site().root(), "ROOT")) : bytes;
    }

    FakeProcessTable m_table;
    MemoryFileSystem m_disk;
    FaultyFileSystem m_files{m_disk};
    SiteTask m_task;
    mutable int m_restarts = 0;
};

bool Run::perform(const std::function<void()> &atEachStep)
{
    m_task.prepare(m_files, m_table);
    m_files.reset();
    for (int call = 0; call <= static_cast<int>(Call::FileSystemType); ++call)
        m_files.beforeEvery(static_cast<Call>(call), atEachStep);
    const bool isDone = !m_task.perform().error;
    m_files.reset();
    atEachStep();
    return isDone;
}

std::set<Found> Run::configs() const
{
    std::set<Found> configs;
    for (const Found &found : m_disk.afterPowerLoss(site().configPath()))
        configs.insert(normal(found));
    return configs;
}

QByteArray Run::wrongAfterRestart() const
{
    for (const Survives what : {Survives::Synced, Survives::Names, Survives::Everything}) {
        ++m_restarts;
        const auto disk = m_disk.restarted(what);
        SiteFolder folder(*disk, site().configFolder);
        if (const auto notes = readStoreNotes(folder); !notes && notes.error().code != ErrorCode::NotFound)
            return "the notes do not parse";
        const auto log = ChangeLog(*disk, site()).read();
        if (!log || log->unreadableLines > 1)
            return "the change log is unreadable";
        ConfigEdit edit(*disk, systemClock(), site(), [] { return false; });
        ModeChange change;
        change.store = QStringLiteral("other");
        change.mode.type = MaintenanceType::ReadOnly;
        const auto set = edit.setMode(change, Deadline::after(systemClock(), lockTimeLimit));
        const auto config = disk->bytes(site().configPath());
        if (!set && config && config->contains("datastore: other"))
            return "the next edit fails: " + set.error().subject.toUtf8();
    }
    return {};
}

} // namespace

/// The power is lost before each call of each task: all is gone that was not synced, or any part of it.
class TestPowerLoss : public QObject
{
    Q_OBJECT

private slots:
    void theOldOrTheNewFileIsThere_data();
    void theOldOrTheNewFileIsThere();
    void whatIsNotSyncedWouldBeNoticed();
    void cleanupTestCase();

private:
    int m_losses = 0;
    int m_states = 0;
    int m_restarts = 0;
};

void TestPowerLoss::theOldOrTheNewFileIsThere_data()
{
    QTest::addColumn<size_t>("row");
    for (size_t i = 0; i < taskRows().size(); ++i) {
        if (taskRows()[i].task != Task::Restore) // another writer drops its entry on the real disk
            QTest::newRow(taskRows()[i].name) << i;
    }
}

void TestPowerLoss::theOldOrTheNewFileIsThere() // I-01, I-07
{
    QFETCH(size_t, row);
    Found newConfig;
    Found newTracking;
    {
        Run whole(taskRows()[row]);
        QVERIFY(whole.perform([] {}));
        newConfig = whole.config();
        newTracking = whole.tracking();
    }
    Run run(taskRows()[row]);
    std::optional<Found> oldConfig;
    QByteArray wrong;
    int step = 0;
    const auto look = [&] {
        ++step;
        if (!wrong.isEmpty())
            return;
        if (!oldConfig)
            oldConfig = run.config();
        for (const Found &config : run.configs()) {
            if (config != *oldConfig && config != newConfig)
                wrong = "the config is neither the old nor the new one: " + config.value_or("missing");
            ++m_states;
        }
        for (const Found &tracking : run.trackings()) {
            if (tracking && !parseTracking(*tracking, {}))
                wrong = "the tracking file does not parse: " + *tracking;
            ++m_states;
        }
        if (wrong.isEmpty())
            wrong = run.wrongAfterRestart();
        if (!wrong.isEmpty())
            wrong.prepend(QByteArray::number(step) + ": ");
    };
    QVERIFY(run.perform(look));
    QVERIFY2(wrong.isEmpty(), wrong.constData());
    QVERIFY(step > 1);
    // What was done is done: no power loss takes it back.
    QCOMPARE(run.configs(), std::set<Found>{newConfig});
    m_losses += step;
    m_restarts += run.restarts();
}

void TestPowerLoss::whatIsNotSyncedWouldBeNoticed() // I-07
{
    Run run({"set", TestSite::Kind::Folder, Task::Set});
    run.lieAboutSyncs();
    std::set<Found> configs;
    QVERIFY(run.perform([&] { configs.merge(run.configs()); }));
    QVERIFY(configs.size() > 2); // among them what is neither
    QVERIFY(run.configs().size() > 1);
}

void TestPowerLoss::cleanupTestCase()
{
    qInfo("%d power losses, %d states of config and tracking file that a disk may keep, %d restarts", m_losses,
          m_states, m_restarts);
}

QTEST_GUILESS_MAIN(TestPowerLoss)
#include "tst_powerloss.moc"

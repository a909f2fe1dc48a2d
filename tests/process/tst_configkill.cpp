// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "core/config/storenotes.h"
#include "core/history/changelog.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <functional>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");

enum class Edit { Set, Replace, Clear, Add, Remove };

Deadline soon()
{
    return Deadline::after(systemClock(), lockTimeLimit);
}

ModeChange change(MaintenanceType type, const QString &store = vault)
{
    ModeChange wish;
    wish.store = store;
    wish.mode.type = type;
    return wish;
}

struct Subject {
    Subject(TestSite::Kind kind, Edit what)
        : site(kind)
        , edit(what)
    {
        site.addStore("other");
        site.addStore("vault", what == Edit::Replace || what == Edit::Clear ? "read-only,message=x" : "");
        before = site.config();
    }
    [[nodiscard]] bool perform(FileSystem &files) const
    {
        ConfigEdit editor(files, systemClock(), site.site(), [] { return false; });
        switch (edit) {
        case Edit::Set:
        case Edit::Replace:
            return editor.setMode(change(MaintenanceType::Offline), soon()).has_value();
        case Edit::Clear:
            return editor.setMode(change(MaintenanceType::None), soon()).has_value();
        case Edit::Add:
            return editor.addStore(QStringLiteral("added"), QFile::decodeName(site.root()), {}, soon()).has_value();
        case Edit::Remove:
            break;
        }
        const auto locked = editor.lock(soon());
        return locked && editor.removeSection(*locked, vault).has_value();
    }
    /// In a child that dies by SIGKILL before call number; false when it made fewer calls and lived.
    [[nodiscard]] bool diesBefore(int number, const std::function<void(FaultyFileSystem &)> &prepare = {}) const
    {
        const pid_t child = ::fork();
        if (child == 0) {
            FaultyFileSystem files;
            if (prepare)
                prepare(files);
            files.killBeforeCall(number);
            ::_exit(perform(files) ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
            qFatal("the edit failed by itself");
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
    [[nodiscard]] QByteArrayList leftovers() const
    {
        QByteArrayList names = TestSite::names(site.site().configFolder);
        names.removeIf([](const QByteArray &name) { return !name.contains(".tmp-") && !name.contains(".aside-"); });
        return names;
    }

    TestSite site;
    Edit edit;
    QByteArray before;
};

} // namespace

/// Edits that die at each of their steps.
class TestConfigKill : public QObject
{
    Q_OBJECT

private slots:
    void theOldOrTheNewFileIsThere_data();
    void theOldOrTheNewFileIsThere();
    void leftoversDoNotGrow();
    void anEditorsWorkSurvivesTheKill();
};

void TestConfigKill::theOldOrTheNewFileIsThere_data()
{
    QTest::addColumn<TestSite::Kind>("kind");
    QTest::addColumn<Edit>("edit");
    QTest::newRow("folder: set") << TestSite::Kind::Folder << Edit::Set;
    QTest::newRow("folder: another mode") << TestSite::Kind::Folder << Edit::Replace;
    QTest::newRow("folder: clear") << TestSite::Kind::Folder << Edit::Clear;
    QTest::newRow("folder: add") << TestSite::Kind::Folder << Edit::Add;
    QTest::newRow("folder: remove") << TestSite::Kind::Folder << Edit::Remove;
    QTest::newRow("pbs: set") << TestSite::Kind::Pbs << Edit::Set;
    QTest::newRow("pbs: clear") << TestSite::Kind::Pbs << Edit::Clear;
}

void TestConfigKill::theOldOrTheNewFileIsThere() // I-07
{
    QFETCH(TestSite::Kind, kind);
    QFETCH(Edit, edit);
    QByteArray after;
    {
        const Subject whole(kind, edit);
        QVERIFY(whole.perform(posixFileSystem()));
        after = QByteArray(whole.site.config()).replace(whole.site.root(), "ROOT");
    }
    int news = 0;
    int number = 1;
    for (;; ++number) {
        const Subject subject(kind, edit);
        const bool died = subject.diesBefore(number);
        const QByteArray found = subject.site.config();
        const bool isNew = QByteArray(found).replace(subject.site.root(), "ROOT") == after;
        QVERIFY2(isNew || found == subject.before, QByteArray::number(number).constData());
        QVERIFY(isNew || news == 0); // never old again once it was new
        news += isNew ? 1 : 0;
        const auto log = ChangeLog(posixFileSystem(), subject.site.site()).read();
        QVERIFY(log && log->unreadableLines == 0);
        SiteFolder folder(posixFileSystem(), subject.site.site().configFolder);
        QVERIFY(readStoreNotes(folder));
        if (!died)
            break;

        // No lock is left, and the next edit of anybody clears away.
        ConfigEdit next(posixFileSystem(), systemClock(), subject.site.site(), [] { return false; });
        const auto result = next.setMode(change(MaintenanceType::ReadOnly, QStringLiteral("other")), soon());
        QVERIFY2(result && result->changed, QByteArray::number(number).constData());
        QVERIFY2(result->warnings.isEmpty(), QByteArray::number(number).constData());
        QCOMPARE(subject.leftovers(), QByteArrayList());
    }
    QVERIFY(number > 20);
    QVERIFY(news > 3);
}

void TestConfigKill::leftoversDoNotGrow() // I-07
{
    const Subject subject(TestSite::Kind::Folder, Edit::Set);
    TestSite::write(subject.site.site().configLockPath(), {}); // made once in a site's life
    qsizetype most = 0;
    for (int number = 1; subject.diesBefore(number); ++number) {
        most = std::max(most, subject.leftovers().size());
        if (subject.site.config() != subject.before)
            subject.site.writeConfig(subject.before);
    }
    QCOMPARE(most, 1);
    QCOMPARE(subject.leftovers(), QByteArrayList());
}

void TestConfigKill::anEditorsWorkSurvivesTheKill() // I-07, I-09
{
    // Somebody saves without a lock right before the names are exchanged, and then we die.
    int exchange = 0;
    {
        const Subject subject(TestSite::Kind::Folder, Edit::Set);
        FaultyFileSystem files;
        QVERIFY(subject.perform(files));
        const QStringList log = files.log();
        for (qsizetype i = 0; i < log.size() && exchange == 0; ++i) {
            if (log.at(i).startsWith(u"renameAt .datastore.cfg.tmp-"))
                exchange = static_cast<int>(i + 1);
        }
    }
    QVERIFY(exchange > 0);
    bool died = true;
    for (int number = exchange + 1; died; ++number) {
        const Subject subject(TestSite::Kind::Folder, Edit::Set);
        const QByteArray edited = subject.before + "\ndatastore: edited\n\tpath /edited\n";
        const QByteArray path = subject.site.site().configPath();
        died = subject.diesBefore(number, [&](FaultyFileSystem &files) {
            files.beforeCall(exchange, [&] {
                TestSite::write(path + ".editor", edited);
                ::rename((path + ".editor").constData(), path.constData());
            });
        });
        ConfigEdit next(posixFileSystem(), systemClock(), subject.site.site(), [] { return false; });
        QVERIFY(next.setMode(change(MaintenanceType::ReadOnly, QStringLiteral("other")), soon()));
        bool kept = subject.site.config().contains("datastore: edited");
        for (const QByteArray &name : subject.leftovers())
            kept = kept || TestSite::read(subject.site.site().configFolder + '/' + name) == edited;
        QVERIFY2(kept, QByteArray::number(number).constData());
    }
}

QTEST_APPLESS_MAIN(TestConfigKill)
#include "tst_configkill.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");
const MaintenanceMode offline{MaintenanceType::Offline, {}, {}};

/// A site, an edit of ours, and somebody with an editor that takes no lock.
struct Fixture {
    Fixture()
        : edit(files, systemClock(), site.site(), [] { return false; })
    {
        site.addStore("vault");
        site.addStore("zlast");
        before = site.config();
        // The lock file is there: every call of ours from now on is the edit's own.
        LockFile(std::make_shared<SiteFolder>(posixFileSystem(), site.site().configFolder), ".datastore.lck",
                 site.site().lockOwner)
            .acquire(soon())
            .value()
            .release();
    }

    [[nodiscard]] static Deadline soon() { return Deadline::after(systemClock(), lockTimeLimit); }
    [[nodiscard]] QByteArray path() const { return site.site().configPath(); }
    /// What the editor saves: made from what it read before we began.
    [[nodiscard]] QByteArray edited(const QByteArray &store = "edited") const
    {
        return before + "\ndatastore: " + store + "\n\tpath /" + store + '\n';
    }
    void saveByRename(const QByteArray &bytes) const
    {
        TestSite::write(path() + ".editor", bytes);
        ::rename((path() + ".editor").constData(), path().constData());
    }
    Result<ModeChangeResult> set()
    {
        ModeChange change;
        change.store = vault;
        change.mode = offline;
        return edit.setMode(change, soon());
    }
    [[nodiscard]] DatastoreConfig config() const { return DatastoreConfig::parse(site.config()); }
    [[nodiscard]] bool isOffline() const
    {
        const DatastoreConfig now = config();
        return now.find(vault) != nullptr && now.find(vault)->mode == offline;
    }
    [[nodiscard]] QByteArrayList named(const QByteArray &part) const
    {
        QByteArrayList names = TestSite::names(site.site().configFolder);
        names.removeIf([&part](const QByteArray &name) { return !name.contains(part); });
        return names;
    }
    /// Whether the store that the editor added is in the config, or in a file that was kept.
    [[nodiscard]] bool keeps(const QByteArray &store) const
    {
        if (config().find(QString::fromLatin1(store)) != nullptr)
            return true;
        for (const QByteArray &name : named(".aside-")) {
            if (TestSite::read(site.site().configFolder + '/' + name).contains("datastore: " + store + '\n'))
                return true;
        }
        return false;
    }
    /// The number of the call in the log that holds the text; 0: none.
    [[nodiscard]] int callOf(const QString &text, int after = 0) const
    {
        const QStringList log = files.log();
        for (qsizetype i = after; i < log.size(); ++i) {
            if (log.at(i).contains(text))
                return static_cast<int>(i + 1);
        }
        return 0;
    }

    TestSite site;
    FaultyFileSystem files;
    ConfigEdit edit;
    QByteArray before;
};

/// How many calls an undisturbed edit makes, and which of them exchanges the names.
struct Course {
    int calls = 0;
    int exchange = 0;
    int unlink = 0;
};

Course undisturbed()
{
    Fixture fixture;
    if (!fixture.set())
        return {};
    const int exchange = fixture.callOf(QStringLiteral("renameAt"));
    return {fixture.files.callCount(), exchange, fixture.callOf(QStringLiteral("unlinkAt"), exchange)};
}

} // namespace

/// Editors that take no lock, at every step of an edit of ours.
class TestConfigEditor : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void nothingOfAnEditorIsLost_data();
    void nothingOfAnEditorIsLost();
    void aFileThatIsStillWrittenIsKept();
    void aConfigThatGoesIsNotBroughtBack();
    void whatIsNoFileIsPutBack();
    void theLastOfTwoEditorsIsInPlace();
    void theFirstOfTwoEditorsIsKeptAside();
    void anEditorThatGoesOnIsLeftAlone();
    void theModeIsComparedAnew();
    void withoutExchangeTheFileIsLookedAtOnceMore();
    void anotherEditorsLeftoverIsKept();

private:
    Course m_course;
};

void TestConfigEditor::initTestCase()
{
    m_course = undisturbed();
    QVERIFY(m_course.exchange > 5);
    QVERIFY(m_course.unlink > m_course.exchange);
}

void TestConfigEditor::nothingOfAnEditorIsLost_data()
{
    QTest::addColumn<bool>("byRename");
    QTest::newRow("saves by rename") << true;
    QTest::newRow("saves in place") << false;
}

void TestConfigEditor::nothingOfAnEditorIsLost() // I-09
{
    QFETCH(bool, byRename);
    for (int number = 1; number <= m_course.calls; ++number) {
        Fixture fixture;
        fixture.files.beforeCall(number, [&] {
            if (byRename)
                fixture.saveByRename(fixture.edited());
            else
                fixture.site.writeConfig(fixture.edited());
        });
        const auto result = fixture.set();
        const QByteArray step = QByteArray::number(number) + ": " + fixture.files.log().at(number - 1).toLatin1();
        QVERIFY2(result, step.constData());
        QVERIFY2(fixture.keeps("edited"), step.constData());
        QVERIFY2(fixture.named(".tmp-").isEmpty(), step.constData());
        QVERIFY2(fixture.named(".aside-").isEmpty(), step.constData());
        // Saved before the exchange it is what we change; saved after it, it replaces what we wrote.
        if (number <= m_course.exchange)
            QVERIFY2(fixture.isOffline(), step.constData());
        else
            QVERIFY2(fixture.isOffline() || fixture.site.config() == fixture.edited(), step.constData());
    }
}

void TestConfigEditor::aFileThatIsStillWrittenIsKept() // I-09
{
    // The editor opened the file before we came, and saves into it, wherever that file is by then. From our unlink on
    // the file has no name, and what goes into it is lost: the race that configexchange.h names.
    for (int number = 1; number < m_course.unlink; ++number) {
        Fixture fixture;
        const int file = ::open(fixture.path().constData(), O_WRONLY | O_CLOEXEC);
        QVERIFY(file >= 0);
        fixture.files.beforeCall(number, [&] {
            const QByteArray bytes = fixture.edited();
            if (::pwrite(file, bytes.constData(), static_cast<size_t>(bytes.size()), 0) != bytes.size())
                qFatal("the editor cannot write");
        });
        const auto result = fixture.set();
        ::close(file);
        const QByteArray step = QByteArray::number(number) + ": " + fixture.files.log().at(number - 1).toLatin1();
        QVERIFY2(result, step.constData());
        QVERIFY2(fixture.isOffline(), step.constData());
        QVERIFY2(fixture.keeps("edited"), step.constData());
        const QByteArrayList asides = fixture.named(".aside-");
        QCOMPARE(result->warnings.size(), asides.size());
        for (const Error &warning : result->warnings) {
            QCOMPARE(warning.code, ErrorCode::KeptAside);
            QCOMPARE(warning.subject,
                     QString::fromLocal8Bit(fixture.site.site().configFolder + '/' + asides.constFirst()));
        }
    }
}

void TestConfigEditor::aConfigThatGoesIsNotBroughtBack() // I-09
{
    for (int number = 1; number <= m_course.calls; ++number) {
        Fixture fixture;
        fixture.files.beforeCall(number, [&] { ::unlink(fixture.path().constData()); });
        const auto result = fixture.set();
        const QByteArray step = QByteArray::number(number) + ": " + fixture.files.log().at(number - 1).toLatin1();
        QVERIFY2(fixture.site.config().isEmpty(), step.constData());
        QVERIFY2(TestSite::status(fixture.path()).inode == 0, step.constData());
        QVERIFY2(fixture.named(".tmp-").isEmpty(), step.constData());
        QVERIFY2(result || result.error().code == ErrorCode::NoSuchStore, step.constData());
        QVERIFY2(number > m_course.exchange || !result, step.constData());
    }
}

void TestConfigEditor::whatIsNoFileIsPutBack() // I-09, I-10
{
    Fixture fixture;
    fixture.files.beforeCall(m_course.exchange, [&] {
        ::unlink(fixture.path().constData());
        ::mkdir(fixture.path().constData(), 0770);
    });
    const auto result = fixture.set();
    QCOMPARE(result.error().code, ErrorCode::UnsafeFile);
    QVERIFY(S_ISDIR(TestSite::status(fixture.path()).mode));
    QVERIFY(fixture.named(".tmp-").isEmpty());

    Fixture linked;
    linked.files.beforeCall(m_course.exchange, [&] {
        ::unlink(linked.path().constData());
        ::symlink("/etc/hostname", linked.path().constData());
    });
    QCOMPARE(linked.set().error().code, ErrorCode::UnsafeFile);
    QVERIFY(S_ISLNK(TestSite::status(linked.path()).mode));
    QVERIFY(linked.named(".tmp-").isEmpty());
}

void TestConfigEditor::theLastOfTwoEditorsIsInPlace() // I-09
{
    const int last = m_course.exchange + 20;
    for (int first = m_course.exchange - 2; first <= last; ++first) {
        for (int second = first + 1; second <= last; ++second) {
            Fixture fixture;
            fixture.files.beforeCall(first, [&] { fixture.saveByRename(fixture.edited("edited1")); });
            fixture.files.beforeCall(second, [&] { fixture.saveByRename(fixture.edited("edited2")); });
            const auto result = fixture.set();
            const QByteArray steps = QByteArray::number(first) + ", " + QByteArray::number(second);
            QVERIFY2(result, steps.constData());
            const bool came = fixture.files.callCount() >= second;
            QVERIFY2(fixture.keeps(came ? "edited2" : "edited1"), steps.constData());
            QVERIFY2(fixture.named(".tmp-").isEmpty(), steps.constData());
            QVERIFY2(fixture.config().usable(vault), steps.constData());
        }
    }
}

void TestConfigEditor::theFirstOfTwoEditorsIsKeptAside() // I-09
{
    Fixture fixture;
    fixture.files.beforeCall(m_course.exchange, [&] { fixture.saveByRename(fixture.edited("edited1")); });
    // Into our file's place, while we hold the first one's: it has never seen the first one's work.
    fixture.files.beforeCall(m_course.exchange + 1, [&] { fixture.saveByRename(fixture.edited("edited2")); });
    const auto result = fixture.set();
    QVERIFY(result);
    QVERIFY(fixture.isOffline());
    QVERIFY(fixture.config().find(QStringLiteral("edited2")));
    QVERIFY(!fixture.config().find(QStringLiteral("edited1")));
    QCOMPARE(fixture.named(".aside-").size(), 1);
    QCOMPARE(TestSite::read(fixture.site.site().configFolder + '/' + fixture.named(".aside-").constFirst()),
             fixture.edited("edited1"));
    QCOMPARE(result->warnings.size(), 1);
    QCOMPARE(result->warnings.constFirst().code, ErrorCode::KeptAside);
}

void TestConfigEditor::anEditorThatGoesOnIsLeftAlone() // I-09
{
    Fixture fixture;
    int saves = 0;
    fixture.files.beforeEvery(Call::RenameAt,
                              [&] { fixture.saveByRename(fixture.edited("edit" + QByteArray::number(++saves))); });
    const auto result = fixture.set();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::ConfigChanged);
    QVERIFY(fixture.keeps("edit" + QByteArray::number(saves)));
    QVERIFY(!fixture.isOffline());
    QVERIFY(fixture.named(".tmp-").isEmpty());
}

void TestConfigEditor::theModeIsComparedAnew() // I-09
{
    // The editor changes the very mode that was shown: the change is not made on top of it.
    Fixture fixture;
    fixture.files.beforeCall(m_course.exchange, [&] {
        fixture.saveByRename(QByteArray(fixture.before).replace("\tpath", "\tmaintenance-mode read-only\n\tpath"));
    });
    ModeChange change;
    change.store = vault;
    change.mode = offline;
    change.expected = MaintenanceMode();
    const auto result = fixture.edit.setMode(change, Fixture::soon());
    QCOMPARE(result.error().code, ErrorCode::ModeChanged);
    QCOMPARE(result.error().detail, QStringLiteral("read-only"));
    QCOMPARE(fixture.config().find(vault)->mode.type, MaintenanceType::ReadOnly);
}

void TestConfigEditor::withoutExchangeTheFileIsLookedAtOnceMore() // I-09
{
    for (const int systemError : {EINVAL, ENOSYS}) {
        Fixture fixture;
        fixture.files.failCall(m_course.exchange, systemError);
        QVERIFY(fixture.set());
        QVERIFY(fixture.isOffline());
        QVERIFY(fixture.named(".tmp-").isEmpty());

        Fixture disturbed;
        disturbed.files.failCall(m_course.exchange, systemError);
        disturbed.files.beforeCall(m_course.exchange, [&] { disturbed.saveByRename(disturbed.edited()); });
        QVERIFY(disturbed.set());
        QVERIFY(disturbed.isOffline());
        QVERIFY(disturbed.config().find(QStringLiteral("edited")));
        QVERIFY(disturbed.named(".tmp-").isEmpty());

        // What goes wrong after it is undone without an exchange, too.
        Fixture undone;
        undone.files.failCall(m_course.exchange, systemError);
        undone.files.beforeEvery(Call::RenameAt, [&] { undone.files.failCall(undone.files.callCount() + 1, EIO); });
        const auto result = undone.set();
        QCOMPARE(result.error().code, ErrorCode::Io);
        QCOMPARE(undone.site.config(), undone.before);
    }
}

void TestConfigEditor::anotherEditorsLeftoverIsKept() // I-07, I-09
{
    // An edit died right after it had displaced an editor's file; its own bytes are in place.
    const pid_t dead = ::fork();
    if (dead == 0)
        ::_exit(0);
    ::waitpid(dead, nullptr, 0);
    Fixture fixture;
    const QByteArray stem = fixture.site.site().configFolder + "/.datastore.cfg.tmp-" + QByteArray::number(dead);
    QByteArray ours = fixture.before;
    ours.replace("datastore: zlast\n", "datastore: zlast\n\tmaintenance-mode offline\n");
    fixture.site.writeConfig(ours);
    TestSite::write(stem + "-1", fixture.edited()); // two things differ: not what the dead edit had parsed
    TestSite::write(stem + "-2", fixture.before); // what it had parsed
    TestSite::write(stem + "-3", ours); // written, and not yet in place
    TestSite::write(stem + "-4", {}); // not yet written
    const auto result = fixture.set();
    QVERIFY(result);
    QVERIFY(fixture.named(".tmp-").isEmpty());
    QCOMPARE(fixture.named(".aside-").size(), 1);
    QVERIFY(fixture.keeps("edited"));
    QCOMPARE(result->warnings.size(), 1);
    QCOMPARE(result->warnings.constFirst().code, ErrorCode::KeptAside);
}

QTEST_APPLESS_MAIN(TestConfigEditor)
#include "tst_configeditor.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "core/history/changelog.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <cerrno>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;
using namespace std::chrono_literals;

namespace {

const QString vault = QStringLiteral("vault");

struct Fixture {
    explicit Fixture(TestSite::Kind kind = TestSite::Kind::Folder)
        : site(kind)
        , edit(files, systemClock(), site.site(), [this] { return pbsLives; })
        , log(posixFileSystem(), site.site())
    {
        site.addStore("first", "read-only");
        site.addStore("vault");
        site.addStore("zlast");
        before = site.config();
    }

    [[nodiscard]] static Deadline soon() { return Deadline::after(systemClock(), lockTimeLimit); }
    Result<ModeChangeResult> set(const ModeChange &change) { return edit.setMode(change, soon()); }
    Result<ModeChangeResult> setOffline(const QString &message = {})
    {
        ModeChange change;
        change.store = vault;
        change.mode = {MaintenanceType::Offline, message, {}};
        return set(change);
    }
    [[nodiscard]] MaintenanceMode mode(const QString &store = vault) const
    {
        const DatastoreConfig config = DatastoreConfig::parse(site.config());
        const DatastoreEntry *entry = config.find(store);
        return entry != nullptr ? entry->mode : MaintenanceMode{MaintenanceType::Unknown, {}, QStringLiteral("gone")};
    }
    [[nodiscard]] QByteArrayList leftovers() const
    {
        QByteArrayList names = TestSite::names(site.site().configFolder);
        names.removeIf([](const QByteArray &name) { return !name.contains(".tmp-") && !name.contains(".aside-"); });
        return names;
    }
    [[nodiscard]] qsizetype logged() { return log.read()->records.size(); }

    TestSite site;
    FaultyFileSystem files;
    bool pbsLives = false;
    ConfigEdit edit;
    ChangeLog log;
    QByteArray before;
};

const MaintenanceMode offline{MaintenanceType::Offline, {}, {}};

/// Runs the body in a child and gives its answer, so that what it does to itself stays there.
template <class Body>
int inChild(Body body)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(body());
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class TestConfigEdit : public QObject
{
    Q_OBJECT

private slots:
    void aModeIsSetInOneLine_data();
    void aModeIsSetInOneLine();
    void anEqualModeIsNotWrittenButEndsCaches();
    void ownerAndModeStay();
    void refusalsChangeNothing_data();
    void refusalsChangeNothing();
    void aBrokenConfigIsNotTouched_data();
    void aBrokenConfigIsNotTouched();
    void anUnknownTypeIsLeftByForce();
    void aDryRunOnlyLooks_data();
    void aDryRunOnlyLooks();
    void theLockIsWaitedFor();
    void theCounterIsCheckedBeforeAnythingIsWritten_data();
    void theCounterIsCheckedBeforeAnythingIsWritten();
    void aCounterMadeMeanwhileIsRaised();
    void aCounterLostMeanwhileUndoesTheChange();
    void anUnwritableLogIsAWarning();
    void severalProcessesLoseNothing();
};

void TestConfigEdit::aModeIsSetInOneLine_data()
{
    QTest::addColumn<TestSite::Kind>("kind");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("line");
    for (const auto kind : {TestSite::Kind::Folder, TestSite::Kind::Pbs, TestSite::Kind::System}) {
        const QByteArray where = kind == TestSite::Kind::Folder ? "folder"
                                 : kind == TestSite::Kind::Pbs  ? "pbs"
                                                                : "system";
        const auto row = [&](const char *name, const QString &message, const QByteArray &line) {
            QTest::newRow((where + ": " + name).constData()) << kind << message << line;
        };
        row("no message", {}, "\tmaintenance-mode offline\n");
        row("plain message", QStringLiteral("swap disk 2"), "\tmaintenance-mode offline,message=swap disk 2\n");
        row("all that needs care", QStringLiteral("\" \\ , = %41"),
            "\tmaintenance-mode offline,message=\"\\\" \\\\ , = %41\"\n");
        row("64 emoji", QString::fromUtf8("🔧").repeated(64),
            "\tmaintenance-mode offline,message=" + QByteArray("🔧").repeated(64) + '\n');
    }
}

void TestConfigEdit::aModeIsSetInOneLine() // I-01, I-08
{
    QFETCH(TestSite::Kind, kind);
    QFETCH(QString, message);
    QFETCH(QByteArray, line);
    Fixture fixture(kind);
    const bool isPbs = kind == TestSite::Kind::Pbs;
    const auto result = fixture.setOffline(message);
    QVERIFY(result);
    QVERIFY(result->changed);
    QVERIFY(result->warnings.isEmpty());
    QCOMPARE(result->oldMode, MaintenanceMode());
    QCOMPARE(result->newMode, (MaintenanceMode{MaintenanceType::Offline, message, {}}));

    QByteArray expected = fixture.before;
    expected.insert(expected.indexOf("\tpath", expected.indexOf("vault")), line);
    QCOMPARE(fixture.site.config(), expected);
    QCOMPARE(fixture.leftovers(), QByteArrayList());
    if (isPbs)
        QCOMPARE(fixture.site.counter(), 1U);
    const auto log = fixture.log.read();
    QCOMPARE(log->records.size(), 1);
    const ChangeRecord &record = log->records.constFirst();
    QCOMPARE(record.store, vault);
    QCOMPARE(record.newMode, result->newMode);
    QCOMPARE(record.digest, DatastoreConfig::parse(expected).digest());
    QVERIFY(!record.who.isEmpty());

    ModeChange clear;
    clear.store = vault;
    clear.expected = result->newMode;
    const auto cleared = fixture.set(clear);
    QVERIFY(cleared && cleared->changed);
    QCOMPARE(fixture.site.config(), fixture.before);
    QCOMPARE(fixture.log.read()->records.constLast().oldMode, result->newMode);
    if (isPbs)
        QCOMPARE(fixture.site.counter(), 2U);
}

void TestConfigEdit::anEqualModeIsNotWrittenButEndsCaches() // I-01
{
    Fixture fixture(TestSite::Kind::Pbs);
    QVERIFY(fixture.setOffline());
    const FileStatus status = TestSite::status(fixture.site.site().configPath());
    const auto again = fixture.setOffline();
    QVERIFY(again);
    QVERIFY(!again->changed);
    QCOMPARE(again->oldMode, offline);
    QCOMPARE(TestSite::status(fixture.site.site().configPath()), status);
    QCOMPARE(fixture.site.counter(), 2U);
    QCOMPARE(fixture.logged(), 1);

    // In another form it is the same mode.
    fixture.site.writeConfig("datastore: vault\n\tmaintenance-mode \"offline\",\n\tpath /x\n");
    const QByteArray bytes = fixture.site.config();
    QVERIFY(!fixture.setOffline()->changed);
    QCOMPARE(fixture.site.config(), bytes);
}

void TestConfigEdit::ownerAndModeStay() // I-10
{
    Fixture fixture;
    const QByteArray path = fixture.site.site().configPath();
    for (const mode_t mode : {0600, 0644, 0664}) {
        QCOMPARE(::chmod(path.constData(), mode), 0);
        if (::geteuid() == 0)
            QCOMPARE(::chown(path.constData(), 1234, 5678), 0);
        const FileStatus before = TestSite::status(path);
        QVERIFY(fixture.setOffline(QString::number(mode)));
        const FileStatus after = TestSite::status(path);
        QVERIFY(!after.sameFile(before));
        QCOMPARE(after.mode, before.mode);
        QCOMPARE(after.uid, before.uid);
        QCOMPARE(after.gid, before.gid);
    }
    Fixture pbs(TestSite::Kind::Pbs);
    QCOMPARE(::chmod(pbs.site.site().configPath().constData(), 0666), 0);
    QVERIFY(pbs.setOffline());
    QCOMPARE(TestSite::status(pbs.site.site().configPath()).mode & 07777, 0640U); // as PBS wants it
}

void TestConfigEdit::refusalsChangeNothing_data()
{
    QTest::addColumn<QByteArray>("mode"); // of vault now
    QTest::addColumn<ModeChange>("change");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("detail");
    ModeChange change;
    change.store = vault;
    change.mode = offline;
    const auto row = [](const char *name, const char *mode, const ModeChange &wish, ErrorCode code,
                        const char *detail = "") {
        QTest::newRow(name) << QByteArray(mode) << wish << code << QString::fromLatin1(detail);
    };
    ModeChange wish = change;
    wish.store = QStringLiteral("nobody");
    row("no such store", "", wish, ErrorCode::NoSuchStore);
    wish.store = QStringLiteral("../vault");
    row("a name that is none", "", wish, ErrorCode::NoSuchStore);
    wish = change;
    wish.mode.message = QString(65, u'x');
    row("65 characters", "", wish, ErrorCode::InvalidMessage, "length");
    wish.mode.message = QStringLiteral("a\nb");
    row("new line", "", wish, ErrorCode::InvalidMessage, "control");
    wish = change;
    wish.expected = MaintenanceMode{MaintenanceType::ReadOnly, {}, {}};
    row("another mode was shown", "offline,message=x", wish, ErrorCode::ModeChanged, "offline,message=x");
    wish = change;
    wish.expectedType = MaintenanceType::None;
    row("--if-mode none", "read-only", wish, ErrorCode::ModeChanged, "read-only");
    for (const auto type : {MaintenanceType::Unmount, MaintenanceType::S3Refresh, MaintenanceType::Delete}) {
        wish = change;
        wish.mode.type = type;
        wish.force = true;
        row(QByteArray("set " + QByteArray(maintenanceTypeName(type).data())).constData(), "", wish,
            ErrorCode::InternalModeType, maintenanceTypeName(type).data());
    }
    wish = change;
    wish.force = true;
    row("leave delete", "delete", wish, ErrorCode::TransitionRefused, "datastore is being deleted");
    row("leave an unknown type", "frozen", change, ErrorCode::UnknownModeType, "frozen");
}

void TestConfigEdit::refusalsChangeNothing() // I-09
{
    QFETCH(QByteArray, mode);
    QFETCH(ModeChange, change);
    QFETCH(ErrorCode, code);
    QFETCH(QString, detail);
    Fixture fixture(TestSite::Kind::Pbs);
    fixture.site.writeConfig({});
    fixture.site.addStore("vault", mode);
    const FileStatus before = TestSite::status(fixture.site.site().configPath());
    const auto result = fixture.set(change);
    QVERIFY(!result);
    QCOMPARE(result.error().code, code);
    QCOMPARE(result.error().subject, change.store);
    QCOMPARE(result.error().detail, detail);
    QCOMPARE(TestSite::status(fixture.site.site().configPath()), before);
    QCOMPARE(fixture.site.counter(), 0U);
    QCOMPARE(fixture.logged(), 0);
    QCOMPARE(fixture.leftovers(), QByteArrayList());
}

void TestConfigEdit::aBrokenConfigIsNotTouched_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<int>("line");
    const auto row = [](const char *name, const QByteArray &more, ErrorCode code, int line) {
        QTest::newRow(name) << more << code << line;
    };
    row("truncated", "datastore: cut\n\tpa", ErrorCode::ConfigInvalid, 5);
    row("no path", "datastore: cut\n\tcomment x\n", ErrorCode::ConfigInvalid, 5);
    row("bad header", "datastore cut\n\tpath /x\n", ErrorCode::ConfigInvalid, 4);
    row("unknown section type", "pool: cut\n\tpath /x\n", ErrorCode::ConfigInvalid, 4);
    row("bad name", "datastore: a/b\n\tpath /x\n", ErrorCode::ConfigInvalid, 4);
    row("property twice", "datastore: cut\n\tpath /x\n\tpath /y\n", ErrorCode::ConfigInvalid, 6);
    row("mode that does not parse", "datastore: cut\n\tpath /x\n\tmaintenance-mode offline,x=1\n",
        ErrorCode::ConfigInvalid, 6);
    row("binary",
        QByteArray("\x7f"
                   "ELF\x00\x01\n",
                   7),
        ErrorCode::ConfigInvalid, 4);
    row("not UTF-8", "datastore: cut\n\tpath /\xff\n", ErrorCode::ConfigInvalid, 5);
    row("the same store again", "datastore: vault\n\tpath /y\n", ErrorCode::DuplicateStore, 0);
}

void TestConfigEdit::aBrokenConfigIsNotTouched() // I-01, I-09
{
    QFETCH(QByteArray, more);
    QFETCH(ErrorCode, code);
    QFETCH(int, line);
    Fixture fixture(TestSite::Kind::Pbs);
    fixture.site.writeConfig("datastore: vault\n\tpath /x\n\n" + more);
    const FileStatus before = TestSite::status(fixture.site.site().configPath());
    const auto result = fixture.setOffline();
    QVERIFY(!result);
    QCOMPARE(result.error().code, code);
    QCOMPARE(result.error().line, line);
    if (code == ErrorCode::ConfigInvalid)
        QCOMPARE(result.error().subject, QFile::decodeName(fixture.site.site().configPath()));
    QCOMPARE(TestSite::status(fixture.site.site().configPath()), before);
    QCOMPARE(fixture.site.counter(), 0U);
}

void TestConfigEdit::anUnknownTypeIsLeftByForce() // I-09
{
    Fixture fixture;
    fixture.site.writeConfig("datastore: vault\n\tmaintenance-mode frozen,message=x\n\tpath /x\n");
    ModeChange change;
    change.store = vault;
    change.force = true;
    const auto result = fixture.set(change);
    QVERIFY(result && result->changed);
    QCOMPARE(result->oldMode.unknownType, QStringLiteral("frozen"));
    QCOMPARE(fixture.site.config(), "datastore: vault\n\tpath /x\n");
}

void TestConfigEdit::aDryRunOnlyLooks_data()
{
    QTest::addColumn<int>("systemError"); // of the look at the rights
    QTest::addColumn<int>("code");
    QTest::newRow("would do") << 0 << -1;
    QTest::newRow("no right") << EACCES << int(ErrorCode::PermissionDenied);
    QTest::newRow("read-only file system") << EROFS << int(ErrorCode::ReadOnlyFileSystem);
}

void TestConfigEdit::aDryRunOnlyLooks()
{
    QFETCH(int, systemError);
    QFETCH(int, code);
    Fixture fixture(TestSite::Kind::Pbs);
    QVERIFY(fixture.setOffline()); // the lock file and the log are there now
    const QByteArrayList names = TestSite::names(fixture.site.site().configFolder);
    const FileStatus before = TestSite::status(fixture.site.site().configPath());
    if (systemError != 0)
        fixture.files.failEvery(Call::MayWrite, systemError);
    ModeChange change;
    change.store = vault;
    change.mode = {MaintenanceType::ReadOnly, QStringLiteral("x"), {}};
    change.dryRun = true;
    const auto result = fixture.set(change);
    QCOMPARE(result ? -1 : int(result.error().code), code);
    if (result) {
        QVERIFY(result->changed);
        QCOMPARE(result->oldMode, offline);
        QCOMPARE(result->newMode, change.mode);
    }
    QCOMPARE(TestSite::names(fixture.site.site().configFolder), names);
    QCOMPARE(TestSite::status(fixture.site.site().configPath()), before);
    QCOMPARE(fixture.site.counter(), 1U);
    QCOMPARE(fixture.logged(), 1);

    change.expectedType = MaintenanceType::None;
    QCOMPARE(fixture.set(change).error().code, ErrorCode::ModeChanged);
    change.expectedType.reset();
    fixture.pbsLives = true;
    QCOMPARE(::unlink(fixture.site.site().counterPath().constData()), 0);
    QCOMPARE(fixture.set(change).error().code, ErrorCode::CounterUnusable);
}

void TestConfigEdit::theLockIsWaitedFor() // I-01
{
    Fixture fixture;
    auto folder = std::make_shared<SiteFolder>(posixFileSystem(), fixture.site.site().configFolder);
    LockFile other(folder, ".datastore.lck", fixture.site.site().lockOwner);
    auto held = other.acquire(Fixture::soon());
    QVERIFY(held);
    ModeChange change;
    change.store = vault;
    change.mode = offline;
    const auto refused = fixture.edit.setMode(change, Deadline::after(systemClock(), 50ms));
    QCOMPARE(refused.error().code, ErrorCode::LockTimeout);
    QCOMPARE(fixture.site.config(), fixture.before);
    held->release();
    QVERIFY(fixture.set(change));
    QVERIFY(other.acquire(Fixture::soon())); // and let go again
}

void TestConfigEdit::theCounterIsCheckedBeforeAnythingIsWritten_data()
{
    QTest::addColumn<bool>("missing"); // else it has another mark
    QTest::addColumn<bool>("lives");
    QTest::addColumn<bool>("force");
    QTest::addColumn<bool>("done");
    QTest::addColumn<int>("warnings");
    QTest::newRow("damaged, PBS runs") << false << true << false << false << 0;
    QTest::newRow("damaged, PBS runs, forced") << false << true << true << true << 1;
    QTest::newRow("damaged, no PBS runs") << false << false << false << true << 1;
    QTest::newRow("missing, PBS runs") << true << true << false << false << 0;
    QTest::newRow("missing, PBS runs, forced") << true << true << true << true << 1;
    QTest::newRow("missing, no PBS runs") << true << false << false << true << 0;
}

void TestConfigEdit::theCounterIsCheckedBeforeAnythingIsWritten() // I-01
{
    QFETCH(bool, missing);
    QFETCH(bool, lives);
    QFETCH(bool, force);
    QFETCH(bool, done);
    QFETCH(int, warnings);
    Fixture fixture(TestSite::Kind::Pbs);
    fixture.pbsLives = lives;
    const QByteArray path = fixture.site.site().counterPath();
    if (missing)
        QCOMPARE(::unlink(path.constData()), 0);
    else
        TestSite::write(path, QByteArray(4096, '\0'));
    const FileStatus before = TestSite::status(path);
    ModeChange change;
    change.store = vault;
    change.mode = offline;
    change.force = force;
    const auto result = fixture.set(change);
    QCOMPARE(result.has_value(), done);
    QCOMPARE(TestSite::status(path), before);
    if (result) {
        QCOMPARE(fixture.mode(), offline);
        QCOMPARE(result->warnings.size(), warnings);
        for (const Error &warning : result->warnings)
            QCOMPARE(warning.code, ErrorCode::CounterUnusable);
        return;
    }
    QCOMPARE(result.error().code, ErrorCode::CounterUnusable);
    QCOMPARE(result.error().subject, QFile::decodeName(path));
    QVERIFY(!result.error().detail.isEmpty());
    QCOMPARE(fixture.site.config(), fixture.before);
    QCOMPARE(fixture.files.countOf(Call::Write), 0);
    QCOMPARE(fixture.files.countOf(Call::RenameAt), 1); // of the lock file that was made
}

void TestConfigEdit::aCounterMadeMeanwhileIsRaised() // I-01
{
    Fixture fixture(TestSite::Kind::Pbs);
    const QByteArray path = fixture.site.site().counterPath();
    const QByteArray bytes = TestSite::read(path);
    QCOMPARE(::unlink(path.constData()), 0);
    // A PBS starts, and reads the old file, just before the exchange.
    fixture.files.beforeEvery(Call::RenameAt, [&] {
        if (!QFile::exists(QFile::decodeName(path)))
            TestSite::write(path, bytes);
    });
    QVERIFY(fixture.setOffline());
    QCOMPARE(fixture.site.counter(), 1U);
}

void TestConfigEdit::aCounterLostMeanwhileUndoesTheChange() // I-01, I-09
{
    Fixture fixture(TestSite::Kind::Pbs);
    QVERIFY(fixture.setOffline());
    const QByteArray before = fixture.site.config();
    fixture.pbsLives = true;
    fixture.files.beforeEvery(Call::RenameAt, [&] { ::truncate(fixture.site.site().counterPath().constData(), 0); });
    ModeChange change;
    change.store = vault;
    const auto result = fixture.set(change);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::CounterUnusable);
    QCOMPARE(fixture.site.config(), before);
    QCOMPARE(fixture.leftovers(), QByteArrayList());
    QCOMPARE(fixture.logged(), 1);
}

void TestConfigEdit::anUnwritableLogIsAWarning()
{
    Fixture fixture;
    QCOMPARE(::mkdir((fixture.site.site().logFolder + "/changes.jsonl").constData(), 0770), 0);
    const auto result = fixture.setOffline();
    QVERIFY(result && result->changed);
    QCOMPARE(fixture.mode(), offline);
    QCOMPARE(result->warnings.size(), 1);
    QCOMPARE(result->warnings.constFirst().code, ErrorCode::UnsafeFile);
}

void TestConfigEdit::severalProcessesLoseNothing() // I-09
{
    constexpr int processes = 4;
    constexpr int changes = 20;
    TestSite site;
    for (int i = 0; i < processes; ++i)
        site.addStore("store" + QByteArray::number(i));
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            ConfigEdit edit(posixFileSystem(), systemClock(), site.site(), [] { return false; });
            bool ok = true;
            for (int n = 1; n <= changes && ok; ++n) {
                ModeChange change;
                change.store = QStringLiteral("store%1").arg(i);
                change.mode = {MaintenanceType::ReadOnly, QString::number(n), {}};
                ok = edit.setMode(change, Fixture::soon()).has_value();
            }
            ::_exit(ok ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }
    const DatastoreConfig config = DatastoreConfig::parse(site.config());
    for (int i = 0; i < processes; ++i)
        QCOMPARE(config.find(QStringLiteral("store%1").arg(i))->mode.message, QString::number(changes));
    const auto log = ChangeLog(posixFileSystem(), site.site()).read();
    QCOMPARE(log->records.size(), processes * changes);
    for (qsizetype i = 0; i < log->records.size(); ++i)
        QCOMPARE(log->records.at(i).number, i + 1);
    QCOMPARE(log->records.constLast().digest, config.digest());
}

QTEST_APPLESS_MAIN(TestConfigEdit)
#include "tst_configedit.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "core/config/storenotes.h"
#include "core/history/changelog.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");

struct Fixture {
    explicit Fixture(TestSite::Kind kind = TestSite::Kind::Folder)
        : site(kind)
        , edit(files, systemClock(), site.site(), [] { return false; })
        , folder(site.path("disk"))
    {
        ::mkdir(folder.constData(), 0770);
    }
    static Deadline soon() { return Deadline::after(systemClock(), lockTimeLimit); }
    Result<void> add(const QString &name = vault, const QString &comment = {})
    {
        return edit.addStore(name, QFile::decodeName(folder), comment, soon());
    }
    Result<void> remove(const QString &name = vault)
    {
        const auto locked = edit.lock(soon());
        return locked ? edit.removeSection(*locked, name) : Result<void>(failure(locked.error()));
    }
    [[nodiscard]] StoreNotes notes() const
    {
        SiteFolder config(posixFileSystem(), site.site().configFolder);
        return readStoreNotes(config).value_or(StoreNotes{{QStringLiteral("unreadable"), {}}});
    }

    TestSite site;
    FaultyFileSystem files;
    ConfigEdit edit;
    QByteArray folder;
};

} // namespace

class TestStoreEdit : public QObject
{
    Q_OBJECT

private slots:
    void aStoreComesAndGoes_data();
    void aStoreComesAndGoes();
    void theSiteIsMade();
    void othersStay();
    void whoSetAModeStaysKnown();
    void pbsKeepsItsOwnList();
    void foldersThatCannotBeStores_data();
    void foldersThatCannotBeStores();
    void pathsAreKeptAsGiven_data();
    void pathsAreKeptAsGiven();
    void whatStandsInTheWayIsLeftAlone_data();
    void whatStandsInTheWayIsLeftAlone();
    void removalRefusesWhatItWasNotShown();
};

void TestStoreEdit::aStoreComesAndGoes_data()
{
    QTest::addColumn<TestSite::Kind>("kind");
    QTest::newRow("folder") << TestSite::Kind::Folder;
    QTest::newRow("system") << TestSite::Kind::System;
}

void TestStoreEdit::aStoreComesAndGoes() // I-08
{
    QFETCH(TestSite::Kind, kind);
    Fixture fixture(kind);
    QVERIFY(fixture.add(vault, QStringLiteral(" two disks ")));
    QCOMPARE(fixture.site.config(), "datastore: vault\n\tcomment two disks\n\tpath " + fixture.folder + '\n');
    QCOMPARE(fixture.notes().size(), 1);
    QCOMPARE(fixture.notes().value(vault), *fileSystemAt(QFile::decodeName(fixture.folder)));
    QCOMPARE(TestSite::status(fixture.site.site().configPath()).mode & 07777, fixture.site.site().configOwner.mode);
    QCOMPARE(fixture.add().error().code, ErrorCode::StoreExists);
    QVERIFY(fixture.add(QStringLiteral("tank")));
    QVERIFY(fixture.remove());
    QCOMPARE(fixture.site.config(), "datastore: tank\n\tpath " + fixture.folder + '\n');
    QCOMPARE(fixture.notes().keys(), QStringList{QStringLiteral("tank")});
    QCOMPARE(fixture.remove().error().code, ErrorCode::NoSuchStore);
    QVERIFY(fixture.remove(QStringLiteral("tank")));
    QCOMPARE(fixture.site.config(), "");
    QVERIFY(fixture.notes().isEmpty());
    for (const QByteArray &name : TestSite::names(fixture.site.site().configFolder))
        QVERIFY2(!name.contains(".tmp-") && !name.contains(".aside-"), name.constData());
}

void TestStoreEdit::theSiteIsMade()
{
    const TestSite site;
    SiteRequest request;
    request.root = QFile::decodeName(site.path("new/site"));
    const auto chosen = chooseSite(request, site.environment());
    QVERIFY(chosen);
    ConfigEdit edit(posixFileSystem(), systemClock(), *chosen, [] { return false; });
    QVERIFY(edit.addStore(vault, QStringLiteral("/tmp"), {}, Fixture::soon()));
    QVERIFY(TestSite::read(chosen->configPath()).startsWith("datastore: vault\n"));
    QVERIFY(S_ISDIR(TestSite::status(chosen->trackingFolder).mode));
    // Setting a mode where nothing is makes nothing.
    request.root = QFile::decodeName(site.path("typo"));
    const auto typo = chooseSite(request, site.environment());
    ConfigEdit mistaken(posixFileSystem(), systemClock(), *typo, [] { return false; });
    ModeChange change;
    change.store = vault;
    change.mode.type = MaintenanceType::Offline;
    QCOMPARE(mistaken.setMode(change, Fixture::soon()).error().code, ErrorCode::NotFound);
    QVERIFY(!QFile::exists(request.root));
}

void TestStoreEdit::othersStay() // I-08
{
    Fixture fixture;
    const QByteArray odd = "datastore: x.lock\r\n  path /x\r\n\tnew-thing 1\r\n\r\n";
    fixture.site.writeConfig(odd);
    QVERIFY(fixture.add());
    QCOMPARE(fixture.site.config(), odd + "datastore: vault\r\n\tpath " + fixture.folder + "\r\n");
    QVERIFY(fixture.remove());
    QCOMPARE(fixture.site.config(), odd.chopped(2));

    fixture.site.writeConfig("datastore: broken\n");
    const auto refused = fixture.add();
    QCOMPARE(refused.error().code, ErrorCode::ConfigInvalid);
    QCOMPARE(refused.error().line, 1);
    QCOMPARE(fixture.remove().error().code, ErrorCode::ConfigInvalid);
    QCOMPARE(fixture.site.config(), "datastore: broken\n");
}

void TestStoreEdit::whoSetAModeStaysKnown() // I-09
{
    Fixture fixture;
    const QByteArray logPath = fixture.site.site().logFolder + "/changes.jsonl";
    QVERIFY(fixture.add());
    QVERIFY(TestSite::read(logPath).isEmpty()); // nobody has set a mode here
    ModeChange change;
    change.store = vault;
    change.mode.type = MaintenanceType::Offline;
    QVERIFY(fixture.edit.setMode(change, Fixture::soon()));
    ChangeLog log(fixture.files, fixture.site.site());
    const auto isKnown = [&] {
        const QByteArray digest = DatastoreConfig::parse(fixture.site.config()).digest();
        const auto current = log.current(vault, change.mode, digest);
        const auto content = log.read();
        return current && *current && content && currentChange(*content, vault, change.mode, digest).has_value();
    };
    QVERIFY(isKnown());
    QVERIFY(fixture.add(QStringLiteral("tank")));
    QVERIFY(isKnown());
    QVERIFY(fixture.remove(QStringLiteral("tank")));
    QVERIFY(isKnown());
    QCOMPARE(log.read()->records.size(), 1);
    QCOMPARE(log.read()->unreadableLines, 0);

    // An editor was here: it may have cleared the mode and set it again.
    fixture.site.writeConfig(fixture.site.config() + '\n');
    QVERIFY(fixture.add(QStringLiteral("tank")));
    QVERIFY(!isKnown());
    // A log that can't be written is no reason not to add.
    QVERIFY(::unlink(logPath.constData()) == 0 && ::mkdir(logPath.constData(), 0700) == 0);
    QVERIFY(fixture.remove(QStringLiteral("tank")));
}

void TestStoreEdit::pbsKeepsItsOwnList() // I-10
{
    Fixture fixture(TestSite::Kind::Pbs);
    fixture.site.addStore("vault");
    const QByteArrayList names = TestSite::names(fixture.site.site().configFolder);
    const QByteArray before = fixture.site.config();
    QCOMPARE(fixture.add(QStringLiteral("tank")).error().code, ErrorCode::ManagedByPbs);
    QCOMPARE(fixture.remove().error().code, ErrorCode::ManagedByPbs);
    QCOMPARE(fixture.site.config(), before);
    QCOMPARE(TestSite::names(fixture.site.site().configFolder), names);
    QCOMPARE(fixture.site.counter(), 0U);
}

void TestStoreEdit::foldersThatCannotBeStores_data()
{
    QTest::addColumn<QString>("path"); // %1: the site's root
    QTest::addColumn<int>("systemError");
    QTest::newRow("missing") << QStringLiteral("%1/missing") << ENOENT;
    QTest::newRow("missing behind ..") << QStringLiteral("%1/missing/../disk") << ENOENT;
    QTest::newRow("a file") << QStringLiteral("%1/file") << 0;
    QTest::newRow("a dangling link") << QStringLiteral("%1/dangling") << ENOENT;
    QTest::newRow("relative") << QStringLiteral("disk") << 0;
    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("blank at the end") << QStringLiteral("%1/disk ") << 0;
}

void TestStoreEdit::foldersThatCannotBeStores() // I-10
{
    QFETCH(QString, path);
    QFETCH(int, systemError);
    Fixture fixture;
    TestSite::write(fixture.site.path("file"), "x");
    QCOMPARE(::symlink("nowhere", fixture.site.path("dangling").constData()), 0);
    path.replace(QStringLiteral("%1"), QFile::decodeName(fixture.site.root()));
    const auto added = fixture.edit.addStore(vault, path, {}, Fixture::soon());
    QCOMPARE(added.error().code, ErrorCode::InvalidPath);
    QCOMPARE(added.error().subject, path);
    QCOMPARE(added.error().systemError, systemError);
    QCOMPARE(TestSite::status(fixture.site.site().configPath()), FileStatus());
}

void TestStoreEdit::pathsAreKeptAsGiven_data()
{
    QTest::addColumn<QString>("path"); // %1: the site's root
    QTest::addColumn<QString>("written");
    QTest::newRow("slash at the end") << QStringLiteral("%1/disk/") << QStringLiteral("%1/disk");
    QTest::newRow("double slashes and dots") << QStringLiteral("%1//./disk/.") << QStringLiteral("%1/disk");
    QTest::newRow("a link stays") << QStringLiteral("%1/link") << QStringLiteral("%1/link");
    QTest::newRow("a link before it stays") << QStringLiteral("%1/link/inner") << QStringLiteral("%1/link/inner");
    QTest::newRow("the parent of what a link names") << QStringLiteral("%1/link/..") << QStringLiteral("%1");
    QTest::newRow("..") << QStringLiteral("%1/disk/inner/..") << QStringLiteral("%1/disk");
}

void TestStoreEdit::pathsAreKeptAsGiven()
{
    QFETCH(QString, path);
    QFETCH(QString, written);
    Fixture fixture;
    QCOMPARE(::mkdir((fixture.folder + "/inner").constData(), 0770), 0);
    QCOMPARE(::symlink(fixture.folder.constData(), fixture.site.path("link").constData()), 0);
    const QString root = QFile::decodeName(fixture.site.root());
    QVERIFY(fixture.edit.addStore(vault, path.replace(QStringLiteral("%1"), root), {}, Fixture::soon()));
    QCOMPARE(DatastoreConfig::parse(fixture.site.config()).find(vault)->path,
             written.replace(QStringLiteral("%1"), root));
}

void TestStoreEdit::whatStandsInTheWayIsLeftAlone_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("kind");
    for (const char *name : {"datastore.cfg", ".datastore.lck", "stores.json"}) {
        for (const char *kind : {"folder", "fifo", "dangling", "outward"})
            QTest::addRow("%s: %s", name, kind) << QByteArray(name) << QString::fromLatin1(kind);
    }
}

void TestStoreEdit::whatStandsInTheWayIsLeftAlone() // I-10
{
    QFETCH(QByteArray, name);
    QFETCH(QString, kind);
    Fixture fixture;
    const QByteArray path = fixture.site.site().configFolder + '/' + name;
    const QByteArray outside = fixture.site.path("outside");
    const QByteArray content = name == "stores.json" ? "{}" : "";
    TestSite::write(outside, content);
    if (kind == u"folder")
        QCOMPARE(::mkdir(path.constData(), 0770), 0);
    else if (kind == u"fifo")
        QCOMPARE(::mkfifo(path.constData(), 0660), 0);
    else
        QCOMPARE(::symlink(kind == u"outward" ? outside.constData() : "nowhere", path.constData()), 0);
    const FileStatus before = TestSite::status(path);
    const auto added = fixture.add();
    QCOMPARE(added.error().code, ErrorCode::UnsafeFile);
    QCOMPARE(added.error().subject, QFile::decodeName(path));
    QCOMPARE(TestSite::status(path), before);
    QCOMPARE(TestSite::read(outside), content);
    QCOMPARE(TestSite::status(fixture.site.path("nowhere")), FileStatus());
    ModeChange change;
    change.store = vault;
    if (name != "stores.json")
        QCOMPARE(fixture.edit.setMode(change, Fixture::soon()).error().code, ErrorCode::UnsafeFile);
}

void TestStoreEdit::removalRefusesWhatItWasNotShown() // I-09
{
    Fixture fixture;
    QVERIFY(fixture.add());
    const QByteArray before = fixture.site.config();
    const auto locked = fixture.edit.lock(Fixture::soon());
    QVERIFY(locked);
    QVERIFY(locked->reading.config.find(vault));
    fixture.site.writeConfig("datastore: vault\n\tmaintenance-mode offline\n\tpath /x\n");
    QCOMPARE(fixture.edit.removeSection(*locked, vault).error().code, ErrorCode::ConfigChanged);
    QVERIFY(fixture.site.config().contains("offline"));
    // What else an editor did is kept.
    fixture.site.writeConfig("datastore: more\n\tpath /more\n\n" + before);
    QVERIFY(fixture.edit.removeSection(*locked, vault));
    QCOMPARE(fixture.site.config(), "datastore: more\n\tpath /more\n");
}

QTEST_APPLESS_MAIN(TestStoreEdit)
#include "tst_storeedit.moc"

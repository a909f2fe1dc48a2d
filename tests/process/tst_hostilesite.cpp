// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "core/doctor/repair.h"
#include "core/history/changelog.h"
#include "core/operations/datastoregate.h"
#include "core/operations/storeremoval.h"
#include "tests/process/drainfixture.h"
#include "tests/process/monitorprobe.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/procprobe.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <array>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr gid_t hostileGroup = 65534;

Deadline soon()
{
    return Deadline::after(systemClock(), std::chrono::milliseconds{300});
}

Deadline generous()
{
    return Deadline::after(systemClock(), std::chrono::seconds{30});
}

/// A site whose folders a hostile member of its group may write: as root another user, in a group that owns the site;
/// otherwise we ourselves, who may do all that and more.
class HostileSite
{
public:
    HostileSite()
    {
        files.addStore("vault");
        files.addStore("tank");
        QDir().mkpath(QFile::decodeName(files.path("outside")));
        TestSite::write(outsidePath("secret"), "datastore: mine\n\tpath /mine\n");
        for (const QByteArray &path : {files.root(), files.path("stores"), files.path("stores/vault"),
                                       files.path("stores/tank"), files.path("outside")})
            ::chmod(path.constData(), 0755);
        ::chmod(files.site().configPath().constData(), 0660);
        for (const QByteArray &path : {files.site().configFolder, files.site().trackingFolder}) {
            if (::geteuid() == 0 && ::chown(path.constData(), 0, hostileGroup) != 0)
                qFatal("cannot give the site to a group");
            ::chmod(path.constData(), 02770);
        }
        if (::geteuid() == 0 && ::chown(files.site().configPath().constData(), 0, hostileGroup) != 0)
            qFatal("cannot give the config to a group");
        const auto chosen = chooseSite({QFile::decodeName(files.path("site")), {}}, files.environment());
        if (!chosen)
            qFatal("no site");
        site = *chosen;
    }

    [[nodiscard]] QByteArray outsidePath(const QByteArray &name) const { return files.path("outside/") + name; }
    [[nodiscard]] QByteArray tracking(const QByteArray &name = "vault") const { return files.trackingPath(name); }
    [[nodiscard]] QString trackingText(const QByteArray &name = "vault") const
    {
        return QFile::decodeName(tracking(name));
    }

    /// Done by the hostile member. True if it was done.
    static bool byHostile(const std::function<bool()> &deed)
    {
        return inChild([&deed] { return deed() ? 0 : 1; }, true) == 0;
    }
    bool writeInPlace(const QByteArray &path, const QByteArray &bytes) const
    {
        return byHostile([&] {
            const int file = ::open(path.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
            return file >= 0 && ::write(file, bytes.constData(), static_cast<size_t>(bytes.size())) == bytes.size();
        });
    }

    TestSite files;
    Site site;
};

/// What Drydock does on a site, as somebody else's process sees it.
struct Victim {
    explicit Victim(const Site &where, FileSystem &fileSystem = posixFileSystem())
        : site(where)
        , files(fileSystem)
        , gate(fileSystem, systemProcessTable(), systemClock(), where)
        , edit(fileSystem, systemClock(), where, [] { return false; })
    {
    }

    Result<OperationGuard> begin(const QString &store, const Deadline &limit = generous())
    {
        return gate.begin(store, Operation::Write, {}, limit);
    }
    [[nodiscard]] ExaminationSurroundings surroundings() const
    {
        return {files, systemProcessTable(), systemClock(), {}};
    }
    Result<ModeChangeResult> set(MaintenanceType type, const Deadline &limit = generous())
    {
        ModeChange change;
        change.store = vault;
        change.mode.type = type;
        return edit.setMode(change, limit);
    }
    /// Every kind of thing once, whatever comes of it.
    void doEverything()
    {
        static_cast<void>(begin(vault, soon()));
        static_cast<void>(begin(QStringLiteral("tank"), soon()));
        static_cast<void>(set(MaintenanceType::Offline, soon()));
        static_cast<void>(set(MaintenanceType::None, soon()));
        static_cast<void>(gate.tracker()->read(vault));
        static_cast<void>(ChangeLog(files, site).appendDrained(1, 1));
        const Examination examination = examineSite(surroundings(), site);
        Repair repair(surroundings(), site, soon());
        for (const RepairStep &step : planRepair(examination.remedies))
            static_cast<void>(repair.carryOut(step));
        static_cast<void>(repair.carryOut({RepairStep::Kind::Forget, {}, {}, vault}));
        static_cast<void>(edit.addStore(QStringLiteral("usb"), QStringLiteral("/"), {}, soon()));
        static_cast<void>(removeStore(edit, *gate.tracker(), vault, soon()));
    }

    const Site site;
    FileSystem &files;
    DatastoreGate gate;
    ConfigEdit edit;
};

/// What a hostile member may not change: the files outside, by everything but the time they were last read.
class Outside
{
public:
    explicit Outside(const HostileSite &site)
        : m_folder(site.files.path("outside"))
        , m_before(now())
    {
    }
    [[nodiscard]] bool isUntouched() const { return now() == m_before; }

private:
    [[nodiscard]] QList<std::pair<QByteArray, FileStatus>> now() const
    {
        QList<std::pair<QByteArray, FileStatus>> found;
        for (const QByteArray &name : TestSite::names(m_folder))
            found.append({name + TestSite::read(m_folder + '/' + name), TestSite::status(m_folder + '/' + name)});
        return found;
    }
    const QByteArray m_folder;
    const QList<std::pair<QByteArray, FileStatus>> m_before;
};

/// A process of the hostile member's that holds locks (tests/helpers/lockholder).
class HostileHolder : public HelperProcess
{
public:
    HostileHolder()
        : HelperProcess(QStringLiteral("/bin/sh"),
                        {QStringLiteral("-c"), ::geteuid() == 0
                                                   ? QStringLiteral("exec setpriv --reuid=65534 --regid=65534 "
                                                                    "--clear-groups " DRYDOCK_BIN_DIR "/lockholder")
                                                   : QStringLiteral("exec " DRYDOCK_BIN_DIR "/lockholder")})
    {
    }
};

using Damage = std::function<bool(const HostileSite &)>;

} // namespace

/// A member of the group that may write the tracking folder, and means harm: what it can do, and what it cannot.
class TestHostileSite : public QObject
{
    Q_OBJECT

private slots:
    // Can.
    void damagedFileIsUnknownAndNamed_data();
    void damagedFileIsUnknownAndNamed();
    void otherStoresAreServedMeanwhile_data();
    void otherStoresAreServedMeanwhile();
    void heldTrackingLockIsBusyAndNamed();
    void heldConfigLockIsBusyAndNamed();
    void falseCountsAreCountedAndDoNotOverflow();
    void falseZeroIsLostFromSight();
    void falsePidsGetNoSignal();
    void controlAndBidiCharactersAreEscaped();
    // Cannot.
    void plantedThingsLeadNowhere_data();
    void plantedThingsLeadNowhere();
    void plantedTemporariesAreNotWritten();
    void swapsAtEveryStepLeadNowhere_data();
    void swapsAtEveryStepLeadNowhere();
    void fileThatGrowsWhileItIsReadIsLeft();
    void nothingIsLeftBehind();

private:
    static void addDamages();
};

void TestHostileSite::addDamages()
{
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, ErrorCode code, const Damage &damage) {
        QTest::newRow(name) << damage << code;
    };
    row("emptied in place", ErrorCode::TrackingInvalid,
        [](const HostileSite &site) { return site.writeInPlace(site.tracking(), {}); });
    row("grown in place", ErrorCode::TooLarge, [](const HostileSite &site) {
        return site.writeInPlace(site.tracking(), '[' + QByteArray(trackingSizeLimit, ' ') + ']');
    });
    row("grown to 100 GiB of nothing", ErrorCode::TooLarge, [](const HostileSite &site) {
        return site.byHostile([&] { return ::truncate(site.tracking().constData(), 100LL << 30) == 0; });
    });
    row("negative counts", ErrorCode::TrackingInvalid, [](const HostileSite &site) {
        return site.writeInPlace(site.tracking(), Drydock::tracking({entry({7, 7}, -5, 0)}));
    });
    row("no text", ErrorCode::TrackingInvalid,
        [](const HostileSite &site) { return site.writeInPlace(site.tracking(), "\xff\xfe\x00[]"); });
}

void TestHostileSite::damagedFileIsUnknownAndNamed_data()
{
    addDamages();
}

void TestHostileSite::damagedFileIsUnknownAndNamed() // I-03
{
    QFETCH(Damage, damage);
    QFETCH(ErrorCode, code);
    HostileSite hostile;
    Victim victim(hostile.site);
    { // what was registered properly
        const auto held = victim.begin(vault);
        QVERIFY(held);
    }
    QVERIFY(victim.set(MaintenanceType::Offline));
    QVERIFY(damage(hostile));
    const auto reading = victim.gate.tracker()->read(vault);
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, code);
    QCOMPARE(reading.error().subject, hostile.trackingText());
    MonitorProbe probe(hostile.site);
    const auto shown = probe.waitForState(vault, DrainState::Unknown);
    QVERIFY(shown);
    QVERIFY(shown->cause);
    QCOMPARE(shown->cause->subject, hostile.trackingText());
    QVERIFY(!probe.statesOf(vault).contains(DrainState::Drained));
}

void TestHostileSite::otherStoresAreServedMeanwhile_data()
{
    addDamages();
}

void TestHostileSite::otherStoresAreServedMeanwhile()
{
    QFETCH(Damage, damage);
    QFETCH(ErrorCode, code);
    HostileSite hostile;
    Victim victim(hostile.site);
    QVERIFY(victim.begin(vault));
    QVERIFY(damage(hostile));
    const auto refused = victim.begin(vault);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, code);
    const auto served = victim.begin(QStringLiteral("tank"));
    QVERIFY(served);
    QVERIFY(victim.set(MaintenanceType::Offline)); // of the damaged one, too: the mode is in another file
}

void TestHostileSite::heldTrackingLockIsBusyAndNamed()
{
    HostileSite hostile;
    Victim victim(hostile.site);
    QVERIFY(victim.begin(vault)); // makes the lock file
    HostileHolder holder;
    QCOMPARE(holder.ask("lock " + hostile.tracking("vault.lock")), "locked"_qba);
    const auto busy = victim.begin(vault, soon());
    QVERIFY(!busy);
    QCOMPARE(busy.error().code, ErrorCode::LockTimeout);
    QCOMPARE(busy.error().subject, hostile.trackingText("vault.lock"));
    QVERIFY2(busy.error().detail.contains(QString::number(holder.pid())), qPrintable(busy.error().detail));
    QVERIFY(victim.begin(QStringLiteral("tank")));
    QVERIFY(victim.gate.tracker()->read(vault)); // without a lock
    QVERIFY(victim.set(MaintenanceType::Offline));
}

void TestHostileSite::heldConfigLockIsBusyAndNamed()
{
    HostileSite hostile;
    Victim victim(hostile.site);
    QVERIFY(victim.begin(vault));
    HostileHolder holder;
    QCOMPARE(holder.ask("lock " + hostile.site.configLockPath()), "locked"_qba);
    const auto busy = victim.begin(vault, soon());
    QVERIFY(!busy);
    QCOMPARE(busy.error().code, ErrorCode::LockTimeout);
    QCOMPARE(busy.error().subject, QFile::decodeName(hostile.site.configLockPath()));
    QCOMPARE(victim.set(MaintenanceType::Offline, soon()).error().code, ErrorCode::LockTimeout);
    QVERIFY(victim.gate.tracker()->read(vault));
}

void TestHostileSite::falseCountsAreCountedAndDoNotOverflow() // I-06
{
    HostileSite hostile;
    Victim victim(hostile.site);
    IdleProcess process;
    QByteArray huge = entry(process.key(), 0, 1);
    huge.replace("\"read\":0", "\"read\":9223372036854775807");
    QByteArrayList entries;
    for (int i = 0; i < 1000; ++i)
        entries.append(huge);
    QVERIFY(hostile.writeInPlace(hostile.tracking(), tracking(entries)));
    const auto reading = victim.gate.tracker()->read(vault);
    QVERIFY(reading);
    QVERIFY(reading->counts.read > 0);
    QCOMPARE(reading->counts.write, 1000);
    process.kill();
    QCOMPARE(victim.gate.tracker()->read(vault)->counts.total(), 0); // as long as that process lives
}

void TestHostileSite::falseZeroIsLostFromSight() // I-03
{
    HostileSite hostile;
    Victim victim(hostile.site);
    IdleProcess process;
    replaceFile(hostile.tracking(), tracking({entry(process.key(), 0, 1)}));
    ::chmod(hostile.tracking().constData(), 0666);
    QVERIFY(victim.set(MaintenanceType::Offline));
    MonitorProbe probe(hostile.site);
    QVERIFY(probe.waitForState(vault, DrainState::Draining));
    QVERIFY(hostile.writeInPlace(hostile.tracking(), "[]"));
    const auto lost = probe.waitForStore(vault, [](const StoreSnapshot &store) {
        return store.conflicting == 1
               && std::any_of(store.holders.begin(), store.holders.end(),
                              [](const Holder &holder) { return holder.lostFromSight; });
    });
    QVERIFY(lost);
    QVERIFY(!probe.statesOf(vault).contains(DrainState::Drained));
    process.kill();
    QVERIFY(probe.endsIn(vault, DrainState::Drained));
}

void TestHostileSite::falsePidsGetNoSignal() // I-05
{
    HostileSite hostile;
    Victim victim(hostile.site);
    IdleProcess process; // any signal that reaches it ends it
    const ProcessKey key = process.key();
    const ProcessKey self = systemProcessTable().self().key;
    const QByteArray space = ",\"ns\":\"" + systemProcessTable().self().space.toBytes() + "\"";
    QByteArrayList entries;
    for (const ProcessKey &named : {key, ProcessKey{key.pid, key.startTime + 1}, self, ProcessKey{1, 1}}) {
        const QByteArray plain = entry(named, 1, 1);
        entries.append(plain);
        entries.append(plain.chopped(1) + space + '}');
        entries.append(plain.chopped(1) + space + ",\"guardian\":{\"pid\":" + QByteArray::number(key.pid)
                       + ",\"starttime\":" + QByteArray::number(named.startTime) + "}}");
    }
    QVERIFY(hostile.writeInPlace(hostile.tracking(), tracking(entries)));
    ::chmod(hostile.tracking().constData(), 0666);
    for (int i = 0; i < 3; ++i)
        victim.doEverything();
    MonitorProbe probe(hostile.site);
    QVERIFY(probe.settled());
    QCOMPARE(process.ask("alive?"), "alive?"_qba);
}

void TestHostileSite::controlAndBidiCharactersAreEscaped()
{
    HostileSite hostile;
    HelperProcess process(
        QStringLiteral("/bin/bash"),
        {QStringLiteral("-c"), QStringLiteral("exec -a $'evil\\e]0;owned\\a\\xe2\\x80\\xae\\nvault  drained' cat")});
    QCOMPARE(process.ask("there?"), "there?"_qba); // it is cat now
    const auto text = systemProcessTable().readStat(static_cast<pid_t>(process.pid()));
    QVERIFY(text);
    const QByteArray named = entry({static_cast<pid_t>(process.pid()), parseProcStat(*text)->startTime}, 0, 1);
    QVERIFY(hostile.writeInPlace(
        hostile.tracking(), tracking({named.chopped(1) + ",\"job\":\"\xe2\x80\xae\",\"label\":\"\xe2\x81\xa6x\"}"})));
    ::chmod(hostile.tracking().constData(), 0666);
    for (const char *line : {"show vault --why", "list -v", "doctor -v"}) {
        QProcess program;
        program.start(QStringLiteral(DRYDOCK_BIN_DIR "/drydockctl"),
                      QStringList{QStringLiteral("--root"), hostile.site.displayPath()}
                          + QString::fromLatin1(line).split(u' '));
        QVERIFY(program.waitForFinished(60000));
        const QByteArray out = program.readAllStandardOutput() + program.readAllStandardError();
        QVERIFY(out.contains("vault"));
        QVERIFY2(!out.contains("\xe2\x80\xae") && !out.contains("\xe2\x81\xa6"), out.constData());
        for (const char byte : out)
            QVERIFY2(byte == '\n' || static_cast<unsigned char>(byte) >= 0x20, out.constData());
        QVERIFY2(!out.contains("\nvault  drained"), out.constData());
    }
}

void TestHostileSite::plantedThingsLeadNowhere_data()
{
    QTest::addColumn<QByteArray>("name"); // below the site
    QTest::addColumn<QByteArray>("kind");
    for (const char *name : {"datastore.cfg", ".datastore.lck", "stores.json", "changes.jsonl",
                             "active-operations/vault", "active-operations/vault.lock", "active-operations"}) {
        for (const char *kind : {"link", "dangling link", "FIFO", "folder", "hard link", "socket"}) {
            if (qstrcmp(name, "active-operations") != 0 || qstrcmp(kind, "folder") != 0)
                QTest::addRow("%s: %s", name, kind) << QByteArray(name) << QByteArray(kind);
        }
    }
}

/// Planted by the hostile member in the place of a file or folder.
static bool plant(const HostileSite &site, const QByteArray &name, const QByteArray &kind)
{
    const QByteArray path = site.site.configFolder + '/' + name;
    const bool isFolder = name == "active-operations";
    return HostileSite::byHostile([&] {
        static_cast<void>(std::rename(path.constData(), (path + ".before").constData()));
        const QByteArray target = isFolder ? site.files.path("outside") : site.outsidePath("secret");
        if (kind == "link")
            return ::symlink(target.constData(), path.constData()) == 0;
        if (kind == "dangling link")
            return ::symlink(site.outsidePath("made").constData(), path.constData()) == 0;
        if (kind == "FIFO")
            return ::mkfifo(path.constData(), 0660) == 0;
        if (kind == "folder")
            return ::mkdir(path.constData(), 02770) == 0;
        if (kind == "socket")
            return ::mknod(path.constData(), S_IFSOCK | 0660, 0) == 0;
        // Another name of a file of its own: of others' the kernel may allow none.
        const QByteArray own = path + ".own";
        const int file = ::open(own.constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        return file >= 0 && ::write(file, "[]", 2) == 2 && ::link(own.constData(), path.constData()) == 0;
    });
}

void TestHostileSite::plantedThingsLeadNowhere() // I-10
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, kind);
    HostileSite hostile;
    { // all files are there
        Victim before(hostile.site);
        QVERIFY(before.begin(vault));
        QVERIFY(before.edit.addStore(QStringLiteral("disk"), QStringLiteral("/"), {}, generous()));
        QVERIFY(before.set(MaintenanceType::ReadOnly));
        QVERIFY(before.set(MaintenanceType::None));
    }
    const Outside outside(hostile);
    QVERIFY(plant(hostile, name, kind));
    const QByteArray own = hostile.site.configFolder + '/' + name + ".own";
    const FileStatus ownBefore = TestSite::status(own);
    Victim(hostile.site).doEverything();
    MonitorProbe probe(hostile.site);
    QVERIFY(probe.settled());
    QVERIFY(!probe.statesOf(vault).contains(DrainState::Drained));
    QVERIFY(outside.isUntouched());
    FileStatus ownAfter = TestSite::status(own);
    ownAfter.ctime = ownBefore.ctime; // a name of it may go: not its content, owner or mode
    ownAfter.links = ownBefore.links;
    QCOMPARE(ownAfter, ownBefore);
}

void TestHostileSite::plantedTemporariesAreNotWritten() // I-10
{
    HostileSite hostile;
    const Outside outside(hostile);
    const QByteArray pid = QByteArray::number(::getpid());
    QVERIFY(HostileSite::byHostile([&] {
        bool done = true;
        for (int i = 0; i < 3000; ++i) {
            const QByteArray end = ".tmp-" + pid + '-' + QByteArray::number(i);
            for (const QByteArray &path : {hostile.tracking(".vault" + end), hostile.tracking(".vault.lock" + end),
                                           hostile.site.configFolder + "/.datastore.cfg" + end})
                done = ::symlink(hostile.outsidePath("made").constData(), path.constData()) == 0 && done;
        }
        return done;
    }));
    Victim(hostile.site).doEverything();
    QVERIFY(outside.isUntouched());
}

void TestHostileSite::swapsAtEveryStepLeadNowhere_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("back"); // and back at the next step
    for (const char *name : {"datastore.cfg", ".datastore.lck", "active-operations/vault",
                             "active-operations/vault.lock", "active-operations"}) {
        QTest::addRow("%s", name) << QByteArray(name) << false;
        QTest::addRow("%s, and back", name) << QByteArray(name) << true;
    }
}

void TestHostileSite::swapsAtEveryStepLeadNowhere() // I-10
{
    QFETCH(QByteArray, name);
    QFETCH(bool, back);
    for (int number = 1;; ++number) {
        HostileSite hostile;
        TestSite::write(hostile.tracking(), "[]");
        TestSite::write(hostile.tracking("vault.lock"), {});
        TestSite::write(hostile.site.configLockPath(), {});
        const Outside outside(hostile);
        const QByteArray path = hostile.site.configFolder + '/' + name;
        const QByteArray target =
            name == "active-operations" ? hostile.files.path("outside") : hostile.outsidePath("secret");
        FaultyFileSystem files;
        files.beforeCall(number, [&] {
            QVERIFY(std::rename(path.constData(), (path + ".before").constData()) == 0);
            QVERIFY(::symlink(target.constData(), path.constData()) == 0);
        });
        if (back)
            files.beforeCall(number + 1, [&] { std::rename((path + ".before").constData(), path.constData()); });
        {
            Victim victim(hostile.site, files);
            static_cast<void>(victim.begin(vault, soon()));
            static_cast<void>(victim.set(MaintenanceType::Offline, soon()));
            static_cast<void>(victim.gate.tracker()->read(vault));
        }
        QVERIFY2(outside.isUntouched(), qPrintable(files.log().value(number - 1)));
        if (files.callCount() < number)
            break;
    }
}

void TestHostileSite::fileThatGrowsWhileItIsReadIsLeft()
{
    HostileSite hostile;
    TestSite::write(hostile.tracking(), "[]");
    FaultyFileSystem files;
    files.beforeEvery(Call::Read, [&] {
        const int file = ::open(hostile.tracking().constData(), O_WRONLY | O_APPEND | O_CLOEXEC);
        static_cast<void>(::write(file, "          ", 10));
        ::close(file);
    });
    Victim victim(hostile.site, files);
    const auto reading = victim.gate.tracker()->read(vault);
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, ErrorCode::ChangedWhileReading);
    QVERIFY2(files.countOf(Call::Read) <= 12, qPrintable(QString::number(files.countOf(Call::Read))));
}

void TestHostileSite::nothingIsLeftBehind()
{
    const int descriptors = openDescriptors();
    for (const char *kind : {"link", "FIFO", "folder"}) {
        HostileSite hostile;
        QVERIFY(plant(hostile, "active-operations/vault", kind));
        Victim(hostile.site).doEverything();
        for (const QByteArray &folder : {hostile.site.configFolder, hostile.site.trackingFolder}) {
            for (const QByteArray &name : TestSite::names(folder))
                QVERIFY2(!name.contains(".tmp-"), name.constData());
        }
    }
    QCOMPARE(openDescriptors(), descriptors);
}

QTEST_GUILESS_MAIN(TestHostileSite)
#include "tst_hostilesite.moc"

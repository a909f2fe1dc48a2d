// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirun.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace Drydock;

namespace {

QJsonObject firstResult(const CliResult &result)
{
    return result.json()[u"results"].toArray()[0].toObject();
}

} // namespace

/// The verbs that write, in this process on real files.
class TestCliSetting : public QObject
{
    Q_OBJECT

private slots:
    void setWritesTheModeAndNothingElse();
    void setSaysWhatItDid();
    void equalModeIsSuccess();
    void messagesSurvive_data();
    void messagesSurvive();
    void messagesAreRefused_data();
    void messagesAreRefused();
    void ifModeProtectsSomebodyElsesChange();
    void dryRunChangesNothing();
    void severalStoresHaveTheirOwnResults();
    void uselessCombinationsAreRefused();
    void internalModesAreNeverLeftUnasked();
    void unknownModeIsLeftByForceAlone();
    void setMakesTheTrackingFolder();
    void counterIsRaisedOnAPbsSite();
    void counterWithoutPbsIsNotNeeded();
    void historyTellsEveryChange();
    void whoAndSinceAreInTheFirstLook();
    void fullDocumentOfSetHasItsKeys();
};

void TestCliSetting::setWritesTheModeAndNothingElse() // I-08
{
    CliSite site;
    site.files().addStore("vault");
    const QByteArray before = site.files().config();
    QCOMPARE(site.run("set offline vault -m swap~disk~2").exit, 0);
    const QByteArray line = "\tmaintenance-mode offline,message=swap disk 2\n";
    QVERIFY2(site.files().config().contains(line), site.files().config().constData());
    QCOMPARE(site.files().config().replace(line, ""), before);
    QCOMPARE(site.run("clear vault").exit, 0);
    QCOMPARE(site.files().config(), before);
}

void TestCliSetting::setSaysWhatItDid()
{
    CliSite site;
    site.files().addStore("vault");
    QCOMPARE(site.run("set offline vault -m swap~disk~2").out,
             "vault: None → Offline (\"swap disk 2\"). No operations left.\n"_qba);
    QCOMPARE(site.run("set read-only vault").out,
             "vault: Offline (\"swap disk 2\") → Read-only. No write operations left.\n"_qba);
    QCOMPARE(site.run("clear vault").out, "vault: Read-only → None\n"_qba);
    const CliResult quiet = site.run("set offline vault -q");
    QCOMPARE(quiet.out + quiet.err, QByteArray());
    QCOMPARE(site.run("set none vault").exit, 0);
}

void TestCliSetting::equalModeIsSuccess()
{
    CliSite site;
    site.files().addStore("vault", "offline,message=x");
    const QByteArray before = site.files().config();
    const CliResult result = site.run("set offline vault -m x --json");
    QCOMPARE(result.exit, 0);
    QCOMPARE(firstResult(result)[u"changed"].toBool(true), false);
    QCOMPARE(site.files().config(), before);
    QCOMPARE(site.run("set offline vault -m x").out, "vault: Offline (\"x\"), unchanged. No operations left.\n"_qba);
    QCOMPARE(firstResult(site.run("set offline vault -m y --json"))[u"changed"].toBool(), true);
}

void TestCliSetting::messagesSurvive_data()
{
    QTest::addColumn<QString>("message");
    QTest::newRow("quotes") << u"say \"hi\""_qs;
    QTest::newRow("backslash") << u"a\\b"_qs;
    QTest::newRow("comma") << u"a, b"_qs;
    QTest::newRow("equals sign") << u"a=b"_qs;
    QTest::newRow("percent") << u"%41 50%"_qs;
    QTest::newRow("blanks around it") << u" x "_qs;
    QTest::newRow("64 emoji") << u"🔧"_qs.repeated(64);
    QTest::newRow("a hyphen first") << u"-x"_qs;
    QTest::newRow("bidi") << u"a\u202eb"_qs;
}

void TestCliSetting::messagesSurvive()
{
    QFETCH(QString, message);
    CliSite site;
    site.files().addStore("vault");
    const CliResult result =
        site.run(QByteArrayList{"set", "offline", "vault", "--message=" + message.toUtf8(), "--json"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(firstResult(result)[u"new"].toObject()[u"message"].toString(), message);
    const QJsonObject store = site.run("show vault --json").json()[u"stores"].toArray()[0].toObject();
    QCOMPARE(store[u"mode"].toObject()[u"message"].toString(), message);
}

void TestCliSetting::messagesAreRefused_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("65 characters") << QByteArray(65, 'x') << "The message is longer than 64 characters."_qba;
    QTest::newRow("line end") << "a\nb"_qba
                              << "The message holds a line break or another control character."_qba;
    QTest::newRow("C1 control") << "a\xc2\x85"_qba
                                << "The message holds a line break or another control character."_qba;
}

void TestCliSetting::messagesAreRefused()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, said);
    CliSite site;
    site.files().addStore("vault");
    const QByteArray before = site.files().config();
    const CliResult result = site.run(QByteArrayList{"set", "offline", "vault", "-m", message});
    QCOMPARE(result.exit, 2);
    QVERIFY2(result.err.startsWith(said), result.err.constData());
    QCOMPARE(site.files().config(), before);
}

void TestCliSetting::ifModeProtectsSomebodyElsesChange() // I-09
{
    CliSite site;
    site.files().addStore("vault", "read-only");
    const CliResult refused = site.run("set offline vault --if-mode none");
    QCOMPARE(refused.exit, 6);
    QCOMPARE(refused.err,
             "vault was changed meanwhile: its mode is Read-only now. Look at the present mode, then decide "
             "again.\n"_qba);
    QVERIFY(site.files().config().contains("maintenance-mode read-only\n"));
    QCOMPARE(site.run("set offline vault --if-mode=read-only").exit, 0);
    QCOMPARE(site.run("clear vault --if-mode=read-only").exit, 6);
    QCOMPARE(site.run("clear vault --if-mode=offline").exit, 0);
}

void TestCliSetting::dryRunChangesNothing()
{
    CliSite site;
    site.files().addStore("vault");
    const QByteArrayList before = TestSite::names(site.files().site().configFolder);
    const QByteArray config = site.files().config();
    const CliResult result = site.run("set offline vault -m x --dry-run");
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.out,
             "vault: None → Offline (\"x\") (not done: dry run). Running operations that would have to end: 0.\n"_qba);
    QCOMPARE(site.files().config(), config);
    QCOMPARE(site.run("set offline tank --dry-run").exit, 3);
    QCOMPARE(site.run("clear vault --dry-run --if-mode offline").exit, 6);
    QCOMPARE(site.run("history -q").out, QByteArray());
    const QByteArrayList after = TestSite::names(site.files().site().configFolder);
    QVERIFY2(after == before || after.contains(".datastore.lck"), after.join(' ').constData());
}

void TestCliSetting::severalStoresHaveTheirOwnResults()
{
    CliSite site;
    site.files().addStore("vault");
    site.files().addStore("usb-a");
    const CliResult mixed = site.run("set offline vault tank usb-a --json");
    QCOMPARE(mixed.exit, 10);
    const QJsonArray results = mixed.json()[u"results"].toArray();
    QCOMPARE(results.size(), 3);
    QVERIFY(results[0].toObject()[u"ok"].toBool() && results[2].toObject()[u"ok"].toBool());
    QCOMPARE(results[1].toObject()[u"exit"].toInt(), 3);
    QCOMPARE(results[1].toObject()[u"error"].toObject()[u"code"].toString(), u"no-such-store"_qs);
    QCOMPARE(site.run("clear vault usb-a").exit, 0);
    QCOMPARE(site.run("clear tank pond").exit, 3);
}

void TestCliSetting::uselessCombinationsAreRefused()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    for (const auto &line : {"set none vault -m x", "set none vault --wait", "set none vault --wait=1m",
                             "set offline vault --wait --dry-run"}) {
        const CliResult result = site.run(line);
        QVERIFY2(result.exit == 2, line);
        QVERIFY(result.err.contains("Try: drydockctl set --help"));
    }
    QCOMPARE(site.run("set none vault -m x --json").json()[u"error"].toObject()[u"code"].toString(), u"usage"_qs);
    QVERIFY(site.files().config().contains("maintenance-mode offline"));
}

void TestCliSetting::internalModesAreNeverLeftUnasked() // I-09
{
    CliSite site;
    site.files().addStore("vault", "delete");
    site.files().addStore("usb-a", "unmount");
    const CliResult deleted = site.run("clear vault");
    QCOMPARE(deleted.exit, 6);
    QCOMPARE(deleted.err, "vault is being deleted; its mode cannot be changed.\n"_qba);
    QCOMPARE(site.run("set offline vault --force").exit, 6);
    QCOMPARE(site.run("set unmount vault").exit, 2);
    QCOMPARE(site.run("clear usb-a").exit, 0);
}

void TestCliSetting::unknownModeIsLeftByForceAlone()
{
    CliSite site;
    site.files().addStore("vault", "hibernate");
    QCOMPARE(site.run("clear vault").exit, 6);
    const QJsonObject mode = site.run("list --json").json()[u"stores"].toArray()[0].toObject()[u"mode"].toObject();
    QCOMPARE(mode[u"type"].toString(), u"unknown"_qs);
    QCOMPARE(mode[u"unknown_type"].toString(), u"hibernate"_qs);
    QCOMPARE(site.run("check vault --op read").exit, 75);
    QCOMPARE(site.run("set offline vault --force").exit, 0);
}

void TestCliSetting::setMakesTheTrackingFolder()
{
    CliSite site;
    site.files().addStore("vault");
    QVERIFY(QDir(QString::fromLocal8Bit(site.files().site().trackingFolder)).removeRecursively());
    QCOMPARE(site.run("set offline vault").exit, 0);
    QVERIFY(QDir().exists(QString::fromLocal8Bit(site.files().site().trackingFolder)));
}

void TestCliSetting::counterIsRaisedOnAPbsSite() // I-01
{
    CliSite site(TestSite::Kind::Pbs);
    site.files().addStore("vault");
    const quint64 before = site.files().counter();
    QCOMPARE(site.run("set offline vault").exit, 0);
    const quint64 set = site.files().counter();
    QVERIFY(set > before);
    QCOMPARE(site.run("set offline vault --json").exit, 0);
    QVERIFY(site.files().counter() > set);
}

void TestCliSetting::counterWithoutPbsIsNotNeeded()
{
    CliSite site(TestSite::Kind::Pbs);
    site.files().addStore("vault");
    QVERIFY(QFile::remove(QString::fromLocal8Bit(site.files().site().counterPath())));
    QCOMPARE(site.run("set offline vault").exit, 0);
    QCOMPARE(site.run("clear vault").exit, 0);
    site.pbs.version = u"4.1.2-1"_qs;
    site.pbs.processes = {PbsProcess{systemProcessTable().self().key, false}};
    const CliResult refused = site.run("set offline vault --json");
    QCOMPARE(refused.exit, 6);
    QCOMPARE(firstResult(refused)[u"error"].toObject()[u"code"].toString(), u"counter-unusable"_qs);
    const CliResult forced = site.run("set offline vault --force --json");
    QCOMPARE(forced.exit, 0);
    QVERIFY(!firstResult(forced)[u"warnings"].toArray().isEmpty());
    QVERIFY(forced.err.startsWith("Warning: "));
}

void TestCliSetting::historyTellsEveryChange()
{
    CliSite site;
    site.files().addStore("vault");
    site.files().addStore("usb-a");
    const CliResult none = site.run("history");
    QCOMPARE(none.exit, 0);
    QCOMPARE(none.err, "No mode has been changed here yet.\n"_qba);
    QCOMPARE(site.run("set offline vault -m swap -q").exit, 0);
    QCOMPARE(site.run("set read-only usb-a -q").exit, 0);
    QCOMPARE(site.run("clear vault -q").exit, 0);
    const CliResult all = site.run("history --json");
    const QJsonArray changes = all.json()[u"changes"].toArray();
    QCOMPARE(changes.size(), 3);
    QCOMPARE(keysOf(changes[0].toObject()),
             (QSet<QString>{u"at"_qs, u"by"_qs, u"store"_qs, u"old"_qs, u"new"_qs, u"drained"_qs}));
    QCOMPARE(changes[0].toObject()[u"new"].toObject()[u"message"].toString(), u"swap"_qs);
    QCOMPARE(changes[2].toObject()[u"new"].toObject()[u"type"].toString(), u"none"_qs);
    QVERIFY(!changes[0].toObject()[u"by"].toString().isEmpty());
    QCOMPARE(site.run("history vault --json").json()[u"changes"].toArray().size(), 2);
    QCOMPARE(site.run("history vault").out.count('\n'), 3);
    QCOMPARE(site.run("history tank").exit, 3);
    QCOMPARE(site.run("clear usb-a -q").exit, 0);
    QCOMPARE(site.run("remove usb-a --yes -q").exit, 0);
    QCOMPARE(site.run("history usb-a --json").json()[u"changes"].toArray().size(), 2);
}

void TestCliSetting::whoAndSinceAreInTheFirstLook()
{
    CliSite site;
    site.files().addStore("vault");
    site.registerSelf();
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    // Draining: nothing is confirmed, so the first look is the only one.
    const CliResult shown = site.run("show vault");
    QVERIFY2(shown.out.contains("Offline, set by "), shown.out.constData());
    const QJsonObject mode = site.run("list --json").json()[u"stores"].toArray()[0].toObject()[u"mode"].toObject();
    QVERIFY(!mode[u"by"].toString().isEmpty() && !mode[u"since"].toString().isEmpty());
}

void TestCliSetting::fullDocumentOfSetHasItsKeys()
{
    CliSite site;
    site.files().addStore("vault");
    const QJsonObject result = firstResult(site.run("set offline vault -m x --json"));
    QCOMPARE(keysOf(result), (QSet<QString>{u"store"_qs, u"ok"_qs, u"exit"_qs, u"changed"_qs, u"old"_qs, u"new"_qs,
                                            u"drain"_qs, u"error"_qs, u"warnings"_qs}));
    QCOMPARE(result[u"old"].toObject(), (QJsonObject{{u"type"_qs, u"none"_qs}}));
    QCOMPARE(result[u"new"].toObject(), (QJsonObject{{u"type"_qs, u"offline"_qs}, {u"message"_qs, u"x"_qs}}));
    QCOMPARE(result[u"drain"].toObject()[u"state"].toString(), u"drained"_qs);
    QVERIFY(result[u"error"].isNull());
}

QTEST_GUILESS_MAIN(TestCliSetting)
#include "tst_clisetting.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirun.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

/// The verbs that read, and what all verbs have in common, in this process on real files.
class TestCli : public QObject
{
    Q_OBJECT

private slots:
    void listShowsEveryStore();
    void listChoosesByState();
    void listQuietlyGivesNamesAlone();
    void emptySiteIsNoFailure();
    void documentOfListHasItsKeys();
    void brokenConfigurationStillLists();
    void unreadableThingsInThePlaceOfTheConfig_data();
    void unreadableThingsInThePlaceOfTheConfig();
    void showTellsAll();
    void showOfSeveralSaysWhichAreMissing();
    void namesThatAreNoStores_data();
    void namesThatAreNoStores();
    void checkAnswersYesAndNo();
    void checkForAUnitHasThreeAnswers_data();
    void checkForAUnitHasThreeAnswers();
    void activeOperationsAreTwoNumbers();
    void activeOperationsNeverGuess();
    void usageErrorsAreToldInBothWays();
    void helpAndVersion();
    void coloursFollowTheirSwitches();
    void hostileTextsHaveNoPower();
    void failedOutputIsAFailure();
    void siteOptionsChooseTheSite();
};

void TestCli::listShowsEveryStore()
{
    CliSite site;
    site.files().addStore("vault", "offline,message=\"swap disk 2\"");
    site.files().addStore("usb-a");
    const CliResult result = site.run("list");
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.err, QByteArray());
    const QStringList lines = result.outText().split(u'\n');
    QVERIFY2(lines[0].startsWith(u"NAME   MODE"_qs), result.out.constData());
    QVERIFY2(lines[1].startsWith(u"vault  Offline (\"swap disk 2\")  No operations left."_qs), result.out.constData());
    QCOMPARE(lines[2], u"usb-a  None"_qs);
}

void TestCli::listChoosesByState()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    site.files().addStore("usb-a");
    QCOMPARE(site.run("list -q --state drained").out, "vault\n"_qba);
    QCOMPARE(site.run("list -q --state=none --state=drained").out, "vault\nusb-a\n"_qba);
    const CliResult none = site.run("list --state stale");
    QCOMPARE(none.exit, 0);
    QCOMPARE(none.out, QByteArray());
    QCOMPARE(none.err, "No datastore is in such a state.\n"_qba);
    QCOMPARE(site.run("list --json --state stale").json()[u"stores"].toArray().size(), 0);
}

void TestCli::listQuietlyGivesNamesAlone()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    site.files().addStore("usb-a");
    QCOMPARE(site.run("list -q").out, "vault\nusb-a\n"_qba);
    const CliResult verbose = site.run("list -v");
    QVERIFY(verbose.out.contains(site.files().root()));
    QVERIFY(verbose.err.contains("Site: folder, " + site.files().site().configFolder));
}

void TestCli::emptySiteIsNoFailure()
{
    CliSite site;
    const CliResult result = site.run("list");
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.out, QByteArray());
    QVERIFY(result.err.contains("drydockctl add NAME PATH"));
    QCOMPARE(site.run("list --json").json()[u"stores"].toArray().size(), 0);
}

void TestCli::documentOfListHasItsKeys()
{
    CliSite site;
    site.files().addStore("vault", "offline,message=\"swap disk 2\"");
    site.files().addStore("usb-a");
    const CliResult result = site.run("list --json");
    QCOMPARE(result.exit, 0);
    const QJsonObject document = result.json();
    QCOMPARE(keysOf(document), (QSet<QString>{u"schema"_qs, u"generated"_qs, u"site"_qs, u"config_error"_qs,
                                              u"warnings"_qs, u"stores"_qs}));
    QCOMPARE(document[u"schema"].toInt(), 1);
    QVERIFY(document[u"config_error"].isNull());
    QVERIFY(document[u"generated"].toString().contains(QRegularExpression(u"^\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}Z$"_qs)));
    QCOMPARE(document[u"site"].toObject()[u"name"].toString(), u"folder"_qs);
    QCOMPARE(document[u"site"].toObject()[u"path"].toString(), site.files().site().displayPath());
    const QJsonObject vault = document[u"stores"].toArray()[0].toObject();
    QCOMPARE(keysOf(vault), (QSet<QString>{u"name"_qs, u"path"_qs, u"comment"_qs, u"kind"_qs, u"mounted"_qs, u"mode"_qs,
                                           u"drain"_qs, u"blockers"_qs}));
    QCOMPARE(keysOf(vault[u"mode"].toObject()), (QSet<QString>{u"type"_qs, u"message"_qs, u"since"_qs, u"by"_qs}));
    QCOMPARE(keysOf(vault[u"drain"].toObject()),
             (QSet<QString>{u"state"_qs, u"conflicting"_qs, u"read"_qs, u"write"_qs, u"reason"_qs}));
    QCOMPARE(vault[u"drain"].toObject()[u"state"].toString(), u"drained"_qs);
    const QJsonObject usb = document[u"stores"].toArray()[1].toObject();
    QCOMPARE(keysOf(usb[u"mode"].toObject()), QSet<QString>{u"type"_qs});
    QVERIFY(usb[u"drain"].toObject()[u"reason"].isNull());
}

void TestCli::brokenConfigurationStillLists()
{
    CliSite site;
    const QByteArray path = site.files().addStore("vault");
    site.files().writeConfig("datastore: vault\n\tpath " + path
                             + "\n\ndatastore: usb-a\n\tpath /srv/usb\n\tmaintenance-mode "
                               "offline,x=1\n\n");
    const CliResult text = site.run("list");
    QCOMPARE(text.exit, 5);
    QVERIFY2(text.out.contains("vault"), text.out.constData());
    QVERIFY2(text.err.contains("datastore.cfg, line 6"), text.err.constData());
    QVERIFY2(text.err.contains("usb-a"), text.err.constData());

    const CliResult result = site.run("list --json");
    QCOMPARE(result.exit, 5);
    const QJsonObject error = result.json()[u"config_error"].toObject();
    QCOMPARE(error[u"code"].toString(), u"config-invalid"_qs);
    QCOMPARE(error[u"line"].toInt(), 6);
    QCOMPARE(error[u"problems"].toArray()[0].toObject()[u"section"].toString(), u"usb-a"_qs);
    QCOMPARE(result.json()[u"stores"].toArray()[0].toObject()[u"name"].toString(), u"vault"_qs);

    QCOMPARE(site.run("set offline vault").exit, 5);
    QCOMPARE(site.run("check vault --op read").exit, 5);
    QCOMPARE(site.run("show usb-a").exit, 5);
}

void TestCli::unreadableThingsInThePlaceOfTheConfig_data()
{
    QTest::addColumn<QString>("thing");
    QTest::newRow("a folder") << u"folder"_qs;
    QTest::newRow("a dangling link") << u"link"_qs;
    QTest::newRow("a pipe") << u"pipe"_qs;
    QTest::newRow("bytes that are no text") << u"bytes"_qs;
}

void TestCli::unreadableThingsInThePlaceOfTheConfig() // I-10
{
    QFETCH(QString, thing);
    CliSite site;
    const QByteArray path = site.files().site().configPath();
    QFile::remove(QString::fromLocal8Bit(path));
    if (thing == u"folder"_qs)
        QVERIFY(QDir().mkdir(QString::fromLocal8Bit(path)));
    else if (thing == u"link"_qs)
        QCOMPARE(::symlink("/nonexistent/x", path.constData()), 0);
    else if (thing == u"pipe"_qs)
        QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    else
        TestSite::write(path, "datastore: va\xff\n");
    const CliResult result = site.run("list --json");
    QCOMPARE(result.exit, 5);
    QVERIFY2(!result.json()[u"config_error"].toObject()[u"message"].toString().isEmpty(), result.out.constData());
    QVERIFY(!result.err.isEmpty());
    QVERIFY(site.run("set offline vault").exit != 0);
    QCOMPARE(site.run("check vault --op read --unit").exit, 255);
}

void TestCli::showTellsAll()
{
    CliSite site;
    site.files().addStore("vault", "read-only,message=\"swap disk 2\"");
    const CliResult result = site.run("show vault");
    QCOMPARE(result.exit, 0);
    for (const auto &part : {"vault\n", "Path:", "Read-only (\"swap disk 2\")", "No write operations left.",
                             "do not unplug.", "0 write, 0 read"})
        QVERIFY2(result.out.contains(part), result.out.constData());
    QVERIFY(!result.out.contains("config-digest"));
    QVERIFY(site.run("show vault --why").out.contains("config-digest:"));

    const QJsonObject plain = site.run("show vault --json").json()[u"stores"].toArray()[0].toObject();
    QVERIFY(!plain.contains(u"evidence"));
    const QJsonObject why = site.run("show vault --why --json").json()[u"stores"].toArray()[0].toObject();
    const QJsonArray evidence = why[u"evidence"].toArray();
    QVERIFY(!evidence.isEmpty());
    QCOMPARE(keysOf(evidence[0].toObject()), (QSet<QString>{u"key"_qs, u"value"_qs}));
}

void TestCli::showOfSeveralSaysWhichAreMissing()
{
    CliSite site;
    site.files().addStore("vault");
    const CliResult both = site.run("show vault tank --json");
    QCOMPARE(both.exit, 10);
    QCOMPARE(both.json()[u"stores"].toArray().size(), 1);
    QCOMPARE(both.json()[u"errors"].toArray()[0].toObject()[u"store"].toString(), u"tank"_qs);
    const CliResult none = site.run("show tank pond --json");
    QCOMPARE(none.exit, 3);
    QCOMPARE(none.json()[u"error"].toObject()[u"code"].toString(), u"no-such-store"_qs);
    QCOMPARE(none.err, "There is no datastore tank. Check the name: upper and lower case differ.\n"
                       "There is no datastore pond. Check the name: upper and lower case differ.\n"_qba);
}

void TestCli::namesThatAreNoStores_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("slash") << "/"_qba;
    QTest::newRow("parent") << ".."_qba;
    QTest::newRow("outward") << "../../etc/passwd"_qba;
    QTest::newRow("the lock file of another") << "vault.lock"_qba;
    QTest::newRow("line end") << "va\nult"_qba;
    QTest::newRow("300 characters") << QByteArray(300, 'x');
    QTest::newRow("emoji") << "🔧"_qba;
    QTest::newRow("another case") << "Vault"_qba;
}

void TestCli::namesThatAreNoStores() // I-10
{
    QFETCH(QByteArray, name);
    CliSite site;
    site.files().addStore("vault");
    const QByteArrayList before = TestSite::names(site.files().site().trackingFolder);
    const QByteArray config = site.files().config();
    for (const QByteArrayList &words :
         {QByteArrayList{"show", name}, QByteArrayList{"set", "offline", name}, QByteArrayList{"clear", name},
          QByteArrayList{"wait", name, "--timeout=0"}, QByteArrayList{"check", name, "--op", "read"},
          QByteArrayList{"active-operations", name}, QByteArrayList{"remove", name, "--yes"},
          QByteArrayList{"watch", name}, QByteArrayList{"history", name}}) {
        const CliResult result = site.run(words);
        const QByteArray said = words.join(' ') + ": " + QByteArray::number(result.exit) + ' ' + result.err;
        QVERIFY2(result.exit == 3, said.constData());
        QVERIFY2(result.err.startsWith("There is no datastore "), result.err.constData());
        QCOMPARE(result.err.count('\n'), 1);
        QCOMPARE(result.out, QByteArray());
    }
    QCOMPARE(site.files().config(), config);
    QCOMPARE(TestSite::names(site.files().site().trackingFolder), before);
}

void TestCli::checkAnswersYesAndNo()
{
    CliSite site;
    site.files().addStore("vault", "read-only,message=\"swap disk 2\"");
    const CliResult yes = site.run("check vault --op read");
    QCOMPARE(yes.exit, 0);
    QCOMPARE(yes.out, "vault: read may start\n"_qba);
    const CliResult no = site.run("check vault --op write");
    QCOMPARE(no.exit, 75);
    QCOMPARE(no.out, QByteArray());
    QVERIFY2(no.err.startsWith("vault is read-only: swap disk 2."), no.err.constData());

    const QJsonObject allowed = site.run("check vault --op read --json").json();
    QCOMPARE(keysOf(allowed), (QSet<QString>{u"schema"_qs, u"store"_qs, u"op"_qs, u"allowed"_qs, u"reason"_qs}));
    QVERIFY(allowed[u"allowed"].toBool() && allowed[u"reason"].isNull());
    const CliResult refused = site.run("check vault --op write --json -q");
    QCOMPARE(refused.err, QByteArray());
    QCOMPARE(refused.json()[u"reason"].toString(), u"read-only maintenance mode: swap disk 2"_qs);
    QVERIFY(!refused.json()[u"allowed"].toBool(true));
}

void TestCli::checkForAUnitHasThreeAnswers_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("exit");
    QTest::newRow("yes") << "check vault --op read --unit"_qba << 0;
    QTest::newRow("no") << "check vault --op write --unit"_qba << 75;
    QTest::newRow("misspelt store") << "check valut --op write --unit"_qba << 255;
    QTest::newRow("misspelt option") << "check vault --opp write --unit"_qba << 255;
    QTest::newRow("misspelt value") << "check vault --op wirte --unit"_qba << 255;
    QTest::newRow("misspelt command") << "chekc vault --op write --unit"_qba << 255;
    QTest::newRow("value missing before the command") << "--root check vault --op write --unit"_qba << 255;
    QTest::newRow("a value that it does not take") << "check vault --op write --unit=yes"_qba << 255;
    QTest::newRow("operation missing") << "--json check --unit vault"_qba << 255;
    QTest::newRow("no store") << "check --unit --op write"_qba << 255;
    QTest::newRow("site that is not there") << "--site pbs check vault --op write --unit"_qba << 255;
    QTest::newRow("without --unit codes stay") << "check valut --op write"_qba << 3;
}

void TestCli::checkForAUnitHasThreeAnswers()
{
    QFETCH(QByteArray, line);
    QFETCH(int, exit);
    CliSite site;
    site.files().addStore("vault", "read-only");
    QCOMPARE(site.run(line).exit, exit);
}

void TestCli::activeOperationsAreTwoNumbers()
{
    CliSite site;
    site.files().addStore("vault");
    const CliResult result = site.run("active-operations vault");
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.out, "{\"read\":0,\"write\":0}\n"_qba);
}

void TestCli::activeOperationsNeverGuess() // I-03
{
    CliSite site;
    site.files().addStore("vault");
    site.files().writeTracking("vault", "[{\"pid\":");
    const CliResult result = site.run("active-operations vault");
    QCOMPARE(result.exit, 5);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.contains("vault"), result.err.constData());
    const QJsonObject error = site.run("active-operations vault --json").json()[u"error"].toObject();
    QCOMPARE(error[u"code"].toString(), u"state-unknown"_qs);
    QCOMPARE(error[u"exit"].toInt(), 5);
}

void TestCli::usageErrorsAreToldInBothWays()
{
    CliSite site;
    const CliResult text = site.run("list --frobnicate");
    QCOMPARE(text.exit, 2);
    QCOMPARE(text.out, QByteArray());
    QCOMPARE(text.err, "There is no option --frobnicate. Try: drydockctl list --help\n"_qba);
    const CliResult both = site.run("--json lst");
    QCOMPARE(both.exit, 2);
    QCOMPARE(both.err, "There is no command lst. Try: drydockctl --help\n"_qba);
    const QJsonObject error = both.json()[u"error"].toObject();
    QCOMPARE(keysOf(error),
             (QSet<QString>{u"code"_qs, u"exit"_qs, u"store"_qs, u"message"_qs, u"hint"_qs, u"retryable"_qs}));
    QCOMPARE(error[u"code"].toString(), u"usage"_qs);
    const CliResult quiet = site.run("-q lst --json");
    QCOMPARE(quiet.json()[u"error"].toObject()[u"exit"].toInt(), 2);
    QCOMPARE(site.run(QByteArrayList{"show", "va\xffult", "--json"}).json()[u"error"].toObject()[u"message"].toString(),
             u"STORE is not UTF-8: va\\xffult."_qs);
}

void TestCli::helpAndVersion()
{
    CliSite site;
    const CliResult help = site.run("--help");
    QCOMPARE(help.exit, 0);
    QVERIFY(help.out.startsWith("Usage: drydockctl [GLOBAL] COMMAND"));
    QVERIFY(site.run("set -h").out.startsWith("Usage: drydockctl set "));
    QCOMPARE(site.run("--version").out, "drydockctl " DRYDOCK_VERSION "\n"_qba);
    QCOMPARE(site.run("--version --json").json()[u"version"].toString(), u"" DRYDOCK_VERSION ""_qs);
    QVERIFY(site.run("wait --help --json").json()[u"help"].toString().contains(u"--timeout"_qs));
}

void TestCli::coloursFollowTheirSwitches()
{
    CliSite site;
    site.files().addStore("vault", "offline");
    const auto isColoured = [&site](const QByteArray &line) { return site.run(line).out.contains("\x1b["); };
    QVERIFY(!isColoured("list"));
    QVERIFY(isColoured("list --color=always"));
    site.console.terminal = true;
    QVERIFY(isColoured("list"));
    QVERIFY(!isColoured("list --color=never"));
    QVERIFY(!isColoured("list --json"));
    site.noColour = true;
    QVERIFY(!isColoured("list"));
    QVERIFY(isColoured("list --color=always"));
}

void TestCli::hostileTextsHaveNoPower()
{
    CliSite site;
    const QByteArray path = site.files().addStore("vault");
    site.files().writeConfig(
        "datastore: vault\n\tcomment 維持 \xe2\x80\xae\n\tmaintenance-mode offline,message=a\xe2\x80\xaez\n\tpath "
        + path + "\n\n");
    for (const auto &line : {"list", "show vault", "check vault --op read"}) {
        const CliResult result = site.run(line);
        QVERIFY2(!(result.out + result.err).contains("\xe2\x80\xae"), result.out.constData());
        QVERIFY2((result.out + result.err).contains("\\u202e"), result.out.constData());
    }
    // Scripts get what stands in the file.
    QVERIFY(site.run("list --json").json()[u"stores"].toArray()[0].toObject()[u"mode"].toObject()[u"message"].toString()
            == QString::fromUtf8("a\xe2\x80\xaez"));
}

void TestCli::failedOutputIsAFailure()
{
    CliSite site;
    site.files().addStore("vault");
    site.console.outError = ENOSPC;
    const CliResult full = site.run("list");
    QCOMPARE(full.exit, 1);
    QCOMPARE(full.err, "Standard output cannot be written: No space left on device.\n"_qba);
    QCOMPARE(site.run("show nothing").exit, 3);
    site.console.outError = EPIPE;
    const CliResult closed = site.run("list");
    QCOMPARE(closed.exit, 0);
    QCOMPARE(closed.err, QByteArray());
}

void TestCli::siteOptionsChooseTheSite()
{
    CliSite site(TestSite::Kind::System);
    site.files().addStore("vault");
    QCOMPARE(site.run("--site system list -q").out, "vault\n"_qba);
    QCOMPARE(site.run("list --json").json()[u"site"].toObject()[u"name"].toString(), u"system"_qs);
    const QByteArray other = site.files().path("other");
    QVERIFY(QDir().mkdir(QString::fromLocal8Bit(other)));
    QCOMPARE(site.run(QByteArrayList{"list", "--root", other, "-q"}).out, QByteArray());
    const CliResult missing = site.run("--site pbs list --json");
    QVERIFY(missing.exit != 0);
    QCOMPARE(missing.json()[u"error"].toObject()[u"code"].toString(), u"site-unusable"_qs);
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"

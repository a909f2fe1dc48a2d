// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/clirun.h"
#include "tests/support/helperprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

/// A line of bash in which $ctl is the program on the site; its exit code and output.
CliResult shell(const TestSite &site, const QString &script, const QStringList &environment = {})
{
    QProcess bash;
    QStringList variables = QProcessEnvironment::systemEnvironment().toStringList();
    variables.removeIf([](const QString &variable) { return variable.startsWith(QLatin1String("LC_ALL=")); });
    variables +=
        QStringLiteral("ctl=%1/drydockctl --root %2").arg(QStringLiteral(DRYDOCK_BIN_DIR), site.site().displayPath());
    bash.setEnvironment(variables + environment);
    bash.start(QStringLiteral("bash"), {QStringLiteral("--norc"), QStringLiteral("-c"), script});
    CliResult result;
    if (bash.waitForFinished(60000))
        result = {bash.exitCode(), bash.readAllStandardOutput(), bash.readAllStandardError()};
    return result;
}

QJsonObject lineAt(const QByteArray &lines, int number)
{
    return QJsonDocument::fromJson(lines.split('\n').value(number)).object();
}

QString stateOf(const QJsonObject &event)
{
    return event[u"store"].toObject()[u"drain"].toObject()[u"state"].toString();
}

} // namespace

/// drydockctl as shells, pipes and signals see it.
class TestCliProgram : public QObject
{
    Q_OBJECT

private slots:
    void closedPipeEndsQuietly_data();
    void closedPipeEndsQuietly();
    void readerThatLeavesEndsTheWatch();
    void fullDiskIsToldApart();
    void closedStreamsAreNotFiles();
    void interruptEndsTheWatch();
    void watchTellsTheStory();
    void watchIsFlushedLineByLine();
    void errorsInJsonAreOneDocument();
    void localesWithoutUtf8AreNoTrouble();
    void textsAreTranslatedAndKeysAreNot();
    void bytesThatAreNoTextAreRefused();
    void pbsWithoutRightsIsOneRow();
    void withoutRightsNothingIsChanged();
    void rootFromTheSurroundings();
};

void TestCliProgram::closedPipeEndsQuietly_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("ignored"); // SIGPIPE, from outside
    QTest::newRow("list") << "list"_qba << false;
    QTest::newRow("help") << "--help"_qba << false;
    QTest::newRow("completion") << "completion bash"_qba << false;
    QTest::newRow("set has set it") << "set offline vault"_qba << false;
    QTest::newRow("SIGPIPE ignored") << "list"_qba << true;
    QTest::newRow("watch") << "watch"_qba << false;
}

void TestCliProgram::closedPipeEndsQuietly()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, ignored);
    CliSite site;
    site.files().addStore("vault");
    int ends[2];
    QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
    ::close(ends[0]); // the reader has gone before the first write
    CliProgram program(site.files());
    program.setChildProcessModifier([ends, ignored] {
        ::dup2(ends[1], STDOUT_FILENO);
        ::signal(SIGPIPE, ignored ? SIG_IGN : SIG_DFL);
    });
    program.begin(line);
    ::close(ends[1]);
    const CliResult result = program.finish();
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.err, QByteArray());
    QCOMPARE(site.files().config().contains("maintenance-mode offline"), line.startsWith("set"));
}

void TestCliProgram::readerThatLeavesEndsTheWatch()
{
    CliSite site;
    site.files().addStore("vault");
    // Nothing changes after the first line: only the pipe tells that nobody reads any more.
    const CliResult result = shell(site.files(), u"set -o pipefail; $ctl watch --json | head -n 1; echo $?"_qs);
    QCOMPARE(result.err, QByteArray());
    QCOMPARE(lineAt(result.out, 0)[u"event"].toString(), u"snapshot"_qs);
    QCOMPARE(result.out.split('\n').value(1), "0"_qba);
}

void TestCliProgram::fullDiskIsToldApart()
{
    CliSite site;
    site.files().addStore("vault");
    const CliResult result = shell(site.files(), u"$ctl list >/dev/full"_qs);
    QCOMPARE(result.exit, 1);
    QVERIFY2(result.err.contains("No space left on device"), result.err.constData());
}

void TestCliProgram::closedStreamsAreNotFiles() // I-10
{
    CliSite site;
    site.files().addStore("vault");
    const QByteArray before = site.files().config();
    QCOMPARE(shell(site.files(), u"$ctl set offline vault <&- >&- 2>&-"_qs).exit, 1);
    QCOMPARE(site.files().config().replace("\tmaintenance-mode offline\n", ""), before);
    QCOMPARE(TestSite::status(site.files().site().configLockPath()).size, 0);
    const CliResult result = shell(site.files(), u"$ctl list >&-"_qs);
    QCOMPARE(result.exit, 1);
    QCOMPARE(result.err, "Standard output cannot be written: Bad file descriptor.\n"_qba);
    QCOMPARE(shell(site.files(), u"$ctl remove vault <&-"_qs).exit, 2);
}

void TestCliProgram::interruptEndsTheWatch()
{
    CliSite site;
    site.files().addStore("vault");
    CliProgram watch(site.files());
    watch.begin("watch");
    QVERIFY(watch.waitForText("vault: None\n"));
    QCOMPARE(::kill(pid_t(watch.processId()), SIGINT), 0);
    const CliResult result = watch.finish();
    QCOMPARE(result.exit, 130);
    QCOMPARE(watch.exitStatus(), QProcess::CrashExit);
    QCOMPARE(result.err, QByteArray());
}

void TestCliProgram::watchTellsTheStory() // I-03
{
    CliSite site;
    site.files().addStore("vault");
    HelperProcess holder(QStringLiteral("opholder"), {site.files().site().displayPath()});
    QVERIFY(holder.ask("begin vault write").startsWith("held"));
    CliProgram watch(site.files());
    watch.begin("watch vault --json");
    QVERIFY(watch.waitForText("\"event\":\"snapshot\""));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    QVERIFY(watch.waitForText("\"state\":\"draining\""));
    QCOMPARE(holder.ask("release 1"), "released"_qba);
    QVERIFY(watch.waitForText("\"state\":\"drained\""));
    QCOMPARE(site.run("clear vault -q").exit, 0);
    QVERIFY(watch.waitForText(
        "\"state\":\"none\",\"write\":0},\"kind\":\"folder\",\"mode\":{\"type\":\"none\"},\"mounted\":"));
    QCOMPARE(site.run("remove vault --yes -q").exit, 0);
    QVERIFY(watch.waitForText("\"event\":\"removed\""));
    ::kill(pid_t(watch.processId()), SIGTERM);
    const CliResult result = watch.finish();
    QCOMPARE(result.err, QByteArray());

    QStringList states;
    QStringList events;
    for (const QByteArray &line : result.out.trimmed().split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        QCOMPARE(keysOf(event), (QSet<QString>{u"schema"_qs, u"event"_qs, u"at"_qs, u"store"_qs}));
        QCOMPARE(event[u"store"].toObject()[u"name"].toString(), u"vault"_qs);
        events += event[u"event"].toString();
        if (states.isEmpty() || states.last() != stateOf(event))
            states += stateOf(event);
    }
    QCOMPARE(events.first(), u"snapshot"_qs);
    QCOMPARE(events.last(), u"removed"_qs);
    QVERIFY(events.contains(u"mode"_qs) && events.contains(u"drain"_qs));
    states.removeAll(u"confirming"_qs); // may be too short to be seen
    QCOMPARE(states, (QStringList{u"none"_qs, u"draining"_qs, u"drained"_qs, u"none"_qs}));
}

void TestCliProgram::watchIsFlushedLineByLine()
{
    CliSite site;
    site.files().addStore("vault");
    CliProgram watch(site.files());
    watch.begin("watch");
    QVERIFY(watch.waitForText("vault: None\n"));
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    QVERIFY(watch.waitForText("vault: Offline, No operations left.\n"));
    QCOMPARE(watch.state(), QProcess::Running);
    watch.kill();
    watch.finish();
}

void TestCliProgram::errorsInJsonAreOneDocument()
{
    CliSite site;
    site.files().addStore("vault");
    for (const auto &line : {"show tank --json", "set offline tank --json", "lst --json", "wait tank --json",
                             "check vault --json", "add a b --json", "remove vault --json </dev/null"}) {
        const CliResult result = shell(site.files(), u"$ctl "_qs + QString::fromLatin1(line));
        QVERIFY2(result.exit != 0, line);
        QVERIFY2(!result.json().isEmpty(), (line + (": " + result.out)).constData());
        QVERIFY2(!result.err.isEmpty(), line);
    }
}

void TestCliProgram::localesWithoutUtf8AreNoTrouble()
{
    CliSite site;
    const QByteArray path = site.files().addStore("vault");
    site.files().writeConfig("datastore: vault\n\tcomment Größe\n\tmaintenance-mode offline,message=Größe 🔧\n\tpath "
                             + path + "\n\n");
    for (const auto &locale : {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=xx_YY.ISO-8859-1", "LC_ALL="}) {
        const CliResult result = shell(site.files(), u"env "_qs + QString::fromLatin1(locale) + u" $ctl list"_qs);
        QCOMPARE(result.exit, 0);
        QCOMPARE(result.err, QByteArray());
        QVERIFY2(result.out.contains("Offline (\"Größe 🔧\")"), result.out.constData());
    }
}

void TestCliProgram::textsAreTranslatedAndKeysAreNot()
{
    CliSite site;
    site.files().addStore("vault", "read-only,message=Platte");
    const auto german = [&site](const QString &line) {
        return shell(site.files(), u"LC_ALL=de_DE.UTF-8 LANGUAGE= $ctl "_qs + line + u" 2>&1"_qs);
    };
    const QByteArray list = german(u"list"_qs).out;
    QVERIFY2(list.contains("Nur lesen (\"Platte\")") && list.contains("Keine Schreibvorgänge mehr."), list.constData());
    const QByteArray refused = german(u"check vault --op write"_qs).out;
    QVERIFY2(refused.contains("vault ist schreibgeschützt: Platte."), refused.constData());
    QVERIFY(german(u"--help"_qs).out.contains("Befehle:\n"));

    const QJsonObject store = german(u"list --json"_qs).json()[u"stores"].toArray()[0].toObject();
    QCOMPARE(store[u"mode"].toObject()[u"type"].toString(), u"read-only"_qs);
    QCOMPARE(stateOf({{u"store"_qs, store}}), u"drained"_qs);
    const QJsonObject error = german(u"show tank --json -q"_qs).json()[u"error"].toObject();
    QCOMPARE(error[u"code"].toString(), u"no-such-store"_qs);
    QCOMPARE(error[u"message"].toString(), u"Es gibt keinen Datenspeicher tank."_qs);
}

void TestCliProgram::bytesThatAreNoTextAreRefused()
{
    CliSite site;
    site.files().addStore("vault");
    const CliResult result = shell(site.files(), u"$ctl show $'va\\xffult'"_qs);
    QCOMPARE(result.exit, 2);
    QCOMPARE(result.err, "STORE is not UTF-8: va\\xffult. Try: drydockctl show --help\n"_qba);
    QCOMPARE(shell(site.files(), u"$ctl set offline vault -m $'\\xc3'"_qs).exit, 2);
}

void TestCliProgram::pbsWithoutRightsIsOneRow()
{
    CliSite site(TestSite::Kind::Pbs);
    site.files().addStore("vault");
    QCOMPARE(::chmod(site.files().root().constData(), 0755), 0);
    const QByteArray folder = site.files().site().configFolder;
    QCOMPARE(::chmod(folder.constData(), 0), 0);
    CliProgram list(site.files());
    list.dropRights();
    list.begin("list");
    const CliResult text = list.finish();
    CliProgram json(site.files());
    json.dropRights();
    json.begin("list --json");
    const CliResult document = json.finish();
    QCOMPARE(::chmod(folder.constData(), 0700), 0);
    QCOMPARE(text.exit, 4);
    QCOMPARE(text.out, "This computer's PBS: no rights\n"_qba);
    QCOMPARE(document.exit, 4);
    QCOMPARE(document.json()[u"config_error"].toObject()[u"exit"].toInt(), 4);
    QCOMPARE(document.json()[u"stores"].toArray().size(), 0);
}

void TestCliProgram::withoutRightsNothingIsChanged()
{
    CliSite site;
    site.files().addStore("vault");
    QCOMPARE(site.run("set offline vault -q").exit, 0);
    QCOMPARE(site.run("clear vault -q").exit, 0);
    const QByteArray folder = site.files().site().configFolder;
    QCOMPARE(::chmod(site.files().root().constData(), 0755), 0);
    QCOMPARE(::chmod(site.files().site().configLockPath().constData(), 0), 0);
    QCOMPARE(::chmod(site.files().site().configPath().constData(), 0444), 0);
    QCOMPARE(::chmod(folder.constData(), 0555), 0);
    for (const auto &line : {"set offline vault --json", "clear vault --json", "check vault --op read --json",
                             "remove vault --yes --json", "add usb-a /tmp --json"}) {
        CliProgram program(site.files());
        program.dropRights();
        program.begin(line);
        const CliResult result = program.finish();
        QVERIFY2(result.exit == 4, (QByteArray(line) + ": " + result.err).constData());
        QVERIFY2(result.out.contains("\"permission-denied\""), result.out.constData());
    }
    QCOMPARE(::chmod(folder.constData(), 0755), 0);
    QVERIFY(!site.files().config().contains("maintenance-mode"));
}

void TestCliProgram::rootFromTheSurroundings()
{
    CliSite site;
    site.files().addStore("vault");
    const QString variable = u"DRYDOCK_ROOT="_qs + site.files().site().displayPath();
    const QString program = u"${ctl%% *} "_qs;
    QCOMPARE(shell(site.files(), program + u"list -q"_qs, {variable}).out, "vault\n"_qba);
    const QByteArray other = shell(site.files(), program + u"--site user list --json"_qs, {variable}).out;
    QCOMPARE(lineAt(other, 0)[u"site"].toObject()[u"name"].toString(), u"user"_qs);
    QCOMPARE(shell(site.files(), program + u"--root /nonexistent/x list -q"_qs, {variable}).out, QByteArray());
}

QTEST_GUILESS_MAIN(TestCliProgram)
#include "tst_cliprogram.moc"

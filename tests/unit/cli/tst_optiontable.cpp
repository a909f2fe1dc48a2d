// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/argumentparser.h"
#include "app/cli/exitcode.h"
#include "app/cli/helptext.h"

#include <QSet>
#include <QTest>

#include <cerrno>

using namespace Drydock;

namespace {

/// Words between blanks; '_' stands for a blank inside a word.
QByteArrayList wordsOf(const QByteArray &line)
{
    QByteArrayList words;
    for (const QByteArray &word : line.simplified().split(' ')) {
        if (!word.isEmpty())
            words += QByteArray(word).replace('_', ' ');
    }
    return words;
}

} // namespace

/// Strict, and driven by one table: nothing that a person typed is ignored.
class TestOptionTable : public QObject
{
    Q_OBJECT

private slots:
    void commandLinesAreUnderstood_data();
    void commandLinesAreUnderstood();
    void whatIsNotUnderstoodIsSaid_data();
    void whatIsNotUnderstoodIsSaid();
    void bytesAreCheckedWhereTextIsWanted();
    void programKeepsItsBytes();
    void valuesAreFound();
    void helpAndVersionNeedNothingElse();
    void jsonIsSeenInWhatIsNotUnderstood();
    void commandIsFoundInWhatIsNotUnderstood();
    void everyOptionIsInTheHelp();
    void helpKeepsTheWidth();
    void laterVerbsDoNotAppear();
    void tableIsConsistent();
    void everyExitCodeIsExplained();
    void errorsHaveExitCodes_data();
    void errorsHaveExitCodes();
};

void TestOptionTable::commandLinesAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QStringList>("arguments");

    QTest::newRow("a command alone") << "list"_qba
                                     << "list"_qba << QStringList();
    QTest::newRow("global options before it") << "--root /srv --json list"_qba
                                              << "list"_qba << QStringList();
    QTest::newRow("global options after it") << "list --json --root=/srv"_qba
                                             << "list"_qba << QStringList();
    QTest::newRow("on both sides") << "-v show vault --json"_qba
                                   << "show"_qba << QStringList{u"vault"_qs};
    QTest::newRow("options between arguments") << "set offline -m swap_disk_2 vault --wait usb"_qba
                                               << "set"_qba << QStringList{u"offline"_qs, u"vault"_qs, u"usb"_qs};
    QTest::newRow("a store that is named like a mode") << "set none offline"_qba
                                                       << "set"_qba << QStringList{u"none"_qs, u"offline"_qs};
    QTest::newRow("a store that is named like the mode before it")
        << "set offline offline vault"_qba
        << "set"_qba << QStringList{u"offline"_qs, u"offline"_qs, u"vault"_qs};
    QTest::newRow("a store that is named like a command") << "show list"_qba
                                                          << "show"_qba << QStringList{u"list"_qs};
    QTest::newRow("options end at --") << "show -- --json"_qba
                                       << "show"_qba << QStringList{u"--json"_qs};
    QTest::newRow("-- before the command") << "-- list"_qba
                                           << "list"_qba << QStringList();
    QTest::newRow("optional argument given") << "history vault"_qba
                                             << "history"_qba << QStringList{u"vault"_qs};
    QTest::newRow("optional argument left out") << "history"_qba
                                                << "history"_qba << QStringList();
    QTest::newRow("letters together") << "list -vh"_qba
                                      << "list"_qba << QStringList();
    QTest::newRow("value attached to its letter") << "set offline vault -mswap"_qba
                                                  << "set"_qba << QStringList{u"offline"_qs, u"vault"_qs};
    QTest::newRow("repeatable option twice") << "list --state none --state=drained"_qba
                                             << "list"_qba << QStringList();
    QTest::newRow("zero needs no unit") << "wait vault --timeout=0"_qba
                                        << "wait"_qba << QStringList{u"vault"_qs};
    QTest::newRow("a hyphen alone is an argument") << "show -"_qba
                                                   << "show"_qba << QStringList{u"-"_qs};
    QTest::newRow("run with a program") << "run vault --op write -- borg create"_qba
                                        << "run"_qba << QStringList{u"vault"_qs};
    QTest::newRow("check for a unit") << "check vault --op read --unit"_qba
                                      << "check"_qba << QStringList{u"vault"_qs};
    QTest::newRow("site init") << "site init"_qba
                               << "site"_qba << QStringList{u"init"_qs};
    QTest::newRow("a flag twice says nothing new") << "list --json --json"_qba
                                                   << "list"_qba << QStringList();
}

void TestOptionTable::commandLinesAreUnderstood()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, command);
    QFETCH(QStringList, arguments);
    const ParsedArguments parsed = parseArguments(wordsOf(line));
    QCOMPARE(parsed.error, QString());
    QVERIFY(parsed.command != nullptr);
    QCOMPARE(parsed.command->name, command);
    QCOMPARE(parsed.arguments, arguments);
    QVERIFY(commandOf(wordsOf(line)) == parsed.command);
}

void TestOptionTable::whatIsNotUnderstoodIsSaid_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("error");

    QTest::newRow("nothing") << ""_qba << u"A command is missing."_qs;
    QTest::newRow("options alone") << "--json"_qba << u"A command is missing."_qs;
    QTest::newRow("unknown command") << "lst"_qba << u"There is no command lst."_qs;
    QTest::newRow("commands are not shortened") << "hist"_qba << u"There is no command hist."_qs;
    QTest::newRow("unknown option") << "list --frobnicate"_qba << u"There is no option --frobnicate."_qs;
    QTest::newRow("options are not shortened") << "list --js"_qba << u"There is no option --js."_qs;
    QTest::newRow("unknown letter") << "list -x"_qba << u"There is no option -x."_qs;
    QTest::newRow("unknown letter among known ones") << "list -qx"_qba << u"There is no option -x."_qs;
    QTest::newRow("another command's option") << "list --why"_qba << u"list has no option --why; show has."_qs;
    QTest::newRow("a command's option before it")
        << "--why show vault"_qba << u"--why must stand after its command, such as show."_qs;
    QTest::newRow("single value twice") << "--root /a list --root /b"_qba << u"--root is given twice."_qs;
    QTest::newRow("letter and name are one option")
        << "set offline vault -m a --message=b"_qba << u"--message is given twice."_qs;
    QTest::newRow("optional value twice") << "set offline vault --wait=1m --wait"_qba << u"--wait is given twice."_qs;
    QTest::newRow("value missing at the end") << "set offline vault -m"_qba << u"-m wants a value."_qs;
    QTest::newRow("an option where a value is due")
        << "set offline vault -m --wait"_qba
        << u"-m wants a value, but --wait follows. A value that begins with a hyphen is written --message=--wait."_qs;
    QTest::newRow("-- where a value is due")
        << "list --root -- x"_qba
        << u"--root wants a value, but -- follows. A value that begins with a hyphen is written --root=--."_qs;
    QTest::newRow("= after a letter") << "set offline vault -m=x"_qba
                                      << u"-m= is not understood: write -m VALUE or --message=VALUE."_qs;
    QTest::newRow("a flag with a value") << "list --json=yes"_qba << u"--json takes no value."_qs;
    QTest::newRow("an empty value") << "--root= list"_qba << u"The value of --root is empty."_qs;
    QTest::newRow("an empty optional value") << "set offline vault --wait="_qba << u"The value of --wait is empty."_qs;
    QTest::newRow("optional value as a word")
        << "set offline vault --wait 30m"_qba << u"--wait 30m is not understood: write --wait=30m."_qs;
    QTest::newRow("duration without a unit")
        << "wait vault --timeout=30"_qba
        << u"30 is no duration for --timeout. Write a number with s, m, h or d, such as 90s or 1h30m."_qs;
    QTest::newRow("no such value") << "check vault --op=lookup"_qba
                                   << u"lookup is no value of --op. There are: read, write."_qs;
    QTest::newRow("no such mode") << "set delete vault"_qba
                                  << u"delete is no MODE. There are: read-only, offline, none."_qs;
    QTest::newRow("modes have one spelling")
        << "set Offline vault"_qba << u"Offline is no MODE. There are: read-only, offline, none."_qs;
    QTest::newRow("argument missing") << "show"_qba << u"STORE is missing."_qs;
    QTest::newRow("second argument missing") << "set offline"_qba << u"STORE is missing."_qs;
    QTest::newRow("one argument too many") << "check vault usb --op read"_qba << u"usb is one argument too many."_qs;
    QTest::newRow("arguments where there are none") << "list vault"_qba << u"vault is one argument too many."_qs;
    QTest::newRow("a store twice") << "set offline vault vault"_qba << u"vault is given twice."_qs;
    QTest::newRow("two sites") << "--root /a --site user list"_qba << u"These exclude each other: --root, --site."_qs;
    QTest::newRow("quiet and verbose") << "-qv list"_qba << u"These exclude each other: --quiet, --verbose."_qs;
    QTest::newRow("dry run that waits") << "set offline vault --dry-run --wait"_qba
                                        << u"These exclude each other: --wait, --dry-run."_qs;
    QTest::newRow("check without operation") << "check vault"_qba << u"check needs --op."_qs;
    QTest::newRow("run without operation") << "run vault -- true"_qba << u"One of these is needed: --op, --job."_qs;
    QTest::newRow("run with operation and job")
        << "run vault --op read --job gc -- true"_qba << u"These exclude each other: --op, --job."_qs;
    QTest::newRow("run without program") << "run vault --op read"_qba
                                         << u"The command to run is missing: it stands after --."_qs;
    QTest::newRow("run with nothing after --")
        << "run vault --op read --"_qba << u"The command to run is missing: it stands after --."_qs;
    QTest::newRow("run's program without --") << "run vault --op read true"_qba << u"true is one argument too many."_qs;
    QTest::newRow("JSON where there is none")
        << "run vault --op read --json -- true"_qba << u"run has no JSON output."_qs;
    QTest::newRow("JSON for a script") << "completion bash --json"_qba << u"completion has no JSON output."_qs;
    QTest::newRow("clear has no message") << "clear vault -m x"_qba << u"clear has no option -m; set has."_qs;
    QTest::newRow("clear does not wait") << "clear vault --wait"_qba << u"clear has no option --wait; set has."_qs;
    QTest::newRow("control characters are shown, not obeyed") << "\x1b[2J"_qba << u"There is no command \\u001b[2J."_qs;
}

void TestOptionTable::whatIsNotUnderstoodIsSaid()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, error);
    QCOMPARE(parseArguments(wordsOf(line)).error, error);
}

void TestOptionTable::bytesAreCheckedWhereTextIsWanted()
{
    QCOMPARE(parseArguments({"show", "va\xffult"}).error, u"STORE is not UTF-8: va\\xffult."_qs);
    QCOMPARE(parseArguments({"set", "offline", "vault", "-m", "\xc3"}).error,
             u"The value of --message is not UTF-8: \\xc3."_qs);
    QCOMPARE(parseArguments({"--root=/\xff", "list"}).error, u"The value of --root is not UTF-8: /\\xff."_qs);
    QCOMPARE(parseArguments({"show", ""}).error, u"STORE is empty."_qs);
    // A file's path is the system's business.
    const ParsedArguments parsed = parseArguments({"run", "vault", "--op=read", "--status-file=/\xff", "--", "true"});
    QCOMPARE(parsed.error, QString());
    QCOMPARE(parsed.bytes("status-file"), "/\xff"_qba);
    // Any name of bytes passes that is text: what names a store is not decided here.
    const QString longName(300, u'x');
    for (const QString &name : {u"/"_qs, u".."_qs, u"a\nb"_qs, u"Größe 🔧"_qs, longName})
        QCOMPARE(parseArguments({"show", name.toUtf8()}).arguments, QStringList{name});
}

void TestOptionTable::programKeepsItsBytes()
{
    const QByteArrayList program = {"sh", "-c", "", "--json", "--", "\xff\xfe", "-h"};
    const ParsedArguments parsed =
        parseArguments(QByteArrayList{"--root", "/srv", "run", "vault", "--job", "backup", "--"} + program);
    QCOMPARE(parsed.error, QString());
    QCOMPARE(parsed.program, program);
    QVERIFY(!parsed.has("json") && !parsed.has("help"));
    QCOMPARE(parsed.text("job"), u"backup"_qs);
}

void TestOptionTable::valuesAreFound()
{
    const ParsedArguments parsed = parseArguments(
        {"set", "read-only", "vault", "-m", "a=b, \"c\"", "--wait=1h30m", "--if-mode", "s3-refresh", "--force"});
    QCOMPARE(parsed.error, QString());
    QCOMPARE(parsed.text("message"), u"a=b, \"c\""_qs);
    QVERIFY(parsed.duration("wait") == std::chrono::seconds(5400));
    QCOMPARE(parsed.text("if-mode"), u"s3-refresh"_qs);
    QVERIFY(parsed.has("force") && !parsed.has("dry-run"));
    QVERIFY(parsed.text("root").isNull());

    const ParsedArguments waiting = parseArguments({"set", "offline", "vault", "--wait", "--message="});
    QVERIFY(waiting.has("wait") && !waiting.duration("wait"));
    QVERIFY(waiting.has("message") && waiting.text("message").isEmpty());
    QVERIFY(parseArguments({"wait", "vault", "--timeout", "0"}).duration("timeout") == std::chrono::seconds(0));
    QCOMPARE(parseArguments({"list", "--state=stale", "--state", "absent"}).texts("state"),
             (QStringList{u"stale"_qs, u"absent"_qs}));
}

void TestOptionTable::helpAndVersionNeedNothingElse()
{
    for (const QByteArray &line : {"--help"_qba, "-h"_qba, "--version"_qba, "check --help"_qba, "set -h"_qba,
                                   "run --help"_qba, "completion --help --json"_qba})
        QCOMPARE(parseArguments(wordsOf(line)).error, QString());
    QCOMPARE(parseArguments({"--help", "--nonsense"}).error, u"There is no option --nonsense."_qs);
}

void TestOptionTable::jsonIsSeenInWhatIsNotUnderstood()
{
    QVERIFY(hasFlag(wordsOf("lst --json --x"), "json"));
    QVERIFY(!hasFlag(wordsOf("run vault -- ls --json"), "json"));
    QVERIFY(!hasFlag(wordsOf("list --jsonx"), "json"));
}

void TestOptionTable::commandIsFoundInWhatIsNotUnderstood()
{
    const auto name = [](const QByteArray &line) {
        const CommandSpec *command = commandOf(wordsOf(line));
        return command == nullptr ? QByteArray() : command->name;
    };
    QCOMPARE(name("check vault --opp write --unit"), "check"_qba);
    QCOMPARE(name("--root /x check --unit"), "check"_qba);
    QCOMPARE(name("--root check list"), "list"_qba);
    QCOMPARE(name("--root=x check list"), "check"_qba);
    QCOMPARE(name("-q --nonsense run x"), "run"_qba);
    QCOMPARE(name("-- show"), "show"_qba);
    QCOMPARE(name("nonsense show"), QByteArray());
    QCOMPARE(name("--"), QByteArray());
    QCOMPARE(name(""), QByteArray());
}

void TestOptionTable::everyOptionIsInTheHelp()
{
    const QString general = generalHelp(80);
    for (const OptionSpec &option : globalOptions())
        QVERIFY2(general.contains(optionForm(option)), option.name.constData());
    for (const CommandSpec &command : commandTable()) {
        QVERIFY2(general.contains(u"\n  "_qs + QString::fromLatin1(command.name) + u' '), command.name.constData());
        const QString help = commandHelp(command, 80);
        for (const OptionSpec &option : command.options)
            QVERIFY2(help.contains(u"\n  "_qs + optionForm(option)), option.name.constData());
    }
    QVERIFY(commandHelp(*findCommand("set"), 80).contains(u"does not make an unmount safe"_qs));
    QCOMPARE(synopsis(*findCommand("check")), u"check STORE --op=read|write [--unit]"_qs);
    QCOMPARE(synopsis(*findCommand("set")),
             u"set read-only|offline|none STORE… [-m TEXT] [--wait[=DUR] | --dry-run] [--if-mode=TYPE] [--force]"_qs);
    QCOMPARE(synopsis(*findCommand("run")),
             u"run STORE (--op=read|write | --job=KIND) [--label=TEXT] [--wait-mode=DUR] [--status-file=F] "
             "[--leader-only] [--force] -- COMMAND [ARG…]"_qs);
    QCOMPARE(synopsis(*findCommand("watch")), u"watch [STORE…]"_qs);
}

void TestOptionTable::helpKeepsTheWidth()
{
    for (const int columns : {60, 80, 100}) {
        QStringList lines = generalHelp(columns).split(u'\n');
        for (const CommandSpec &command : commandTable())
            lines += commandHelp(command, columns).split(u'\n');
        for (const QString &line : lines)
            QVERIFY2(line.size() <= columns && !line.endsWith(u' '), qPrintable(line));
    }
}

void TestOptionTable::laterVerbsDoNotAppear()
{
    QString all = generalHelp(80);
    for (const CommandSpec &command : commandTable())
        all += commandHelp(command, 80);
    QVERIFY(!all.contains(u"--server"_qs));
}

void TestOptionTable::tableIsConsistent()
{
    QSet<QByteArray> names;
    for (const CommandSpec &command : commandTable()) {
        QVERIFY(!names.contains(command.name));
        names += command.name;
        QSet<QByteArray> options;
        QSet<char> letters;
        for (const OptionSpec &option : globalOptions() + command.options) {
            QVERIFY2(!options.contains(option.name), option.name.constData());
            options += option.name;
            QVERIFY(option.letter == '\0' || !letters.contains(option.letter));
            letters += option.letter;
            QCOMPARE(option.kind == ValueKind::Choice, !option.choices.isEmpty());
            QCOMPARE(option.kind == ValueKind::None, option.placeholder.isEmpty());
            QVERIFY(option.help != nullptr && option.name.size() > 1);
        }
        for (const OptionGroup &group : command.groups) {
            for (const QByteArray &name : group.names)
                QVERIFY2(options.contains(name), name.constData());
        }
        for (qsizetype at = 0; at + 1 < command.arguments.size(); ++at)
            QVERIFY(!command.arguments[at].repeatable && !command.arguments[at].optional);
    }
}

void TestOptionTable::everyExitCodeIsExplained()
{
    QSet<int> explained;
    for (const ExitCodeMeaning &row : exitCodeMeanings())
        explained += int(row.code);
    QCOMPARE(explained, (QSet<int>{0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 75, 125, 255}));
    QCOMPARE(commonExitCode({}), ExitCode::Done);
    QCOMPARE(commonExitCode({ExitCode::NoSuchStore, ExitCode::NoSuchStore}), ExitCode::NoSuchStore);
    QCOMPARE(commonExitCode({ExitCode::Done, ExitCode::NoSuchStore}), ExitCode::Different);
}

void TestOptionTable::errorsHaveExitCodes_data()
{
    QTest::addColumn<ErrorCode>("error");
    QTest::addColumn<int>("exit");

    QTest::newRow("a system call failed") << ErrorCode::Io << 1;
    QTest::newRow("disk full") << ErrorCode::NoSpace << 1;
    QTest::newRow("read-only file system") << ErrorCode::ReadOnlyFileSystem << 1;
    QTest::newRow("not mounted is no mode") << ErrorCode::NotMounted << 1;
    QTest::newRow("message too long") << ErrorCode::InvalidMessage << 2;
    QTest::newRow("bad name for a new store") << ErrorCode::InvalidStoreName << 2;
    QTest::newRow("no such store") << ErrorCode::NoSuchStore << 3;
    QTest::newRow("no permission") << ErrorCode::PermissionDenied << 4;
    QTest::newRow("config not readable as a whole") << ErrorCode::ConfigInvalid << 5;
    QTest::newRow("tracking file not readable") << ErrorCode::TrackingInvalid << 5;
    QTest::newRow("network file system") << ErrorCode::NetworkFileSystem << 5;
    QTest::newRow("changed meanwhile") << ErrorCode::ModeChanged << 6;
    QTest::newRow("changed by an editor") << ErrorCode::ConfigChanged << 6;
    QTest::newRow("not allowed") << ErrorCode::TransitionRefused << 6;
    QTest::newRow("PBS's own list") << ErrorCode::ManagedByPbs << 6;
    QTest::newRow("lock") << ErrorCode::LockTimeout << 9;
    QTest::newRow("refused by the mode") << ErrorCode::Refused << 75;
}

void TestOptionTable::errorsHaveExitCodes()
{
    QFETCH(ErrorCode, error);
    QFETCH(int, exit);
    QCOMPARE(int(exitCodeOf(Error{error, {}, {}, 0, 0})), exit);
    QCOMPARE(int(exitCodeOf(Error{ErrorCode::SiteUnusable, {}, {}, EACCES, 0})), 4);
}

QTEST_GUILESS_MAIN(TestOptionTable)
#include "tst_optiontable.moc"

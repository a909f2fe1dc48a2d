// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/optiontable.h"

#include "core/maintenance/jobkind.h"

#include <algorithm>

namespace Drydock {

namespace {

OptionSpec flag(const char *name, char letter, const char *help)
{
    return {name, letter, ValueKind::None, {}, help, {}};
}

OptionSpec valued(const char *name, ValueKind kind, const char *placeholder, const char *help)
{
    return {name, '\0', kind, placeholder, help, {}};
}

OptionSpec choice(const char *name, const char *placeholder, const QByteArrayList &choices, const char *help)
{
    return {name, '\0', ValueKind::Choice, placeholder, help, choices};
}

OptionSpec withLetter(OptionSpec option, char letter)
{
    option.letter = letter;
    return option;
}

OptionSpec maybeEmpty(OptionSpec option)
{
    option.mayBeEmpty = true;
    return option;
}

OptionSpec withOptionalValue(OptionSpec option)
{
    option.valueOptional = true;
    return option;
}

OptionSpec required(OptionSpec option)
{
    option.required = true;
    return option;
}

OptionSpec repeatable(OptionSpec option)
{
    option.repeatable = true;
    return option;
}

ArgumentSpec store()
{
    return {"STORE", ValueKind::Store, {}};
}

ArgumentSpec stores(bool optional = false)
{
    return {"STORE", ValueKind::Store, {}, optional, true};
}

ArgumentSpec choiceArgument(const char *placeholder, const QByteArrayList &choices)
{
    return {placeholder, ValueKind::Choice, choices};
}

const QByteArrayList &modeNames()
{
    static const QByteArrayList names = {"none", "read-only", "offline", "unmount", "s3-refresh", "delete"};
    return names;
}

QByteArrayList jobNames()
{
    QByteArrayList names;
    for (const QString &kind : jobKinds())
        names += kind.toLatin1();
    return names;
}

OptionSpec ifMode()
{
    return choice("if-mode", "TYPE", modeNames(),
                  QT_TRANSLATE_NOOP("Cli", "only if the mode is TYPE now, else exit 6"));
}

OptionSpec dryRun()
{
    return flag("dry-run", 0, QT_TRANSLATE_NOOP("Cli", "say what would be done and change nothing"));
}

OptionSpec forceMode()
{
    return flag("force", 0,
                QT_TRANSLATE_NOOP("Cli", "go on without a usable version counter of PBS, or out of an unknown mode"));
}

OptionSpec operation()
{
    return choice("op", "OP", {"read", "write"}, QT_TRANSLATE_NOOP("Cli", "the kind of operation: read or write"));
}

CommandSpec listCommand()
{
    CommandSpec command;
    command.name = "list";
    command.summary = QT_TRANSLATE_NOOP("Cli", "all datastores with their modes and states");
    command.options = {repeatable(
        choice("state", "S",
               {"none", "draining", "confirming", "drained", "unknown", "stale", "external", "absent", "stalled"},
               QT_TRANSLATE_NOOP("Cli", "only those in this state; may be repeated")))};
    command.details = {
        QT_TRANSLATE_NOOP("Cli", "With -q only the names are printed, one a line; with -v the paths too."),
        QT_TRANSLATE_NOOP("Cli", "A configuration that cannot be read as a whole gives exit code 5; the "
                                 "datastores that can be read are listed all the same.")};
    return command;
}

CommandSpec showCommand()
{
    CommandSpec command;
    command.name = "show";
    command.arguments = {stores()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "datastores with all that is known and what blocks them");
    command.options = {flag("why", 0, QT_TRANSLATE_NOOP("Cli", "add the evidence behind the state"))};
    return command;
}

CommandSpec setCommand()
{
    CommandSpec command;
    command.name = "set";
    command.arguments = {choiceArgument("MODE", {"read-only", "offline", "none"}), stores()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "set the maintenance mode: new operations that it forbids are refused");
    command.options = {
        maybeEmpty(withLetter(valued("message", ValueKind::Text, "TEXT",
                                     QT_TRANSLATE_NOOP("Cli", "the reason, one line of at most 64 characters")),
                              'm')),
        withOptionalValue(
            valued("wait", ValueKind::Duration, "DUR",
                   QT_TRANSLATE_NOOP("Cli", "then wait until drained, as wait does; at most DUR if it is given"))),
        ifMode(),
        dryRun(),
        forceMode(),
    };
    command.groups = {{{"wait", "dry-run"}}};
    command.details = {
        QT_TRANSLATE_NOOP("Cli", "Operations that run already go on; \"drained\" says when none of them is left."),
        QT_TRANSLATE_NOOP("Cli", "A mode equal to the present one is a success; nothing is written then, but PBS reads "
                                 "its configuration anew all the same."),
        QT_TRANSLATE_NOOP("Cli",
                          "\"set read-only --wait\" does not make an unmount safe: readers go on, and a verification "
                          "may still write. Use \"set offline --wait\" for that."),
        QT_TRANSLATE_NOOP("Cli", "Ctrl+C while waiting leaves the mode as it was set."),
    };
    return command;
}

CommandSpec clearCommand()
{
    CommandSpec command;
    command.name = "clear";
    command.arguments = {stores()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "end the maintenance mode: the same as set none");
    command.options = {ifMode(), dryRun(), forceMode()};
    return command;
}

CommandSpec waitCommand()
{
    CommandSpec command;
    command.name = "wait";
    command.arguments = {stores()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "wait until datastores are drained");
    command.options = {valued("timeout", ValueKind::Duration, "DUR",
                              QT_TRANSLATE_NOOP("Cli", "at most that long; 0 looks once; without it for ever"))};
    command.details = {
        QT_TRANSLATE_NOOP("Cli",
                          "Only the proof that nothing conflicting runs and that nothing can begin ends the wait "
                          "with 0. At the time-out the exit code is 8 if operations are known to run, else 5."),
        QT_TRANSLATE_NOOP("Cli",
                          "What can never be proven ends it at once with 4 or 5, no mode or a changed one with 6. "
                          "Ctrl+C leaves the mode as it is."),
    };
    return command;
}

CommandSpec runCommand()
{
    CommandSpec command;
    command.name = "run";
    command.arguments = {store()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "run a command as a registered operation, unless the mode forbids it");
    command.options = {
        operation(),
        choice("job", "KIND", jobNames(), QT_TRANSLATE_NOOP("Cli", "the kind of job, which decides read or write")),
        valued("label", ValueKind::Text, "TEXT",
               QT_TRANSLATE_NOOP("Cli", "a name for it in lists, at most 64 characters")),
        valued("wait-mode", ValueKind::Duration, "DUR",
               QT_TRANSLATE_NOOP("Cli", "where the mode forbids it, wait that long for it to change")),
        valued("status-file", ValueKind::Bytes, "F",
               QT_TRANSLATE_NOOP("Cli", "write who decided the exit code to this file")),
        flag("leader-only", 0,
             QT_TRANSLATE_NOOP("Cli", "the operation ends with the command, whatever it leaves behind")),
        flag("force", 0, QT_TRANSLATE_NOOP("Cli", "on a site of Proxmox Backup Server too")),
    };
    command.details = {
        QT_TRANSLATE_NOOP("Cli",
                          "The exit code is the command's; 75: refused by the mode; 125: drydockctl itself failed; "
                          "126: not executable; 127: not found; 128+n: ended by signal n. --status-file gets "
                          "{\"phase\":\"command|refused|wrapper\",\"code\":N}."),
    };
    command.groups = {{{"op", "job"}, true}};
    command.json = false;
    command.runsProgram = true;
    return command;
}

CommandSpec checkCommand()
{
    CommandSpec command;
    command.name = "check";
    command.arguments = {store()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "may this operation start now? Exit 0: yes, 75: no");
    command.options = {required(operation()),
                       flag("unit", 0, QT_TRANSLATE_NOOP("Cli", "exit 255 for anything but yes and no"))};
    command.details = {
        QT_TRANSLATE_NOOP("Cli", "--unit is for systemd's ExecCondition=, which skips a unit quietly on 1 to 254: a "
                                 "misspelt name must not skip a backup for ever."),
    };
    return command;
}

CommandSpec watchCommand()
{
    CommandSpec command;
    command.name = "watch";
    command.arguments = {stores(true)};
    command.summary = QT_TRANSLATE_NOOP("Cli", "every change as it happens, the present states first");
    return command;
}

CommandSpec activeOperationsCommand()
{
    CommandSpec command;
    command.name = "active-operations";
    command.arguments = {store()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "the numbers of running operations, as JSON: {\"read\":R,\"write\":W}");
    command.details = {QT_TRANSLATE_NOOP("Cli", "Where they are not known nothing is printed and the exit code is 5.")};
    return command;
}

CommandSpec historyCommand()
{
    CommandSpec command;
    command.name = "history";
    command.arguments = {{"STORE", ValueKind::Store, {}, true, false}};
    command.summary = QT_TRANSLATE_NOOP("Cli", "changes of modes: when, who, old, new, message");
    return command;
}

CommandSpec addCommand()
{
    CommandSpec command;
    command.name = "add";
    command.arguments = {{"NAME", ValueKind::NewName, {}}, {"PATH", ValueKind::Folder, {}}};
    command.summary = QT_TRANSLATE_NOOP("Cli", "add a folder as a datastore");
    command.options = {maybeEmpty(
        valued("comment", ValueKind::Text, "TEXT", QT_TRANSLATE_NOOP("Cli", "one line of at most 128 characters")))};
    return command;
}

CommandSpec removeCommand()
{
    CommandSpec command;
    command.name = "remove";
    command.arguments = {store()};
    command.summary = QT_TRANSLATE_NOOP("Cli", "take a datastore off the list; its files stay");
    command.options = {flag("yes", 0, QT_TRANSLATE_NOOP("Cli", "do not ask"))};
    command.details = {QT_TRANSLATE_NOOP("Cli", "A datastore with a mode or with running operations is not removed.")};
    return command;
}

CommandSpec doctorCommand()
{
    CommandSpec command;
    command.name = "doctor";
    command.summary = QT_TRANSLATE_NOOP("Cli", "examine the site: what is wrong, what it means, what to do");
    command.options = {
        flag("repair", 0, QT_TRANSLATE_NOOP("Cli", "say what can be repaired safely, ask, and do it")),
        valued("forget", ValueKind::Store, "STORE",
               QT_TRANSLATE_NOOP("Cli", "with --repair: give up the entries of this datastore's tracking file that "
                                        "cannot be read")),
        flag("yes", 0, QT_TRANSLATE_NOOP("Cli", "with --repair: do not ask")),
    };
    command.details = {
        QT_TRANSLATE_NOOP("Cli", "It reads only, waits for no lock, and follows no link. With -v it lists what is as "
                                 "it should be too, with -q errors and warnings alone. Exit 0: no error was found, "
                                 "though there may be warnings; 5: a state is unknown or a command is refused; 4: "
                                 "there is no right to see enough. With --repair it says what is left then; what "
                                 "could not be repaired gives its own code."),
        QT_TRANSLATE_NOOP("Cli", "--repair removes temporary files of processes that have ended, and has entries of "
                                 "ended processes dropped by the update that every operation makes. It looks again "
                                 "right before each act, under the lock. It deletes nothing else, and makes no count "
                                 "zero."),
        QT_TRANSLATE_NOOP("Cli", "--forget is for a tracking file that is damaged: the entries that can be read stay, "
                                 "the others go. Operations that they stood for run on and are not counted any more, "
                                 "so end what works on the datastore first. The old file is kept as "
                                 ".STORE.aside-DATE."),
    };
    return command;
}

CommandSpec completionCommand()
{
    CommandSpec command;
    command.name = "completion";
    command.arguments = {choiceArgument("SHELL", {"bash", "zsh", "fish"})};
    command.summary = QT_TRANSLATE_NOOP("Cli", "print a script that completes drydockctl's arguments");
    command.json = false;
    return command;
}

CommandSpec siteCommand()
{
    CommandSpec command;
    command.name = "site";
    command.arguments = {choiceArgument("ACTION", {"init"})};
    command.summary = QT_TRANSLATE_NOOP("Cli", "make the site's folders, with their owners and modes");
    return command;
}

} // namespace

const QList<CommandSpec> &commandTable()
{
    static const QList<CommandSpec> table = {
        listCommand(),    showCommand(),       setCommand(),
        clearCommand(),   waitCommand(),       runCommand(),
        checkCommand(),   watchCommand(),      activeOperationsCommand(),
        historyCommand(), addCommand(),        removeCommand(),
        doctorCommand(),  completionCommand(), siteCommand(),
    };
    return table;
}

const QList<OptionSpec> &globalOptions()
{
    static const QList<OptionSpec> options = {
        valued("root", ValueKind::Folder, "DIR", QT_TRANSLATE_NOOP("Cli", "use the site in this folder")),
        choice("site", "SITE", {"pbs", "system", "user"},
               QT_TRANSLATE_NOOP("Cli", "use Proxmox Backup Server's files, this computer's or this user's")),
        flag("json", 0, QT_TRANSLATE_NOOP("Cli", "print one JSON document, in failure too")),
        choice("color", "WHEN", {"auto", "always", "never"},
               QT_TRANSLATE_NOOP("Cli", "colours; auto: on a terminal, unless NO_COLOR is set")),
        flag("no-input", 0, QT_TRANSLATE_NOOP("Cli", "never ask")),
        flag("quiet", 'q', QT_TRANSLATE_NOOP("Cli", "print less: no progress, no confirmation")),
        flag("verbose", 'v', QT_TRANSLATE_NOOP("Cli", "print more")),
        flag("help", 'h', QT_TRANSLATE_NOOP("Cli", "print help, of a command where one is given")),
        flag("version", 0, QT_TRANSLATE_NOOP("Cli", "print the version")),
    };
    return options;
}

const QList<OptionGroup> &globalGroups()
{
    static const QList<OptionGroup> groups = {{{"root", "site"}}, {{"quiet", "verbose"}}};
    return groups;
}

const CommandSpec *findCommand(const QByteArray &name)
{
    const QList<CommandSpec> &table = commandTable();
    const auto found =
        std::find_if(table.begin(), table.end(), [&name](const CommandSpec &command) { return command.name == name; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace Drydock

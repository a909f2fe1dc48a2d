// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/application.h"

#include "app/cli/activeoperationscommand.h"
#include "app/cli/addcommand.h"
#include "app/cli/argumentparser.h"
#include "app/cli/checkcommand.h"
#include "app/cli/clitext.h"
#include "app/cli/completioncommand.h"
#include "app/cli/doctorcommand.h"
#include "app/cli/helptext.h"
#include "app/cli/historycommand.h"
#include "app/cli/jsonoutput.h"
#include "app/cli/listcommand.h"
#include "app/cli/removecommand.h"
#include "app/cli/runcommand.h"
#include "app/cli/setcommand.h"
#include "app/cli/showcommand.h"
#include "app/cli/sitecommand.h"
#include "app/cli/waitcommand.h"
#include "app/cli/watchcommand.h"

#include <algorithm>
#include <memory>

namespace Drydock {

namespace {

template <class T>
std::unique_ptr<Command> make()
{
    return std::make_unique<T>();
}

std::unique_ptr<Command> makeCommand(const QByteArray &name)
{
    static const struct {
        const char *name;
        std::unique_ptr<Command> (*make)();
    } commands[] = {
        {"list", make<ListCommand>},
        {"show", make<ShowCommand>},
        {"set", make<SetCommand>},
        {"clear", make<SetCommand>},
        {"wait", make<WaitCommand>},
        {"run", make<RunCommand>},
        {"check", make<CheckCommand>},
        {"watch", make<WatchCommand>},
        {"active-operations", make<ActiveOperationsCommand>},
        {"history", make<HistoryCommand>},
        {"add", make<AddCommand>},
        {"remove", make<RemoveCommand>},
        {"doctor", make<DoctorCommand>},
        {"completion", make<CompletionCommand>},
        {"site", make<SiteCommand>},
    };
    for (const auto &command : commands) {
        if (name == command.name)
            return command.make();
    }
    return nullptr;
}

Output::Settings settingsFor(const QByteArrayList &words, const ParsedArguments &parsed,
                             const Surroundings &surroundings)
{
    const Console &console = surroundings.console;
    const QString colour = parsed.text("color");
    const auto coloured = [&](bool terminal) {
        if (colour == QLatin1String("always"))
            return true;
        return colour != QLatin1String("never") && terminal && !surroundings.noColour && !surroundings.dumbTerminal;
    };
    Output::Settings settings;
    // Also where the rest is not understood: a script gets its document all the same.
    settings.json = parsed.has("json") || (!parsed.error.isEmpty() && hasFlag(words, "json"));
    settings.quiet = parsed.has("quiet");
    settings.verbose = parsed.has("verbose");
    settings.outColours = coloured(console.outIsTerminal());
    settings.errColours = coloured(console.errIsTerminal());
    settings.terminalControl = console.errIsTerminal() && !surroundings.dumbTerminal;
    return settings;
}

QString usageHint(const CommandSpec *command)
{
    const QString name = command == nullptr ? QString() : QString::fromLatin1(command->name) + u' ';
    return Cli::tr("Try: %1").arg(QStringLiteral("drydockctl %1--help").arg(name));
}

ExitCode printHelp(Output &output, const ParsedArguments &parsed, int columns)
{
    const QString help = parsed.command == nullptr ? generalHelp(columns) : commandHelp(*parsed.command, columns);
    if (!output.json()) {
        output.text(help);
        return ExitCode::Done;
    }
    QJsonObject document = newDocument();
    document[u"help"] = help;
    output.document(document);
    return ExitCode::Done;
}

ExitCode printVersion(Output &output)
{
    const QString version = QStringLiteral(DRYDOCK_VERSION);
    if (!output.json()) {
        output.text(u"drydockctl "_qs + version + u'\n');
        return ExitCode::Done;
    }
    QJsonObject document = newDocument();
    document[u"version"] = version;
    output.document(document);
    return ExitCode::Done;
}

ExitCode runCommand(const ParsedArguments &parsed, const Surroundings &surroundings, Output &output)
{
    const std::unique_ptr<Command> command = makeCommand(parsed.command->name);
    Session session{surroundings, parsed, output, {}};
    if (command->needsSite()) {
        const Result<Site> site = session.chooseSite();
        if (!site)
            return output.fail(Failure::of(site.error()));
        session.site = *site;
        if (output.settings().verbose)
            output.note(Cli::tr("Site: %1, %2").arg(QString(site->name()), site->displayPath()));
    }
    return command->run(session);
}

ExitCode runWords(const QByteArrayList &words, const ParsedArguments &parsed, const Surroundings &surroundings,
                  Output &output)
{
    constexpr int widest = 100;
    if (parsed.has("help") && parsed.error.isEmpty())
        return printHelp(output, parsed, std::min(surroundings.console.outColumns(), widest));
    if (parsed.has("version") && parsed.error.isEmpty())
        return printVersion(output);
    if (!parsed.error.isEmpty()) {
        const CommandSpec *command = commandOf(words);
        if (command != nullptr && command->runsProgram)
            RunCommand::noteMisuse(words, output);
        return output.fail(Failure::usage(parsed.error, usageHint(command)));
    }
    return runCommand(parsed, surroundings, output);
}

} // namespace

int runApplication(const QByteArrayList &words, const Surroundings &surroundings)
{
    const ParsedArguments parsed = parseArguments(words);
    Output output(surroundings.console, settingsFor(words, parsed, surroundings));
    const ExitCode code = output.finish(runWords(words, parsed, surroundings, output));

    // What `run` ends with must not be taken for the command's own code.
    const CommandSpec *command = commandOf(words);
    if (command != nullptr && command->runsProgram && code != ExitCode::Done)
        return int(ExitCode::WrapperFailed);
    // systemd skips a unit quietly on 1 to 254, so under --unit they may mean a refusal by the mode only, however much
    // of the other words is misspelt.
    const bool forUnit = hasFlag(words, "unit") || !valueOf(words, "unit").isNull();
    if (forUnit && code != ExitCode::Done && code != ExitCode::Refused)
        return int(ExitCode::NoAnswer);
    return int(code);
}

Result<Site> Session::chooseSite() const
{
    SiteRequest request{arguments.text("root"), arguments.text("site")};
    if (request.root.isEmpty() && request.site.isEmpty())
        request.root = surroundings.root;
    return Drydock::chooseSite(request, surroundings.sites);
}

MonitorSurroundings Session::monitorSurroundings() const
{
    return {surroundings.fileSystem, surroundings.processes, surroundings.clock,
            [probe = surroundings.pbsHost, site = site] { return probe(site); }};
}

std::function<bool()> Session::pbsProcessLives() const
{
    return [probe = surroundings.pbsHost, site = site] { return probe(site).lives(); };
}

} // namespace Drydock

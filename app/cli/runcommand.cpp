// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runcommand.h"

#include "app/cli/argumentparser.h"
#include "app/cli/clitext.h"
#include "app/cli/statusfile.h"
#include "core/base/displaytext.h"
#include "core/maintenance/jobkind.h"
#include "core/maintenance/maintenancemode.h"
#include "core/operations/datastoregate.h"
#include "core/process/jobrunner.h"
#include "core/text/errortext.h"

#include <memory>
#include <vector>

namespace Drydock {

namespace {

QString marked(const QString &text)
{
    return QStringLiteral("drydockctl: ") + text;
}

/// What the registration's functions share. They may outlive the runner in its thread, and the guard must not release
/// at the end what the runner has removed, so this is never destroyed: the process ends first.
struct Registered {
    DatastoreGate gate;
    OperationGuard guard;
    QString store;
    Operation operation;
    EntryInfo info;
};

Result<void> admit(Registered &registered, const Clock &clock, const ProcessKey &command)
{
    registered.info.process = command;
    Result<OperationGuard> guard = registered.gate.begin(registered.store, registered.operation, registered.info,
                                                         Deadline::after(clock, lockTimeLimit));
    if (!guard)
        return failure(guard.error());
    registered.guard = std::move(*guard);
    return {};
}

Result<void> restore(Registered &registered)
{
    OperationTracker &tracker = *registered.gate.tracker();
    Result<bool> restored = tracker.restore(registered.store);
    // Whoever removes an own site's folder does not end the job in it.
    if (!restored && restored.error().code == ErrorCode::TrackingFolderMissing && tracker.ensureFolder())
        restored = tracker.restore(registered.store);
    if (!restored)
        return failure(restored.error());
    return {};
}

JobRegistration registration(const std::shared_ptr<Registered> &registered, const Clock &clock)
{
    return {[registered, &clock](const ProcessKey &command) { return admit(*registered, clock, command); },
            [registered](const ProcessKey &from, const ProcessKey &to) {
                return registered->gate.tracker()->move(registered->store, from, to);
            },
            [registered](const ProcessKey &process) {
                return registered->gate.tracker()->remove(registered->store, process);
            },
            [registered] { return restore(*registered); }};
}

QString survivorsText(const QString &store, const QList<JobEvents::Survivor> &survivors)
{
    QStringList names;
    for (const JobEvents::Survivor &survivor : survivors)
        names += QStringLiteral("%1 (%2)").arg(survivor.name).arg(survivor.process.pid);
    return Cli::tr("The command has ended, but not what it has started: %1 stays in use by %2.")
        .arg(escapedForDisplay(store), names.join(QLatin1String(", ")));
}

JobEvents events(Output &output, const QString &store)
{
    return {[&output](const Error &error) {
                output.note(marked(errorText(error)) + u' ' + Cli::tr("Waiting for the mode to change."));
            },
            [&output, store](const QList<JobEvents::Survivor> &survivors) {
                output.note(marked(survivorsText(store, survivors)));
            },
            [&output](const Error &error) {
                output.note(marked(Cli::tr("The entry of this job could not be updated: %1").arg(errorText(error))));
            }};
}

Operation operationOf(const ParsedArguments &arguments)
{
    const std::optional<Operation> operation =
        arguments.has("job") ? operationOfJob(arguments.text("job")) : operationFromName(arguments.text("op"));
    return operation.value_or(Operation::Write);
}

std::vector<char *> programOf(const ParsedArguments &arguments)
{
    std::vector<char *> program;
    for (const QByteArray &word : arguments.program)
        program.push_back(const_cast<char *>(word.constData()));
    program.push_back(nullptr);
    return program;
}

std::optional<Failure> unusableWords(const ParsedArguments &arguments)
{
    if (!arguments.has("label") || checkMessage(arguments.text("label")))
        return {};
    return Failure::usage(Cli::tr("--label takes at most 64 characters, and no control characters."), {});
}

std::optional<Failure> unusableSite(const Session &session)
{
    if (!session.site.isPbs() || session.arguments.has("force"))
        return {};
    return Failure{"managed-by-pbs", ExitCode::WrapperFailed, session.arguments.arguments.first(),
                   Cli::tr("On a site of Proxmox Backup Server an entry is not safe: PBS drops what says whose it is, "
                           "and some versions hide operations of their own behind it."),
                   Cli::tr("--force runs the command all the same.")};
}

Failure whyNot(const JobResult &result, const ParsedArguments &arguments)
{
    const Error error = result.error.value_or(Error());
    if (result.code != exitNotFound && result.code != exitNotExecutable) {
        Failure failure = Failure::of(error, arguments.arguments.first());
        if (error.code == ErrorCode::Refused)
            failure.hint = Cli::tr("Not started.");
        return failure;
    }
    Failure failure = Failure::of(error);
    failure.message =
        Cli::tr("%1 cannot be run: %2.").arg(shownWord(arguments.program.first()), qt_error_string(error.systemError));
    failure.hint.clear();
    return failure;
}

void writeStatus(const StatusFile &file, Output &output, JobResult::Phase phase, int code)
{
    if (const Result<void> written = file.write(phase, code); !written)
        output.note(marked(errorText(written.error())));
}

ExitCode failBeforehand(Failure failure, const StatusFile &status, Output &output)
{
    writeStatus(status, output, JobResult::Phase::Wrapper, exitWrapperFailed);
    failure.message = marked(failure.message);
    output.failure(failure);
    return ExitCode::WrapperFailed;
}

[[noreturn]] void runJob(const Session &session, const StatusFile &status)
{
    const Surroundings &surroundings = session.surroundings;
    const ParsedArguments &arguments = session.arguments;
    const QString store = arguments.arguments.first();
    const std::vector<char *> program = programOf(arguments);

    JobOptions options;
    options.command = program.data();
    options.leaderOnly = arguments.has("leader-only");
    options.waitMode = arguments.duration("wait-mode");
    options.configPath = session.site.configPath();
    options.trackingPath = session.site.trackingFolder + '/' + store.toUtf8();
    const std::shared_ptr<Registered> registered(
        new Registered{DatastoreGate(surroundings.fileSystem, surroundings.processes, surroundings.clock, session.site),
                       {},
                       store,
                       operationOf(arguments),
                       {arguments.text("job"), arguments.text("label"), {}}});
    JobRunner runner(*surroundings.inherited, options, registration(registered, surroundings.clock),
                     events(session.output, store), surroundings.processes, surroundings.clock);
    const JobResult result = runner.run();

    writeStatus(status, session.output, result.phase, result.code);
    if (result.error) {
        Failure failure = whyNot(result, arguments);
        failure.message = marked(failure.message);
        session.output.failure(failure);
    }
    endLike(result);
}

} // namespace

void RunCommand::noteMisuse(const QByteArrayList &words, Output &output)
{
    const StatusFile status(valueOf(words, QByteArrayLiteral("status-file")));
    writeStatus(status, output, JobResult::Phase::Wrapper, exitWrapperFailed);
}

ExitCode RunCommand::run(Session &session)
{
    const StatusFile status(session.arguments.bytes("status-file"));
    if (const Result<void> cleared = status.clear(); !cleared)
        session.output.note(marked(errorText(cleared.error())));
    if (const std::optional<Failure> failure = unusableWords(session.arguments))
        return failBeforehand(*failure, status, session.output);
    const Result<Site> site = session.chooseSite();
    if (!site)
        return failBeforehand(Failure::of(site.error()), status, session.output);
    session.site = *site;
    if (const std::optional<Failure> failure = unusableSite(session))
        return failBeforehand(*failure, status, session.output);
    runJob(session, status);
}

} // namespace Drydock

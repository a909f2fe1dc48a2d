// SPDX-License-Identifier: GPL-3.0-or-later
//
// The wrapper of `run` without gate and tracker: their calls go to the test, which answers them.
//   jobrun [--leader-only] [--wait-mode=SECONDS] [--lower-limit] FOLDER -- COMMAND [ARG…]
// Descriptor 7 takes one line for each call and event, descriptor 8 gives one line for each call:
// "ok", "refused REASON", "held" (a lock), "half" (a config being written) or "failed". FOLDER/config and
// FOLDER/tracking are watched.
#include "core/process/jobrunner.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr int callDescriptor = 7;
constexpr int answerDescriptor = 8;

void say(const std::string &line)
{
    const std::string text = line + "\n";
    if (::write(callDescriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        std::abort();
}

std::string nextAnswer()
{
    std::string line;
    char letter = 0;
    while (::read(answerDescriptor, &letter, 1) == 1) {
        if (letter == '\n')
            return line;
        line += letter;
    }
    return "failed";
}

Result<void> ask(const std::string &call)
{
    say(call);
    const std::string answer = nextAnswer();
    if (answer == "ok")
        return {};
    if (answer.starts_with("refused "))
        return failure(ErrorCode::Refused, QStringLiteral("vault"), QString::fromStdString(answer.substr(8)));
    if (answer == "held")
        return failure(ErrorCode::LockTimeout, QStringLiteral("vault"));
    if (answer == "half")
        return failure(ErrorCode::NoSuchStore, QStringLiteral("vault"));
    return failure(ErrorCode::Io, QStringLiteral("vault"));
}

std::string text(const ProcessKey &key)
{
    return std::to_string(key.pid) + " " + std::to_string(key.startTime);
}

JobRegistration registration()
{
    return {[](const ProcessKey &command) { return ask("admit " + text(command)); },
            [](const ProcessKey &from, const ProcessKey &to) { return ask("move " + text(from) + " " + text(to)); },
            [](const ProcessKey &process) { return ask("remove " + text(process)); },
            [] { return ask("restore " + std::to_string(systemClock().monotonic().count())); }};
}

JobEvents events()
{
    JobEvents events;
    events.waiting = [](const Error &error) { say("waiting " + error.detail.toStdString()); };
    events.survivors = [](const QList<JobEvents::Survivor> &survivors) {
        std::string line = "survivors";
        for (const JobEvents::Survivor &survivor : survivors)
            line += " " + std::to_string(survivor.process.pid) + ":" + survivor.name.toStdString();
        say(line);
    };
    events.warning = [](const Error &) { say("warning"); };
    return events;
}

void lowerDescriptorLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 64;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int, char **argv)
{
    const InheritedState inherited = InheritedState::take();
    ::fcntl(callDescriptor, F_SETFD, FD_CLOEXEC);
    ::fcntl(answerDescriptor, F_SETFD, FD_CLOEXEC);
    JobOptions options;
    char **word = argv + 1;
    for (; *word && std::strncmp(*word, "--", 2) == 0; ++word) {
        if (std::strcmp(*word, "--leader-only") == 0)
            options.leaderOnly = true;
        else if (std::strncmp(*word, "--wait-mode=", 12) == 0)
            options.waitMode = std::chrono::seconds(std::atoi(*word + 12));
        else if (std::strcmp(*word, "--lower-limit") == 0)
            lowerDescriptorLimit();
    }
    options.configPath = QByteArray(*word) + "/config";
    options.trackingPath = QByteArray(*word) + "/tracking";
    options.command = word + 2;
    JobRunner runner(inherited, options, registration(), events(), systemProcessTable(), systemClock());
    const JobResult result = runner.run();
    static const char *const phases[] = {"command", "refused", "wrapper"};
    say(std::string("end ") + phases[static_cast<int>(result.phase)] + " " + std::to_string(result.code));
    endLike(result);
}

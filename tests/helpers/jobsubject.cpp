// SPDX-License-Identifier: GPL-3.0-or-later
//
// A command for the wrapper to run. Takes all signals and says which, "signal N PID"; does what descriptor 9 says:
//   exit N      ends with N
//   raise N     does to itself what signal N does by default; "continued" if it lives on
//   parent N    sends signal N to its parent
//   group       becomes a process group of its own
//   name TEXT   is called so from now on
//   fork FD     leaves a child that lives until descriptor FD ends; "forked PID"
//   daemon FD   the same for a grandchild in a session of its own, whose parent ends at once
// It ends with 0 where descriptor 9 ends.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int controlDescriptor = 9;

void say(const std::string &line)
{
    const std::string text = line + "\n";
    if (::write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        std::abort();
}

/// Tells of each signal until the descriptor is ready.
void tellSignalsUntilReady(int signals, int descriptor, const std::string &word)
{
    while (true) {
        pollfd polled[2] = {{signals, POLLIN, 0}, {descriptor, POLLIN, 0}};
        if (::poll(polled, 2, -1) < 0)
            continue;
        signalfd_siginfo info{};
        if ((polled[0].revents & POLLIN) != 0 && ::read(signals, &info, sizeof info) == sizeof info
            && info.ssi_signo != SIGCHLD)
            say(word + " " + std::to_string(info.ssi_signo) + " " + std::to_string(info.ssi_pid));
        if (polled[1].revents != 0)
            return;
    }
}

/// A process that another one has left.
[[noreturn]] void survive(int signals, int lifeline)
{
    tellSignalsUntilReady(signals, lifeline, "survivor");
    ::_exit(0);
}

void leaveChild(int signals, int lifeline)
{
    const pid_t pid = ::fork();
    if (pid == 0)
        survive(signals, lifeline);
    say("forked " + std::to_string(pid));
}

void leaveDaemon(int signals, int lifeline)
{
    const pid_t parent = ::fork();
    if (parent == 0) {
        ::setsid();
        leaveChild(signals, lifeline);
        ::_exit(0);
    }
    ::waitpid(parent, nullptr, 0);
}

void doByDefault(int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    std::signal(signal, SIG_DFL);
    ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
    std::raise(signal);
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    say("continued");
}

std::string nextLine()
{
    std::string line;
    char letter = 0;
    while (::read(controlDescriptor, &letter, 1) == 1) {
        if (letter == '\n')
            return line;
        line += letter;
    }
    std::exit(0);
}

void obey(int signals, const std::string &line)
{
    const std::string verb = line.substr(0, line.find(' '));
    const std::string rest = verb.size() < line.size() ? line.substr(verb.size() + 1) : std::string();
    const int number = std::atoi(rest.c_str());
    if (verb == "exit")
        std::exit(number);
    if (verb == "raise")
        doByDefault(number);
    else if (verb == "parent")
        ::kill(::getppid(), number);
    else if (verb == "group")
        ::setpgid(0, 0);
    else if (verb == "name")
        ::prctl(PR_SET_NAME, rest.c_str());
    else if (verb == "fork")
        leaveChild(signals, number);
    else if (verb == "daemon")
        leaveDaemon(signals, number);
    say("done " + verb);
}

} // namespace

int main()
{
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_BLOCK, &all, nullptr);
    const int signals = ::signalfd(-1, &all, SFD_CLOEXEC);
    say("ready");
    while (true) {
        tellSignalsUntilReady(signals, controlDescriptor, "signal");
        obey(signals, nextLine());
    }
}

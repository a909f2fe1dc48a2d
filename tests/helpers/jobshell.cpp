// SPDX-License-Identifier: GPL-3.0-or-later
//
// As much of a shell as job control needs: the leader of a session on a terminal, with one job in a group of its own.
//   jobshell TERMINAL fg|bg|lead PROGRAM [ARG…]
// "lead": the job takes the shell's place as leader.
// Descriptor 4 takes "started PID", "stopped N", "exited N", "killed N"; descriptor 3 gives "fg" and "bg".
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int orderDescriptor = 3;
constexpr int reportDescriptor = 4;

void report(const std::string &line)
{
    const std::string text = line + "\n";
    if (::write(reportDescriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        std::abort();
}

pid_t startJob(int terminal, bool foreground, char **command)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::setpgid(0, 0);
        if (foreground)
            ::tcsetpgrp(terminal, ::getpid());
        sigset_t none;
        sigemptyset(&none);
        std::signal(SIGTTOU, SIG_DFL);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::dup2(terminal, STDIN_FILENO);
        ::close(orderDescriptor);
        ::close(reportDescriptor);
        ::execv(command[0], command);
        ::_exit(127);
    }
    ::setpgid(pid, pid);
    return pid;
}

/// False once the job is over.
bool reportChanges(pid_t job)
{
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(job), &info, WEXITED | WSTOPPED | WNOHANG) == 0 && info.si_pid == job) {
        const std::string number = std::to_string(info.si_status);
        if (info.si_code == CLD_STOPPED) {
            report("stopped " + number);
        } else {
            report((info.si_code == CLD_EXITED ? "exited " : "killed ") + number);
            return false;
        }
        info.si_pid = 0;
    }
    return true;
}

void obey(int terminal, pid_t job)
{
    char order[4] = {};
    if (::read(orderDescriptor, order, 3) != 3) // two letters and a newline
        std::exit(0);
    if (std::strncmp(order, "fg", 2) == 0)
        ::tcsetpgrp(terminal, job);
    ::kill(-job, SIGCONT);
}

} // namespace

int main(int, char **argv)
{
    ::setsid();
    const int terminal = ::open(argv[1], O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0 || ::ioctl(terminal, TIOCSCTTY, 0) < 0)
        return 1;
    if (std::strcmp(argv[2], "lead") == 0) {
        ::dup2(terminal, STDIN_FILENO);
        ::execv(argv[3], argv + 3);
        return 127;
    }
    std::signal(SIGTTOU, SIG_IGN);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &child, nullptr);
    const int signals = ::signalfd(-1, &child, SFD_CLOEXEC);
    const pid_t job = startJob(terminal, std::strcmp(argv[2], "fg") == 0, argv + 3);
    report("started " + std::to_string(job));
    while (true) {
        pollfd polled[2] = {{signals, POLLIN, 0}, {orderDescriptor, POLLIN, 0}};
        if (::poll(polled, 2, -1) < 0)
            continue;
        signalfd_siginfo info{};
        if (polled[0].revents != 0 && ::read(signals, &info, sizeof info) > 0 && !reportChanges(job))
            return 0;
        if (polled[1].revents != 0)
            obey(terminal, job);
    }
}

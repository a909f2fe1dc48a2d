// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakprocess.h"

#include <QtGlobal>

#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr char inNamespace[] = "DRYDOCK_SOAK_NAMESPACE";

/// As fork(), in all that a child needs which does nothing but execute a program.
pid_t forkAs(pid_t wanted)
{
    pid_t pids[1] = {wanted};
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    if (wanted > 0) {
        arguments.set_tid = reinterpret_cast<quint64>(pids);
        arguments.set_tid_size = 1;
    }
    return static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
}

[[noreturn]] void execute(char *const *words, int output)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a run that is killed leaves nobody who goes on for ever
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nowhere, STDIN_FILENO);
    ::dup2(output >= 0 ? output : nowhere, STDOUT_FILENO);
    if (output >= 0 || qstrcmp(words[0] + qstrlen(words[0]) - 10, "drydockctl") == 0)
        ::dup2(nowhere, STDERR_FILENO); // what it says to people is not what this is about
    ::execv(words[0], words);
    ::_exit(127);
}

} // namespace

pid_t startProcess(const QByteArrayList &words, pid_t wanted, int output)
{
    std::vector<char *> pointers;
    for (const QByteArray &word : words)
        pointers.push_back(const_cast<char *>(word.constData()));
    pointers.push_back(nullptr);
    pid_t pid = forkAs(wanted);
    if (pid < 0 && wanted > 0)
        pid = forkAs(0);
    if (pid == 0)
        execute(pointers.data(), output);
    if (pid < 0)
        qFatal("soak: no process: %s", strerror(errno));
    return pid;
}

bool canChoosePids()
{
    const pid_t first = forkAs(0);
    if (first == 0)
        ::_exit(0);
    ::waitpid(first, nullptr, 0);
    const pid_t second = forkAs(first);
    if (second == 0)
        ::_exit(0);
    if (second < 0)
        return errno == EEXIST; // somebody else has it by now
    ::waitpid(second, nullptr, 0);
    return second == first;
}

void becomeOneThatCanChoosePids(char **arguments)
{
    if (canChoosePids() || qEnvironmentVariableIsSet(inNamespace))
        return;
    const char *const unshare[] = {"unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"};
    std::vector<const char *> words(std::begin(unshare), std::end(unshare));
    words.push_back("true");
    words.push_back(nullptr);
    const pid_t trial = ::fork();
    if (trial == 0) {
        ::execvp(words[0], const_cast<char *const *>(words.data()));
        ::_exit(127);
    }
    int status = -1;
    if (::waitpid(trial, &status, 0) != trial || status != 0)
        return;
    qputenv(inNamespace, "1");
    words.assign(std::begin(unshare), std::end(unshare));
    words.insert(words.end(), arguments, arguments + 1);
    for (char **argument = arguments + 1; *argument != nullptr; ++argument)
        words.push_back(*argument);
    words.push_back(nullptr);
    ::execvp(words[0], const_cast<char *const *>(words.data()));
}

} // namespace Drydock

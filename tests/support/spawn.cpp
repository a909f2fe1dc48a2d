// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/spawn.h"

#include <QtGlobal>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

extern char **environ;

namespace Drydock {

Pipe::Pipe()
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        qFatal("no pipe");
    reading.reset(ends[0]);
    writing.reset(ends[1]);
}

pid_t spawn(const std::vector<QByteArray> &words, const std::vector<std::pair<int, int>> &descriptors,
            ErrorStream errors)
{
    constexpr int outOfTheWay = 1000; // ours may have the very numbers that they are to get
    std::vector<char *> arguments;
    for (const QByteArray &word : words)
        arguments.push_back(const_cast<char *>(word.constData()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (const auto &[ours, theirs] : descriptors)
        ::posix_spawn_file_actions_adddup2(&actions, ours, outOfTheWay + theirs);
    for (const auto &[ours, theirs] : descriptors) {
        ::posix_spawn_file_actions_adddup2(&actions, outOfTheWay + theirs, theirs);
        ::posix_spawn_file_actions_addclose(&actions, outOfTheWay + theirs);
    }
    if (errors == ErrorStream::Nowhere)
        ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    if (::posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ) != 0)
        qFatal("cannot start %s", arguments[0]);
    ::posix_spawn_file_actions_destroy(&actions);
    return pid;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/childprocesses.h"

#include "core/base/uniquefd.h"
#include "core/process/procstat.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

namespace {

using Folder = std::unique_ptr<DIR, int (*)(DIR *)>;

Folder openFolder(const char *path)
{
    return {::opendir(path), &::closedir};
}

/// The number that a name is from end to end, else 0.
pid_t pidFromName(const char *name)
{
    char *end = nullptr;
    const long number = std::strtol(name, &end, 10);
    return *end == '\0' && number > 0 ? static_cast<pid_t>(number) : 0;
}

/// False if there is no such file.
bool readWhole(const std::string &path, std::string *out)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return false;
    char buffer[4096];
    ssize_t count = 0;
    while ((count = ::read(file.get(), buffer, sizeof buffer)) > 0 || (count < 0 && errno == EINTR))
        out->append(buffer, count > 0 ? static_cast<size_t>(count) : 0);
    return count == 0;
}

/// For a kernel without /proc/PID/task/TID/children (CONFIG_PROC_CHILDREN): asks every process for its parent.
std::vector<pid_t> childrenByParent()
{
    std::vector<pid_t> children;
    const Folder folder = openFolder("/proc");
    while (const dirent *entry = folder ? ::readdir(folder.get()) : nullptr) {
        const pid_t pid = pidFromName(entry->d_name);
        std::string text;
        if (pid == 0 || !readWhole("/proc/" + std::to_string(pid) + "/stat", &text))
            continue;
        const auto stat = parseProcStat(QByteArray::fromStdString(text));
        if (stat && stat->parent == ::getpid())
            children.push_back(pid);
    }
    return children;
}

bool contains(const std::vector<pid_t> &list, pid_t pid)
{
    return std::find(list.begin(), list.end(), pid) != list.end();
}

} // namespace

std::vector<pid_t> childProcesses()
{
    std::string text;
    bool known = false;
    const Folder threads = openFolder("/proc/self/task");
    while (const dirent *entry = threads ? ::readdir(threads.get()) : nullptr) {
        if (pidFromName(entry->d_name) != 0)
            known = readWhole(std::string("/proc/self/task/") + entry->d_name + "/children", &text) || known;
    }
    if (!known)
        return childrenByParent();

    std::vector<pid_t> children;
    char *rest = nullptr;
    for (char *word = ::strtok_r(text.data(), " ", &rest); word; word = ::strtok_r(nullptr, " ", &rest)) {
        if (const pid_t pid = pidFromName(word); pid != 0)
            children.push_back(pid);
    }
    return children;
}

std::optional<ChildEnd> endOf(pid_t child)
{
    siginfo_t info{};
    int result = 0;
    while ((result = ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT)) < 0
           && errno == EINTR) { }
    if (result < 0 || info.si_pid != child)
        return {};
    if (info.si_code == CLD_EXITED)
        return ChildEnd{info.si_status, 0};
    return ChildEnd{128 + info.si_status, info.si_status};
}

void reap(pid_t child)
{
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED) < 0 && errno == EINTR) { }
}

void sendSignal(pid_t child, int signal)
{
    // The pid is the child's own until we reap it, so a kernel or a sandbox without pidfds loses nothing by kill().
    const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    if (!pidfd || ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) < 0)
        ::kill(child, signal);
}

JobChildren::JobChildren(std::vector<pid_t> earlier)
    : m_earlier(std::move(earlier))
{
}

std::vector<pid_t> JobChildren::all() const
{
    std::vector<pid_t> children = childProcesses();
    std::erase_if(children, [this](pid_t pid) { return contains(m_earlier, pid); });
    return children;
}

std::vector<pid_t> JobChildren::living() const
{
    std::vector<pid_t> before;
    while (true) {
        const std::vector<pid_t> children = all();
        std::vector<pid_t> living = children;
        std::erase_if(living, [](pid_t pid) { return endOf(pid).has_value(); });
        // A child that died, and so gave us one of its own, after the list was read stands in the list, dead; the next
        // list has the other one too. Equal lists of dead children have nobody left who could add to them.
        if (!living.empty() || children == before)
            return living;
        before = children;
    }
}

void JobChildren::reapAllBut(const std::vector<pid_t> &kept) const
{
    for (const pid_t child : all()) {
        if (!contains(kept, child) && endOf(child))
            reap(child);
    }
}

} // namespace Drydock

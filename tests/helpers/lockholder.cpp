// SPDX-License-Identifier: GPL-3.0-or-later
//
// Holds locks on request. One line in, one line out:
//   lock PATH     as Drydock does, up to 10 s     locked | ERROR-NAME
//   try PATH      the same without waiting        locked | ERROR-NAME
//   shared PATH   the barrier                     locked | ERROR-NAME
//   peer PATH     as Proxmox Backup Server does: a fresh descriptor, blocking flock     locked | errno N
//   count PATH NUMBERFILE N   N times: lock, read the number, write the next one in place, unlock   counted |
//   ERROR-NAME unlock        releases whatever is held       unlocked die           SIGKILL to itself
#include "core/base/lockfile.h"
#include "core/base/posixfilesystem.h"
#include "core/base/uniquefd.h"

#include <cerrno>
#include <iostream>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Drydock;

namespace {

struct Holder {
    std::unique_ptr<LockFile> file;
    LockFile::Guard guard;
    UniqueFd peer;

    std::string lock(const QByteArray &path, bool shared, const Deadline &deadline);
    std::string lockAsPeer(const QByteArray &path);
    static std::string count(const QByteArrayList &arguments);
    void unlock();
};

std::string Holder::lock(const QByteArray &path, bool shared, const Deadline &deadline)
{
    const auto slash = path.lastIndexOf('/');
    const auto folder = std::make_shared<SiteFolder>(posixFileSystem(), path.left(slash));
    guard.release();
    file = std::make_unique<LockFile>(folder, path.mid(slash + 1), Ownership{});
    auto held = shared ? file->acquireShared(deadline) : file->acquire(deadline);
    if (!held)
        return errorName(held.error().code).data();
    guard = std::move(*held);
    return "locked";
}

std::string Holder::lockAsPeer(const QByteArray &path)
{
    peer.reset(::open(path.constData(), O_RDWR | O_APPEND | O_CLOEXEC));
    if (!peer || ::flock(peer.get(), LOCK_EX) < 0)
        return "errno " + std::to_string(errno);
    return "locked";
}

std::string Holder::count(const QByteArrayList &arguments)
{
    const QByteArray path = arguments.value(0);
    const auto slash = path.lastIndexOf('/');
    const auto folder = std::make_shared<SiteFolder>(posixFileSystem(), path.left(slash));
    LockFile file(folder, path.mid(slash + 1), Ownership{});
    const UniqueFd numbers(::open(arguments.value(1).constData(), O_RDWR | O_CLOEXEC));
    for (int i = arguments.value(2).toInt(); i > 0; --i) {
        const auto held = file.acquire(Deadline::after(systemClock(), lockTimeLimit));
        if (!held)
            return errorName(held.error().code).data();
        long long number = 0; // without the lock an update between reading and writing would be lost
        if (::pread(numbers.get(), &number, sizeof number, 0) < 0)
            return "errno " + std::to_string(errno);
        ++number;
        if (::pwrite(numbers.get(), &number, sizeof number, 0) != ssize_t(sizeof number))
            return "errno " + std::to_string(errno);
    }
    return "counted";
}

void Holder::unlock()
{
    guard.release();
    peer.reset();
}

std::string obey(Holder &holder, const std::string &command, const QByteArray &path)
{
    if (command == "lock")
        return holder.lock(path, false, Deadline::after(systemClock(), lockTimeLimit));
    if (command == "try")
        return holder.lock(path, false, Deadline::after(systemClock(), Nanoseconds::zero()));
    if (command == "shared")
        return holder.lock(path, true, Deadline::after(systemClock(), lockTimeLimit));
    if (command == "peer")
        return holder.lockAsPeer(path);
    if (command == "count")
        return Holder::count(path.split(' '));
    if (command == "die")
        ::kill(::getpid(), SIGKILL);
    if (command != "unlock")
        return "unknown command";
    holder.unlock();
    return "unlocked";
}

} // namespace

int main()
{
    Holder holder;
    for (std::string line; std::getline(std::cin, line);) {
        const auto blank = line.find(' ');
        const QByteArray path = blank == std::string::npos ? QByteArray() : line.substr(blank + 1).c_str();
        std::cout << obey(holder, line.substr(0, blank), path) << std::endl;
    }
    return 0;
}

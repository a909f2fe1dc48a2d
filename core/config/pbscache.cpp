// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/pbscache.h"

#include "core/base/uniquefd.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr std::array<unsigned char, 8> magic{25, 198, 168, 230, 154, 132, 143, 131};
constexpr size_t counterFileSize = 4096;
constexpr size_t counterOffset = 24;

constexpr std::chrono::seconds answerLimit{2};
constexpr qsizetype longestAnswer = 64 * 1024;
constexpr size_t longestPidText = 32;

using SteadyClock = std::chrono::steady_clock;

QString displayed(const QByteArray &path)
{
    return QString::fromLocal8Bit(path);
}

tl::unexpected<Error> failed(ssize_t answer, const QByteArray &path)
{
    return failure(Error::fromErrno(static_cast<int>(-answer), displayed(path)));
}

/// Reads exactly size bytes, or says why not: -EIO where the file ends before.
int readExactly(FileSystem &fileSystem, int descriptor, void *buffer, size_t size, size_t offset)
{
    for (size_t done = 0; done < size;) {
        const ssize_t answer = fileSystem.read(descriptor, static_cast<char *>(buffer) + done, size - done,
                                               static_cast<off_t>(offset + done));
        if (answer <= 0)
            return answer < 0 ? static_cast<int>(answer) : -EIO;
        done += static_cast<size_t>(answer);
    }
    return 0;
}

/// The pid in proxy.pid, 0 if there is none that can be read: then nobody is told.
pid_t proxyPid(const Site &site)
{
    const QByteArray path = site.runFolder + "/proxy.pid";
    const UniqueFd file(::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat status = {};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    QByteArray text(longestPidText, '\0');
    const ssize_t size = ::read(file.get(), text.data(), longestPidText);
    bool isNumber = false;
    const pid_t pid = text.first(std::max<ssize_t>(size, 0)).trimmed().toInt(&isNumber);
    return isNumber && pid > 0 ? pid : 0;
}

Result<UniqueFd> connectTo(const QByteArray &name)
{
    const QString subject = displayed(name);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    // The first byte stays 0: an abstract name, which ends where the given length ends.
    if (static_cast<size_t>(name.size()) > sizeof address.sun_path - 1)
        return failed(-ENAMETOOLONG, name);
    std::memcpy(address.sun_path + 1, name.constData(), static_cast<size_t>(name.size()));
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + static_cast<size_t>(name.size()));

    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket)
        return failed(-errno, name);
    // Connecting waits for room in the listener's queue, and poll cannot do that for a local socket.
    const timeval limit{answerLimit.count(), 0};
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0)
        return failed(-errno, name);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr *>(&address), length) != 0)
        return errno == EAGAIN ? Result<UniqueFd>(failure(ErrorCode::TimedOut, subject)) : failed(-errno, name);
    return socket;
}

/// The line that comes back, without its end.
Result<QByteArray> answerFrom(int socket, const QByteArray &name, SteadyClock::time_point deadline)
{
    QByteArray answer;
    while (!answer.contains('\n') && answer.size() < longestAnswer) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
        pollfd waiting{socket, POLLIN, 0};
        const int ready = left.count() > 0 ? ::poll(&waiting, 1, static_cast<int>(left.count())) : 0;
        if (ready == 0)
            return failure(ErrorCode::TimedOut, displayed(name));
        std::array<char, 1024> buffer;
        const ssize_t size = ready < 0 ? -1 : ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (size < 0)
            return failed(-errno, name);
        if (size == 0)
            break;
        answer.append(buffer.data(), size);
    }
    const qsizetype end = answer.indexOf('\n');
    return end < 0 ? answer : answer.first(end);
}

} // namespace

VersionCounter::VersionCounter(FileSystem &fileSystem, const Site &site)
    : m_fileSystem(fileSystem)
    , m_path(site.isPbs() ? site.counterPath() : QByteArray())
{
}

Result<void> VersionCounter::open()
{
    m_file.reset();
    if (m_path.isEmpty())
        return {};
    const qsizetype slash = m_path.lastIndexOf('/');
    const FileHandle folder(m_fileSystem, m_fileSystem.openFolder(m_path.first(slash)));
    if (!folder)
        return failed(folder.get(), m_path);
    const QByteArray name = m_path.sliced(slash + 1);
    const QString path = displayed(m_path);
    FileStatus status;
    if (const int answer = m_fileSystem.statusAt(folder.get(), name, &status); answer < 0)
        return failed(answer, m_path);
    if (!S_ISREG(status.mode))
        return failure(ErrorCode::UnsafeFile, path);
    FileHandle file(m_fileSystem, m_fileSystem.openAt(folder.get(), name, O_RDWR, 0));
    if (!file)
        return failed(file.get(), m_path);
    if (const int answer = m_fileSystem.status(file.get(), &status); answer < 0)
        return failed(answer, m_path);
    if (!S_ISREG(status.mode) || status.links != 1)
        return failure(ErrorCode::UnsafeFile, path);
    if (static_cast<size_t>(status.size) != counterFileSize)
        return failure(ErrorCode::CounterUnusable, path, QStringLiteral("its size is not 4096 bytes"));
    std::array<unsigned char, magic.size()> start{};
    if (const int answer = readExactly(m_fileSystem, file.get(), start.data(), start.size(), 0); answer < 0)
        return failed(answer, m_path);
    if (start != magic)
        return failure(ErrorCode::CounterUnusable, path, QStringLiteral("it does not start with PBS's mark"));
    m_file = std::move(file);
    return {};
}

Result<void> VersionCounter::add()
{
    if (m_path.isEmpty())
        return {};
    // Its owner could still cut the file short after this look, and the addition would then end in SIGBUS: the mapping
    // is as short-lived as can be, and only PBS itself may write there.
    FileStatus status;
    if (const int answer = m_fileSystem.status(m_file.get(), &status); answer < 0)
        return failed(answer, m_path);
    if (static_cast<size_t>(status.size) != counterFileSize)
        return failure(ErrorCode::CounterUnusable, displayed(m_path), QStringLiteral("its size is not 4096 bytes"));
    void *const map = ::mmap(nullptr, counterFileSize, PROT_READ | PROT_WRITE, MAP_SHARED, m_file.get(), 0);
    if (map == MAP_FAILED)
        return failed(-errno, m_path);
    auto *const number = reinterpret_cast<quint64 *>(static_cast<char *>(map) + counterOffset);
    std::atomic_ref(*number).fetch_add(1, std::memory_order_seq_cst);
    ::munmap(map, counterFileSize);

    // Raised, but is it the one that PBS looks at?
    FileStatus named;
    if (const int answer = m_fileSystem.statusOf(m_path, &named); answer < 0)
        return failed(answer, m_path);
    if (!named.sameFile(status))
        return failure(ErrorCode::CounterUnusable, displayed(m_path),
                       QStringLiteral("another file has taken its place"));
    return {};
}

Result<quint64> VersionCounter::value()
{
    if (m_path.isEmpty())
        return quint64{0};
    quint64 number = 0;
    const int answer = readExactly(m_fileSystem, m_file.get(), &number, sizeof number, counterOffset);
    if (answer < 0)
        return failed(answer, m_path);
    return number;
}

Result<void> sendUpdateDatastoreCache(const Site &site, const QString &store)
{
    if (!site.isPbs())
        return {};
    const pid_t pid = proxyPid(site);
    if (pid == 0 || (::kill(pid, 0) != 0 && errno == ESRCH))
        return {};
    const QByteArray name = site.systemRoot + "/run/proxmox-backup/control-" + QByteArray::number(pid) + ".sock";
    const auto deadline = SteadyClock::now() + answerLimit;
    const auto socket = connectTo(name);
    if (!socket)
        return failure(socket.error());
    // A store's name holds nothing that JSON would escape.
    const QByteArray command = R"({"command":"update-datastore-cache","args":")" + store.toUtf8() + "\"}\n";
    const ssize_t sent = ::send(socket->get(), command.constData(), static_cast<size_t>(command.size()), MSG_NOSIGNAL);
    if (sent != command.size())
        return failed(sent < 0 ? -errno : -EIO, name);
    const auto answer = answerFrom(socket->get(), name, deadline);
    if (!answer)
        return failure(answer.error());
    if (answer->isEmpty())
        return failure(ErrorCode::Io, displayed(name), QStringLiteral("no answer"));
    if (!answer->startsWith("OK:"))
        return failure(ErrorCode::Io, displayed(name), QString::fromUtf8(*answer));
    return {};
}

} // namespace Drydock

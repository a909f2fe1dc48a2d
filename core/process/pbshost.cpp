// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/pbshost.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr std::array<const char *, 2> daemonNames{"proxmox-backup-proxy", "proxmox-backup-api"};
constexpr qint64 pidFileLimit = 32;
constexpr qint64 dpkgStatusLimit = 64 * 1024 * 1024;

QByteArray fileContent(const QByteArray &path, qint64 limit)
{
    const UniqueFd file(::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    struct stat status { };
    if (!file || ::fstat(file.get(), &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > limit)
        return {};
    QByteArray content;
    char buffer[64 * 1024];
    while (content.size() <= limit) {
        const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        content.append(buffer, count);
    }
    return content;
}

std::optional<QByteArray> linkTarget(const QByteArray &path)
{
    char buffer[PATH_MAX];
    const ssize_t length = ::readlink(path.constData(), buffer, sizeof buffer);
    if (length < 0)
        return {};
    return QByteArray(buffer, length);
}

/// What /proc/PID/exe says of a process.
struct Executable {
    bool readable = false;
    bool isDaemon = false;
    bool deleted = false;
};

Executable executableOf(pid_t pid)
{
    std::optional<QByteArray> path = linkTarget("/proc/" + QByteArray::number(pid) + "/exe");
    if (!path)
        return {};
    Executable executable;
    executable.readable = true;
    executable.deleted = path->endsWith(" (deleted)");
    if (executable.deleted)
        path->chop(10);
    const QByteArray name = path->mid(path->lastIndexOf('/') + 1);
    executable.isDaemon =
        std::any_of(daemonNames.begin(), daemonNames.end(), [&name](const char *daemon) { return name == daemon; });
    return executable;
}

/// A PBS in a container of this machine has its own files: it holds nothing of ours.
bool isInOtherPidNamespace(pid_t pid)
{
    const std::optional<QByteArray> theirs = linkTarget("/proc/" + QByteArray::number(pid) + "/ns/pid");
    const std::optional<QByteArray> ours = linkTarget("/proc/self/ns/pid");
    return theirs && ours && *theirs != *ours;
}

class HostProbe
{
public:
    HostProbe(const Site &site, ProcessTable &table)
        : m_site(site)
        , m_table(table)
    {
    }

    QList<PbsProcess> processes()
    {
        addNamedIn("/proxy.pid");
        if (!m_found.isEmpty())
            m_proxy = m_found.first().key;
        addNamedIn("/api.pid");
        if (m_site.systemRoot.isEmpty())
            scanProc();
        return m_found;
    }
    /// Of processes(), which comes first.
    [[nodiscard]] std::optional<ProcessKey> proxy() const { return m_proxy; }

private:
    void addNamedIn(const char *file)
    {
        bool valid = false;
        const pid_t pid = fileContent(m_site.runFolder + file, pidFileLimit).trimmed().toInt(&valid);
        if (valid && pid > 0)
            addNamed(pid);
    }

    /// A process named in a pid file. The file may be old and the pid another program's by now.
    void addNamed(pid_t pid)
    {
        const Executable executable = executableOf(pid);
        const bool isTest = !m_site.systemRoot.isEmpty();
        if (isTest || executable.isDaemon)
            add(pid, executable.deleted);
        else if (!executable.readable && hasDaemonName(pid))
            // Whether its file was replaced is not to be known, so dpkg's version can't be taken to speak for it.
            add(pid, true);
    }

    /// The kernel keeps 15 characters of a name.
    bool hasDaemonName(pid_t pid)
    {
        const Result<QByteArray> text = m_table.readStat(pid);
        const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
        return stat && stat->command == "proxmox-backup-";
    }

    void scanProc()
    {
        const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir("/proc"), &::closedir);
        if (!folder)
            return;
        while (const dirent *entry = ::readdir(folder.get())) {
            bool valid = false;
            const pid_t pid = QByteArray(entry->d_name).toInt(&valid);
            if (!valid)
                continue;
            const Executable executable = executableOf(pid);
            const bool isDaemon = executable.isDaemon || (!executable.readable && hasDaemonName(pid));
            if (isDaemon && !isInOtherPidNamespace(pid))
                add(pid, executable.deleted || !executable.readable);
        }
    }

    void add(pid_t pid, bool deleted)
    {
        const Result<QByteArray> text = m_table.readStat(pid);
        const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
        if (!stat)
            return;
        const ProcessKey key{pid, stat->startTime};
        const bool known = std::any_of(m_found.cbegin(), m_found.cend(),
                                       [&key](const PbsProcess &process) { return process.key == key; });
        if (!known && !isProvenDead(m_table, key))
            m_found.append({key, deleted});
    }

    const Site &m_site;
    ProcessTable &m_table;
    QList<PbsProcess> m_found;
    std::optional<ProcessKey> m_proxy;
};

/// The states in which the files of a package are those of its version.
bool isUnpacked(const QByteArray &status)
{
    const QByteArray state = status.mid(status.lastIndexOf(' ') + 1);
    return state == "installed" || state == "unpacked" || state == "half-configured" || state == "triggers-awaited"
           || state == "triggers-pending";
}

/// The version of an installed package in the text of dpkg's status file; empty if there is none.
QByteArray installedVersion(const QByteArray &text, const QByteArray &package)
{
    const QByteArray heading = "Package: " + package + '\n';
    qsizetype start = text.startsWith(heading) ? 0 : text.indexOf('\n' + heading);
    if (start < 0)
        return {};
    const qsizetype end = text.indexOf("\n\n", start + 1);
    QByteArray version;
    bool unpacked = false;
    for (const QByteArray &line : text.mid(start, end < 0 ? -1 : end - start).split('\n')) {
        if (line.startsWith("Version:"))
            version = line.mid(8).trimmed();
        else if (line.startsWith("Status:"))
            unpacked = isUnpacked(line.mid(7).trimmed());
    }
    return unpacked ? version : QByteArray();
}

QStringView upstreamPart(QStringView version)
{
    const qsizetype epoch = version.indexOf(u':');
    if (epoch >= 0)
        version = version.mid(epoch + 1);
    const qsizetype revision = version.lastIndexOf(u'-');
    return revision >= 0 ? version.left(revision) : version;
}

bool isDigit(QChar letter)
{
    return letter >= u'0' && letter <= u'9';
}

/// Where a character sorts in a version: a tilde before the end, the end before letters, letters before the rest.
int rank(QStringView text)
{
    if (text.isEmpty() || isDigit(text[0]))
        return 0;
    const QChar letter = text[0];
    if (letter == u'~')
        return -1;
    const bool isLetter = (letter >= u'a' && letter <= u'z') || (letter >= u'A' && letter <= u'Z');
    return isLetter ? letter.unicode() : letter.unicode() + 0x10000;
}

/// Takes the digits at the front of the text, without leading zeros: comparable by length, then by letters.
QStringView takeNumber(QStringView &text)
{
    qsizetype end = 0;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    qsizetype start = 0;
    while (start < end && text[start] == u'0')
        ++start;
    const QStringView number = text.mid(start, end - start);
    text = text.mid(end);
    return number;
}

} // namespace

PbsHost probePbsHost(const Site &site, ProcessTable &table)
{
    if (!site.isPbs())
        return {};
    PbsHost host;
    HostProbe probe(site, table);
    host.processes = probe.processes();
    host.proxy = probe.proxy();
    const QByteArray status = fileContent(site.systemRoot + "/var/lib/dpkg/status", dpkgStatusLimit);
    host.version = QString::fromLatin1(installedVersion(status, QByteArrayLiteral("proxmox-backup-server")));
    return host;
}

PbsTrust pbsTrust(const PbsHost &host)
{
    if (!host.lives())
        return PbsTrust::Full;
    const auto isDeleted = [](const PbsProcess &process) { return process.executableDeleted; };
    if (std::any_of(host.processes.cbegin(), host.processes.cend(), isDeleted))
        return PbsTrust::Never;
    if (host.version.isEmpty() || !isDigit(host.version[0]) || compareVersions(host.version, u"2.3.0") < 0)
        return PbsTrust::Never;
    const bool hides = compareVersions(host.version, u"3.1.5") >= 0 && compareVersions(host.version, u"4.0.20") <= 0;
    return hides ? PbsTrust::OneProcessOnly : PbsTrust::Full;
}

int compareVersions(QStringView left, QStringView right)
{
    left = upstreamPart(left);
    right = upstreamPart(right);
    while (!left.isEmpty() || !right.isEmpty()) {
        while ((!left.isEmpty() && !isDigit(left[0])) || (!right.isEmpty() && !isDigit(right[0]))) {
            if (const int difference = rank(left) - rank(right); difference != 0)
                return difference;
            left = left.mid(1);
            right = right.mid(1);
        }
        const QStringView leftNumber = takeNumber(left);
        const QStringView rightNumber = takeNumber(right);
        if (leftNumber.size() != rightNumber.size())
            return leftNumber.size() < rightNumber.size() ? -1 : 1;
        if (const int difference = leftNumber.compare(rightNumber); difference != 0)
            return difference;
    }
    return 0;
}

} // namespace Drydock

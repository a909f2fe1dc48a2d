// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/processid.h"

#include <cerrno>
#include <charconv>
#include <string_view>

namespace Drydock {

namespace {

// The initial namespace has the same inode number on every kernel (PROC_PID_INIT_INO).
constexpr quint64 initialPidNamespace = 0xEFFFFFFC;

/// Only the canonical form: two spellings of one namespace must not look like two namespaces.
bool parseInode(std::string_view text, quint64 *out)
{
    if (text.empty() || (text.front() == '0' && text.size() > 1))
        return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
    return error == std::errc() && end == text.data() + text.size();
}

/// What the stat line alone proves.
bool statProvesDeath(ProcessTable &table, const ProcessKey &key)
{
    const Result<QByteArray> text = table.readStat(key.pid);
    if (!text)
        return false;
    const std::optional<ProcStat> stat = parseProcStat(*text);
    return stat && (stat->startTime != key.startTime || stat->isDead());
}

} // namespace

bool isInitialPidNamespace(quint64 inode)
{
    return inode == initialPidNamespace || inode == 0; // 0: a kernel without pid namespaces has only the first
}

QByteArray ProcessNamespace::toBytes() const
{
    return bootId + ':' + QByteArray::number(pidNamespace) + ':' + QByteArray::number(timeNamespace);
}

std::optional<ProcessNamespace> ProcessNamespace::parse(const QByteArray &text)
{
    const std::string_view view(text.constData(), static_cast<size_t>(text.size()));
    const size_t first = view.find(':');
    const size_t second = view.find(':', first + 1);
    ProcessNamespace result;
    if (first == 0 || first == std::string_view::npos || second == std::string_view::npos
        || !parseInode(view.substr(first + 1, second - first - 1), &result.pidNamespace)
        || !parseInode(view.substr(second + 1), &result.timeNamespace))
        return std::nullopt;
    result.bootId = text.first(static_cast<qsizetype>(first));
    return result;
}

bool isProvenDead(ProcessTable &table, const ProcessKey &key, UniqueFd *pidfd)
{
    // The descriptor comes first: from here on the pid cannot pass to another process unseen. What it names is the
    // key's process or a later one, never an earlier one, since the key was written while its process lived.
    UniqueFd descriptor(table.openPidfd(key.pid));
    if (!descriptor) {
        const int error = -descriptor.get();
        if (error == ESRCH)
            return true;
        // The pid is a thread's now (EINVAL, from Linux 6.9 on ENOENT): its start time tells. Any other error, like
        // EMFILE or ENOSYS, proves nothing.
        return (error == EINVAL || error == ENOENT) && statProvesDeath(table, key);
    }
    if (statProvesDeath(table, key) || table.pollPidfd(descriptor.get()) == 1)
        return true;
    if (pidfd)
        *pidfd = std::move(descriptor);
    return false;
}

Judgement judgeNamespace(const ProcessTable::Self &self, const QByteArray &entryNamespace, quint64 entryStartTime,
                         bool pbsIsHere)
{
    if (!self.procIsOurs)
        return Judgement::CountsAlways;
    if (entryNamespace.isEmpty())
        return self.inInitialPidNamespace || pbsIsHere ? Judgement::ByProcess : Judgement::CountsAlways;
    const std::optional<ProcessNamespace> space = ProcessNamespace::parse(entryNamespace);
    if (!space)
        return Judgement::CountsAlways;
    if (*space == self.space)
        return Judgement::ByProcess;
    if (space->bootId == self.space.bootId)
        return Judgement::CountsAlways;
    // Another boot id is another boot, or a container that was given one of its own: then its processes live on.
    const bool bothInitial = self.inInitialPidNamespace && isInitialPidNamespace(space->pidNamespace);
    const bool fromTheFuture = space->timeNamespace == self.space.timeNamespace && entryStartTime > self.upTimeTicks;
    return bothInitial || fromTheFuture ? Judgement::Dead : Judgement::CountsAlways;
}

} // namespace Drydock

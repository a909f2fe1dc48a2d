// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockowner.h"

#include "core/base/uniquefd.h"

#include <cstdio>

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace Drydock {
namespace {

constexpr qsizetype locksLimit = 1024 * 1024;

QByteArray readProcFile(const QByteArray &path, qsizetype limit)
{
    const UniqueFd file(::open(path.constData(), O_RDONLY | O_CLOEXEC));
    QByteArray text;
    char buffer[16 * 1024];
    while (file && text.size() < limit) {
        const ssize_t size = ::read(file.get(), buffer, sizeof buffer);
        if (size <= 0)
            break;
        text.append(buffer, static_cast<qsizetype>(size));
    }
    return text;
}

} // namespace

LockTable LockTable::parse(const QByteArray &text)
{
    // "1: FLOCK  ADVISORY  WRITE 812 00:1b:4711 0 EOF"; those who wait have "->" after the number.
    LockTable table;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArrayList words = line.simplified().split(' ');
        if (words.size() >= 6 && words[1] == "FLOCK" && !table.m_holders.contains(words[5]))
            table.m_holders.insert(words[5], words[4].toInt());
    }
    return table;
}

LockTable LockTable::read()
{
    return parse(readProcFile("/proc/locks", locksLimit));
}

pid_t LockTable::holder(const FileStatus &file) const
{
    char wanted[64];
    std::snprintf(wanted, sizeof wanted, "%02x:%02x:%llu", gnu_dev_major(file.device), gnu_dev_minor(file.device),
                  static_cast<unsigned long long>(file.inode));
    return m_holders.value(wanted);
}

pid_t lockOwnerIn(const QByteArray &locks, const FileStatus &file)
{
    return LockTable::parse(locks).holder(file);
}

QString lockOwner(const FileStatus &file)
{
    const pid_t pid = lockOwnerIn(readProcFile("/proc/locks", locksLimit), file);
    if (pid <= 0)
        return {};
    const QByteArray number = QByteArray::number(pid);
    const QByteArray name = readProcFile("/proc/" + number + "/comm", 64).trimmed();
    if (name.isEmpty())
        return QStringLiteral("process %1").arg(pid);
    return QStringLiteral("%1, process %2").arg(QString::fromUtf8(name)).arg(pid);
}

} // namespace Drydock

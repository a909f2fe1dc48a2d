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

pid_t lockOwnerIn(const QByteArray &locks, const FileStatus &file)
{
    // "1: FLOCK  ADVISORY  WRITE 812 00:1b:4711 0 EOF"; those who wait have "->" after the number.
    char wanted[64];
    std::snprintf(wanted, sizeof wanted, "%02x:%02x:%llu", gnu_dev_major(file.device), gnu_dev_minor(file.device),
                  static_cast<unsigned long long>(file.inode));
    for (const QByteArray &line : locks.split('\n')) {
        const QByteArrayList words = line.simplified().split(' ');
        if (words.size() >= 6 && words[1] == "FLOCK" && words[5] == wanted)
            return words[4].toInt();
    }
    return 0;
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

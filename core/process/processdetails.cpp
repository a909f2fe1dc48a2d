// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/processdetails.h"

#include "core/base/displaytext.h"
#include "core/base/loginuser.h"

#include <QList>

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace Drydock {

namespace {

/// A command line may be 2 MiB long; nobody reads more than this of it.
constexpr qsizetype commandLineLimit = 4096;
constexpr qsizetype procFileLimit = 64 * 1024;

QByteArray procFile(pid_t pid, const char *name, qsizetype limit)
{
    const QByteArray path = "/proc/" + QByteArray::number(pid) + '/' + name;
    const UniqueFd file(::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    QByteArray content;
    while (file && content.size() < limit) {
        char buffer[4096];
        const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        content.append(buffer, count);
    }
    return content;
}

bool needsQuotes(const QString &argument)
{
    const auto isPlain = [](QChar letter) {
        return letter.isLetterOrNumber() || letter.unicode() > 0x7f || u"-_./:=,@%+~^"_qs.contains(letter);
    };
    return argument.isEmpty() || !std::all_of(argument.begin(), argument.end(), isPlain);
}

QString quoted(const QString &argument)
{
    if (!needsQuotes(argument))
        return argument;
    QString inner = argument;
    inner.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    return QLatin1Char('\'') + inner + QLatin1Char('\'');
}

QString commandText(QByteArray commandLine, const QByteArray &name)
{
    const bool cut = commandLine.size() >= commandLineLimit;
    commandLine.truncate(commandLineLimit);
    while (commandLine.endsWith('\0'))
        commandLine.chop(1);
    if (commandLine.isEmpty())
        return QLatin1Char('[') + QString::fromUtf8(name) + QLatin1Char(']');

    const QList<QByteArray> arguments = commandLine.split('\0');
    QString text;
    if (arguments.size() == 1) {
        // A title that the process wrote over its arguments ("nginx: worker process"): there is nothing to tell apart.
        text = QString::fromUtf8(arguments.first());
    } else {
        for (const QByteArray &argument : arguments)
            text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + quoted(QString::fromUtf8(argument));
    }
    return cut ? text + QChar(0x2026) : text;
}

std::optional<uid_t> effectiveUser(const QByteArray &status)
{
    for (const QByteArray &line : status.split('\n')) {
        if (!line.startsWith("Uid:"))
            continue;
        const QList<QByteArray> numbers = line.mid(4).simplified().split(' ');
        bool valid = false;
        const uint user = numbers.value(1).toUInt(&valid);
        return valid ? std::optional<uid_t>(user) : std::nullopt;
    }
    return {};
}

/// systemd writes characters that a unit's name may not hold as \xHH.
QByteArray withoutEscapes(const QByteArray &name)
{
    QByteArray result;
    for (qsizetype at = 0; at < name.size(); ++at) {
        bool valid = false;
        const int code = name.mid(at, 2) == "\\x" ? name.mid(at + 2, 2).toInt(&valid, 16) : 0;
        if (valid && at + 4 <= name.size()) {
            result += static_cast<char>(code);
            at += 3;
        } else {
            result += name[at];
        }
    }
    return result;
}

QByteArray unitFromPath(QByteArray path)
{
    // So the kernel marks a control group that was removed while a process stayed in it.
    if (path.endsWith(" (deleted)"))
        path.chop(10);
    QByteArray unit;
    for (const QByteArray &part : path.split('/')) {
        if (part.endsWith(".service") || part.endsWith(".scope"))
            unit = part;
    }
    // A name that a control group's own file could have ("cpu.service") has an underscore put before it.
    return unit.startsWith('_') ? unit.mid(1) : unit;
}

} // namespace

QString unitFromCgroup(const QByteArray &text)
{
    QByteArray unified;
    QByteArray legacy;
    for (const QByteArray &line : text.split('\n')) {
        // HIERARCHY:CONTROLLERS:PATH
        const qsizetype first = line.indexOf(':');
        const qsizetype second = line.indexOf(':', first + 1);
        if (first < 0 || second < 0)
            continue;
        const QByteArray controllers = line.mid(first + 1, second - first - 1);
        if (controllers.isEmpty() && line.startsWith("0:"))
            unified = unitFromPath(line.mid(second + 1));
        else if (controllers == "name=systemd")
            legacy = unitFromPath(line.mid(second + 1));
    }
    const QByteArray unit = unified.isEmpty() ? legacy : unified;
    return escapedForDisplay(QString::fromUtf8(withoutEscapes(unit)));
}

std::optional<ProcessDetails> readProcessDetails(ProcessTable &table, const ProcessKey &key)
{
    const QByteArray commandLine = procFile(key.pid, "cmdline", commandLineLimit);
    const std::optional<uid_t> user = effectiveUser(procFile(key.pid, "status", procFileLimit));
    const QString unit = unitFromCgroup(procFile(key.pid, "cgroup", procFileLimit));

    // Only now: had the pid gone to another process meanwhile, its start time would say so.
    const Result<QByteArray> text = table.readStat(key.pid);
    const std::optional<ProcStat> stat = text ? parseProcStat(*text) : std::nullopt;
    if (!stat || stat->startTime != key.startTime)
        return {};
    ProcessDetails details;
    details.command = escapedForDisplay(commandText(commandLine, stat->command));
    details.user = user ? userName(*user) : QString();
    details.unit = unit;
    return details;
}

} // namespace Drydock

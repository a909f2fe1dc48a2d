// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/uniquefd.h"
#include "core/config/pbscache.h"
#include "core/doctor/circumstances.h"

#include <algorithm>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr size_t counterFileSize = 4096;
constexpr qsizetype mapsLimit = 16 * 1024 * 1024;
constexpr auto counterName = "/shmem/config-versions";
constexpr auto deletedMark = " (deleted)";

/// The text of /proc/PID/maps; empty if it may not be read.
QByteArray mapsOf(const QByteArray &process)
{
    const UniqueFd file(::open(("/proc/" + process + "/maps").constData(), O_RDONLY | O_CLOEXEC));
    QByteArray text;
    char buffer[64 * 1024];
    while (file && text.size() < mapsLimit) {
        const ssize_t size = ::read(file.get(), buffer, sizeof buffer);
        if (size <= 0)
            break;
        text.append(buffer, static_cast<qsizetype>(size));
    }
    return text;
}

/// One line: "7f1c…-7f1d… rw-s 00000000 00:1b 4711   /run/proxmox-backup/shmem/config-versions".
struct MapLine {
    QByteArray range;
    QByteArray identity; ///< "00:1b 4711": the file, as this kernel writes it here
    QByteArray path;
};

QList<MapLine> mapLines(const QByteArray &text)
{
    constexpr qsizetype words = 5;
    QList<MapLine> lines;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArrayList fields = line.simplified().split(' ');
        if (fields.size() <= words)
            continue; // of no file
        MapLine map{fields[0], fields[3] + ' ' + fields[4], line.mid(line.indexOf('/'))};
        if (map.path.endsWith(deletedMark))
            map.path.chop(qstrlen(deletedMark));
        lines.append(map);
    }
    return lines;
}

/// How the file looks in a list of mappings: on some file systems it has another device number there than in its
/// status, so it is mapped here, too. Nothing is read through the mapping.
QByteArray mappedIdentity(int descriptor)
{
    void *const map = ::mmap(nullptr, counterFileSize, PROT_READ, MAP_SHARED, descriptor, 0);
    if (map == MAP_FAILED)
        return {};
    const QByteArray begin = QByteArray::number(reinterpret_cast<quintptr>(map), 16) + '-';
    QByteArray identity;
    for (const MapLine &line : mapLines(mapsOf("self"))) {
        if (line.range.startsWith(begin))
            identity = line.identity;
    }
    ::munmap(map, counterFileSize);
    return identity;
}

void checkMapping(const Circumstances &seen, pid_t pid, const QByteArray &identity, FindingList *found)
{
    const QByteArray text = mapsOf(QByteArray::number(pid));
    QByteArrayList mapped;
    for (const MapLine &line : mapLines(text)) {
        if (line.path.endsWith(counterName))
            mapped.append(line.identity);
    }
    if (mapped.contains(identity))
        return;
    const bool isOther = !mapped.isEmpty() && !identity.isEmpty();
    Finding finding{isOther ? FindingCode::CounterReplaced : FindingCode::CounterNotMapped,
                    isOther ? Severity::Error : Severity::Info, shownPath(seen.site.counterPath())};
    if (text.isEmpty())
        finding.detail = QStringLiteral("its mappings cannot be read");
    finding.process = seen.describe(pid);
    found->add(finding);
}

void addUnusable(const Circumstances &seen, const Error &cause, FindingList *found)
{
    const bool isMissing = cause.code == ErrorCode::NotFound;
    Finding finding{isMissing ? FindingCode::CounterMissing : FindingCode::CounterUnusable, Severity::Error,
                    shownPath(seen.site.counterPath())};
    if (isMissing && !seen.pbs.lives())
        finding.severity = Severity::Info;
    if (!isMissing)
        finding.cause = cause;
    found->add(finding);
}

} // namespace

void checkCounter(Circumstances *seen, FindingList *found)
{
    if (!seen->site.isPbs())
        return;
    VersionCounter counter(seen->fileSystem, seen->site);
    if (const auto opened = counter.open(); !opened) {
        addUnusable(*seen, opened.error(), found);
        return;
    }
    Finding usable{FindingCode::CounterUsable, Severity::Ok, shownPath(seen->site.counterPath())};
    if (const auto value = counter.value())
        usable.detail = QString::number(*value);
    found->add(usable);

    const QByteArray path = seen->site.counterPath();
    const qsizetype slash = path.lastIndexOf('/');
    FileSystem &files = seen->fileSystem;
    const FileHandle folder(files, files.openFolder(path.first(slash)));
    const FileHandle file(files, folder ? files.openAt(folder.get(), path.sliced(slash + 1), O_RDONLY, 0) : -1);
    const QByteArray identity = file ? mappedIdentity(file.get()) : QByteArray();
    for (const PbsProcess &process : seen->pbs.processes)
        checkMapping(*seen, process.key.pid, identity, found);
}

void checkPbs(const Circumstances &seen, FindingList *found)
{
    if (!seen.site.isPbs())
        return;
    Finding finding{FindingCode::PbsTrusted, Severity::Ok, seen.pbs.version};
    finding.count = seen.pbs.processes.size();
    if (!seen.pbs.lives()) {
        finding.code = FindingCode::PbsNotRunning;
        finding.severity = Severity::Info;
        found->add(finding);
        return;
    }
    switch (pbsTrust(seen.pbs)) {
    case PbsTrust::Full:
        break;
    case PbsTrust::OneProcessOnly:
        finding.code = FindingCode::PbsOneProcessOnly;
        finding.severity = Severity::Warning;
        break;
    case PbsTrust::Never: {
        finding.code = FindingCode::PbsHidesOperations;
        finding.severity = Severity::Error;
        const auto isDeleted = [](const PbsProcess &process) { return process.executableDeleted; };
        const auto old = std::find_if(seen.pbs.processes.cbegin(), seen.pbs.processes.cend(), isDeleted);
        if (old != seen.pbs.processes.cend())
            finding.process = seen.describe(old->key.pid);
        break;
    }
    }
    found->add(finding);
}

} // namespace Drydock

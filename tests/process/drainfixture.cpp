// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/drainfixture.h"

#include "core/process/procstat.h"

#include <QDir>
#include <QFile>

#include <atomic>
#include <cstdio>

namespace Drydock {

namespace {

QStringList argumentsFor(const TestSite &site)
{
    if (site.site().isPbs())
        return {QStringLiteral("pbs"), QFile::decodeName(site.root())};
    return {QStringLiteral("root"), QFile::decodeName(site.site().configFolder)};
}

} // namespace

OperationHolder::OperationHolder(const TestSite &site)
    : HelperProcess(QStringLiteral("trackholder"), argumentsFor(site))
{
}

IdleProcess::IdleProcess()
    : HelperProcess(QStringLiteral("/bin/cat"))
{
}

ProcessKey IdleProcess::key() const
{
    const auto text = systemProcessTable().readStat(static_cast<pid_t>(pid()));
    const auto stat = text ? parseProcStat(*text) : std::nullopt;
    return stat ? ProcessKey{stat->pid, stat->startTime} : ProcessKey{};
}

void replaceFile(const QByteArray &path, const QByteArray &bytes)
{
    static std::atomic<int> number = 0; // a monitor's thread may write too, from a hook
    const QByteArray beside = path.left(path.lastIndexOf('/')) + "/.beside-" + QByteArray::number(++number);
    TestSite::write(beside, bytes);
    if (std::rename(beside.constData(), path.constData()) != 0)
        qFatal("cannot replace %s", path.constData());
}

void writeStores(const TestSite &site, const QByteArray &mode, const QByteArray &extra)
{
    QByteArray bytes;
    for (const QByteArray &name : {QByteArrayLiteral("vault"), QByteArrayLiteral("tank")}) {
        const QByteArray folder = site.path("stores/" + name);
        QDir().mkpath(QFile::decodeName(folder));
        bytes += (bytes.isEmpty() ? "" : "\n") + QByteArrayLiteral("datastore: ") + name + '\n';
        if (name == "vault" && !mode.isEmpty())
            bytes += "\tmaintenance-mode " + mode + '\n';
        bytes += "\tpath " + folder + '\n';
    }
    replaceFile(site.site().configPath(), bytes + extra);
}

QByteArray entry(const ProcessKey &process, int reads, int writes)
{
    return "{\"pid\":" + QByteArray::number(process.pid) + ",\"starttime\":" + QByteArray::number(process.startTime)
           + ",\"active_operations\":{\"read\":" + QByteArray::number(reads)
           + ",\"write\":" + QByteArray::number(writes) + "}}";
}

QByteArray tracking(const QByteArrayList &entries)
{
    return '[' + entries.join(',') + ']';
}

} // namespace Drydock

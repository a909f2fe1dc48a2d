// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/storetrack.h"

#include <QDateTime>

namespace Drydock {

namespace {

class EvidenceList
{
public:
    void add(QLatin1String key, const QString &value) { m_items.append({key, value}); }
    void add(QLatin1String key, qint64 value) { add(key, QString::number(value)); }
    void add(QLatin1String key, quint64 value) { add(key, QString::number(value)); }
    void addTime(QLatin1String key, std::optional<qint64> seconds)
    {
        if (seconds)
            add(key, QDateTime::fromSecsSinceEpoch(*seconds, Qt::UTC).toString(Qt::ISODate));
    }
    void addCounter(QLatin1String key, std::optional<quint64> value)
    {
        if (value)
            add(key, *value);
    }

    [[nodiscard]] QList<EvidenceItem> take() { return std::exchange(m_items, {}); }

private:
    QList<EvidenceItem> m_items;
};

QString errorLine(const Error &error)
{
    QString line = errorName(error.code);
    for (const QString &part : {error.subject, error.detail}) {
        if (!part.isEmpty())
            line += QLatin1Char(' ') + part;
    }
    return line;
}

void addConfig(EvidenceList *list, const SiteFacts &site)
{
    list->add(QLatin1String("config-device"), site.generation.device);
    list->add(QLatin1String("config-inode"), site.generation.inode);
    list->add(QLatin1String("config-digest"), QString::fromLatin1(site.generation.digest));
    if (site.configError)
        list->add(QLatin1String("config-error"), errorLine(*site.configError));
    if (site.configWatchLost)
        list->add(QLatin1String("config-watch"), errorLine(*site.configWatchLost));
}

void addTracking(EvidenceList *list, const StoreTrack &track, const SiteFacts &site)
{
    const QString folder = QString::fromLocal8Bit(site.trackingPath);
    list->add(QLatin1String("tracking-folder"), folder);
    list->add(QLatin1String("tracking-folder-device"), site.tracking.device);
    list->add(QLatin1String("tracking-folder-inode"), site.tracking.inode);
    if (site.trackingWatchLost)
        list->add(QLatin1String("tracking-watch"), errorLine(*site.trackingWatchLost));
    list->add(QLatin1String("tracking-file"), folder + QLatin1Char('/') + track.entry.name);
    if (track.readError)
        list->add(QLatin1String("tracking-error"), errorLine(*track.readError));
    list->addTime(QLatin1String("tracking-read"), track.lastRead);
    list->add(QLatin1String("tracking-file-exists"), QLatin1String(track.reading.fileExists ? "yes" : "no"));
    list->add(QLatin1String("tracking-file-inode"), track.reading.status.inode);
    list->add(QLatin1String("entries"), qint64(track.entries));
    list->add(QLatin1String("dead-entries"), qint64(track.reading.deadEntries));
    list->add(QLatin1String("lost-from-sight"), qint64(track.book.lostCount()));
}

void addPbs(EvidenceList *list, const StoreTrack &track, const SiteFacts &site)
{
    list->add(QLatin1String("pbs-version"), site.pbs.version);
    QStringList processes;
    for (const PbsProcess &process : site.pbs.processes)
        processes.append(QString::number(process.key.pid)
                         + QLatin1String(process.executableDeleted ? " (executable deleted)" : ""));
    list->add(QLatin1String("pbs-processes"), processes.join(QLatin1String(", ")));
    list->add(QLatin1String("pbs-hides-operations"), QLatin1String(track.hidesOperations ? "yes" : "no"));
}

QLatin1String proofStage(const StoreTrack &track, const SiteFacts &site)
{
    if (track.proof.isCurrent())
        return QLatin1String("complete");
    if (track.proof.isComplete(site.now))
        return QLatin1String("renewing");
    if (track.proof.isWaiting())
        return QLatin1String("waiting for the barrier");
    return QLatin1String("none");
}

void addProof(EvidenceList *list, const StoreTrack &track, const SiteFacts &site)
{
    list->add(QLatin1String("proof"), proofStage(track, site));
    list->addTime(QLatin1String("proof-at"), track.provenAt);
    list->add(QLatin1String("barriers-passed"), site.barrierPassed);
    list->addCounter(QLatin1String("counter-before"), site.counterBefore);
    list->addCounter(QLatin1String("counter-after"), site.counterAfter);
    if (site.barrierError)
        list->add(QLatin1String("barrier-error"), errorLine(*site.barrierError));
    if (site.lockBusy)
        list->add(QLatin1String("barrier-lock"), errorLine(*site.lockBusy));
    if (site.lockBusy)
        list->addTime(QLatin1String("barrier-lock-since"), site.lockBusySince);
}

} // namespace

QList<EvidenceItem> evidenceFor(const StoreTrack &track, const SiteFacts &site)
{
    EvidenceList list;
    addConfig(&list, site);
    if (!track.tracked)
        return list.take();
    addTracking(&list, track, site);
    if (site.isPbs)
        addPbs(&list, track, site);
    if (track.entry.mode.isSet())
        addProof(&list, track, site);
    return list.take();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/storetrack.h"

#include <QDateTime>

namespace Drydock {

namespace {

class EvidenceList
{
public:
    void add(const QString &key, const QString &value) { m_items.append({key, value}); }
    void add(const QString &key, qint64 value) { add(key, QString::number(value)); }
    void add(const QString &key, quint64 value) { add(key, QString::number(value)); }
    void addTime(const QString &key, std::optional<qint64> seconds)
    {
        if (seconds)
            add(key, QDateTime::fromSecsSinceEpoch(*seconds, Qt::UTC).toString(Qt::ISODate));
    }
    void addCounter(const QString &key, std::optional<quint64> value)
    {
        if (value)
            add(key, *value);
    }

    [[nodiscard]] QList<EvidenceItem> take() { return std::exchange(m_items, {}); }

private:
    QList<EvidenceItem> m_items;
};

QString yesOrNo(bool yes)
{
    return yes ? QStringLiteral("yes") : QStringLiteral("no");
}

QString errorLine(const Error &error)
{
    QString line = errorName(error.code);
    for (const QString &part : {error.subject, error.detail}) {
        if (!part.isEmpty())
            line += QLatin1Char(' ') + part;
    }
    return line;
}

void addTracking(EvidenceList *list, const StoreTrack &track)
{
    list->add(QStringLiteral("tracking-file"), track.entry.name); // in tracking-folder
    if (track.readError)
        list->add(QStringLiteral("tracking-error"), errorLine(*track.readError));
    list->addTime(QStringLiteral("tracking-read"), track.lastRead);
    list->add(QStringLiteral("tracking-file-exists"), yesOrNo(track.reading.fileExists));
    list->add(QStringLiteral("tracking-file-inode"), track.reading.status.inode);
    list->add(QStringLiteral("entries"), qint64(track.entries));
    list->add(QStringLiteral("dead-entries"), qint64(track.reading.deadEntries));
    list->add(QStringLiteral("lost-from-sight"), qint64(track.book.lostCount()));
}

void addPbs(EvidenceList *list, const StoreTrack &track, const SiteFacts &site)
{
    list->add(QStringLiteral("pbs-version"), site.pbs.version);
    QStringList processes;
    for (const PbsProcess &process : site.pbs.processes)
        processes.append(QString::number(process.key.pid)
                         + QLatin1String(process.executableDeleted ? " (executable deleted)" : ""));
    list->add(QStringLiteral("pbs-processes"), processes.join(QLatin1String(", ")));
    list->add(QStringLiteral("pbs-hides-operations"), yesOrNo(track.hidesOperations));
}

QString proofStage(const StoreTrack &track, const SiteFacts &site)
{
    if (track.proof.isCurrent())
        return QStringLiteral("complete");
    if (track.proof.isComplete(site.now))
        return QStringLiteral("renewing");
    if (track.proof.isWaiting())
        return QStringLiteral("waiting for the barrier");
    return QStringLiteral("none");
}

void addProof(EvidenceList *list, const StoreTrack &track, const SiteFacts &site)
{
    list->add(QStringLiteral("proof"), proofStage(track, site));
    list->addTime(QStringLiteral("proof-at"), track.provenAt);
    list->add(QStringLiteral("barriers-passed"), site.barrierPassed);
    list->addCounter(QStringLiteral("counter-before"), site.counterBefore);
    list->addCounter(QStringLiteral("counter-after"), site.counterAfter);
    if (site.barrierError)
        list->add(QStringLiteral("barrier-error"), errorLine(*site.barrierError));
    if (site.lockBusy)
        list->add(QStringLiteral("barrier-lock"), errorLine(*site.lockBusy));
    if (site.lockBusy)
        list->addTime(QStringLiteral("barrier-lock-since"), site.lockBusySince);
}

} // namespace

QList<EvidenceItem> evidenceFor(const SiteFacts &site)
{
    EvidenceList list;
    list.add(QStringLiteral("config-device"), site.generation.device);
    list.add(QStringLiteral("config-inode"), site.generation.inode);
    list.add(QStringLiteral("config-digest"), QString::fromLatin1(site.generation.digest));
    if (site.configError)
        list.add(QStringLiteral("config-error"), errorLine(*site.configError));
    if (site.configWatchLost)
        list.add(QStringLiteral("config-watch"), errorLine(*site.configWatchLost));
    list.add(QStringLiteral("tracking-folder"), QString::fromLocal8Bit(site.trackingPath));
    list.add(QStringLiteral("tracking-folder-device"), site.tracking.device);
    list.add(QStringLiteral("tracking-folder-inode"), site.tracking.inode);
    if (site.trackingWatchLost)
        list.add(QStringLiteral("tracking-watch"), errorLine(*site.trackingWatchLost));
    return list.take();
}

QList<EvidenceItem> evidenceFor(const StoreTrack &track, const SiteFacts &site)
{
    EvidenceList list;
    if (!track.entry.mode.isSet() && !track.readError)
        return list.take(); // no state to explain
    addTracking(&list, track);
    if (site.isPbs)
        addPbs(&list, track, site);
    if (track.entry.mode.isSet())
        addProof(&list, track, site);
    return list.take();
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/jsonoutput.h"

#include "core/text/errortext.h"
#include "core/text/statetext.h"

#include <QDateTime>

namespace Drydock {

namespace {

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

template <class Number>
QJsonValue numberOrNull(const std::optional<Number> &number)
{
    return number ? QJsonValue(qint64(*number)) : QJsonValue();
}

QJsonValue timeOrNull(const std::optional<qint64> &time)
{
    return time ? QJsonValue(timeToJson(*time)) : QJsonValue();
}

QJsonObject holderToJson(const Holder &holder)
{
    QJsonObject object;
    object[u"pid"] = qint64(holder.process.pid);
    object[u"starttime"] = qint64(holder.process.startTime);
    object[u"command"] = textOrNull(holder.command);
    object[u"user"] = textOrNull(holder.user);
    object[u"unit"] = textOrNull(holder.unit);
    object[u"job"] = textOrNull(holder.job);
    object[u"label"] = textOrNull(holder.label);
    object[u"read"] = holder.counts.read;
    object[u"write"] = holder.counts.write;
    object[u"since"] = timeOrNull(holder.since);
    object[u"conflicting"] = holder.conflicting;
    return object;
}

QJsonObject storeModeToJson(const StoreSnapshot &store)
{
    QJsonObject object = modeToJson(store.mode);
    if (!store.modeReadable)
        object[u"type"] = QString(maintenanceTypeName(MaintenanceType::Unknown));
    if (store.mode.isSet() || !store.modeReadable) {
        object[u"since"] = timeOrNull(store.modeSince);
        object[u"by"] = textOrNull(store.modeBy);
    }
    return object;
}

} // namespace

QJsonObject newDocument()
{
    return {{QStringLiteral("schema"), 1}};
}

QString timeToJson(qint64 utcSeconds)
{
    return QDateTime::fromSecsSinceEpoch(utcSeconds, Qt::UTC).toString(Qt::ISODate);
}

QJsonObject modeToJson(const MaintenanceMode &mode)
{
    QJsonObject object;
    object[u"type"] = QString(maintenanceTypeName(mode.type));
    if (!mode.isSet())
        return object;
    // A type's own text may be anything, "none" too, so it never stands for the type.
    if (mode.type == MaintenanceType::Unknown)
        object[u"unknown_type"] = mode.unknownType;
    object[u"message"] = textOrNull(mode.message);
    return object;
}

QJsonObject drainToJson(const StoreSnapshot &store)
{
    QJsonObject object;
    object[u"state"] = QString(drainStateName(store.state));
    object[u"conflicting"] = numberOrNull(store.conflicting);
    object[u"read"] = store.counts ? QJsonValue(store.counts->read) : QJsonValue();
    object[u"write"] = store.counts ? QJsonValue(store.counts->write) : QJsonValue();
    object[u"reason"] = textOrNull(reasonText(store));
    return object;
}

QJsonObject storeToJson(const StoreSnapshot &store, bool withEvidence)
{
    QJsonArray blockers;
    for (const Holder &holder : store.holders)
        blockers.append(holderToJson(holder));
    QJsonObject object;
    object[u"name"] = store.name;
    object[u"path"] = textOrNull(store.path);
    object[u"comment"] = store.comment.isNull() ? QJsonValue() : QJsonValue(store.comment);
    object[u"kind"] = store.kind;
    object[u"mounted"] = store.mounted ? QJsonValue(*store.mounted) : QJsonValue();
    object[u"mode"] = storeModeToJson(store);
    object[u"drain"] = drainToJson(store);
    object[u"blockers"] = blockers;
    if (withEvidence) {
        QJsonArray evidence;
        for (const EvidenceItem &item : store.evidence)
            evidence.append(QJsonObject{{QStringLiteral("key"), item.key}, {QStringLiteral("value"), item.value}});
        object[u"evidence"] = evidence;
    }
    return object;
}

QJsonObject siteToJson(const Site &site)
{
    return {{QStringLiteral("name"), QString(site.name())}, {QStringLiteral("path"), site.displayPath()}};
}

QJsonObject warningToJson(const Error &warning)
{
    QJsonObject object;
    object[u"code"] = QString(errorName(warning.code));
    object[u"message"] = warningText(warning);
    object[u"line"] = warning.line > 0 ? QJsonValue(warning.line) : QJsonValue();
    return object;
}

QJsonArray warningsToJson(const QList<Error> &warnings)
{
    QJsonArray array;
    for (const Error &warning : warnings)
        array.append(warningToJson(warning));
    return array;
}

QJsonObject failureToJson(const Failure &failure)
{
    QJsonObject object;
    object[u"code"] = QString::fromLatin1(failure.name);
    object[u"exit"] = int(failure.exit);
    object[u"store"] = textOrNull(failure.store);
    object[u"message"] = failure.message;
    object[u"hint"] = textOrNull(failure.hint);
    object[u"retryable"] = failure.retryable;
    return object;
}

QJsonObject errorDocument(const Failure &failure)
{
    QJsonObject document = newDocument();
    document[u"error"] = failureToJson(failure);
    return document;
}

QJsonObject changeToJson(const ChangeRecord &record)
{
    QJsonObject object;
    object[u"at"] = timeToJson(record.at);
    object[u"by"] = textOrNull(record.who);
    object[u"store"] = record.store;
    object[u"old"] = modeToJson(record.oldMode);
    object[u"new"] = modeToJson(record.newMode);
    object[u"drained"] = timeOrNull(record.drainedAt);
    return object;
}

} // namespace Drydock

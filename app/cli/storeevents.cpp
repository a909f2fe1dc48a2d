// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/storeevents.h"

#include "app/cli/clitext.h"
#include "app/cli/jsonoutput.h"
#include "app/cli/storelines.h"
#include "core/base/displaytext.h"
#include "core/text/errortext.h"
#include "core/text/statetext.h"

namespace Drydock {

namespace {

using StorePointer = std::shared_ptr<const StoreSnapshot>;

bool isChosen(const StorePointer &store, const QStringList &names)
{
    return names.isEmpty() || names.contains(store->name);
}

bool sameMode(const StoreSnapshot &left, const StoreSnapshot &right)
{
    return left.modeReadable == right.modeReadable && left.mode == right.mode && left.modeSince == right.modeSince
           && left.modeBy == right.modeBy;
}

/// Whether anything but the mode differs in what a line shows: evidence and the time of the last reading do not count.
bool sameButForMode(const StoreSnapshot &left, const StoreSnapshot &right)
{
    QJsonObject leftObject = storeToJson(left);
    QJsonObject rightObject = storeToJson(right);
    leftObject.remove(u"mode");
    rightObject.remove(u"mode");
    return leftObject == rightObject;
}

void compareStores(const SiteSnapshot &before, const StorePointer &store, QList<StoreEvent> *events)
{
    const StorePointer old = before.find(store->name);
    if (old == nullptr) {
        *events += StoreEvent{StoreEvent::Kind::Added, store, {}};
        return;
    }
    if (old == store)
        return;
    if (!sameMode(*old, *store))
        *events += StoreEvent{StoreEvent::Kind::Mode, store, {}};
    if (!sameButForMode(*old, *store))
        *events += StoreEvent{StoreEvent::Kind::Drain, store, {}};
}

QString kindName(StoreEvent::Kind kind)
{
    switch (kind) {
    case StoreEvent::Kind::Snapshot:
        return QStringLiteral("snapshot");
    case StoreEvent::Kind::Mode:
        return QStringLiteral("mode");
    case StoreEvent::Kind::Drain:
        return QStringLiteral("drain");
    case StoreEvent::Kind::Added:
        return QStringLiteral("added");
    case StoreEvent::Kind::Removed:
        return QStringLiteral("removed");
    case StoreEvent::Kind::Error:
        break;
    }
    return QStringLiteral("error");
}

} // namespace

QList<StoreEvent> eventsBetween(const SiteSnapshot *before, const SiteSnapshot &after, const QStringList &names)
{
    QList<StoreEvent> events;
    if (before == nullptr) {
        for (const StorePointer &store : after.stores) {
            if (isChosen(store, names))
                events += StoreEvent{StoreEvent::Kind::Snapshot, store, {}};
        }
        if (after.configError)
            events += StoreEvent{StoreEvent::Kind::Error, nullptr, after.configError};
        return events;
    }
    if (before->configError != after.configError)
        events += StoreEvent{StoreEvent::Kind::Error, nullptr, after.configError};
    for (const StorePointer &store : before->stores) {
        if (isChosen(store, names) && !after.configError && after.find(store->name) == nullptr)
            events += StoreEvent{StoreEvent::Kind::Removed, store, {}};
    }
    for (const StorePointer &store : after.stores) {
        if (isChosen(store, names))
            compareStores(*before, store, &events);
    }
    return events;
}

SiteSnapshotPointer rememberedSnapshot(const SiteSnapshot *before, const SiteSnapshotPointer &after)
{
    if (before == nullptr || !after->configError)
        return after;
    SiteSnapshot remembered = *after;
    for (const StorePointer &store : before->stores) {
        if (after->find(store->name) == nullptr)
            remembered.stores += store;
    }
    return std::make_shared<const SiteSnapshot>(std::move(remembered));
}

QJsonObject eventToJson(const StoreEvent &event, qint64 now)
{
    QJsonObject object = newDocument();
    object[u"event"] = kindName(event.kind);
    object[u"at"] = timeToJson(now);
    if (event.kind == StoreEvent::Kind::Error)
        object[u"error"] = event.error ? QJsonValue(failureToJson(Failure::of(*event.error))) : QJsonValue();
    else
        object[u"store"] = storeToJson(*event.store);
    return object;
}

QString eventLine(const StoreEvent &event, const Output &output, qint64 now)
{
    if (event.kind == StoreEvent::Kind::Error)
        return event.error ? errorText(*event.error) : Cli::tr("The configuration can be read again.");
    const QString name = escapedForDisplay(event.store->name);
    if (event.kind == StoreEvent::Kind::Removed)
        return Cli::tr("%1: removed").arg(name);
    const bool added = event.kind == StoreEvent::Kind::Added;
    QStringList parts = {added ? Cli::tr("%1: added").arg(name) : name + u": "_qs + modeWithMessage(event.store->mode)};
    if (added)
        parts += modeWithMessage(event.store->mode);
    const QString state = output.coloured(stateCell(*event.store, now), hueOf(event.store->state));
    if (!state.isEmpty())
        parts += state;
    return parts.join(u", "_qs);
}

} // namespace Drydock

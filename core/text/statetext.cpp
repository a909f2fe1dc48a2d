// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/statetext.h"

#include "core/base/displaytext.h"
#include "core/text/duration.h"
#include "core/text/errortext.h"
#include "core/text/plural.h"

#include <QCoreApplication>

namespace Drydock {

namespace {

QString text(const char *key)
{
    return QCoreApplication::translate("StateText", key);
}

QString tasks(qint64 count)
{
    return pluralText("StateText", QT_TRANSLATE_NOOP("StateText", "1 task"),
                      QT_TRANSLATE_N_NOOP("StateText", "%n tasks"), count);
}

QString writers(qint64 count)
{
    return pluralText("StateText", QT_TRANSLATE_NOOP("StateText", "1 writer"),
                      QT_TRANSLATE_N_NOOP("StateText", "%n writers"), count);
}

QString readers(qint64 count)
{
    return pluralText("StateText", QT_TRANSLATE_NOOP("StateText", "1 reader"),
                      QT_TRANSLATE_N_NOOP("StateText", "%n readers"), count);
}

/// Operations that stand in the way under the mode; all of them without one.
std::optional<qint64> knownNumber(const StoreSnapshot &store)
{
    if (store.mode.isSet() && store.conflicting)
        return store.conflicting;
    return store.counts ? std::optional(store.counts->total()) : std::nullopt;
}

QString lastKnown(const StoreSnapshot &store)
{
    const std::optional<qint64> number = knownNumber(store);
    return number ? text(QT_TRANSLATE_NOOP("StateText", "Last known: %1")).arg(tasks(*number))
                  : text(QT_TRANSLATE_NOOP("StateText", "Nothing known"));
}

QString staleText(const StoreSnapshot &store, qint64 now)
{
    if (!store.lastRead || !knownNumber(store))
        return lastKnown(store);
    const std::chrono::seconds age(now - *store.lastRead);
    if (age < std::chrono::minutes(1))
        return text(QT_TRANSLATE_NOOP("StateText", "%1, less than a minute ago")).arg(lastKnown(store));
    return text(QT_TRANSLATE_NOOP("StateText", "%1, %2 ago")).arg(lastKnown(store), durationText(age));
}

QString externalText(const StoreSnapshot &store)
{
    switch (store.mode.type) {
    case MaintenanceType::Unmount:
        return text(QT_TRANSLATE_NOOP("StateText", "Being unmounted by the server"));
    case MaintenanceType::S3Refresh:
        return text(QT_TRANSLATE_NOOP("StateText", "Being refreshed from S3 by the server"));
    default:
        return text(QT_TRANSLATE_NOOP("StateText", "Being deleted by the server"));
    }
}

QString stalledText(const StoreSnapshot &store)
{
    return text(QT_TRANSLATE_NOOP("StateText", "%1, no progress for 15 min")).arg(tasks(store.conflicting.value_or(0)));
}

QString drainingText(const StoreSnapshot &store)
{
    return pluralText("StateText", QT_TRANSLATE_NOOP("StateText", "1 conflicting task still active."),
                      QT_TRANSLATE_N_NOOP("StateText", "%n conflicting tasks still active."),
                      store.conflicting.value_or(0));
}

QString drainedText(const StoreSnapshot &store)
{
    return store.mode.type == MaintenanceType::ReadOnly
               ? text(QT_TRANSLATE_NOOP("StateText", "No write operations left."))
               : text(QT_TRANSLATE_NOOP("StateText", "No operations left."));
}

/// "2 writers, 1 reader": what runs, of the kinds asked for; empty if nothing of them does.
QString listed(const OperationCounts &counts, bool withReaders)
{
    QStringList parts;
    if (counts.write > 0)
        parts += writers(counts.write);
    if (withReaders && counts.read > 0)
        parts += readers(counts.read);
    return parts.join(text(QT_TRANSLATE_NOOP("StateText", ", ")));
}

QString noneVerdict(const StoreSnapshot &store)
{
    if (!store.counts)
        return text(QT_TRANSLATE_NOOP("StateText", "In normal use"));
    if (store.counts->total() == 0)
        return text(QT_TRANSLATE_NOOP("StateText", "In normal use, nothing is running"));
    return text(QT_TRANSLATE_NOOP("StateText", "In normal use: %1")).arg(listed(*store.counts, true));
}

QString waitVerdict(const StoreSnapshot &store)
{
    const bool readOnly = store.mode.type == MaintenanceType::ReadOnly;
    const QString parts = store.counts ? listed(*store.counts, !readOnly) : QString();
    return parts.isEmpty() ? drainingText(store) : text(QT_TRANSLATE_NOOP("StateText", "Wait: %1")).arg(parts);
}

QString causeText(const StoreSnapshot &store, const char *otherwise)
{
    return store.cause ? errorText(*store.cause) : text(otherwise);
}

QString unknownModeReason(const StoreSnapshot &store)
{
    return text(QT_TRANSLATE_NOOP("StateText", "The mode is of a type that Drydock does not know: %1."))
        .arg(escapedForDisplay(store.mode.unknownType));
}

QString lockBusyReason(const StoreSnapshot &store)
{
    QString holder = store.cause ? escapedForDisplay(store.cause->detail) : QString();
    if (holder.isEmpty())
        holder = text(QT_TRANSLATE_NOOP("StateText", "another program"));
    if (!store.lockBusySince)
        return text(QT_TRANSLATE_NOOP("StateText", "The configuration is locked by %1.")).arg(holder);
    // The last reading stands for now, which makes this a function of the snapshot alone.
    return text(QT_TRANSLATE_NOOP("StateText", "The configuration is locked by %1 since %2."))
        .arg(holder, momentText(*store.lockBusySince, store.lastRead.value_or(*store.lockBusySince)));
}

QString noRightReason(const StoreSnapshot &store)
{
    const QString sentence = text(QT_TRANSLATE_NOOP("StateText", "No task is listed, but that cannot be proven."));
    return store.cause ? sentence + u' ' + errorText(*store.cause) : sentence;
}

QString lostReason(const StoreSnapshot &store)
{
    qint64 lost = 0;
    for (const Holder &holder : store.holders)
        lost += holder.lostFromSight ? 1 : 0;
    return pluralText(
        "StateText",
        QT_TRANSLATE_NOOP("StateText", "1 process lives on though its entry vanished from the tracking file."),
        QT_TRANSLATE_N_NOOP("StateText", "%n processes live on though their entries vanished from the tracking file."),
        std::max<qint64>(lost, 1));
}

QString provenReason(const StoreSnapshot &store)
{
    return store.mode.type == MaintenanceType::ReadOnly
               ? text(
                   QT_TRANSLATE_NOOP("StateText", "Proven: no write operation runs and none can begin in this mode."))
               : text(QT_TRANSLATE_NOOP("StateText", "Proven: no operation runs and none can begin in this mode."));
}

/// For a state that came without a reason of its own.
QString stateReason(const StoreSnapshot &store)
{
    switch (store.state) {
    case DrainState::None:
    case DrainState::Draining:
        return {};
    case DrainState::Confirming:
        return text(QT_TRANSLATE_NOOP("StateText", "It is being proven that nothing can begin any more."));
    case DrainState::Drained:
        return provenReason(store);
    case DrainState::Unknown:
        return causeText(store, QT_TRANSLATE_NOOP("StateText", "The running operations cannot be read."));
    case DrainState::Stale:
        return causeText(store, QT_TRANSLATE_NOOP("StateText", "Changes are not seen any more."));
    case DrainState::External:
        return externalText(store) + u'.';
    case DrainState::Absent:
        return text(QT_TRANSLATE_NOOP("StateText", "The datastore's folder is not there."));
    case DrainState::Stalled:
        return text(QT_TRANSLATE_NOOP("StateText", "The tasks are not fewer for 15 min, and do not read or write."));
    }
    return {};
}

} // namespace

QString modeText(const MaintenanceMode &mode)
{
    switch (mode.type) {
    case MaintenanceType::None:
        return text(QT_TRANSLATE_NOOP("StateText", "None"));
    case MaintenanceType::ReadOnly:
        return text(QT_TRANSLATE_NOOP("StateText", "Read-only"));
    case MaintenanceType::Offline:
        return text(QT_TRANSLATE_NOOP("StateText", "Offline"));
    case MaintenanceType::Unmount:
        return text(QT_TRANSLATE_NOOP("StateText", "Unmounting"));
    case MaintenanceType::S3Refresh:
        return text(QT_TRANSLATE_NOOP("StateText", "S3 refresh"));
    case MaintenanceType::Delete:
        return text(QT_TRANSLATE_NOOP("StateText", "Being deleted"));
    case MaintenanceType::Unknown:
        break;
    }
    return mode.unknownType.isEmpty() ? text(QT_TRANSLATE_NOOP("StateText", "Unknown"))
                                      : escapedForDisplay(mode.unknownType);
}

QString modeWithMessage(const MaintenanceMode &mode)
{
    const QString name = modeText(mode);
    return mode.message.isEmpty() ? name : QStringLiteral("%1 (\"%2\")").arg(name, escapedForDisplay(mode.message));
}

QString stateText(const StoreSnapshot &store, qint64 now)
{
    switch (store.state) {
    case DrainState::None:
        return {};
    case DrainState::Draining:
        return drainingText(store);
    case DrainState::Confirming:
        return text(QT_TRANSLATE_NOOP("StateText", "Checking…"));
    case DrainState::Drained:
        return drainedText(store);
    case DrainState::Unknown:
        return text(QT_TRANSLATE_NOOP("StateText", "Unknown: %1")).arg(reasonText(store));
    case DrainState::Stale:
        return staleText(store, now);
    case DrainState::External:
        return externalText(store);
    case DrainState::Absent:
        return text(QT_TRANSLATE_NOOP("StateText", "Not mounted"));
    case DrainState::Stalled:
        return stalledText(store);
    }
    return {};
}

QString stateShortText(const StoreSnapshot &store)
{
    switch (store.state) {
    case DrainState::None:
        return store.counts && store.counts->total() > 0
                   ? pluralText("StateText", QT_TRANSLATE_NOOP("StateText", "1 running"),
                                QT_TRANSLATE_N_NOOP("StateText", "%n running"), store.counts->total())
                   : QString();
    case DrainState::Draining:
        return tasks(store.conflicting.value_or(0));
    case DrainState::Confirming:
        return text(QT_TRANSLATE_NOOP("StateText", "Checking…"));
    case DrainState::Drained:
        return store.mode.type == MaintenanceType::ReadOnly ? text(QT_TRANSLATE_NOOP("StateText", "No writers left"))
                                                            : text(QT_TRANSLATE_NOOP("StateText", "No tasks left"));
    case DrainState::Unknown:
        return text(QT_TRANSLATE_NOOP("StateText", "Unknown"));
    case DrainState::Stale:
        return lastKnown(store);
    case DrainState::External:
        return text(QT_TRANSLATE_NOOP("StateText", "By the server"));
    case DrainState::Absent:
        return text(QT_TRANSLATE_NOOP("StateText", "Not mounted"));
    case DrainState::Stalled:
        return text(QT_TRANSLATE_NOOP("StateText", "%1, no progress")).arg(tasks(store.conflicting.value_or(0)));
    }
    return {};
}

QString stateRemark(const StoreSnapshot &store)
{
    if (store.state != DrainState::Drained || store.mode.type != MaintenanceType::ReadOnly)
        return {};
    if (!store.counts || store.counts->read == 0)
        return text(QT_TRANSLATE_NOOP("StateText", "Readers may begin (verify may still write); do not unplug."));
    return pluralText("StateText",
                      QT_TRANSLATE_NOOP("StateText", "1 reader may go on (verify may still write); do not unplug."),
                      QT_TRANSLATE_N_NOOP("StateText", "%n readers may go on (verify may still write); do not unplug."),
                      store.counts->read);
}

QString verdictText(const StoreSnapshot &store)
{
    switch (store.state) {
    case DrainState::None:
        return noneVerdict(store);
    case DrainState::Draining:
    case DrainState::Stalled:
        return waitVerdict(store);
    case DrainState::Confirming:
        return text(QT_TRANSLATE_NOOP("StateText", "Checking…"));
    case DrainState::Drained:
        return drainedText(store);
    case DrainState::Unknown:
        return text(QT_TRANSLATE_NOOP("StateText", "Unknown what is still running"));
    case DrainState::Stale:
        return lastKnown(store);
    case DrainState::External:
        return externalText(store);
    case DrainState::Absent:
        return text(QT_TRANSLATE_NOOP("StateText", "Not mounted"));
    }
    return {};
}

QString reasonText(const StoreSnapshot &store)
{
    switch (store.reason) {
    case StateReason::ModeUnknown:
        return unknownModeReason(store);
    case StateReason::ConfigUnreadable:
        return causeText(store, QT_TRANSLATE_NOOP("StateText", "The configuration cannot be read."));
    case StateReason::CountUnreadable:
    case StateReason::CountUntrusted:
        return causeText(store, QT_TRANSLATE_NOOP("StateText", "The running operations cannot be read."));
    case StateReason::FolderMissing:
        return causeText(store, QT_TRANSLATE_NOOP("StateText", "The folder of running operations is missing."));
    case StateReason::FolderReplaced:
        return text(QT_TRANSLATE_NOOP("StateText", "The folder of running operations was replaced."));
    case StateReason::NoRightToProve:
        return noRightReason(store);
    case StateReason::WatchLost:
        return causeText(store, QT_TRANSLATE_NOOP("StateText", "Changes are not seen any more."));
    case StateReason::PathMissing:
        return text(QT_TRANSLATE_NOOP("StateText", "The datastore's folder is not there."));
    case StateReason::OtherFileSystem:
        return text(QT_TRANSLATE_NOOP("StateText", "Another file system is mounted at the datastore's path."));
    case StateReason::LockBusy:
        return lockBusyReason(store);
    case StateReason::LostFromSight:
        return lostReason(store);
    case StateReason::None:
    case StateReason::External:
    case StateReason::ProofRunning:
    case StateReason::Proven:
        break;
    }
    return stateReason(store);
}

QString accessibleStateText(const StoreSnapshot &store, qint64 now)
{
    const QString mode = modeText(store.mode);
    QString state = store.state == DrainState::None ? stateShortText(store) : stateText(store, now);
    while (state.endsWith(u'.'))
        state.chop(1);
    return state.isEmpty() ? mode : text(QT_TRANSLATE_NOOP("StateText", "%1, %2")).arg(mode, state);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakebackend.h"

#include <algorithm>

namespace Drydock {

namespace {

Holder makeHolder(int number, bool writes)
{
    Holder holder;
    holder.process = {4000 + number, static_cast<quint64>(90000 + number)};
    holder.counts = writes ? OperationCounts{0, 1} : OperationCounts{1, 0};
    holder.command = writes ? QStringLiteral("borg create /mnt/store::daily-%1").arg(number)
                            : QStringLiteral("borg check /mnt/store --number %1").arg(number);
    holder.user = QStringLiteral("backup");
    holder.since = 1'700'000'000 - 600 * number;
    return holder;
}

} // namespace

void settle(StoreSnapshot &store)
{
    DrainInputs inputs;
    inputs.modeReadable = store.modeReadable;
    inputs.mode = store.mode.type;
    inputs.countKnown = store.counts.has_value();
    inputs.counts = store.counts.value_or(OperationCounts());
    inputs.proofComplete = true;
    store.state = drainState(inputs);
    store.conflicting = store.counts ? std::optional(conflicts(store.mode.type, *store.counts)) : std::nullopt;
    store.proven = store.state == DrainState::Drained;
    store.reason = store.proven ? StateReason::Proven : StateReason::None;
    for (Holder &holder : store.holders)
        holder.conflicting = conflicts(store.mode.type, holder.counts) > 0;
    std::stable_partition(store.holders.begin(), store.holders.end(), [](const Holder &h) { return h.conflicting; });
}

StoreSnapshot makeStore(const QString &name, MaintenanceType type, qint64 writers, qint64 readers,
                        const QString &message)
{
    StoreSnapshot store;
    store.name = name;
    store.path = QStringLiteral("/mnt/%1").arg(name);
    store.kind = QStringLiteral("folder");
    store.mode.type = type;
    store.mode.message = message;
    store.counts = OperationCounts{readers, writers};
    for (int i = 0; i < writers + readers; ++i)
        store.holders.append(makeHolder(i, i < writers));
    settle(store);
    return store;
}

FakeBackend::FakeBackend(const QString &id, QObject *parent)
    : Backend(parent)
    , m_id(id)
{
}

void FakeBackend::publish(SiteSnapshot site)
{
    site.number = m_site ? m_site->number + 1 : 1;
    m_site = std::make_shared<const SiteSnapshot>(std::move(site));
    Q_EMIT snapshotChanged();
}

void FakeBackend::setStores(const QList<StoreSnapshot> &stores)
{
    SiteSnapshot site = m_site ? *m_site : SiteSnapshot();
    const SiteSnapshotPointer before = m_site;
    site.path = QStringLiteral("/etc/fake");
    site.stores.clear();
    site.stores.reserve(stores.size());
    for (const StoreSnapshot &store : stores) {
        const auto old = before && before->stores.size() < 100 ? before->find(store.name) : nullptr;
        site.stores.append(old && *old == store ? old : std::make_shared<const StoreSnapshot>(store));
    }
    publish(std::move(site));
}

void FakeBackend::setStore(const StoreSnapshot &store)
{
    SiteSnapshot site = m_site ? *m_site : SiteSnapshot();
    const auto place = std::find_if(site.stores.begin(), site.stores.end(),
                                    [&](const auto &each) { return each->name == store.name; });
    if (place == site.stores.end())
        site.stores.append(std::make_shared<const StoreSnapshot>(store));
    else
        *place = std::make_shared<const StoreSnapshot>(store);
    publish(std::move(site));
}

void FakeBackend::dropStore(const QString &store)
{
    SiteSnapshot site = *m_site;
    site.stores.removeIf([&](const auto &each) { return each->name == store; });
    publish(std::move(site));
}

void FakeBackend::changeSite(const std::function<void(SiteSnapshot &)> &change)
{
    SiteSnapshot site = m_site ? *m_site : SiteSnapshot();
    change(site);
    publish(std::move(site));
}

template <class T>
QFuture<Result<T>> FakeBackend::perform(std::function<Result<T>()> work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    const auto finish = [this, promise, work = std::move(work)] {
        if (refuse)
            promise->addResult(Result<T>(failure(*std::exchange(refuse, std::nullopt))));
        else
            promise->addResult(work());
        promise->finish();
    };
    if (hold)
        m_held.append(finish);
    else
        finish();
    return promise->future();
}

void FakeBackend::answerHeld()
{
    for (const auto &finish : std::exchange(m_held, {}))
        finish();
}

QFuture<Result<ModeChangeResult>> FakeBackend::setMaintenanceMode(const QString &store, const MaintenanceMode &mode,
                                                                  const MaintenanceMode &expectedOld)
{
    commands.append({QStringLiteral("set"), store, mode, expectedOld, {}, {}});
    return perform<ModeChangeResult>([this, command = commands.last()] { return applyMode(command); });
}

QFuture<Result<void>> FakeBackend::addStore(const QString &store, const QString &path, const QString &comment)
{
    commands.append({QStringLiteral("add"), store, {}, {}, path, comment});
    return perform<void>([this, command = commands.last()] { return applyAdd(command); });
}

QFuture<Result<void>> FakeBackend::removeStore(const QString &store)
{
    commands.append({QStringLiteral("remove"), store, {}, {}, {}, {}});
    return perform<void>([this, command = commands.last()] { return applyRemove(command); });
}

QFuture<Result<QList<ChangeRecord>>> FakeBackend::history(const QString &)
{
    return perform<QList<ChangeRecord>>([] { return QList<ChangeRecord>(); });
}

Result<ModeChangeResult> FakeBackend::applyMode(const Command &command)
{
    const auto old = m_site->find(command.store);
    if (!old)
        return failure(ErrorCode::NoSuchStore, command.store);
    if (old->mode != command.expectedOld)
        return failure(ErrorCode::ModeChanged, command.store, old->mode.toPropertyValue());
    StoreSnapshot store = *old;
    store.mode = command.mode;
    settle(store);
    QMetaObject::invokeMethod(
        this, [this, store] { setStore(store); }, Qt::QueuedConnection);
    return ModeChangeResult{old->mode != command.mode, old->mode, command.mode, std::exchange(warnings, {})};
}

Result<void> FakeBackend::applyAdd(const Command &command)
{
    if (m_site && m_site->find(command.store))
        return failure(ErrorCode::StoreExists, command.store);
    StoreSnapshot store = makeStore(command.store);
    store.path = command.path;
    store.comment = command.comment;
    QMetaObject::invokeMethod(
        this, [this, store] { setStore(store); }, Qt::QueuedConnection);
    return {};
}

Result<void> FakeBackend::applyRemove(const Command &command)
{
    if (!m_site->find(command.store))
        return failure(ErrorCode::NoSuchStore, command.store);
    QMetaObject::invokeMethod(
        this, [this, store = command.store] { dropStore(store); }, Qt::QueuedConnection);
    return {};
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/waitjudgement.h"

#include "app/cli/clitext.h"
#include "core/base/displaytext.h"
#include "core/text/statetext.h"

namespace Drydock {

namespace {

std::optional<WaitOutcome> judgeMissing(const WaitTarget &target, const SiteSnapshot &snapshot)
{
    if (!snapshot.configError)
        return failedWait(target, nullptr, Failure::of(ErrorCode::NoSuchStore, target.store));
    if (exitCodeOf(*snapshot.configError) == ExitCode::NoPermission)
        return failedWait(target, nullptr, Failure::of(*snapshot.configError));
    return std::nullopt; // its section may be the one that cannot be read
}

Failure withoutMode(const QString &store)
{
    return {"no-mode",
            ExitCode::NotAllowed,
            store,
            Cli::tr("%1 has no maintenance mode, so nothing keeps operations from beginning.")
                .arg(escapedForDisplay(store)),
            Cli::tr("Set one first: %1").arg(u"drydockctl set offline "_qs + escapedForDisplay(store)),
            false};
}

std::optional<WaitOutcome> judgeMode(WaitTarget *target, const std::shared_ptr<const StoreSnapshot> &store)
{
    if (!store->modeReadable)
        return std::nullopt;
    if (!target->mode) {
        if (!store->mode.isSet())
            return failedWait(*target, store, withoutMode(target->store));
        target->mode = store->mode;
    }
    const bool sameType =
        target->mode->type == store->mode.type && target->mode->unknownType == store->mode.unknownType;
    if (sameType)
        return std::nullopt;
    return failedWait(*target, store,
                      Failure::of(Error{ErrorCode::ModeChanged, target->store, store->mode.toPropertyValue(), 0, 0}));
}

/// A cause that no waiting removes: rights, a file system or a PBS that hides operations from us.
std::optional<WaitOutcome> judgeCause(const WaitTarget &target, const std::shared_ptr<const StoreSnapshot> &store)
{
    if (store->state != DrainState::Unknown || !store->cause)
        return std::nullopt;
    // PBS makes its counter when it starts.
    const bool mayPass = mayPassUnseen(store->cause->code) || store->cause->code == ErrorCode::NotFound;
    const bool cannotProve = store->reason == StateReason::NoRightToProve && !mayPass;
    const bool never = cannotProve || store->reason == StateReason::CountUntrusted
                       || exitCodeOf(*store->cause) == ExitCode::NoPermission;
    if (!never)
        return std::nullopt;
    Failure failure = Failure::of(*store->cause);
    failure.message = QStringLiteral("%1: %2").arg(escapedForDisplay(target.store), stateText(*store, 0));
    failure.retryable = false;
    if (failure.exit != ExitCode::NoPermission)
        failure.exit = ExitCode::Unknown;
    return failedWait(target, store, failure);
}

} // namespace

WaitOutcome failedWait(const WaitTarget &target, const std::shared_ptr<const StoreSnapshot> &store, Failure failure)
{
    failure.store = target.store;
    const ExitCode exit = failure.exit;
    return {target.store, exit, store, std::move(failure)};
}

std::optional<WaitOutcome> judgeWait(WaitTarget *target, const SiteSnapshot &snapshot)
{
    const auto store = snapshot.find(target->store);
    if (store == nullptr)
        return judgeMissing(*target, snapshot);
    if (auto outcome = judgeMode(target, store))
        return outcome;
    if (store->state == DrainState::Drained)
        return WaitOutcome{target->store, ExitCode::Done, store, {}};
    return judgeCause(*target, store);
}

WaitOutcome timedOut(const WaitTarget &target, const SiteSnapshot *snapshot)
{
    const auto store = snapshot == nullptr ? nullptr : snapshot->find(target.store);
    const QString name = escapedForDisplay(target.store);
    if (store != nullptr && store->state != DrainState::Stale && store->conflicting.value_or(0) > 0) {
        const QString message = QStringLiteral("%1: %2").arg(name, verdictText(*store));
        return failedWait(target, store, {"still-draining", ExitCode::StillDraining, {}, message, {}, true});
    }
    const QString reason = store == nullptr ? Cli::tr("Not known what is running there.") : reasonText(*store);
    const QString message = Cli::tr("%1: not proven to be drained. %2").arg(name, reason);
    return failedWait(target, store, {"state-unknown", ExitCode::Unknown, {}, message, {}, true});
}

} // namespace Drydock

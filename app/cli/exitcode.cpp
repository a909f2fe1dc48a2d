// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exitcode.h"

#include <algorithm>
#include <cerrno>

namespace Drydock {

const QList<ExitCodeMeaning> &exitCodeMeanings()
{
    static const QList<ExitCodeMeaning> meanings = {
        {ExitCode::Done, QT_TRANSLATE_NOOP("Cli", "done, drained, allowed")},
        {ExitCode::Failed, QT_TRANSLATE_NOOP("Cli", "failed for another cause")},
        {ExitCode::Usage, QT_TRANSLATE_NOOP("Cli", "the command line is not understood")},
        {ExitCode::NoSuchStore, QT_TRANSLATE_NOOP("Cli", "no such datastore")},
        {ExitCode::NoPermission, QT_TRANSLATE_NOOP("Cli", "no permission")},
        {ExitCode::Unknown,
         QT_TRANSLATE_NOOP("Cli", "the state is not known, or the configuration cannot be read as a whole")},
        {ExitCode::NotAllowed,
         QT_TRANSLATE_NOOP("Cli", "changed meanwhile, not allowed, or wait without a mode or with a changed one")},
        {ExitCode::StillDraining, QT_TRANSLATE_NOOP("Cli", "still draining at the time-out")},
        {ExitCode::LockTimeout, QT_TRANSLATE_NOOP("Cli", "a lock was not got in time")},
        {ExitCode::Different, QT_TRANSLATE_NOOP("Cli", "several datastores with different results")},
        {ExitCode::Refused, QT_TRANSLATE_NOOP("Cli", "refused by the mode")},
        {ExitCode::WrapperFailed,
         QT_TRANSLATE_NOOP("Cli", "run: drydockctl itself failed (126: not executable, 127: not found, 128+n: ended "
                                  "by signal n, else the command's own code)")},
        {ExitCode::NoAnswer, QT_TRANSLATE_NOOP("Cli", "check --unit: neither yes nor no")},
    };
    return meanings;
}

ExitCode exitCodeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidStoreName:
    case ErrorCode::InvalidPath:
    case ErrorCode::InvalidComment:
    case ErrorCode::InvalidMessage:
        return ExitCode::Usage;
    case ErrorCode::NoSuchStore:
        return ExitCode::NoSuchStore;
    case ErrorCode::PermissionDenied:
        return ExitCode::NoPermission;
    case ErrorCode::UnsafeFile:
    case ErrorCode::TooLarge:
    case ErrorCode::ChangedWhileReading:
    case ErrorCode::ConfigInvalid:
    case ErrorCode::InvalidMode:
    case ErrorCode::TrackingInvalid:
    case ErrorCode::TrackingFolderMissing:
    case ErrorCode::NetworkFileSystem:
    case ErrorCode::ForeignProcFs:
    case ErrorCode::HiddenOperations:
    case ErrorCode::TimedOut:
        return ExitCode::Unknown;
    case ErrorCode::ConfigChanged:
    case ErrorCode::DuplicateStore:
    case ErrorCode::StoreExists:
    case ErrorCode::UnknownModeType:
    case ErrorCode::InternalModeType:
    case ErrorCode::TransitionRefused:
    case ErrorCode::ModeChanged:
    case ErrorCode::ModeIsSet:
    case ErrorCode::StoreBusy:
    case ErrorCode::CounterUnusable:
    case ErrorCode::ManagedByPbs:
        return ExitCode::NotAllowed;
    case ErrorCode::LockTimeout:
        return ExitCode::LockTimeout;
    case ErrorCode::SiteUnusable:
        // A site that is there and may not be looked into.
        return error.systemError == EACCES || error.systemError == EPERM ? ExitCode::NoPermission : ExitCode::Failed;
    case ErrorCode::Refused:
        return ExitCode::Refused;
    case ErrorCode::Io:
    case ErrorCode::NoSpace:
    case ErrorCode::ReadOnlyFileSystem:
    case ErrorCode::NotFound:
    case ErrorCode::KeptAside:
    case ErrorCode::NotMounted:
    case ErrorCode::Cancelled:
        break;
    }
    return ExitCode::Failed;
}

ExitCode commonExitCode(const QList<ExitCode> &codes)
{
    if (codes.isEmpty())
        return ExitCode::Done;
    const bool same =
        std::all_of(codes.begin(), codes.end(), [&codes](ExitCode code) { return code == codes.first(); });
    return same ? codes.first() : ExitCode::Different;
}

} // namespace Drydock

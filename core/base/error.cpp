// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <cerrno>

namespace Drydock {
namespace {

ErrorCode codeOf(int systemError)
{
    switch (systemError) {
    case EACCES:
    case EPERM:
        return ErrorCode::PermissionDenied;
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::NoSpace;
    case EROFS:
        return ErrorCode::ReadOnlyFileSystem;
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::NotFound;
    case ELOOP:
        return ErrorCode::UnsafeFile;
    default:
        return ErrorCode::Io;
    }
}

} // namespace

Error Error::fromErrno(int systemError, const QString &subject, const QString &detail)
{
    return {codeOf(systemError), subject, detail, systemError, 0};
}

// NOLINTNEXTLINE(readability-function-size): a table, which the compiler checks for gaps
QLatin1String errorName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Io:
        return QLatin1String("io");
    case ErrorCode::PermissionDenied:
        return QLatin1String("permission-denied");
    case ErrorCode::NoSpace:
        return QLatin1String("no-space");
    case ErrorCode::ReadOnlyFileSystem:
        return QLatin1String("read-only-file-system");
    case ErrorCode::NotFound:
        return QLatin1String("not-found");
    case ErrorCode::UnsafeFile:
        return QLatin1String("unsafe-file");
    case ErrorCode::TooLarge:
        return QLatin1String("too-large");
    case ErrorCode::ChangedWhileReading:
        return QLatin1String("changed-while-reading");
    case ErrorCode::LockTimeout:
        return QLatin1String("lock-timeout");
    case ErrorCode::ConfigInvalid:
        return QLatin1String("config-invalid");
    case ErrorCode::KeptAside:
        return QLatin1String("kept-aside");
    case ErrorCode::ConfigChanged:
        return QLatin1String("config-changed");
    case ErrorCode::NoSuchStore:
        return QLatin1String("no-such-store");
    case ErrorCode::DuplicateStore:
        return QLatin1String("duplicate-store");
    case ErrorCode::StoreExists:
        return QLatin1String("store-exists");
    case ErrorCode::InvalidStoreName:
        return QLatin1String("invalid-store-name");
    case ErrorCode::InvalidPath:
        return QLatin1String("invalid-path");
    case ErrorCode::InvalidComment:
        return QLatin1String("invalid-comment");
    case ErrorCode::InvalidMessage:
        return QLatin1String("invalid-message");
    case ErrorCode::InvalidMode:
        return QLatin1String("invalid-mode");
    case ErrorCode::UnknownModeType:
        return QLatin1String("unknown-mode-type");
    case ErrorCode::InternalModeType:
        return QLatin1String("internal-mode-type");
    case ErrorCode::TransitionRefused:
        return QLatin1String("transition-refused");
    case ErrorCode::ModeChanged:
        return QLatin1String("mode-changed");
    case ErrorCode::ModeIsSet:
        return QLatin1String("mode-is-set");
    case ErrorCode::StoreBusy:
        return QLatin1String("store-busy");
    case ErrorCode::Refused:
        return QLatin1String("refused");
    case ErrorCode::NotMounted:
        return QLatin1String("not-mounted");
    case ErrorCode::TrackingInvalid:
        return QLatin1String("tracking-invalid");
    case ErrorCode::TrackingFolderMissing:
        return QLatin1String("tracking-folder-missing");
    case ErrorCode::NetworkFileSystem:
        return QLatin1String("network-file-system");
    case ErrorCode::ForeignProcFs:
        return QLatin1String("foreign-proc-fs");
    case ErrorCode::CounterUnusable:
        return QLatin1String("counter-unusable");
    case ErrorCode::ManagedByPbs:
        return QLatin1String("managed-by-pbs");
    case ErrorCode::SiteUnusable:
        return QLatin1String("site-unusable");
    case ErrorCode::HiddenOperations:
        return QLatin1String("hidden-operations");
    case ErrorCode::Cancelled:
        return QLatin1String("cancelled");
    case ErrorCode::TimedOut:
        return QLatin1String("timed-out");
    }
    return QLatin1String("io");
}

} // namespace Drydock

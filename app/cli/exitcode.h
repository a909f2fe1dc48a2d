// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QList>

namespace Drydock {

/// What the program's exit codes mean to scripts: never changed, only added to.
enum class ExitCode {
    Done = 0,
    Failed = 1,
    Usage = 2,
    NoSuchStore = 3,
    NoPermission = 4,
    Unknown = 5,
    NotAllowed = 6,
    StillDraining = 8,
    LockTimeout = 9,
    Different = 10,
    Refused = 75,
    WrapperFailed = 125,
    NoAnswer = 255, ///< check --unit: neither yes nor no
};

struct ExitCodeMeaning {
    ExitCode code;
    const char *meaning; ///< context "Cli", not translated yet
};

/// For help and man page.
[[nodiscard]] const QList<ExitCodeMeaning> &exitCodeMeanings();

[[nodiscard]] ExitCode exitCodeOf(const Error &error);
/// Of several stores: the common code, else Different.
[[nodiscard]] ExitCode commonExitCode(const QList<ExitCode> &codes);

} // namespace Drydock

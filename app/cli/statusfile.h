// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/process/jobrunner.h"

#include <QByteArray>

namespace Drydock {

/// The file of `run --status-file`: {"phase":"command|refused|wrapper","code":N}, so that a code of 75 or 125 can't be
/// taken for the command's own. Missing while the job runs; then there, whole.
class StatusFile
{
public:
    /// path: as given, empty for none.
    explicit StatusFile(const QByteArray &path)
        : m_path(path)
    {
    }

    /// Removes what an earlier job has left, which would speak for this one should it be killed.
    /// Failure: UnsafeFile (not a regular file: nothing is removed or written), or as the system says.
    [[nodiscard]] Result<void> clear() const;
    /// Writes beside, then renames. Failure: as clear().
    [[nodiscard]] Result<void> write(JobResult::Phase phase, int code) const;

private:
    [[nodiscard]] Result<void> check() const;
    [[nodiscard]] Error failed() const;

    QByteArray m_path;
};

} // namespace Drydock

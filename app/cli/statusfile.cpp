// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/statusfile.h"

#include "app/cli/parsedarguments.h"
#include "core/base/uniquefd.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Drydock {

namespace {

QByteArray phaseName(JobResult::Phase phase)
{
    switch (phase) {
    case JobResult::Phase::Command:
        return "command";
    case JobResult::Phase::Refused:
        return "refused";
    case JobResult::Phase::Wrapper:
        break;
    }
    return "wrapper";
}

} // namespace

Error StatusFile::failed() const
{
    return Error::fromErrno(errno, shownWord(m_path));
}

/// A rename would put a file in the place of a device (/dev/stderr), with the right to do so.
Result<void> StatusFile::check() const
{
    struct stat status = {};
    if (::lstat(m_path.constData(), &status) < 0)
        return errno == ENOENT ? Result<void>() : failure(failed());
    if (!S_ISREG(status.st_mode))
        return failure(ErrorCode::UnsafeFile, shownWord(m_path));
    return {};
}

Result<void> StatusFile::clear() const
{
    if (m_path.isEmpty())
        return {};
    if (auto checked = check(); !checked)
        return checked;
    if (::unlink(m_path.constData()) < 0 && errno != ENOENT)
        return failure(failed());
    return {};
}

Result<void> StatusFile::write(JobResult::Phase phase, int code) const
{
    if (m_path.isEmpty())
        return {};
    if (auto checked = check(); !checked)
        return checked;
    const QByteArray beside = m_path + ".tmp-" + QByteArray::number(::getpid());
    const QByteArray text = "{\"phase\":\"" + phaseName(phase) + "\",\"code\":" + QByteArray::number(code) + "}\n";
    ::unlink(beside.constData()); // of a wrapper that was killed and had this pid
    UniqueFd file(::open(beside.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file)
        return failure(failed());
    const bool written = ::write(file.get(), text.constData(), static_cast<size_t>(text.size())) == text.size()
                         && ::rename(beside.constData(), m_path.constData()) == 0;
    if (written)
        return {};
    const Error error = failed();
    ::unlink(beside.constData());
    return failure(error);
}

} // namespace Drydock

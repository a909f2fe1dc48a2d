// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/floor.h"

#include "tests/bench/measure.h"

#include <array>
#include <cstdio>

#include <fcntl.h>
#include <sys/file.h>

namespace Drydock {

namespace {

constexpr auto name = "floor";
constexpr auto temporaryName = ".floor.tmp";

} // namespace

Floor::Floor(const QByteArray &folder)
    : m_folder(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    , m_lock(::openat(m_folder.get(), "floor.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0660))
    , m_content(R"([{"pid":123456,"starttime":1234567890,"active_operations":{"read":0,"write":1},)"
                R"("ns":"01234567-89ab-cdef-0123-456789abcdef:4026531836:4026531834","since":1767225600}])")
{
    const UniqueFd file(::openat(m_folder.get(), name, O_WRONLY | O_CREAT | O_CLOEXEC, 0660));
    if (!m_folder || !m_lock || !file || ::write(file.get(), m_content.constData(), size_t(m_content.size())) <= 0)
        giveUp("making the floor's files");
}

bool Floor::pair()
{
    return change() && change();
}

bool Floor::change()
{
    std::array<char, 4096> buffer;
    if (::flock(m_lock.get(), LOCK_EX) != 0)
        return false;
    UniqueFd file(::openat(m_folder.get(), name, O_RDONLY | O_CLOEXEC));
    if (::read(file.get(), buffer.data(), buffer.size()) != m_content.size())
        return false;
    file.reset();
    UniqueFd temporary(::openat(m_folder.get(), temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660));
    if (::write(temporary.get(), m_content.constData(), size_t(m_content.size())) != m_content.size())
        return false;
    temporary.reset();
    return ::renameat(m_folder.get(), temporaryName, m_folder.get(), name) == 0 && ::flock(m_lock.get(), LOCK_UN) == 0;
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/raceboard.h"

#include <climits>
#include <ctime>

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace Drydock {

static_assert(std::atomic<quint64>::is_always_lock_free && sizeof(std::atomic<quint32>) == sizeof(quint32));

void RaceBoard::next()
{
    ++step;
    wakeAll(step);
}

RaceBoard *RaceBoard::map(const QByteArray &path)
{
    const int file = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ::ftruncate(file, sizeof(RaceBoard)) != 0)
        qFatal("race board: cannot make %s", path.constData());
    void *memory = ::mmap(nullptr, sizeof(RaceBoard), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (memory == MAP_FAILED)
        qFatal("race board: cannot map %s", path.constData());
    return static_cast<RaceBoard *>(memory); // zeros are what it begins with
}

void waitWhile(const std::atomic<quint32> &number, quint32 old, std::chrono::milliseconds limit)
{
    const timespec time{limit.count() / 1000, (limit.count() % 1000) * 1'000'000};
    if (number.load() == old)
        ::syscall(SYS_futex, &number, FUTEX_WAIT, old, &time, nullptr, 0);
}

void wakeAll(const std::atomic<quint32> &number)
{
    ::syscall(SYS_futex, &number, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
//
// This program has system call functions of its own in the place of the C library's: while it is armed, each call is
// interrupted once before it is made, as a signal handler without SA_RESTART does it on file systems that wait.
// openat2 has no function there and is not among them.
#include "core/base/posixfilesystem.h"
#include "tests/support/fakeproc.h"
#include "tests/support/procprobe.h"
#include "tests/support/sitetask.h"

#include <QTest>

#include <cerrno>
#include <cstdarg>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const Cast cast{{77, 5}, {301, 6}, {302, 7}};

thread_local bool armed = false;
thread_local bool wasInterrupted = false;
thread_local int interruptions = 0;

/// True once, then false once: a caller that repeats gets through.
bool interrupts()
{
    if (!armed)
        return false;
    wasInterrupted = !wasInterrupted;
    if (wasInterrupted) {
        ++interruptions;
        errno = EINTR;
    }
    return wasInterrupted;
}

template <class... Arguments>
long made(long number, Arguments... arguments)
{
    return interrupts() ? -1 : ::syscall(number, arguments...);
}

} // namespace

#define DRYDOCK_REPLACED extern "C" __attribute__((visibility("default")))

DRYDOCK_REPLACED int openat(int folder, const char *name, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return static_cast<int>(made(SYS_openat, folder, name, flags, mode));
}

DRYDOCK_REPLACED ssize_t pread(int file, void *buffer, size_t size, off_t offset)
{
    return made(SYS_pread64, file, buffer, size, offset);
}

DRYDOCK_REPLACED ssize_t write(int file, const void *data, size_t size)
{
    return made(SYS_write, file, data, size);
}

DRYDOCK_REPLACED int fsync(int file)
{
    return static_cast<int>(made(SYS_fsync, file));
}

DRYDOCK_REPLACED int fdatasync(int file)
{
    return static_cast<int>(made(SYS_fdatasync, file));
}

DRYDOCK_REPLACED int flock(int file, int operation) noexcept
{
    return static_cast<int>(made(SYS_flock, file, operation));
}

DRYDOCK_REPLACED int dup3(int file, int replaced, int flags) noexcept
{
    return static_cast<int>(made(SYS_dup3, file, replaced, flags));
}

DRYDOCK_REPLACED int fstatfs(int file, struct statfs *status) noexcept
{
    return static_cast<int>(made(SYS_fstatfs, file, status));
}

/// Linux has closed the descriptor by the time that it says it was interrupted.
DRYDOCK_REPLACED int close(int file)
{
    const auto answer = static_cast<int>(::syscall(SYS_close, file));
    if (!armed || answer != 0)
        return answer;
    ++interruptions;
    errno = EINTR;
    return -1;
}

/// Calls that a signal has interrupted are made again, and nobody hears of it.
class TestInterruptedCalls : public QObject
{
    Q_OBJECT

private slots:
    void everyCallIsMadeAgain_data();
    void everyCallIsMadeAgain();
    void cleanupTestCase();

private:
    int m_interruptions = 0;
};

void TestInterruptedCalls::everyCallIsMadeAgain_data()
{
    QTest::addColumn<size_t>("row");
    for (size_t i = 0; i < taskRows().size(); ++i)
        QTest::newRow(taskRows()[i].name) << i;
}

void TestInterruptedCalls::everyCallIsMadeAgain() // I-06, I-07
{
    QFETCH(size_t, row);
    const int descriptors = openDescriptors();
    {
        FakeProcessTable table;
        for (const ProcessKey &process : {cast.bystander, cast.worker, cast.heir, table.self().key})
            table.add(process);
        SiteTask task(taskRows()[row], cast);
        task.prepare(posixFileSystem(), table);
        interruptions = 0;
        wasInterrupted = false;
        armed = true;
        const SiteTask::Outcome outcome = task.perform();
        const SiteTask::Outcome next = task.goOn();
        armed = false;
        QVERIFY2(!outcome.error, outcome.error ? qPrintable(outcome.error->subject) : "");
        QVERIFY(outcome.warnings.isEmpty());
        QVERIFY(!next.error);
        QVERIFY(interruptions > 3);
        m_interruptions += interruptions;
        const QByteArray wrong = task.wrongFiles(task.config());
        QVERIFY2(wrong.isEmpty(), wrong.constData());
        QCOMPARE(task.config() != task.configBefore(), task.changesConfig());
        QCOMPARE(task.counts(table), task.countsAfter());
        QCOMPARE(task.wrongLocks(), QByteArray());
        QCOMPARE(task.leftovers(), QByteArrayList());
    }
    QCOMPARE(openDescriptors(), descriptors);
}

void TestInterruptedCalls::cleanupTestCase()
{
    qInfo("%zu tasks, %d calls interrupted", taskRows().size(), m_interruptions);
}

QTEST_GUILESS_MAIN(TestInterruptedCalls)
#include "tst_interruptedcalls.moc"

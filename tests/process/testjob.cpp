// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/process/testjob.h"

#include "core/process/childprocesses.h"

#include <QDeadlineTimer>
#include <QFile>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr int limit = 20'000; // milliseconds

/// Above all numbers that the programs expect their descriptors at.
constexpr int firstOwnDescriptor = 30;

struct Pipe {
    UniqueFd readEnd;
    UniqueFd writeEnd;
};

UniqueFd movedUp(int descriptor)
{
    UniqueFd moved(::fcntl(descriptor, F_DUPFD_CLOEXEC, firstOwnDescriptor));
    ::close(descriptor);
    if (!moved)
        qFatal("no descriptor");
    return moved;
}

Pipe makePipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0)
        qFatal("no pipe");
    return {movedUp(ends[0]), movedUp(ends[1])};
}

void writeLine(int descriptor, const QByteArray &line)
{
    const QByteArray text = line + '\n';
    if (::write(descriptor, text.constData(), static_cast<size_t>(text.size())) != text.size())
        qFatal("the other side of a pipe is gone");
}

/// False if it is not ready in time.
bool waitReady(int descriptor)
{
    const QDeadlineTimer deadline(limit);
    pollfd polled{descriptor, POLLIN, 0};
    int count = 0;
    while ((count = ::poll(&polled, 1, static_cast<int>(deadline.remainingTime()))) < 0 && errno == EINTR) { }
    return count == 1;
}

QByteArrayList programWords(const JobSetup &setup, const QByteArray &folder, const QByteArray &terminal)
{
    const QByteArray programs = QByteArrayLiteral(DRYDOCK_BIN_DIR "/");
    QByteArrayList words = setup.before;
    if (!setup.terminal.isEmpty())
        words += {programs + "jobshell", terminal, setup.terminal};
    words += setup.wrapper.isEmpty() ? QByteArrayList{programs + "jobrun"} : setup.wrapper;
    words += setup.options;
    if (setup.wrapper.isEmpty())
        words += folder;
    words += "--";
    words += setup.command.isEmpty() ? QByteArrayList{programs + "jobsubject"} : setup.command;
    return words;
}

} // namespace

bool TestJob::Lines::fill()
{
    if (!waitReady(m_descriptor.get()))
        return false;
    char buffer[4096];
    const ssize_t count = ::read(m_descriptor.get(), buffer, sizeof buffer);
    if (count <= 0)
        return false;
    m_buffer.append(buffer, count);
    return true;
}

QByteArray TestJob::Lines::next()
{
    qsizetype end = 0;
    while ((end = m_buffer.indexOf('\n')) < 0) {
        if (!fill())
            return {};
    }
    const QByteArray line = m_buffer.left(end);
    m_buffer.remove(0, end + 1);
    return line;
}

QByteArray TestJob::Lines::toEnd()
{
    while (fill()) { }
    return std::exchange(m_buffer, {});
}

TestJob::TestJob(const JobSetup &setup)
{
    // What a killed wrapper leaves becomes ours, so that it can be watched and ended.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    QByteArray terminal;
    if (!setup.terminal.isEmpty()) {
        m_terminal = movedUp(::posix_openpt(O_RDWR | O_NOCTTY));
        if (::grantpt(m_terminal.get()) < 0 || ::unlockpt(m_terminal.get()) < 0)
            qFatal("no terminal");
        terminal = ::ptsname(m_terminal.get());
    }
    Pipe output = makePipe();
    Pipe errors = makePipe();
    Pipe orders = makePipe();
    Pipe reports = makePipe();
    Pipe lifelines[2] = {makePipe(), makePipe()};
    Pipe calls = makePipe();
    Pipe answers = makePipe();
    Pipe control = makePipe();

    const QByteArrayList words = programWords(setup, folder(), terminal);
    std::vector<char *> argv;
    for (const QByteArray &word : words)
        argv.push_back(const_cast<char *>(word.constData()));
    argv.push_back(nullptr);
    const std::array<std::pair<int, int>, 8> given{{{output.writeEnd.get(), STDOUT_FILENO},
                                                    {orders.readEnd.get(), 3},
                                                    {reports.writeEnd.get(), 4},
                                                    {lifelines[0].readEnd.get(), 5},
                                                    {lifelines[1].readEnd.get(), 6},
                                                    {calls.writeEnd.get(), 7},
                                                    {answers.readEnd.get(), 8},
                                                    {control.readEnd.get(), 9}}};
    m_pid = ::fork();
    if (m_pid == 0) {
        for (const auto &[from, to] : given)
            ::dup2(from, to);
        if (!setup.wrapper.isEmpty())
            ::dup2(errors.writeEnd.get(), STDERR_FILENO);
        if (setup.terminal.isEmpty()) {
            ::close(3);
            ::close(4);
        }
        if (setup.prepare)
            setup.prepare();
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    m_output.open(std::move(output.readEnd));
    m_errors.open(std::move(errors.readEnd));
    m_calls.open(std::move(calls.readEnd));
    m_reports.open(std::move(reports.readEnd));
    m_answers = std::move(answers.writeEnd);
    m_control = std::move(control.writeEnd);
    m_orders = std::move(orders.writeEnd);
    m_lifelines[0] = std::move(lifelines[0].writeEnd);
    m_lifelines[1] = std::move(lifelines[1].writeEnd);
}

TestJob::~TestJob()
{
    if (!m_reaped) {
        ::kill(m_pid, SIGKILL);
        reap(m_pid);
    }
    // What the wrapper had as children is ours now, and what those leave will be.
    std::vector<pid_t> left;
    while (!(left = childProcesses()).empty()) {
        for (const pid_t child : left) {
            ::kill(child, SIGKILL);
            reap(child);
        }
    }
}

void TestJob::touch(const QByteArray &name) const
{
    QFile file(QString::fromUtf8(folder() + '/' + name));
    if (!file.open(QIODevice::WriteOnly) || file.write("x") != 1)
        qFatal("cannot write");
}

QByteArray TestJob::nextCall()
{
    return m_calls.next();
}

QByteArray TestJob::nextCallButLooks()
{
    QByteArray call;
    while ((call = nextCall()).startsWith("restore "))
        answer("ok");
    return call;
}

void TestJob::answer(const QByteArray &line)
{
    writeLine(m_answers.get(), line);
}

pid_t TestJob::admit()
{
    const QByteArray call = nextCall();
    if (!call.startsWith("admit "))
        return 0;
    answer("ok");
    if (nextOutput() != "ready" || !nextCall().startsWith("restore ")) // the first look, as soon as it runs
        return 0;
    answer("ok");
    return call.split(' ').at(1).toInt();
}

QByteArray TestJob::nextOutput()
{
    return m_output.next();
}

QByteArray TestJob::outputToEnd()
{
    return m_output.toEnd();
}

QByteArray TestJob::nextError()
{
    return m_errors.next();
}

QByteArray TestJob::errors()
{
    return m_errors.toEnd();
}

void TestJob::tell(const QByteArray &order)
{
    writeLine(m_control.get(), order);
}

QByteArray TestJob::order(const QByteArray &order)
{
    tell(order);
    const QByteArray done = "done " + order.split(' ').first();
    QByteArray last;
    QByteArray line;
    while (!(line = nextOutput()).isEmpty() && line != done)
        last = line;
    return last;
}

void TestJob::endLifeline(int descriptor)
{
    m_lifelines[descriptor - 5].reset();
}

void TestJob::signal(int number) const
{
    ::kill(m_pid, number);
}

std::optional<int> TestJob::waitEnd()
{
    const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, m_pid, 0)));
    int status = 0;
    if (!pidfd || !waitReady(pidfd.get()) || ::waitpid(m_pid, &status, 0) != m_pid)
        return {};
    m_reaped = true;
    return status;
}

bool TestJob::waitStopped(int number)
{
    // There is no descriptor that says when a child stops; CTest's limit ends a test that waits here for ever.
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WSTOPPED | WEXITED | WNOWAIT) == 0
           && info.si_code == CLD_STOPPED && info.si_status == number;
}

void TestJob::type(const QByteArray &keys) const
{
    if (::write(m_terminal.get(), keys.constData(), static_cast<size_t>(keys.size())) != keys.size())
        qFatal("cannot type");
}

void TestJob::closeTerminal()
{
    m_terminal.reset();
}

void TestJob::orderShell(const QByteArray &order) const
{
    writeLine(m_orders.get(), order);
}

QByteArray TestJob::nextReport()
{
    return m_reports.next();
}

ProcessKey TestJob::keyOf(pid_t pid)
{
    const auto text = systemProcessTable().readStat(pid);
    const auto stat = text ? parseProcStat(*text) : std::nullopt;
    return {pid, stat ? stat->startTime : 0};
}

char TestJob::stateOf(pid_t pid)
{
    const auto text = systemProcessTable().readStat(pid);
    const auto stat = text ? parseProcStat(*text) : std::nullopt;
    return stat ? stat->state : '\0';
}

} // namespace Drydock

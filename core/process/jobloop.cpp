// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/jobloop.h"

#include "core/base/displaytext.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace Drydock {

namespace {

constexpr std::chrono::seconds lookInterval{1};
constexpr std::chrono::seconds longestRetry{60};

JobResult wrapperFailed(const Error &error)
{
    return {JobResult::Phase::Wrapper, exitWrapperFailed, false, error};
}

JobResult notAdmitted(const Error &error)
{
    if (error.code != ErrorCode::Refused)
        return wrapperFailed(error);
    return {JobResult::Phase::Refused, exitRefused, false, error};
}

} // namespace

JobLoop::JobLoop(const InheritedState &inherited, const JobOptions &options, const JobRegistration &registration,
                 const JobEvents &events, ProcessTable &table, const Clock &clock)
    : m_inherited(inherited)
    , m_options(options)
    , m_registration(registration)
    , m_events(events)
    , m_table(table)
    , m_clock(clock)
    , m_children(inherited.earlierChildren())
{
}

JobResult JobLoop::run()
{
    if (const Result<void> started = start(); !started) {
        if (m_command)
            m_command->abandon();
        return wrapperFailed(started.error());
    }
    advance();
    while (!m_result) {
        wait();
        advance();
    }
    return *m_result;
}

Result<void> JobLoop::start()
{
    if (const Result<void> opened = m_signals.open(); !opened)
        return opened;
    Result<JobProcess> command = JobProcess::start(m_inherited, m_options.command);
    if (!command)
        return failure(command.error());
    m_command = std::move(*command);
    const std::optional<ProcStat> stat = statOf(m_command->pid());
    if (!stat)
        return failure(ErrorCode::ForeignProcFs, QStringLiteral("/proc/%1/stat").arg(m_command->pid()));
    m_commandKey = {m_command->pid(), stat->startTime};
    m_named = m_commandKey;
    if (m_options.waitMode)
        return m_modeWait.begin(m_options.configPath, *m_options.waitMode, m_clock);
    return {};
}

void JobLoop::wait()
{
    const auto modeWait = m_modeWait.pollDescriptors();
    const auto tracking =
        m_trackingWatch ? m_trackingWatch->pollDescriptors() : std::array{pollfd{-1, 0, 0}, pollfd{-1, 0, 0}};
    std::array polled{pollfd{m_signals.descriptor(), POLLIN, 0},
                      pollfd{m_calls.descriptor(), POLLIN, 0},
                      pollfd{m_phase == Phase::Starting ? m_command->execDescriptor() : -1, POLLIN, 0},
                      tracking[0],
                      tracking[1],
                      modeWait[0],
                      modeWait[1],
                      modeWait[2]};
    if (::poll(polled.data(), polled.size(), pollTimeout()) < 0)
        return;
    if (const std::optional<Result<void>> result = m_calls.take())
        onCallDone(*result);
    if (polled[2].revents != 0)
        onExec();
    if (polled[3].revents != 0 || polled[4].revents != 0)
        m_lookWanted = m_trackingWatch->take() || m_lookWanted;
    m_modeWait.take({polled[5], polled[6], polled[7]});
}

/// Only a look or a hand-over that is due later needs a time.
int JobLoop::pollTimeout() const
{
    if (m_phase != Phase::Running || m_call != Call::None)
        return -1;
    Nanoseconds due = Nanoseconds::max();
    if (m_lookWanted)
        due = m_nextLook;
    if (m_childrenChanged)
        due = std::min(due, m_nextHandOver);
    if (due == Nanoseconds::max())
        return -1;
    const Nanoseconds remaining = std::max(Nanoseconds::zero(), due - m_clock.monotonic());
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(remaining).count());
}

void JobLoop::takeSignals()
{
    while (const std::optional<signalfd_siginfo> info = m_signals.next())
        onSignal(*info);
}

void JobLoop::onSignal(const signalfd_siginfo &info)
{
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal == SIGCHLD) {
        m_childrenChanged = true;
        return;
    }
    if (m_afterRemoval || m_result)
        return; // nobody is left to pass it on to
    if (signal == SIGCONT)
        m_stopSignal = 0;
    if (m_phase == Phase::AtGate) {
        onSignalAtGate(signal);
        return;
    }
    noteCommandEnd();
    if (!m_commandEnd) {
        if (isForChild(info, m_command->pid()))
            sendSignal(m_command->pid(), signal);
        return;
    }
    for (const pid_t child : m_children.living()) {
        if (isForChild(info, child))
            sendSignal(child, signal);
    }
    // No command is left to decide it for us, and the terminal must come back to the shell.
    if (stopsByDefault(signal) && !m_inherited.ignores(signal))
        m_stopSignal = signal;
}

/// Nothing runs yet for which these signals could be meant, so they do to us what they do to any process.
void JobLoop::onSignalAtGate(int signal)
{
    if (m_inherited.ignores(signal))
        return;
    if (stopsByDefault(signal))
        m_stopSignal = signal;
    if (!endsByDefault(signal))
        return;
    const JobResult result{JobResult::Phase::Wrapper, 128 + signal, signal == SIGINT, {}};
    m_command->abandon();
    // A gate that still waits for a lock is not waited for: should it register the command now, then by the name of a
    // dead process, which does not count.
    if (m_admitted)
        endAfterRemoval(result);
    else
        m_result = result;
}

void JobLoop::onExec()
{
    const int cause = m_command->takeExecResult();
    if (cause == 0) {
        m_phase = Phase::Running;
        m_trackingWatch.emplace(m_options.trackingPath);
        m_lookWanted = true; // at what was lost before the watch began
        return;
    }
    reap(m_command->pid());
    const QString name = QString::fromUtf8(m_options.command[0]);
    endAfterRemoval({JobResult::Phase::Wrapper, cause == ENOENT ? exitNotFound : exitNotExecutable, false,
                     Error::fromErrno(cause, name, QStringLiteral("execvp"))});
}

void JobLoop::onCallDone(const Result<void> &result)
{
    switch (std::exchange(m_call, Call::None)) {
    case Call::None:
        break;
    case Call::Admit:
        onAdmission(result);
        break;
    case Call::HandOver:
        onHandOver(result);
        break;
    case Call::Restore:
        onRestore(result);
        break;
    case Call::Remove:
        if (!result)
            warn(result.error());
        if (endOf(m_named.pid))
            reap(m_named.pid);
        m_result = m_afterRemoval;
        break;
    }
}

void JobLoop::onAdmission(const Result<void> &result)
{
    m_admitted = result.has_value();
    if (m_admitted)
        return;
    if (!m_modeWait.noteAnswer(result.error())) {
        m_command->abandon();
        m_result = notAdmitted(result.error());
    } else if (m_modeWait.hasNews() && m_events.waiting) {
        m_events.waiting(result.error());
    }
}

void JobLoop::onHandOver(const Result<void> &result)
{
    m_childrenChanged = true; // the one named now may have ended meanwhile
    if (result) {
        m_named = *std::exchange(m_next, std::nullopt);
        m_retryAfter = lookInterval;
        return;
    }
    warn(result.error());
    m_nextHandOver = retryTime();
}

void JobLoop::onRestore(const Result<void> &result)
{
    if (result) {
        m_retryAfter = lookInterval;
        return;
    }
    warn(result.error());
    m_lookWanted = true;
    m_nextLook = retryTime();
}

/// Does the one next thing. While a call is under way, that is to wait for its end.
void JobLoop::advance()
{
    do {
        takeSignals();
        if (m_result || m_call != Call::None)
            return;
    } while (stopIfDue());
    if (m_phase == Phase::AtGate)
        advanceAtGate();
    else if (m_phase == Phase::Running)
        advanceRunning();
}

bool JobLoop::stopIfDue()
{
    if (m_phase != Phase::AtGate && !m_commandEnd && m_stopSignal == 0)
        m_stopSignal = m_command->takeStop(m_table);
    const int signal = std::exchange(m_stopSignal, 0);
    if (signal != 0)
        stopLike(signal);
    return signal != 0;
}

void JobLoop::advanceAtGate()
{
    if (m_admitted) {
        m_modeWait = {};
        // Should the child have been killed while it waited, then that is found as the end of a command that ran.
        static_cast<void>(m_command->go());
        m_phase = Phase::Starting;
    } else if (const std::optional<ChildEnd> end = endOf(m_command->pid())) {
        reap(m_command->pid());
        m_result = {JobResult::Phase::Command, end->code, false, {}};
    } else if (const std::optional<Error> answer = m_modeWait.finalAnswer()) {
        m_command->abandon();
        m_result = notAdmitted(*answer);
    } else if (m_modeWait.takeQuestion()) {
        post(Call::Admit, [admit = m_registration.admit, key = m_commandKey] { return admit(key); });
    }
}

void JobLoop::advanceRunning()
{
    if (m_childrenChanged) {
        // Before the command's own end is noted: where the two are one, that is there too then.
        const bool namedHasEnded = endOf(m_named.pid).has_value();
        noteCommandEnd();
        m_children.reapAllBut({m_named.pid, m_next.value_or(m_named).pid});
        if (namedHasEnded)
            replaceNamed();
        else
            m_childrenChanged = false;
    }
    if (m_call == Call::None && m_lookWanted && m_clock.monotonic() >= m_nextLook) {
        m_lookWanted = false;
        m_nextLook = m_clock.monotonic() + lookInterval;
        post(Call::Restore, m_registration.restore);
    }
}

/// The process that the entry names has ended: another one of the job takes its place, or the job is over.
void JobLoop::replaceNamed()
{
    const std::vector<pid_t> living = m_options.leaderOnly ? std::vector<pid_t>() : m_children.living();
    if (living.empty()) {
        endAfterRemoval({JobResult::Phase::Command, m_commandEnd->code, m_commandEnd->signal == SIGINT, {}});
        return;
    }
    tellSurvivors(living);
    if (m_clock.monotonic() < m_nextHandOver)
        return;
    if (!m_next)
        m_next = chooseNext(living);
    if (m_next)
        post(Call::HandOver, [move = m_registration.handOver, from = m_named, to = *m_next] { return move(from, to); });
    else
        m_childrenChanged = false; // the entry counts by its guardian; we look again when a child ends
}

/// The first one that shows itself to us.
std::optional<ProcessKey> JobLoop::chooseNext(const std::vector<pid_t> &living) const
{
    for (const pid_t child : living) {
        if (const std::optional<ProcStat> stat = statOf(child))
            return ProcessKey{child, stat->startTime};
    }
    return {};
}

void JobLoop::endAfterRemoval(const JobResult &result)
{
    m_afterRemoval = result;
    const ProcessKey key = m_next.value_or(m_named);
    post(Call::Remove, [remove = m_registration.remove, key] { return remove(key); });
}

void JobLoop::post(Call call, CallThread::Call function)
{
    m_call = call;
    m_calls.post(std::move(function));
}

void JobLoop::noteCommandEnd()
{
    if (!m_commandEnd)
        m_commandEnd = endOf(m_command->pid());
}

std::optional<ProcStat> JobLoop::statOf(pid_t pid) const
{
    const Result<QByteArray> text = m_table.readStat(pid);
    return text ? parseProcStat(*text) : std::nullopt;
}

void JobLoop::tellSurvivors(const std::vector<pid_t> &living)
{
    if (std::exchange(m_survivorsTold, true) || !m_events.survivors)
        return;
    QList<JobEvents::Survivor> survivors;
    for (const pid_t child : living) {
        const std::optional<ProcStat> stat = statOf(child);
        const QString name = stat ? escapedForDisplay(QString::fromUtf8(stat->command)) : QString();
        survivors.append({{child, stat ? stat->startTime : 0}, name});
    }
    m_events.survivors(survivors);
}

void JobLoop::warn(const Error &error)
{
    if (m_events.warning && m_lastWarning != error.code)
        m_events.warning(error);
    m_lastWarning = error.code;
}

Nanoseconds JobLoop::retryTime()
{
    const Nanoseconds at = m_clock.monotonic() + m_retryAfter;
    m_retryAfter = std::min(m_retryAfter * 2, longestRetry);
    return at;
}

} // namespace Drydock

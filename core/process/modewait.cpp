// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/modewait.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/timerfd.h>

namespace Drydock {

Result<void> ModeWait::begin(const QByteArray &configPath, std::chrono::seconds limit, const Clock &clock)
{
    // Not poll()'s time-out: the boot clock goes on while the machine sleeps.
    UniqueFd timer(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK));
    constexpr std::chrono::hours century{100 * 365 * 24}; // longer would not go into nanoseconds
    const Nanoseconds at = clock.boot() + std::min<std::chrono::seconds>(century, limit);
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(at.count() / std::nano::den);
    when.it_value.tv_nsec = static_cast<long>(at.count() % std::nano::den);
    if (!timer || ::timerfd_settime(timer.get(), TFD_TIMER_ABSTIME, &when, nullptr) < 0)
        return failure(Error::fromErrno(errno, QString(), QStringLiteral("timerfd")));
    m_timer = std::move(timer);
    m_watch.emplace(configPath);
    m_isOver = false;
    return {};
}

std::array<pollfd, 3> ModeWait::pollDescriptors() const
{
    const std::array<pollfd, 2> none{pollfd{-1, 0, 0}, pollfd{-1, 0, 0}};
    const std::array<pollfd, 2> watch = m_watch ? m_watch->pollDescriptors() : none;
    return {pollfd{m_isOver ? -1 : m_timer.get(), POLLIN, 0}, watch[0], watch[1]};
}

void ModeWait::take(const std::array<pollfd, 3> &polled)
{
    m_isOver = m_isOver || polled[0].revents != 0;
    if (polled[1].revents != 0 || polled[2].revents != 0)
        m_changed = m_watch->take() || m_changed;
}

bool ModeWait::takeQuestion()
{
    return std::exchange(m_changed, false);
}

bool ModeWait::noteAnswer(const Error &answer)
{
    const bool refused = answer.code == ErrorCode::Refused;
    const bool held = answer.code == ErrorCode::LockTimeout || answer.code == ErrorCode::ChangedWhileReading;
    const bool halfWritten = answer.code == ErrorCode::NoSuchStore || answer.code == ErrorCode::ConfigInvalid;
    if (!refused && !(m_refusal && (held || halfWritten)))
        return false;
    m_changed = m_changed || held; // the end of that is no change of the file; the lock is what is waited for
    m_hasNews = refused && m_refusal != answer;
    if (refused)
        m_refusal = answer;
    if (!held) // what was said last stands: the lock says nothing of the mode
        m_answer = answer;
    return true;
}

std::optional<Error> ModeWait::finalAnswer() const
{
    return m_isOver ? m_answer : std::nullopt;
}

} // namespace Drydock

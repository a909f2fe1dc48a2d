// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/process/filewatch.h"

#include <chrono>
#include <optional>

namespace Drydock {

/// When the gate is asked again after a refusal by the mode: at each change of datastore.cfg, until a time on the boot
/// clock (`run --wait-mode`). Without a limit it is asked once. Owned by one thread, which polls.
class ModeWait
{
public:
    /// Begins to watch at once, so that no change after the first question is missed. Failure: Io (no timer).
    Result<void> begin(const QByteArray &configPath, std::chrono::seconds limit, const Clock &clock);

    /// Three descriptors to poll for; negative where there is nothing to wait for.
    [[nodiscard]] std::array<pollfd, 3> pollDescriptors() const;
    /// To be called after each poll, with what became of the descriptors.
    void take(const std::array<pollfd, 3> &polled);

    /// True once for the first question and once for each change.
    bool takeQuestion();
    /// The gate has said no. True if that ends nothing yet: a refusal by the mode, or, after one, what passes by
    /// itself: a lock that was held, a file that somebody is just writing in place.
    bool noteAnswer(const Error &answer);
    /// True if the last answer is a refusal for another reason than the one before, and there is time left.
    [[nodiscard]] bool hasNews() const { return m_hasNews && !m_isOver; }
    /// The last answer that was more than a held lock, once the time is over (or if there was none).
    [[nodiscard]] std::optional<Error> finalAnswer() const;

private:
    std::optional<FileWatch> m_watch;
    UniqueFd m_timer;
    std::optional<Error> m_refusal; ///< by the mode, the last one
    std::optional<Error> m_answer;
    bool m_hasNews = false;
    bool m_isOver = true;
    bool m_changed = true;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/quietthread.h"
#include "core/base/result.h"

#include <functional>
#include <memory>
#include <optional>

namespace Drydock {

/// Makes calls that may block for seconds (they wait for locks) in one thread of its own, one at a time, so that the
/// owner's poll loop goes on. All signals are blocked in that thread and in those that the calls start. Where no thread
/// can be had, post() makes the call itself. Used by one thread.
class CallThread
{
public:
    using Call = std::function<Result<void>()>;

    CallThread();
    CallThread(const CallThread &) = delete;
    CallThread &operator=(const CallThread &) = delete;
    /// A call under way is left to itself: it must own all that it uses.
    ~CallThread();

    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Requires !isBusy(). Busy until take() has given the result.
    void post(Call call);
    /// Readable when there is a result.
    [[nodiscard]] int descriptor() const;
    std::optional<Result<void>> take();

private:
    struct State;
    static void serve(State &state);

    std::shared_ptr<State> m_state;
    QuietThread m_thread;
    bool m_busy = false;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/process/inheritedstate.h"
#include "core/process/processid.h"

#include <QList>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace Drydock {

/// What the runner needs of gate and tracker, as functions, since this folder knows neither. They are called one at a
/// time in a thread that is started after the fork, and may wait for locks; a signal can end the wait for the gate
/// while the call goes on, so they own what they use.
struct JobRegistration {
    /// The gate: checks the mode and registers the command, with this process as guardian. ErrorCode::Refused: by the
    /// mode; anything else is a failure of the wrapper. After a failure nothing is registered.
    std::function<Result<void>(const ProcessKey &command)> admit;
    /// In one update: the entry that names `from` names `to` from now on. After a failure it is called again with the
    /// same two, before anything else becomes of the entry; if both have ended and nobody is left, `to` is removed.
    std::function<Result<void>(const ProcessKey &from, const ProcessKey &to)> handOver;
    /// Removes the entry that names `process`.
    std::function<Result<void>(const ProcessKey &process)> remove;
    /// Puts back what another writer has lost of the entry: the whole of it, or a key.
    std::function<Result<void>()> restore;
};

struct JobOptions {
    char *const *command = nullptr; ///< argv with its final null pointer, bytes as they came
    bool leaderOnly = false; ///< the job ends with the command, whatever it leaves behind
    std::optional<std::chrono::seconds> waitMode; ///< how long to wait for the mode to change, on the boot clock
    QByteArray configPath; ///< watched while waiting for the mode
    QByteArray trackingPath; ///< watched while the job runs
};

/// What is to be told meanwhile. Called in the thread of run(); each may be empty.
struct JobEvents {
    struct Survivor {
        ProcessKey process;
        QString name; ///< escaped
    };
    std::function<void(const Error &)> waiting; ///< refused, and waiting for another mode; once for each reason
    std::function<void(const QList<Survivor> &)> survivors; ///< the command has ended and left these; once
    std::function<void(const Error &)> warning; ///< an update of the entry failed, and the job goes on
};

struct JobResult {
    enum class Phase {
        Command, ///< the code is the command's
        Refused, ///< by the mode: it never ran
        Wrapper, ///< the code is the wrapper's: a failure of its own, exec's (126, 127), or a signal before the start
    };
    Phase phase = Phase::Wrapper;
    int code = 125; ///< 0..255
    bool interrupted = false; ///< of SIGINT the wrapper dies itself, so that a shell's loop stops too: endLike()
    std::optional<Error> error; ///< why, unless it was the command or a signal
};

inline constexpr int exitRefused = 75;
inline constexpr int exitWrapperFailed = 125;
inline constexpr int exitNotExecutable = 126;
inline constexpr int exitNotFound = 127;

class JobLoop;

/// `drydockctl run` (protocol 8): runs a command as a registered operation. The wrapper W is this process, the command
/// C a child that is forked first and held at a pipe while W passes the gate in its name. So the entry names the
/// process that does the work from before its first instruction, and W only stands beside it as guardian: an entry
/// counts while either lives. SIGKILL of W leaves an entry that counts as long as C does; SIGKILL before W has opened
/// the pipe ends C unexecuted.
///
/// W is child subreaper: as long as any descendant of C lives, one of W's children does. When C has ended, the entry
/// moves to a living child and the ended one is reaped only after that, so at every moment the entry names an unreaped
/// process of ours. A descendant that outlives the named process when W is dead too is not covered.
///
/// One thread polls signals, the pipe of exec's errno, the result of the one call under way, and changes of the
/// tracking folder; calls that may wait for locks run in a CallThread. Signals are taken by signalfd and passed on,
/// unless the kernel has sent them to C's whole process group (the terminal's keys), or C itself has sent them. The
/// terminal, Ctrl-C, Ctrl-Z and `fg` stay the kernel's and the shell's work, since C stays in W's session and group.
///
/// Remaining races, all towards counting too long: a hand-over that fails leaves the dead C's name with W as guardian;
/// a stop of C that is undone between our look and our own stop leaves W stopped until it is continued; a child that
/// hides its stat from us (hidepid, another user) is not named, so that W alone vouches for it; what a child leaves
/// behind that W had before main (a shell's, that became W by exec) is taken for C's.
class JobRunner
{
public:
    JobRunner(const InheritedState &inherited, const JobOptions &options, const JobRegistration &registration,
              const JobEvents &events, ProcessTable &table, const Clock &clock);
    JobRunner(const JobRunner &) = delete;
    JobRunner &operator=(const JobRunner &) = delete;
    ~JobRunner();

    /// Steps 2 to 10; returns when the job is over. Once. Requires: InheritedState::take() was the first thing in main,
    /// this process has no other thread and holds no lock. Blocks the signals of step 2 and ignores SIGPIPE for good.
    JobResult run();

private:
    std::unique_ptr<JobLoop> m_loop;
};

/// Ends this process as the result says, without static destructors: a call may still be under way.
[[noreturn]] void endLike(const JobResult &result);

} // namespace Drydock

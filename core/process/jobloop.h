// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/callthread.h"
#include "core/process/childprocesses.h"
#include "core/process/filewatch.h"
#include "core/process/jobprocess.h"
#include "core/process/jobrunner.h"
#include "core/process/jobsignals.h"
#include "core/process/modewait.h"

#include <optional>
#include <vector>

namespace Drydock {

/// The wrapper's state and its poll loop, steps 2 to 10 (jobrunner.h). Each round takes what has come and then does the
/// one next thing that the state asks for, so the order in which events come does not matter.
class JobLoop
{
public:
    JobLoop(const InheritedState &inherited, const JobOptions &options, const JobRegistration &registration,
            const JobEvents &events, ProcessTable &table, const Clock &clock);

    JobResult run();

private:
    enum class Phase { AtGate, Starting, Running };
    enum class Call { None, Admit, HandOver, Remove, Restore };

    Result<void> start();
    void wait();
    [[nodiscard]] int pollTimeout() const;

    void takeSignals();
    void onSignal(const signalfd_siginfo &info);
    void onSignalAtGate(int signal);
    void onExec();
    void onCallDone(const Result<void> &result);
    void onAdmission(const Result<void> &result);
    void onHandOver(const Result<void> &result);
    void onRestore(const Result<void> &result);

    void advance();
    bool stopIfDue();
    void advanceAtGate();
    void advanceRunning();
    void replaceNamed();
    [[nodiscard]] std::optional<ProcessKey> chooseNext(const std::vector<pid_t> &living) const;
    void endAfterRemoval(const JobResult &result);
    void post(Call call, CallThread::Call function);

    void noteCommandEnd();
    [[nodiscard]] std::optional<ProcStat> statOf(pid_t pid) const;
    void tellSurvivors(const std::vector<pid_t> &living);
    void warn(const Error &error);
    [[nodiscard]] Nanoseconds retryTime();

    const InheritedState &m_inherited;
    const JobOptions m_options;
    const JobRegistration m_registration;
    const JobEvents m_events;
    ProcessTable &m_table;
    const Clock &m_clock;

    JobSignals m_signals;
    CallThread m_calls;
    Call m_call = Call::None; ///< under way
    std::optional<JobProcess> m_command;
    JobChildren m_children;
    Phase m_phase = Phase::AtGate;
    int m_stopSignal = 0; ///< to stop by as soon as no call is under way, since that may hold a lock

    ModeWait m_modeWait;
    bool m_admitted = false;

    ProcessKey m_commandKey;
    ProcessKey m_named; ///< whom the entry names; unreaped while it does
    std::optional<ProcessKey> m_next; ///< whom it is to name: a hand-over is under way, or has failed
    std::optional<ChildEnd> m_commandEnd;
    bool m_childrenChanged = true;
    bool m_survivorsTold = false;

    std::optional<FileWatch> m_trackingWatch;
    bool m_lookWanted = false;
    Nanoseconds m_nextLook{0}; ///< not before
    Nanoseconds m_nextHandOver{0}; ///< not before, after one that failed
    std::chrono::seconds m_retryAfter{1};
    std::optional<ErrorCode> m_lastWarning;

    std::optional<JobResult> m_afterRemoval;
    std::optional<JobResult> m_result;
};

} // namespace Drydock

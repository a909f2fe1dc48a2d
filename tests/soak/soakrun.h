// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/soak/soakjudge.h"
#include "tests/soak/soakobservers.h"
#include "tests/support/testsite.h"

#include <QElapsedTimer>
#include <QHash>
#include <QList>

namespace Drydock {

/// The interleaving oracle. Nineteen threads in twelve processes begin, clone and release operations, set and clear
/// modes and rewrite the config, each by its own part of a schedule that follows from the seed; jobs run under
/// `drydockctl run` beside them; and this one, the director, kills, stops, replaces and reads as its own part says. In
/// between, everybody is idle for a moment (a calm): then all observers must show the one truth. What the kernel makes
/// of the parts differs from run to run; the parts do not.
///
/// Nobody's word counts but the operations' own: each is written down where it is done, in the order of a counter that
/// all share, and SoakJudge holds what was admitted, listed and shown against that. No clock decides anything.
class SoakRun
{
public:
    struct Plan {
        quint64 seed = 1;
        quint32 storms = 3;
        quint32 stepsPerStorm = 3000;
        quint32 longestStop = 100; ///< milliseconds
        int watchers = 1; ///< programs
    };
    struct Figures {
        quint64 operations = 0, admitted = 0, refused = 0, changes = 0, kills = 0, stops = 0, forks = 0, execs = 0;
        quint64 reuses = 0, folders = 0, edits = 0, jobs = 0, waits = 0, audits = 0, calms = 0, marks = 0;
        Figures &operator+=(const Figures &other);
        [[nodiscard]] QByteArray text() const;
    };

    explicit SoakRun(const Plan &plan);
    ~SoakRun(); ///< every process that it started has ended

    /// Empty if all held. Else what did not, with the seed, the step, and the events before it.
    [[nodiscard]] QByteArray play();
    [[nodiscard]] const Figures &figures() const { return m_figures; }

private:
    struct Actor {
        QByteArray part;
        quint32 slot = 0, threads = 0, process = 0;
        pid_t pid = 0;
    };
    struct Job {
        quint32 process = 0, index = 0; ///< of the wrapper
        pid_t pid = 0;
        quint32 command = 0; ///< once the wrapper is killed
        SoakEvent begin;
        bool isKilled = false;
    };
    struct Wait {
        pid_t pid = 0;
        SoakEvent event;
    };
    struct Stop {
        pid_t pid = 0;
        qint64 until = 0; ///< milliseconds since the start
    };

    // soakrun.cpp: the course of a run
    bool storm();
    bool calm();
    bool awaitIdle();
    bool awaitAgreement(bool mayBeSwallowed);
    bool auditAll();
    void judge(); ///< what has been written down so far
    bool failed(const QByteArray &what);
    QByteArray report() const;
    QByteArray keepEvents() const; ///< returns where
    void start(Actor *actor, pid_t wanted);
    void endAll();

    // soakdirector.cpp: what the director does to the others
    void act();
    void killSomebody();
    void stopSomebody();
    void stopAllAndEdit();
    void startJob();
    void disturbJob();
    bool killCommand(const Job &job, quint32 process);
    [[nodiscard]] bool wrappersHaveListedTheirJobs();
    void startWait();
    void replaceFolder(bool isSeen);
    void audit(quint32 store);
    void reap();
    void ended(pid_t pid, int status);
    void endWaits();
    void stop(pid_t pid, quint32 milliseconds);
    void goOn(bool all);
    [[nodiscard]] quint32 processOf(pid_t pid, quint64 startTime) const;
    QByteArrayList actorWords(const QByteArray &part) const;

    const Plan m_plan;
    TestSite m_site;
    SoakBoard &m_board;
    SoakRandom m_random;
    SoakJudge m_judge;
    std::unique_ptr<SoakObservers> m_observers;
    QList<Actor> m_actors;
    QList<Job> m_jobs;
    QList<Job> m_orphans; ///< jobs whose wrapper was killed
    qsizetype m_oldOrphans = 0; ///< the first so many were before the last calm: what they left has told of itself
    bool m_isReplaced = false; ///< the folder, since the last calm
    QList<Wait> m_waits;
    QList<Stop> m_stops;
    QElapsedTimer m_time;
    QByteArray m_failure;
    Figures m_figures;
};

} // namespace Drydock

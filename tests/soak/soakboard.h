// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/soak/soakevent.h"

#include <QByteArray>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>

#include <sys/types.h>

namespace Drydock {

/// What all processes of a run share: who they are, what happened, how far it got. It lies in a file that each maps.
struct SoakBoard {
    static constexpr quint32 stores = 4;
    static constexpr quint32 slotCount = 19; ///< threads of actors
    static constexpr quint32 jobs = 12; ///< at once
    static constexpr quint32 processLimit = 1U << 16;
    static constexpr quint32 eventLimit = 1U << 19; ///< between two calms
    static constexpr quint32 errorLimit = 64;

    struct Slot {
        std::atomic<quint32> isIdle;
        std::atomic<quint32> generation; ///< how many programs have played it: each plays another part of the schedule
    };
    struct Process {
        std::atomic<pid_t> pid;
        std::atomic<quint64> startTime;
    };
    struct Record {
        std::atomic<quint64> number; ///< of the event that stands here, once it does
        SoakEvent event;
    };

    std::atomic<quint64> seed;
    std::atomic<quint32> steps;
    std::atomic<quint32> beat; ///< grows every few steps: what waits for steps sleeps on it
    std::atomic<quint32> pause; ///< actors are to stay idle
    std::atomic<quint32> finish; ///< everybody is to end
    std::atomic<quint32> folders; ///< grows when entries are to be brought into a new tracking folder
    std::atomic<quint32> processes; ///< numbers given
    std::atomic<quint64> operations;
    std::atomic<quint64> modes;
    std::atomic<quint64> events; ///< the number of the last event
    std::atomic<quint64> judged; ///< up to this one
    std::atomic<quint32> forks;
    std::atomic<quint32> execs;
    std::atomic<quint32> admitted;
    std::atomic<quint32> refused;
    std::array<std::atomic<quint32>, jobs> leader; ///< process number of each job's command, once it works
    std::array<std::atomic<quint32>, errorLimit> errors; ///< how often a call failed so, by ErrorCode
    std::array<Slot, slotCount> slot;
    std::array<Process, processLimit> process;
    std::array<Record, eventLimit> record;

    /// Maps the board in a file, which is made if it is missing.
    [[nodiscard]] static SoakBoard *map(const QByteArray &path);
    static void unmap(SoakBoard *board);

    [[nodiscard]] quint32 newProcess();
    void tellIdentity(quint32 number, pid_t pid); ///< while that process cannot end
    quint64 log(const SoakEvent &event); ///< returns its number
    /// The event of that number, once it is written; false if its writer was killed before it could.
    [[nodiscard]] bool read(quint64 number, SoakEvent *event) const;

    /// Steps until the end, idle while that is wanted; a step counts where `isCounted`. beforePause: once, before that.
    void play(quint32 ofSlot, bool isCounted, const std::function<void()> &makeStep,
              const std::function<void()> &beforePause = {});
    void step();
    void wakeEverybody();
    void awaitBeat(std::chrono::milliseconds limit) const; ///< the next one, for that long at most
    void awaitBeats(quint32 count) const; ///< that many, fewer if a pause or the end is wanted
};

/// Start time of a process in clock ticks, from /proc; 0 if there is none.
[[nodiscard]] quint64 startTimeOf(pid_t pid);

/// A stream of numbers that depends on nothing but its seeds.
class SoakRandom
{
public:
    SoakRandom(quint64 seed, quint64 stream, quint64 part);
    quint32 below(quint32 limit);
    bool chance(quint32 ofThousand) { return below(1000) < ofThousand; }

private:
    quint64 m_state;
};

} // namespace Drydock

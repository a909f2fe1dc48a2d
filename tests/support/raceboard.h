// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <array>
#include <atomic>
#include <chrono>

namespace Drydock {

/// What the setter of modes and the gates of other processes tell each other in shared memory. No clock is needed: who
/// sees the same round in a closed phase before and after a call has made the whole call while the mode was set.
struct RaceBoard {
    static constexpr int racers = 8;
    enum Phase : quint32 {
        Open, ///< clearing the mode has returned
        Closing, ///< it is being set
        Closed, ///< setting it has returned
        Draining, ///< the same, and who holds on is asked to let go
        Opening, ///< it is being cleared
        PhaseCount,
    };
    struct Racer {
        std::atomic<quint64> holding; ///< number of the operation that it holds for certain, 0 for none
        std::atomic<quint32> refused;
        std::atomic<quint32> admittedWhileClosed; ///< must stay 0
        std::atomic<quint32> refusedWhileOpen; ///< must stay 0
        std::atomic<quint32> failed; ///< must stay 0
    };

    std::atomic<quint32> step; ///< PhaseCount × round + phase
    std::atomic<quint32> admissions; ///< of all racers
    std::atomic<quint32> stop;
    std::array<Racer, racers> racer;

    [[nodiscard]] static Phase phaseOf(quint32 step) { return static_cast<Phase>(step % PhaseCount); }
    [[nodiscard]] static bool isClosed(quint32 step) { return phaseOf(step) == Closed || phaseOf(step) == Draining; }
    [[nodiscard]] static bool sameRound(quint32 left, quint32 right) { return left / PhaseCount == right / PhaseCount; }

    void next(); ///< one step on, and wakes who waits for it
    /// Maps the board in a file, which is made if it is missing. It stays mapped.
    [[nodiscard]] static RaceBoard *map(const QByteArray &path);
};

/// Sleeps while a number in shared memory is what it was; other processes' sleepers, too. waitWhile gives up after the
/// limit.
void waitWhile(const std::atomic<quint32> &number, quint32 old,
               std::chrono::milliseconds limit = std::chrono::seconds(30));
void wakeAll(const std::atomic<quint32> &number);

} // namespace Drydock

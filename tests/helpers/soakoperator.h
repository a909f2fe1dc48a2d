// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operations/datastoregate.h"
#include "tests/soak/soakboard.h"

#include <vector>

namespace Drydock {

/// One thread of a process that begins, clones and releases operations as its part of the schedule says, and writes
/// down each call before it is made and after it has returned. Between two steps it lets itself be paused.
class SoakOperator
{
public:
    struct Part {
        quint32 process = 0;
        quint32 slot = 0;
        bool isAlone = false; ///< the only thread of its process, so that it may fork and become another program
        bool hasForgotten = false; ///< what it holds, since it was another program before
        char **arguments = nullptr; ///< of main(), to become that
    };
    SoakOperator(SoakBoard &board, DatastoreGate &gate, const Part &part);
    void play(); ///< until the board says finish

private:
    struct Held {
        OperationGuard guard;
        quint64 subject = 0;
        quint32 store = 0;
        bool isWrite = false;
    };

    void step();
    void begin();
    void beginOn(quint32 store, bool isWrite, bool isShort);
    void look();
    void clone();
    void release();
    void releaseAt(size_t index);
    void bringUpToDate();
    void disturb();
    void fork();
    [[noreturn]] void playChild(quint32 process);
    SoakEvent eventFor(SoakEvent::Kind kind, const Held &held) const;
    void keep(Result<OperationGuard> guard, Held held, quint64 call);
    void failed(const Error &error);

    SoakBoard &m_board;
    DatastoreGate &m_gate;
    Part m_part;
    SoakRandom m_random;
    std::vector<Held> m_held;
    quint32 m_folders = 0; ///< SoakBoard::folders when the entries were last brought up to date
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
//
// gateracer ROOT BOARD INDEX: passes the gate of the store "vault" again and again until the board says stop, and
// writes on the board what it saw. It holds some operations for a moment and some until the setter's next step.
#include "core/base/posixfilesystem.h"
#include "core/operations/datastoregate.h"
#include "tests/support/raceboard.h"

#include <QFile>
#include <QRandomGenerator>

using namespace Drydock;

namespace {

class GateRacer
{
public:
    GateRacer(const Site &site, RaceBoard &board, size_t index)
        : m_gate(posixFileSystem(), systemProcessTable(), systemClock(), site)
        , m_board(board)
        , m_me(board.racer.at(index))
    {
    }

    void run()
    {
        while (m_board.stop == 0)
            tryOnce();
    }

private:
    void tryOnce()
    {
        const quint32 before = m_board.step;
        auto guard =
            m_gate.begin(QStringLiteral("vault"), Operation::Write, {}, Deadline::after(systemClock(), lockTimeLimit));
        const quint32 after = m_board.step;
        if (guard)
            hold(*guard, before, after);
        else if (guard.error().code == ErrorCode::Refused)
            refused(before, after);
        else
            ++m_me.failed;
    }

    void hold(OperationGuard &guard, quint32 before, quint32 after)
    {
        if (RaceBoard::isClosed(before) && RaceBoard::isClosed(after) && RaceBoard::sameRound(before, after))
            ++m_me.admittedWhileClosed;
        m_me.holding = ++m_number;
        ++m_board.admissions;
        wakeAll(m_board.admissions);
        // While draining everybody is to let go, also who was let in long ago and has been asleep since.
        if (RaceBoard::phaseOf(after) != RaceBoard::Draining)
            maybeWait(after);
        m_me.holding = 0;
        if (!guard.release())
            ++m_me.failed;
    }

    void refused(quint32 before, quint32 after)
    {
        ++m_me.refused;
        if (before == after && RaceBoard::phaseOf(before) == RaceBoard::Open)
            ++m_me.refusedWhileOpen;
        maybeWait(after);
    }

    /// Until the setter's next step, which comes if this one was not its last.
    void maybeWait(quint32 step)
    {
        if (m_board.stop == 0 && m_random.bounded(2) == 0)
            waitWhile(m_board.step, step);
    }

    DatastoreGate m_gate;
    RaceBoard &m_board;
    RaceBoard::Racer &m_me;
    QRandomGenerator m_random = QRandomGenerator::securelySeeded();
    quint64 m_number = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    SiteRequest request;
    request.root = QFile::decodeName(argv[1]);
    const auto site = chooseSite(request, SiteEnvironment::fromProcess());
    if (!site)
        return 2;
    GateRacer(*site, *RaceBoard::map(argv[2]), QByteArray(argv[3]).toULong()).run();
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/helpers/soakoperator.h"

#include "tests/soak/soakconfig.h"

#include <utility>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr size_t most = 4; // held at once
constexpr quint32 quietStore = SoakBoard::stores - 1; // nobody holds anything on it for long: it drains at once

QString nameOf(quint32 store)
{
    return QString::fromLatin1(soakStoreName(store));
}

} // namespace

SoakOperator::SoakOperator(SoakBoard &board, DatastoreGate &gate, const Part &part)
    : m_board(board)
    , m_gate(gate)
    , m_part(part)
    , m_random(board.seed, part.slot, board.slot.at(part.slot).generation++)
{
}

void SoakOperator::play()
{
    m_board.play(
        m_part.slot, true, [this] { step(); }, [this] { bringUpToDate(); });
}

void SoakOperator::step()
{
    const quint32 choice = m_random.below(1000);
    if (choice < 430)
        begin();
    else if (choice < 530)
        clone();
    else if (choice < 960)
        release();
    else if (choice < 985)
        look();
    else if (m_part.isAlone)
        disturb();
    else
        begin();
}

SoakEvent SoakOperator::eventFor(SoakEvent::Kind kind, const Held &held) const
{
    return {kind, m_part.process, held.store, held.isWrite ? 1U : 0U, held.subject};
}

void SoakOperator::begin()
{
    const quint32 store = m_random.below(SoakBoard::stores);
    const bool isWrite = m_random.chance(600);
    const bool isShort = store == quietStore || m_random.chance(250) || m_held.size() >= most;
    beginOn(store, isWrite, isShort);
}

void SoakOperator::beginOn(quint32 store, bool isWrite, bool isShort)
{
    Held held{{}, ++m_board.operations, store, isWrite};
    const quint64 call = m_board.log(eventFor(SoakEvent::Begin, held));
    auto guard = m_gate.begin(nameOf(store), isWrite ? Operation::Write : Operation::Read, {},
                              Deadline::after(systemClock(), lockTimeLimit));
    const bool isBegun = guard.has_value();
    ++(isBegun ? m_board.admitted : m_board.refused);
    keep(std::move(guard), std::move(held), call);
    if (isBegun && isShort)
        releaseAt(m_held.size() - 1);
}

void SoakOperator::keep(Result<OperationGuard> guard, Held held, quint64 call)
{
    SoakEvent event = eventFor(SoakEvent::Began, held);
    event.call = call;
    event.value = guard ? 1 : 0;
    m_board.log(event);
    if (!guard)
        return failed(guard.error());
    held.guard = std::move(*guard);
    m_held.push_back(std::move(held));
}

/// Checked, and never counted.
void SoakOperator::look()
{
    const auto looked = m_gate.begin(nameOf(m_random.below(SoakBoard::stores)), Operation::Lookup, {},
                                     Deadline::after(systemClock(), lockTimeLimit));
    if (!looked)
        failed(looked.error());
}

void SoakOperator::clone()
{
    if (m_held.empty())
        return begin();
    if (m_held.size() >= most)
        return release();
    const Held &original = m_held.at(m_random.below(static_cast<quint32>(m_held.size())));
    Held held{{}, ++m_board.operations, original.store, original.isWrite};
    SoakEvent event = eventFor(SoakEvent::Begin, held);
    event.original = original.subject;
    const quint64 call = m_board.log(event);
    keep(original.guard.clone(), std::move(held), call);
}

void SoakOperator::release()
{
    if (m_held.empty())
        return begin();
    releaseAt(m_random.below(static_cast<quint32>(m_held.size())));
}

void SoakOperator::releaseAt(size_t index)
{
    Held held = std::move(m_held.at(index));
    m_held.erase(m_held.begin() + static_cast<std::ptrdiff_t>(index));
    const quint64 call = m_board.log(eventFor(SoakEvent::Release, held));
    const auto released = held.guard.release();
    SoakEvent event = eventFor(SoakEvent::Released, held);
    event.call = call;
    event.value = released ? 1 : 0;
    m_board.log(event);
    if (!released)
        failed(released.error());
}

/// Into a tracking folder that somebody has put in the place of the one before, as `run` does by itself.
void SoakOperator::bringUpToDate()
{
    if (std::exchange(m_folders, m_board.folders) == m_board.folders)
        return;
    if (m_part.hasForgotten) { // whoever saw its entry in the other folder counts it for as long as it lives
        m_board.log({SoakEvent::Kill, m_part.process});
        ::_exit(0);
    }
    for (quint32 store = 0; store < SoakBoard::stores; ++store) {
        SoakEvent event{SoakEvent::Touch, m_part.process, store};
        const quint64 call = m_board.log(event);
        const auto restored = m_gate.tracker()->restore(nameOf(store));
        event.kind = SoakEvent::Touched;
        event.call = call;
        event.value = restored ? 1 : 0;
        m_board.log(event);
        if (!restored)
            failed(restored.error());
    }
}

void SoakOperator::disturb()
{
    const quint32 choice = m_random.below(4);
    if (choice == 0)
        return fork();
    if (choice == 1 && m_random.chance(500)) {
        ++m_board.execs;
        m_board.log({SoakEvent::Exec, m_part.process});
        static char again[] = "again";
        char **const words = m_part.arguments;
        char *const more[] = {words[0], words[1], words[2], words[3], words[4], words[5], words[6], again, nullptr};
        ::execv("/proc/self/exe", more);
        qFatal("soak: cannot become another program");
    }
    if (choice == 2 && m_random.chance(200)) {
        m_board.log({SoakEvent::Kill, m_part.process});
        ::_exit(0); // with whatever it holds
    }
    if (choice == 3 && m_random.chance(200)) {
        m_board.log({SoakEvent::Kill, m_part.process});
        ::kill(::getpid(), SIGKILL);
    }
}

void SoakOperator::fork()
{
    const quint32 process = m_board.newProcess();
    ++m_board.forks;
    const pid_t pid = ::fork();
    if (pid == 0)
        playChild(process);
    if (pid > 0 && ::waitpid(pid, nullptr, 0) == pid)
        m_board.log({SoakEvent::Dead, process});
}

/// A forked child: what it inherited is its parent's, and what it begins is its own.
void SoakOperator::playChild(quint32 process)
{
    m_part.process = process;
    m_board.tellIdentity(process, ::getpid());
    m_held.clear();
    beginOn(m_random.below(SoakBoard::stores), m_random.chance(600), false);
    if (!m_held.empty() && m_random.chance(500))
        releaseAt(0);
    m_board.log({SoakEvent::Kill, process});
    ::_exit(0);
}

void SoakOperator::failed(const Error &error)
{
    ++m_board.errors.at(static_cast<size_t>(error.code));
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plays a part in a soak run, on the site at ROOT, until the BOARD says finish:
//   soakactor ROOT BOARD operate PROCESS SLOT THREADS [again]
//                                                       begins, clones and releases operations
//   soakactor ROOT BOARD set PROCESS SLOT THREADS       sets and clears modes
//   soakactor ROOT BOARD edit PROCESS SLOT 1            rewrites the config without the lock
//   soakactor ROOT BOARD job WRAPPER OPERATION INDEX STORE WRITE [again]
//                                                       works for a job, and leaves some that go on working
#include "core/base/posixfilesystem.h"
#include "core/config/configedit.h"
#include "tests/helpers/soakoperator.h"
#include "tests/soak/soakconfig.h"

#include <QFile>

#include <thread>

#include <unistd.h>

using namespace Drydock;

namespace {

struct Cast {
    Site site;
    SoakBoard &board;
    char **arguments;
    quint32 process;
    quint32 slot;
    quint32 threads;
};

void operate(const Cast &cast)
{
    DatastoreGate gate(posixFileSystem(), systemProcessTable(), systemClock(), cast.site);
    std::vector<std::thread> threads;
    for (quint32 i = 0; i < cast.threads; ++i) {
        const SoakOperator::Part part{cast.process, cast.slot + i, cast.threads == 1, cast.arguments[7] != nullptr,
                                      cast.arguments};
        if (part.isAlone)
            return SoakOperator(cast.board, gate, part).play();
        threads.emplace_back([&cast, &gate, part] { SoakOperator(cast.board, gate, part).play(); });
    }
    for (std::thread &thread : threads)
        thread.join();
}

void setOnce(const Cast &cast, ConfigEdit &edit, SoakRandom &random)
{
    constexpr MaintenanceType types[] = {MaintenanceType::None, MaintenanceType::ReadOnly, MaintenanceType::Offline};
    const quint32 choice = random.below(10);
    const SoakMode mode = choice < 4 ? SoakMode::Open : choice < 6 ? SoakMode::ReadOnly : SoakMode::Offline;
    const quint32 store = random.below(SoakBoard::stores);
    const quint64 number = mode == SoakMode::Open ? 0 : ++cast.board.modes;
    ModeChange change;
    change.store = QString::fromLatin1(soakStoreName(store));
    change.mode.type = types[static_cast<quint32>(mode)];
    if (number != 0)
        change.mode.message = u'm' + QString::number(number);

    SoakEvent event{SoakEvent::Change, cast.process, store, 0, number};
    event.value = static_cast<quint64>(mode);
    const quint64 call = cast.board.log(event);
    const auto changed = edit.setMode(change, Deadline::after(systemClock(), lockTimeLimit));
    event.kind = SoakEvent::Changed;
    event.call = call;
    event.value = changed ? 1 : 0;
    cast.board.log(event);
    if (!changed)
        ++cast.board.errors.at(static_cast<size_t>(changed.error().code));
    cast.board.awaitBeats(random.below(12));
}

void set(const Cast &cast)
{
    std::vector<std::thread> threads;
    for (quint32 i = 0; i < cast.threads; ++i) {
        threads.emplace_back([&cast, slot = cast.slot + i] {
            ConfigEdit edit(posixFileSystem(), systemClock(), cast.site, [] { return false; });
            SoakRandom random(cast.board.seed, slot, cast.board.slot.at(slot).generation++);
            cast.board.play(slot, true, [&] { setOnce(cast, edit, random); });
        });
    }
    for (std::thread &thread : threads)
        thread.join();
}

void edit(const Cast &cast)
{
    SoakRandom random(cast.board.seed, cast.slot, cast.board.slot.at(cast.slot).generation++);
    cast.board.play(cast.slot, true, [&] {
        const int store = static_cast<int>(random.below(2 * SoakBoard::stores));
        const auto mode = static_cast<SoakMode>(random.below(3));
        SoakConfig::edit(&cast.board, cast.site.configPath(), store < int(SoakBoard::stores) ? store : -1, mode);
        cast.board.awaitBeats(8 + random.below(32));
    });
}

/// One of a job's processes: the command, or what it has left.
class Worker
{
public:
    Worker(SoakBoard &board, char **words)
        : m_board(board)
        , m_words(words)
        , m_event{SoakEvent::Joined, number(0), number(3), number(4), number(1)}
        , m_random(board.seed, 1000 + m_event.subject, m_words[5] == nullptr ? 0 : 1)
    {
    }

    void command()
    {
        if (m_words[5] == nullptr) {
            const quint32 process = m_board.newProcess();
            m_board.tellIdentity(process, ::getpid());
            log(SoakEvent::Began, 1);
            log(SoakEvent::Joined, 1);
            m_board.leader.at(number(2)) = process;
            for (quint32 left = m_random.below(3); left > 0; --left)
                leaveOne();
        }
        live(m_random.below(60));
    }
    void end() { log(SoakEvent::Left, 1); }
    [[nodiscard]] bool wantsToGoOn() { return m_words[5] == nullptr && m_random.chance(250); }

private:
    [[nodiscard]] quint32 number(int word) const { return QByteArray(m_words[word]).toUInt(); }
    void log(SoakEvent::Kind kind, quint64 value)
    {
        m_event.kind = kind;
        m_event.value = value;
        m_board.log(m_event);
    }
    void live(quint32 beats) const
    {
        for (quint32 i = 0; i < beats && m_board.finish == 0; ++i)
            m_board.awaitBeat(std::chrono::milliseconds(100));
    }
    void leaveOne()
    {
        const quint32 beats = m_random.below(120);
        const bool isDaemon = m_random.chance(500);
        if (::fork() != 0)
            return;
        if (isDaemon && (::setsid() < 0 || ::fork() != 0))
            ::_exit(0);
        log(SoakEvent::Joined, 0);
        live(beats);
        log(SoakEvent::Left, 0);
        ::_exit(0);
    }

    SoakBoard &m_board;
    char **m_words;
    SoakEvent m_event;
    SoakRandom m_random;
};

int work(SoakBoard &board, char **arguments)
{
    Worker worker(board, arguments + 4);
    worker.command();
    if (worker.wantsToGoOn()) { // as another program
        static char again[] = "again";
        char *words[] = {arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5],
                         arguments[6], arguments[7], arguments[8], again,        nullptr};
        ::execv("/proc/self/exe", words);
    }
    worker.end();
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 7)
        return 2;
    SoakBoard &board = *SoakBoard::map(argv[2]);
    const QByteArray part = argv[3];
    if (part == "job" && argc >= 9)
        return work(board, argv);
    SiteRequest request;
    request.root = QFile::decodeName(argv[1]);
    const auto site = chooseSite(request, SiteEnvironment::fromProcess());
    if (!site)
        return 2;
    const auto number = [argv](int word) { return QByteArray(argv[word]).toUInt(); };
    const Cast cast{*site, board, argv, number(4), number(5), number(6)};
    if (part == "operate")
        operate(cast);
    else if (part == "set")
        set(cast);
    else if (part == "edit")
        edit(cast);
    else
        return 2;
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakboard.h"

#include "tests/support/raceboard.h"

#include <QDeadlineTimer>
#include <QFile>

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

namespace Drydock {

namespace {

constexpr quint32 stepsPerBeat = 16;
constexpr std::chrono::seconds patience{5};

} // namespace

SoakBoard *SoakBoard::map(const QByteArray &path)
{
    const int file = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ::ftruncate(file, sizeof(SoakBoard)) != 0)
        qFatal("soak board: cannot make %s", path.constData());
    void *memory = ::mmap(nullptr, sizeof(SoakBoard), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (memory == MAP_FAILED)
        qFatal("soak board: cannot map %s", path.constData());
    return static_cast<SoakBoard *>(memory); // zeros are what it begins with
}

void SoakBoard::unmap(SoakBoard *board)
{
    ::munmap(board, sizeof(SoakBoard));
}

quint32 SoakBoard::newProcess()
{
    const quint32 number = ++processes; // 0 is nobody
    if (number >= processLimit)
        qFatal("soak board: no room for another process");
    return number;
}

void SoakBoard::tellIdentity(quint32 number, pid_t pid)
{
    process.at(number).startTime = startTimeOf(pid);
    process.at(number).pid = pid;
}

quint64 SoakBoard::log(const SoakEvent &event)
{
    const quint64 number = ++events; // what decides which of two came first
    if (number - judged >= eventLimit)
        qFatal("soak board: no room for another event");
    Record &place = record.at(number % eventLimit);
    place.event = event;
    place.number = number;
    return number;
}

bool SoakBoard::read(quint64 number, SoakEvent *event) const
{
    const Record &place = record.at(number % eventLimit);
    const QDeadlineTimer deadline(patience);
    while (place.number != number) {
        if (deadline.hasExpired())
            return false;
        ::sched_yield();
    }
    *event = place.event;
    return true;
}

void SoakBoard::play(quint32 ofSlot, bool isCounted, const std::function<void()> &makeStep,
                     const std::function<void()> &beforePause)
{
    std::atomic<quint32> &isIdle = slot.at(ofSlot).isIdle;
    isIdle = 0;
    while (finish == 0) {
        if (pause == 0) {
            isIdle = 0;
            makeStep();
            if (isCounted)
                step();
            continue;
        }
        if (isIdle == 0 && beforePause)
            beforePause();
        if (isIdle.exchange(1) == 0)
            wakeEverybody();
        awaitBeat(patience);
    }
}

void SoakBoard::step()
{
    if (++steps % stepsPerBeat == 0)
        wakeEverybody();
}

void SoakBoard::wakeEverybody()
{
    ++beat;
    wakeAll(beat);
}

void SoakBoard::awaitBeat(std::chrono::milliseconds limit) const
{
    waitWhile(beat, beat.load(), limit);
}

quint64 startTimeOf(pid_t pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    return text.mid(text.lastIndexOf(')') + 2).split(' ').value(19).toULongLong();
}

void SoakBoard::awaitBeats(quint32 count) const
{
    for (quint32 i = 0; i < count && pause == 0 && finish == 0; ++i)
        awaitBeat(std::chrono::milliseconds(100)); // whoever makes them may be stopped
}

// splitmix64: small, and the same everywhere.
SoakRandom::SoakRandom(quint64 seed, quint64 stream, quint64 part)
    : m_state(seed * 0x9e3779b97f4a7c15 + stream * 0xd1b54a32d192ed03 + part * 0x2545f4914f6cdd1d)
{
    below(2);
}

quint32 SoakRandom::below(quint32 limit)
{
    m_state += 0x9e3779b97f4a7c15;
    quint64 mixed = m_state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return static_cast<quint32>(((mixed ^ (mixed >> 31)) >> 16) % limit);
}

} // namespace Drydock

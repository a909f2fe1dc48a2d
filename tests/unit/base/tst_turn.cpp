// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/turn.h"
#include "tests/support/fakeclock.h"
#include "tests/support/procprobe.h"

#include <QTest>

#include <future>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace Drydock;

namespace {

const auto patience = std::chrono::seconds{30};

Deadline in(Nanoseconds span)
{
    return Deadline::after(systemClock(), span);
}

/// Threads that stand in line one after the other; each notes its number when its turn has come.
struct Line {
    ~Line()
    {
        for (std::thread &thread : threads)
            thread.join();
    }

    bool stand(int number)
    {
        std::promise<pid_t> started;
        auto thread = started.get_future();
        threads.emplace_back([this, number, &started] {
            started.set_value(::gettid());
            if (!turn.enter(in(patience), systemClock()))
                return;
            order.push_back(number);
            turn.leave();
        });
        const pid_t id = thread.get();
        return QTest::qWaitFor([id] { return threadState(id) == 'S'; }, int(patience.count()) * 1000);
    }

    Turn turn;
    std::vector<int> order;
    std::vector<std::thread> threads;
};

} // namespace

/// One thread after the other. I-06 rests on it inside a process.
class TestTurn : public QObject
{
    Q_OBJECT

private slots:
    void freePlaceIsTakenAtOnce();
    void waitersAreServedInOrder();
    void deadlineEndsTheWaitAndLeavesTheLineWhole();
    void deadlineIsTheClocksOwn();
    void nobodyIsLeftBehindUnderContention();
    void waiterIsOvertakenOnlyAFewTimes();
};

void TestTurn::freePlaceIsTakenAtOnce()
{
    Turn turn;
    const Deadline past{Nanoseconds::zero()};
    QVERIFY(turn.enter(past, systemClock()));
    QVERIFY(!turn.enter(past, systemClock()));
    turn.leave();
    QVERIFY(turn.enter(past, systemClock()));
    turn.leave();
}

void TestTurn::waitersAreServedInOrder()
{
    std::vector<int> order;
    {
        Line line;
        QVERIFY(line.turn.enter(in(patience), systemClock()));
        for (int i = 0; i < 5; ++i)
            QVERIFY(line.stand(i));
        line.turn.leave();
        for (std::thread &thread : line.threads)
            thread.join();
        line.threads.clear();
        order = line.order;
    }
    const std::vector<int> expected{0, 1, 2, 3, 4};
    QCOMPARE(order, expected);
}

void TestTurn::deadlineEndsTheWaitAndLeavesTheLineWhole()
{
    Turn turn;
    QVERIFY(turn.enter(in(patience), systemClock()));
    // The first, the middle and the last in line give up; the others still come in.
    std::atomic<int> served = 0;
    std::atomic<int> late = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 9; ++i) {
        const Nanoseconds span = i % 4 == 0 ? Nanoseconds{std::chrono::milliseconds{20}} : Nanoseconds{patience};
        threads.emplace_back([&turn, &served, &late, span] {
            if (!turn.enter(in(span), systemClock())) {
                ++late;
                return;
            }
            ++served;
            turn.leave();
        });
    }
    QTRY_COMPARE_WITH_TIMEOUT(late.load(), 3, 30000);
    turn.leave();
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(served.load(), 6);
    QVERIFY(turn.enter(Deadline{Nanoseconds::zero()}, systemClock()));
    turn.leave();
}

void TestTurn::deadlineIsTheClocksOwn()
{
    Turn turn;
    FakeClock clock;
    const Deadline deadline = Deadline::after(clock, std::chrono::hours{1});
    QVERIFY(turn.enter(deadline, clock));
    clock.advance(std::chrono::hours{2});
    QVERIFY(!turn.enter(deadline, clock));
    turn.leave();
}

void TestTurn::nobodyIsLeftBehindUnderContention()
{
    Turn turn;
    constexpr int rounds = 2000;
    int counter = 0;
    int together = 0;
    bool inside = false;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < rounds; ++round) {
                // Now and then one gives up at once.
                const bool hasty = round % 16 == i;
                if (!turn.enter(hasty ? Deadline{Nanoseconds::zero()} : in(patience), systemClock())) {
                    if (!hasty)
                        ::abort();
                    --round;
                    continue;
                }
                together += std::exchange(inside, true) ? 1 : 0;
                ++counter;
                inside = false;
                turn.leave();
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(together, 0);
    QCOMPARE(counter, 6 * rounds);
}

void TestTurn::waiterIsOvertakenOnlyAFewTimes()
{
    Turn turn;
    for (int round = 0; round < 20; ++round) {
        QVERIFY(turn.enter(in(patience), systemClock()));
        std::atomic<bool> served = false;
        std::promise<pid_t> started;
        auto id = started.get_future();
        std::thread waiter([&] {
            started.set_value(::gettid());
            if (turn.enter(in(patience), systemClock()))
                served = true;
            turn.leave();
        });
        const pid_t thread = id.get();
        QTRY_COMPARE_WITH_TIMEOUT(threadState(thread), 'S', 30000);
        // We run, it sleeps: we would win every time.
        int overtaken = 0;
        for (;; ++overtaken) {
            turn.leave();
            if (!turn.enter(Deadline{Nanoseconds::zero()}, systemClock()))
                break;
            if (served) {
                turn.leave();
                break;
            }
        }
        waiter.join();
        QVERIFY(overtaken <= 5);
    }
}

QTEST_GUILESS_MAIN(TestTurn)
#include "tst_turn.moc"

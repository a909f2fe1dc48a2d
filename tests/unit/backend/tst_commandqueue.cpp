// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/commandqueue.h"
#include "core/backend/whendone.h"

#include <QCoreApplication>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include <pthread.h>

using namespace Drydock;

namespace {

/// A call that goes on until it is let go.
class HeldCall
{
public:
    [[nodiscard]] auto call(int answer)
    {
        return [this, answer] {
            m_running.set_value();
            m_released.get_future().wait();
            return answer;
        };
    }
    void waitUntilRunning() { m_running.get_future().wait(); }
    void release() { m_released.set_value(); }

private:
    std::promise<void> m_running;
    std::promise<void> m_released;
};

constexpr int patience = 30'000; // milliseconds; every wait ends with its event

/// Lets everything that was sent to this thread arrive.
void deliverAll()
{
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

} // namespace

/// Commands in a worker thread, and their results in the receiver's.
class TestCommandQueue : public QObject
{
    Q_OBJECT

private slots:
    void resultArrivesInTheReceiversThread();
    void callsAreMadeInOrderByOneThread();
    void receiverThatDiesFirstIsNotCalled();
    void endOfTheQueueCancelsWhatWaits();
    void endOfTheQueueGivesTheRunningCallsResult();
    void finishedFutureIsReceivedToo();
    void callIsDestroyedWhereItWasMade();
};

void TestCommandQueue::resultArrivesInTheReceiversThread()
{
    CommandQueue queue;
    QObject receiver;
    int received = 0;
    pthread_t thread{};
    std::atomic<pthread_t> worker{};
    const auto future = queue.run([&worker] {
        worker = ::pthread_self();
        return 42;
    });
    whenDone(future, &receiver, [&](int result) {
        received = result;
        thread = ::pthread_self();
    });
    QTRY_COMPARE_WITH_TIMEOUT(received, 42, patience);
    QVERIFY(::pthread_equal(thread, ::pthread_self()));
    QVERIFY(!::pthread_equal(worker, thread));
}

void TestCommandQueue::callsAreMadeInOrderByOneThread()
{
    CommandQueue queue;
    QObject receiver;
    QList<int> made; // of the worker alone, until the last result is there
    QList<int> received;
    for (int i = 0; i < 50; ++i) {
        const auto future = queue.run([&made, i] {
            made.append(i);
            return i;
        });
        whenDone(future, &receiver, [&received](int result) { received.append(result); });
    }
    QTRY_COMPARE_WITH_TIMEOUT(received.size(), 50, patience);
    QCOMPARE(made, received);
    QVERIFY(std::is_sorted(made.begin(), made.end()));
}

void TestCommandQueue::receiverThatDiesFirstIsNotCalled()
{
    HeldCall held;
    CommandQueue queue;
    bool called = false;
    auto receiver = std::make_unique<QObject>();
    const auto future = queue.run(held.call(1));
    whenDone(future, receiver.get(), [&called](int) { called = true; });
    held.waitUntilRunning();
    receiver.reset();
    held.release();
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), patience);
    deliverAll();
    QVERIFY(!called);
    QCOMPARE(future.result(), 1); // the call was made all the same
}

void TestCommandQueue::endOfTheQueueCancelsWhatWaits()
{
    HeldCall held;
    QObject receiver;
    bool called = false;
    std::atomic<bool> made = false;
    QFuture<int> second;
    {
        CommandQueue queue;
        const auto first = queue.run(held.call(1));
        second = queue.run([&made] {
            made = true;
            return 2;
        });
        whenDone(second, &receiver, [&called](int) { called = true; });
        held.waitUntilRunning();
        held.release();
        // The second call may just be made before the queue ends: then its result comes.
    }
    QVERIFY(second.isFinished());
    QCOMPARE(second.isCanceled(), !made);
    deliverAll();
    QCOMPARE(called, made.load());
}

void TestCommandQueue::endOfTheQueueGivesTheRunningCallsResult()
{
    HeldCall held;
    auto queue = std::make_unique<CommandQueue>();
    const auto future = queue->run(held.call(5));
    held.waitUntilRunning();
    std::thread releaser([&held] { held.release(); });
    queue.reset();
    QVERIFY(future.isFinished());
    QCOMPARE(future.result(), 5);
    releaser.join();
}

void TestCommandQueue::finishedFutureIsReceivedToo()
{
    CommandQueue queue;
    const auto future = queue.run([] { return 3; });
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), patience);
    QObject receiver;
    int received = 0;
    whenDone(future, &receiver, [&received](int result) { received = result; });
    QTRY_COMPARE_WITH_TIMEOUT(received, 3, patience);
}

void TestCommandQueue::callIsDestroyedWhereItWasMade()
{
    pthread_t destroyer{};
    auto trace = std::shared_ptr<int>(new int(1), [&destroyer](int *value) {
        destroyer = ::pthread_self();
        delete value;
    });
    CommandQueue queue;
    const auto future = queue.run([owned = std::exchange(trace, nullptr)] { return *owned; });
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), patience);
    QVERIFY(::pthread_equal(destroyer, ::pthread_self()));
}

QTEST_GUILESS_MAIN(TestCommandQueue)
#include "tst_commandqueue.moc"

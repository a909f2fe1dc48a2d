// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/commandqueue.h"
#include "core/backend/whendone.h"

#include <QCoreApplication>
#include <QTest>

#include <atomic>
#include <future>
#include <memory>

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

/// Lets everything that was sent to this thread arrive.
void deliverAll()
{
    QCoreApplication::sendPostedEvents();
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
    void endOfTheQueueWaitsForTheRunningCall();
    void finishedFutureIsReceivedToo();
};

void TestCommandQueue::resultArrivesInTheReceiversThread()
{
    CommandQueue queue;
    QObject receiver;
    int received = 0;
    QThread *thread = nullptr;
    std::atomic<QThread *> worker = nullptr;
    whenDone(queue.run([&worker] {
        worker = QThread::currentThread();
        return 42;
    }),
             &receiver, [&](int result) {
                 received = result;
                 thread = QThread::currentThread();
             });
    QTRY_COMPARE_WITH_TIMEOUT(received, 42, 30'000);
    QCOMPARE(thread, QThread::currentThread());
    QVERIFY(worker.load() != thread);
}

void TestCommandQueue::callsAreMadeInOrderByOneThread()
{
    CommandQueue queue;
    QList<int> order; // of the worker alone, until the last call is done
    QList<QFuture<int>> futures;
    for (int i = 0; i < 50; ++i) {
        futures.append(queue.run([&order, i] {
            order.append(i);
            return i;
        }));
    }
    for (int i = 0; i < 50; ++i)
        QCOMPARE(futures[i].result(), i);
    QCOMPARE(order.size(), 50);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void TestCommandQueue::receiverThatDiesFirstIsNotCalled()
{
    HeldCall held;
    CommandQueue queue;
    bool called = false;
    auto receiver = std::make_unique<QObject>();
    auto future = queue.run(held.call(1));
    whenDone(future, receiver.get(), [&called](int) { called = true; });
    held.waitUntilRunning();
    receiver.reset();
    held.release();
    future.waitForFinished();
    deliverAll();
    QVERIFY(!called);
    QCOMPARE(future.result(), 1); // the call was made all the same
}

void TestCommandQueue::endOfTheQueueCancelsWhatWaits()
{
    HeldCall held;
    QObject receiver;
    bool called = false;
    bool made = false;
    QFuture<int> first;
    QFuture<int> second;
    {
        CommandQueue queue;
        first = queue.run(held.call(1));
        second = queue.run([&made] {
            made = true;
            return 2;
        });
        whenDone(second, &receiver, [&called](int) { called = true; });
        held.waitUntilRunning();
        held.release();
        // The second call may just be made before the queue ends: then its result has come.
    }
    QVERIFY(first.isFinished());
    QCOMPARE(first.result(), 1);
    QVERIFY(second.isFinished());
    deliverAll();
    QCOMPARE(called, made);
}

void TestCommandQueue::endOfTheQueueWaitsForTheRunningCall()
{
    HeldCall held;
    std::atomic<bool> ended = false;
    auto queue = std::make_unique<CommandQueue>();
    const auto future = queue->run([&, call = held.call(1)]() mutable {
        const int answer = call();
        ended = true;
        return answer;
    });
    held.waitUntilRunning();
    std::thread releaser([&held] { held.release(); });
    queue.reset();
    QVERIFY(ended);
    QVERIFY(future.isFinished());
    releaser.join();
}

void TestCommandQueue::finishedFutureIsReceivedToo()
{
    CommandQueue queue;
    auto future = queue.run([] { return 3; });
    future.waitForFinished();
    QObject receiver;
    int received = 0;
    whenDone(future, &receiver, [&received](int result) { received = result; });
    QTRY_COMPARE_WITH_TIMEOUT(received, 3, 30'000);
}

QTEST_GUILESS_MAIN(TestCommandQueue)
#include "tst_commandqueue.moc"

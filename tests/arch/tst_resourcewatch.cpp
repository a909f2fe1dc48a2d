// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"

#include <QTest>

#include <atomic>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr int noPatience = 0;

} // namespace

/// What every other test relies on: a function that leaves a descriptor or a thread behind has failed.
class TestResourceWatch : public QObject
{
    Q_OBJECT

private slots:
    void nothingLeftIsNothingToSay();
    void descriptorThatIsLeftIsNamed();
    void descriptorThatIsTakenAwayIsNamed();
    void threadThatIsLeftIsNamed();
    void threadThatIsJoinedIsWaitedFor();
};

void TestResourceWatch::nothingLeftIsNothingToSay()
{
    ResourceWatch watch(noPatience);
    watch.begin();
    ::close(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    QCOMPARE(watch.difference(), QByteArray());
}

void TestResourceWatch::descriptorThatIsLeftIsNamed()
{
    ResourceWatch watch(noPatience);
    watch.begin();
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    QCOMPARE(watch.difference(), "left behind: descriptor " + QByteArray::number(descriptor) + " (/dev/null)");
    ::close(descriptor);
}

void TestResourceWatch::descriptorThatIsTakenAwayIsNamed()
{
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ResourceWatch watch(noPatience);
    watch.begin();
    ::close(descriptor);
    QCOMPARE(watch.difference(), "taken away: descriptor " + QByteArray::number(descriptor) + " (/dev/null)");
}

void TestResourceWatch::threadThatIsLeftIsNamed()
{
    ResourceWatch watch(noPatience);
    watch.begin();
    std::atomic<bool> mayEnd = false;
    std::thread thread([&mayEnd] { mayEnd.wait(false); });
    const QByteArray difference = watch.difference();
    mayEnd = true;
    mayEnd.notify_all();
    thread.join();
    QVERIFY2(difference.startsWith("left behind: thread "), difference.constData());
}

void TestResourceWatch::threadThatIsJoinedIsWaitedFor()
{
    ResourceWatch watch;
    for (int i = 0; i < 200; ++i) {
        watch.begin();
        std::thread([] {}).join();
        QCOMPARE(watch.difference(), QByteArray()); // the kernel lists it a moment longer
    }
}

DRYDOCK_TEST_MAIN(TestResourceWatch)
#include "tst_resourcewatch.moc"

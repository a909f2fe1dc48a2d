// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/drain/exitwatch.h"
#include "tests/support/fakeproc.h"
#include "tests/support/procprobe.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cerrno>

#include <poll.h>
#include <sys/resource.h>

using namespace Drydock;

namespace {

const ProcessKey first{200, 7000};
const ProcessKey second{201, 7001};

bool isReadable(int descriptor)
{
    pollfd polled{descriptor, POLLIN, 0};
    return ::poll(&polled, 1, 0) == 1;
}

rlim_t softLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

} // namespace

/// Whether processes are proven dead, by pidfds that are kept. I-05
class TestExitWatch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void livingProcessIsWatched();
    void endIsAnEvent();
    void deadStaysDead();
    void otherStartTimeIsAnotherProcess();
    void leaderThatEndedEarlyLives();
    void withoutDescriptorsItIsAskedAgain();
    void forgottenProcessesCostNothing();
    void limitIsRaisedAndGivenBackToChildren();

private:
    rlim_t m_limitBefore = 0;
};

void TestExitWatch::initTestCase()
{
    // Before the first object of this process raises it.
    rlimit limit{};
    QVERIFY(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 256);
    QVERIFY(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
    m_limitBefore = softLimit();
}

void TestExitWatch::livingProcessIsWatched()
{
    FakeProcessTable table;
    table.add(first);
    ExitWatch watch(table);
    QVERIFY(!watch.isDead(first));
    QVERIFY(!watch.isIncomplete());
    QVERIFY(!isReadable(watch.descriptor()));
    QVERIFY(!watch.collect());
    QCOMPARE(watch.size(), 1);
}

void TestExitWatch::endIsAnEvent()
{
    FakeProcessTable table;
    table.add(first);
    table.add(second);
    ExitWatch watch(table);
    QVERIFY(!watch.isDead(first));
    QVERIFY(!watch.isDead(second));
    table.end(second.pid);
    QVERIFY(isReadable(watch.descriptor()));
    QVERIFY(!watch.isDead(second)); // as of the last collect(): a reading must not mix two moments
    QVERIFY(watch.collect());
    QVERIFY(watch.isDead(second));
    QVERIFY(!watch.isDead(first));
    QVERIFY(!isReadable(watch.descriptor()));
    QVERIFY(!watch.collect());
}

void TestExitWatch::deadStaysDead()
{
    FakeProcessTable table;
    ExitWatch watch(table);
    QVERIFY(watch.isDead(first)); // there is no such process
    table.add(ProcessKey{first.pid, 9000}); // its pid is somebody else's now
    QVERIFY(watch.isDead(first));
    QVERIFY(!watch.isDead({first.pid, 9000}));
}

void TestExitWatch::otherStartTimeIsAnotherProcess()
{
    FakeProcessTable table;
    table.add(first);
    ExitWatch watch(table);
    QVERIFY(watch.isDead({first.pid, first.startTime + 1}));
}

void TestExitWatch::leaderThatEndedEarlyLives()
{
    FakeProcessTable table;
    table.add(FakeProcessTable::Process{first, 'Z', 2});
    table.add(FakeProcessTable::Process{second, 'Z', 1});
    ExitWatch watch(table);
    QVERIFY(!watch.isDead(first));
    QVERIFY(watch.isDead(second));
}

void TestExitWatch::withoutDescriptorsItIsAskedAgain()
{
    FakeProcessTable table;
    FakeProcessTable::Process starved{first};
    starved.pidfdError = EMFILE;
    table.add(starved);
    ExitWatch watch(table);
    QVERIFY(!watch.isDead(first)); // not proven
    QVERIFY(watch.isIncomplete());
    table.end(first.pid);
    QVERIFY(!watch.collect()); // no event tells of it
    QVERIFY(watch.isDead(first));
    QVERIFY(!watch.isIncomplete());

    table.add(second);
    QVERIFY(!watch.isDead(second));
    QVERIFY(!watch.isIncomplete());
}

void TestExitWatch::forgottenProcessesCostNothing()
{
    FakeProcessTable table;
    table.add(first);
    table.add(second);
    ExitWatch watch(table);
    const int before = openDescriptors();
    QVERIFY(!watch.isDead(first));
    QVERIFY(!watch.isDead(second));
    QCOMPARE(openDescriptors(), before + 2);
    watch.retain({first});
    QCOMPARE(openDescriptors(), before + 1);
    QCOMPARE(watch.size(), 1);
    table.end(second.pid);
    QVERIFY(!isReadable(watch.descriptor()));
    table.end(first.pid);
    const int after = openDescriptors();
    QVERIFY(watch.collect());
    QCOMPARE(openDescriptors(), after - 1); // a dead process holds none
}

void TestExitWatch::limitIsRaisedAndGivenBackToChildren()
{
    FakeProcessTable table;
    const ExitWatch watch(table);
    rlimit limit{};
    QVERIFY(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    QCOMPARE(limit.rlim_cur, limit.rlim_max);
    QCOMPARE(inChild([this] { return softLimit() == m_limitBefore ? 0 : 1; }), 0);
    QCOMPARE(softLimit(), limit.rlim_max);
}

DRYDOCK_TEST_MAIN(TestExitWatch)
#include "tst_exitwatch.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/lockowner.h"

#include <QTest>

#include <sys/sysmacros.h>

using namespace Drydock;

class TestLockOwner : public QObject
{
    Q_OBJECT

private slots:
    void holderIsFoundAmongOtherLocks_data();
    void holderIsFoundAmongOtherLocks();
};

void TestLockOwner::holderIsFoundAmongOtherLocks_data()
{
    QTest::addColumn<QByteArray>("locks");
    QTest::addColumn<int>("pid");
    const auto row = [](const char *title, const QByteArray &locks, int pid) { QTest::newRow(title) << locks << pid; };
    row("empty", {}, 0);
    row("holder", "1: FLOCK  ADVISORY  WRITE 812 08:01:4711 0 EOF\n", 812);
    row("shared holder", "12: FLOCK  ADVISORY  READ 99 08:01:4711 0 EOF\n", 99);
    row("waiter alone", "1: -> FLOCK  ADVISORY  WRITE 812 08:01:4711 0 EOF\n", 0);
    row("holder and waiters",
        "1: FLOCK  ADVISORY  WRITE 812 08:01:4711 0 EOF\n1: -> FLOCK  ADVISORY  WRITE 7 08:01:4711 0 EOF\n", 812);
    row("another file", "1: FLOCK  ADVISORY  WRITE 812 08:01:47110 0 EOF\n", 0);
    row("another device", "1: FLOCK  ADVISORY  WRITE 812 08:11:4711 0 EOF\n", 0);
    row("record lock", "1: POSIX  ADVISORY  WRITE 812 08:01:4711 0 EOF\n", 0);
    row("after others",
        "1: POSIX  ADVISORY  WRITE 1 08:01:4711 0 EOF\n2: FLOCK  ADVISORY  WRITE 2 00:16:9 0 EOF\n"
        "3: FLOCK  ADVISORY  WRITE 3 08:01:4711 0 EOF\n",
        3);
    row("cut line", "1: FLOCK  ADVISORY  WRITE 812", 0);
    row("of a process that is not to be seen", "1: FLOCK  ADVISORY  WRITE 0 08:01:4711 0 EOF\n", 0);
}

void TestLockOwner::holderIsFoundAmongOtherLocks()
{
    QFETCH(const QByteArray, locks);
    QFETCH(const int, pid);
    FileStatus file;
    file.device = gnu_dev_makedev(8, 1);
    file.inode = 4711;
    QCOMPARE(int(lockOwnerIn(locks, file)), pid);
}

QTEST_GUILESS_MAIN(TestLockOwner)
#include "tst_lockowner.moc"

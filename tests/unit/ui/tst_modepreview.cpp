// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakebackend.h"
#include "ui/dialogs/modepreview.h"

#include <QTest>

using namespace Drydock;

/// What the dialog says a change would mean.
class TestModePreview : public QObject
{
    Q_OBJECT

private slots:
    void countsWhatTheModeWouldMakeWait_data();
    void countsWhatTheModeWouldMakeWait();
    void namesKindsOfJobs();
    void unknownCountsAreNoZero();
};

void TestModePreview::countsWhatTheModeWouldMakeWait_data()
{
    QTest::addColumn<int>("writers");
    QTest::addColumn<int>("readers");
    QTest::addColumn<MaintenanceType>("type");
    QTest::addColumn<QString>("headline");
    QTest::addColumn<QString>("begin");

    QTest::newRow("offline waits for all")
        << 2 << 1 << MaintenanceType::Offline << u"3 running operations must finish:"_qs << u"2 writers, 1 reader. "_qs;
    QTest::newRow("read-only waits for writers")
        << 1 << 4 << MaintenanceType::ReadOnly << u"1 running operation must finish:"_qs << u"1 writer. Reading"_qs;
    QTest::newRow("readers alone") << 0 << 4 << MaintenanceType::ReadOnly << u"No running operation has to finish."_qs
                                   << u"Reading goes on"_qs;
    QTest::newRow("none") << 2 << 2 << MaintenanceType::None << u"Normal use:"_qs << u"Every operation"_qs;
}

void TestModePreview::countsWhatTheModeWouldMakeWait()
{
    QFETCH(int, writers);
    QFETCH(int, readers);
    QFETCH(MaintenanceType, type);
    QFETCH(QString, headline);
    QFETCH(QString, begin);
    const ModePreview preview = modePreview(makeStore(u"vault"_qs, MaintenanceType::None, writers, readers), type);
    QCOMPARE(preview.headline, headline);
    QVERIFY2(preview.detail.startsWith(begin), qPrintable(preview.detail));
}

void TestModePreview::namesKindsOfJobs()
{
    StoreSnapshot store = makeStore(u"vault"_qs, MaintenanceType::None, 4, 2);
    const QStringList jobs{u"backup"_qs, u"backup"_qs, u"sync-pull"_qs, u"sync-push"_qs, u"verify"_qs, u"mystery"_qs};
    for (int i = 0; i < jobs.size(); ++i)
        store.holders[i].job = jobs.at(i);
    const ModePreview preview = modePreview(store, MaintenanceType::Offline);
    QCOMPARE(preview.detail, u"2 backups, 1 verify job, 2 syncs, 1 reader. Nothing new will be admitted."_qs);
}

// I-03
void TestModePreview::unknownCountsAreNoZero()
{
    StoreSnapshot store = makeStore(u"vault"_qs);
    store.counts.reset();
    QCOMPARE(modePreview(store, MaintenanceType::Offline).headline, u"What is running cannot be read."_qs);
}

QTEST_GUILESS_MAIN(TestModePreview)
#include "tst_modepreview.moc"

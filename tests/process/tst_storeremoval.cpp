// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/storeremoval.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/helperprocess.h"
#include "tests/support/operationfixture.h"

#include <QTest>

#include <cerrno>

using namespace Drydock;

class TestStoreRemoval : public QObject
{
    Q_OBJECT

private slots:
    void idleStoreGoesAndItsFilesStay();
    void storeOfTheSameNameBeginsAnew();
    void trackingFileThatStaysIsNoFailure();
    void storeWithAModeStays();
    void busyStoreStays();
    void storeOfADeadHolderGoes();
    void storeWithoutTrackingFolderGoes();
    void unreadableTrackingFileStaysInTheWay();
    void unknownAndDoubledStoresAreRefused();
    void reservedNameGoesWithoutTouchingTheOthersLock();
    void pbsSiteIsLeftAlone();
};

namespace {

struct Fixture : OperationFixture {
    ConfigEdit edit{posixFileSystem(), systemClock(), site.site(), [] { return false; }};

    Result<void> remove(const QString &name = QStringLiteral("vault"))
    {
        return removeStore(edit, *gate.tracker(), name, limit());
    }
};

} // namespace

void TestStoreRemoval::idleStoreGoesAndItsFilesStay() // I-06, I-08
{
    Fixture fixture;
    fixture.site.addStore("other");
    QVERIFY(fixture.begin()->release());
    const auto removed = fixture.remove();
    QVERIFY2(removed, removed ? "" : qPrintable(removed.error().detail));
    QVERIFY(!fixture.site.config().contains("vault"));
    QVERIFY(fixture.site.config().contains("other"));
    QCOMPARE(TestSite::names(fixture.site.site().trackingFolder), QByteArrayList{"vault.lock"});
    QVERIFY(QFile::exists(QString::fromUtf8(fixture.site.path("stores/vault"))));
    QCOMPARE(fixture.begin().error().code, ErrorCode::NoSuchStore);
}

void TestStoreRemoval::storeOfTheSameNameBeginsAnew() // I-06
{
    Fixture fixture;
    auto guard = fixture.begin();
    QVERIFY(guard && guard->release());
    QVERIFY(fixture.remove());
    fixture.site.addStore("vault");
    QVERIFY(!fixture.gate.tracker()->restore(fixture.store).value_or(true));
    QCOMPARE(TestSite::names(fixture.site.site().trackingFolder), QByteArrayList{"vault.lock"});
    const auto again = fixture.begin(Operation::Read);
    QCOMPARE(fixture.counts(), (OperationCounts{1, 0}));
}

void TestStoreRemoval::trackingFileThatStaysIsNoFailure() // I-06
{
    Fixture fixture;
    QVERIFY(fixture.begin()->release());
    FaultyFileSystem files;
    OperationTracker tracker(files, systemProcessTable(), systemClock(), fixture.site.site());
    files.failEvery(Call::UnlinkAt, EACCES);
    QVERIFY(removeStore(fixture.edit, tracker, fixture.store, Fixture::limit()));
    QVERIFY(!fixture.site.config().contains("vault"));
    QVERIFY(!fixture.site.tracking("vault").isEmpty());
    fixture.site.addStore("vault");
    QVERIFY(fixture.begin());
    QCOMPARE(fixture.counts(), OperationCounts());
}

void TestStoreRemoval::storeWithAModeStays() // I-09
{
    Fixture fixture;
    fixture.site.writeConfig({});
    fixture.site.addStore("vault", "offline");
    const QByteArray before = fixture.site.config();
    const auto removed = fixture.remove();
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, ErrorCode::ModeIsSet);
    QCOMPARE(fixture.site.config(), before);
}

void TestStoreRemoval::busyStoreStays() // I-02
{
    Fixture fixture;
    HelperProcess holder(QStringLiteral("opholder"), fixture.root());
    QCOMPARE(holder.ask("begin vault read"), QByteArray("held 1"));
    const QByteArray before = fixture.site.config();
    const QByteArray tracking = fixture.site.tracking("vault");
    const auto removed = fixture.remove();
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, ErrorCode::StoreBusy);
    QCOMPARE(fixture.site.config(), before);
    QCOMPARE(fixture.site.tracking("vault"), tracking);
    QCOMPARE(holder.ask("release 1"), QByteArray("released"));
    QVERIFY(fixture.remove());
}

void TestStoreRemoval::storeOfADeadHolderGoes() // I-05
{
    Fixture fixture;
    HelperProcess holder(QStringLiteral("opholder"), fixture.root());
    QCOMPARE(holder.ask("begin vault write"), QByteArray("held 1"));
    holder.kill();
    QVERIFY(fixture.remove());
    QVERIFY(fixture.site.tracking("vault").isEmpty());
}

void TestStoreRemoval::storeWithoutTrackingFolderGoes() // I-06
{
    Fixture fixture;
    QCOMPARE(::rmdir(fixture.site.site().trackingFolder.constData()), 0);
    QVERIFY(fixture.remove());
    QVERIFY(!fixture.site.config().contains("vault"));
}

void TestStoreRemoval::unreadableTrackingFileStaysInTheWay() // I-03
{
    Fixture fixture;
    fixture.site.writeTracking("vault", "");
    const auto removed = fixture.remove();
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, ErrorCode::TrackingInvalid);
    QVERIFY(fixture.site.config().contains("vault"));
}

void TestStoreRemoval::unknownAndDoubledStoresAreRefused() // I-09
{
    Fixture fixture;
    QCOMPARE(fixture.remove(QStringLiteral("other")).error().code, ErrorCode::NoSuchStore);
    fixture.site.writeConfig(fixture.site.config() + '\n' + fixture.site.config());
    QCOMPARE(fixture.remove().error().code, ErrorCode::DuplicateStore);
}

void TestStoreRemoval::reservedNameGoesWithoutTouchingTheOthersLock() // I-10
{
    Fixture fixture;
    fixture.site.addStore("vault.lock");
    const auto guard = fixture.begin();
    QVERIFY(guard);
    const FileStatus lock = TestSite::status(fixture.site.trackingPath("vault.lock"));
    QVERIFY(fixture.remove(QStringLiteral("vault.lock")));
    QCOMPARE(TestSite::status(fixture.site.trackingPath("vault.lock")), lock);
    QVERIFY(!fixture.site.config().contains("vault.lock"));
    QVERIFY(guard->isHeld());
}

void TestStoreRemoval::pbsSiteIsLeftAlone() // I-10
{
    const TestSite site(TestSite::Kind::Pbs);
    site.addStore("vault");
    const QByteArray before = site.config();
    ConfigEdit edit(posixFileSystem(), systemClock(), site.site(), [] { return false; });
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), site.site());
    const auto removed = removeStore(edit, tracker, QStringLiteral("vault"), OperationFixture::limit());
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, ErrorCode::ManagedByPbs);
    QCOMPARE(site.config(), before);
}

QTEST_GUILESS_MAIN(TestStoreRemoval)
#include "tst_storeremoval.moc"

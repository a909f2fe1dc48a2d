// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/posixfilesystem.h"
#include "core/drain/trackingreader.h"
#include "tests/support/fakeproc.h"
#include "tests/support/testmain.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <cstdio>

#include <sys/stat.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");
const QByteArray oneWriter = R"([{"pid":77,"starttime":7,"active_operations":{"read":0,"write":1}}])";

/// A site with a reader that has opened its tracking folder.
struct Fixture {
    Fixture()
        : exits(table)
        , reader(posixFileSystem(), table, site.site())
        , folder(site.site().trackingFolder)
    {
        table.add(ProcessKey{77, 7});
        opened = reader.open(mounts).has_value();
    }
    /// Another folder, with another file, gets the name of the one that was opened.
    [[nodiscard]] bool replaceFolder(const QByteArray &content) const
    {
        if (std::rename(folder.constData(), (folder + "-old").constData()) != 0
            || ::mkdir(folder.constData(), 0770) != 0)
            return false;
        TestSite::write(folder + "/vault", content);
        return true;
    }
    Result<TrackingReading> read()
    {
        QList<TrackingEntry> entries;
        return reader.read(vault, false, exits, &entries);
    }

    TestSite site;
    FakeProcessTable table;
    ExitWatch exits;
    MountTable mounts;
    TrackingReader reader;
    QByteArray folder;
    bool opened = false;
};

} // namespace

/// Whose files are read, and what a reading says of them. I-03
class TestTrackingReader : public QObject
{
    Q_OBJECT

private slots:
    void missingFileInTheOpenedFolderIsZero();
    void folderThatNobodyHasLookedAtIsNotRead_data();
    void folderThatNobodyHasLookedAtIsNotRead();
    void folderOfAnotherOwnerIsNotOpened();
    void readingHoldsForTheSameFileOnly();
};

void TestTrackingReader::missingFileInTheOpenedFolderIsZero()
{
    Fixture fixture;
    QVERIFY(fixture.opened);
    const auto nothing = fixture.read();
    QVERIFY(nothing && !nothing->fileExists && nothing->holders.isEmpty());
    fixture.site.writeTracking("vault", oneWriter);
    const auto writer = fixture.read();
    QVERIFY(writer && writer->holders.size() == 1);
}

void TestTrackingReader::folderThatNobodyHasLookedAtIsNotRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("that lists nobody") << QByteArray("[]");
    QTest::newRow("that lists somebody") << oneWriter;
}

void TestTrackingReader::folderThatNobodyHasLookedAtIsNotRead()
{
    // Nobody knows yet whose it is and on which file system it lies: its zero is none, and its one is not either.
    QFETCH(QByteArray, content);
    Fixture fixture;
    QVERIFY(fixture.read()); // there was no file, so that the next reading looks for another folder
    QVERIFY(fixture.replaceFolder(content));
    const auto reading = fixture.read();
    QVERIFY(!reading);
    QCOMPARE(reading.error().code, ErrorCode::TrackingFolderMissing);
    QVERIFY(fixture.reader.open(fixture.mounts));
    const auto anew = fixture.read();
    QVERIFY(anew && anew->fileExists);
}

void TestTrackingReader::folderOfAnotherOwnerIsNotOpened()
{
    Fixture fixture;
    QVERIFY(fixture.replaceFolder("[]"));
    QCOMPARE(::chown(fixture.folder.constData(), 4711, 4711), 0);
    const auto opened = fixture.reader.open(fixture.mounts);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::TrackingFolderMissing);
    QVERIFY(!fixture.read()); // and so is not read either
}

void TestTrackingReader::readingHoldsForTheSameFileOnly()
{
    Fixture fixture;
    fixture.site.writeTracking("vault", "[]");
    const auto reading = fixture.read();
    QVERIFY(reading && fixture.reader.isCurrent(vault, *reading));
    TestSite::write(fixture.folder + "/.beside", "[]");
    QCOMPARE(std::rename((fixture.folder + "/.beside").constData(), (fixture.folder + "/vault").constData()), 0);
    QVERIFY(!fixture.reader.isCurrent(vault, *reading));
    const auto again = fixture.read();
    QVERIFY(again && fixture.reader.isCurrent(vault, *again));
    QVERIFY(fixture.replaceFolder("[]"));
    QVERIFY(!fixture.reader.isCurrent(vault, *again));
    QVERIFY(!fixture.reader.isSameFolder());
}

DRYDOCK_TEST_MAIN(TestTrackingReader)
#include "tst_trackingreader.moc"

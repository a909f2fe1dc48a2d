// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/includerules.h"

#include <QTest>

using namespace Drydock::Arch;

/// The directions of the architecture, and proof that the checker sees each kind of slip.
class TestIncludes : public QObject
{
    Q_OBJECT

private slots:
    void sourcesKeepTheTable();
    void foldersFormNoCircle();
    void eachSourceIncludesItsOwnHeaderFirst();

    void forbiddenEdgeIsFound_data();
    void forbiddenEdgeIsFound();
    void allowedEdgePasses_data();
    void allowedEdgePasses();
    void circleIsFound();
    void lateOwnHeaderIsFound();
};

namespace {

QList<SourceFile> productSources()
{
    return readTree(QStringLiteral(DRYDOCK_SOURCE_DIR), {u"core"_qs, u"ui"_qs, u"app"_qs}, {u".h"_qs, u".cpp"_qs});
}

QList<Violation> checkOne(const QString &path, const QString &include)
{
    const SourceFile file{path, QStringLiteral("// SPDX\n#include %1\n").arg(include)};
    return checkIncludes({file}, includeTable());
}

} // namespace

void TestIncludes::sourcesKeepTheTable()
{
    const auto files = productSources();
    QVERIFY(!files.isEmpty());
    const auto violations = checkIncludes(files, includeTable());
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestIncludes::foldersFormNoCircle()
{
    const auto violations = checkCycles(productSources());
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestIncludes::eachSourceIncludesItsOwnHeaderFirst()
{
    const auto violations = checkOwnHeaderFirst(productSources());
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestIncludes::forbiddenEdgeIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("include");

    QTest::newRow("base knows nobody") << u"core/base/clock.cpp"_qs << u"\"core/maintenance/operation.h\""_qs;
    QTest::newRow("base has no QObject") << u"core/base/clock.h"_qs << u"<QObject>"_qs;
    QTest::newRow("base has no timer") << u"core/base/clock.h"_qs << u"<QtCore/QTimer>"_qs;
    QTest::newRow("maintenance opens no files") << u"core/maintenance/jobkind.cpp"_qs << u"<QFile>"_qs;
    QTest::newRow("maintenance reads no clock") << u"core/maintenance/jobkind.cpp"_qs << u"<chrono>"_qs;
    QTest::newRow("maintenance starts nothing") << u"core/maintenance/jobkind.cpp"_qs << u"<QProcess>"_qs;
    QTest::newRow("maintenance has no POSIX") << u"core/maintenance/jobkind.cpp"_qs << u"<unistd.h>"_qs;
    QTest::newRow("process not config") << u"core/process/pidfd.cpp"_qs << u"\"core/config/configedit.h\""_qs;
    QTest::newRow("process not operations")
        << u"core/process/jobrunner.h"_qs << u"\"core/operations/datastoregate.h\""_qs;
    QTest::newRow("config not operations")
        << u"core/config/configedit.cpp"_qs << u"\"core/operations/trackingfile.h\""_qs;
    QTest::newRow("config not process") << u"core/config/configedit.cpp"_qs << u"\"core/process/pidfd.h\""_qs;
    QTest::newRow("config has no POSIX") << u"core/config/configedit.cpp"_qs << u"<fcntl.h>"_qs;
    QTest::newRow("operations not drain")
        << u"core/operations/datastoregate.h"_qs << u"\"core/drain/drainmonitor.h\""_qs;
    QTest::newRow("operations not backend")
        << u"core/operations/datastoregate.h"_qs << u"\"core/backend/backend.h\""_qs;
    QTest::newRow("operations have no QObject") << u"core/operations/datastoregate.h"_qs << u"<QObject>"_qs;
    QTest::newRow("operations have no POSIX") << u"core/operations/datastoregate.cpp"_qs << u"<sys/stat.h>"_qs;
    QTest::newRow("history not backend") << u"core/history/changelog.cpp"_qs << u"\"core/backend/backend.h\""_qs;
    QTest::newRow("drain not backend") << u"core/drain/drainmonitor.h"_qs << u"\"core/backend/backend.h\""_qs;
    QTest::newRow("drain edits nothing") << u"core/drain/drainmonitor.cpp"_qs << u"\"core/config/configedit.h\""_qs;
    QTest::newRow("drain registers nothing")
        << u"core/drain/drainmonitor.cpp"_qs << u"\"core/operations/operationguard.h\""_qs;
    QTest::newRow("drain has no QObject") << u"core/drain/drainmonitor.h"_qs << u"<QSocketNotifier>"_qs;
    QTest::newRow("doctor edits nothing") << u"core/doctor/repair.cpp"_qs << u"\"core/config/configedit.h\""_qs;
    QTest::newRow("doctor registers nothing")
        << u"core/doctor/repair.cpp"_qs << u"\"core/operations/operationguard.h\""_qs;
    QTest::newRow("doctor has no sentences") << u"core/doctor/finding.cpp"_qs << u"\"core/text/errortext.h\""_qs;
    QTest::newRow("operations not doctor")
        << u"core/operations/datastoregate.cpp"_qs << u"\"core/doctor/salvage.h\""_qs;
    QTest::newRow("text knows the findings alone") << u"core/text/statetext.h"_qs << u"\"core/doctor/repair.h\""_qs;
    QTest::newRow("text knows the states alone") << u"core/text/statetext.h"_qs << u"\"core/drain/drainmonitor.h\""_qs;
    QTest::newRow("text not process") << u"core/text/statetext.h"_qs << u"\"core/process/processid.h\""_qs;
    QTest::newRow("backend not ui") << u"core/backend/backend.h"_qs << u"\"ui/mainwindow.h\""_qs;
    QTest::newRow("backend not app") << u"core/backend/backend.h"_qs << u"\"app/gui/composition.h\""_qs;
    QTest::newRow("backend has no window") << u"core/backend/backend.cpp"_qs << u"<QWidget>"_qs;
    QTest::newRow("core has no network") << u"core/operations/datastoregate.cpp"_qs << u"<QNetworkReply>"_qs;
    QTest::newRow("core takes its file system")
        << u"core/config/configedit.cpp"_qs << u"\"core/base/posixfilesystem.h\""_qs;
    QTest::newRow("simdjson is the tracking file's") << u"core/config/configedit.cpp"_qs << u"<simdjson.h>"_qs;
    QTest::newRow("expected is inside Result") << u"core/config/configedit.cpp"_qs << u"<tl/expected.hpp>"_qs;
    QTest::newRow("ui names no backend") << u"ui/mainwindow.cpp"_qs << u"\"core/backend/localbackend.h\""_qs;
    QTest::newRow("ui not operations") << u"ui/mainwindow.cpp"_qs << u"\"core/operations/trackingfile.h\""_qs;
    QTest::newRow("ui not process") << u"ui/models/blockermodel.h"_qs << u"\"core/process/processid.h\""_qs;
    QTest::newRow("ui not config") << u"ui/pages/datastorepage.cpp"_qs << u"\"core/config/datastoreconfig.h\""_qs;
    QTest::newRow("ui not the monitor") << u"ui/pages/datastorepage.cpp"_qs << u"\"core/drain/drainmonitor.h\""_qs;
    QTest::newRow("ui has no network") << u"ui/desktop/singleinstance.cpp"_qs << u"<QLocalServer>"_qs;
    QTest::newRow("ui has no POSIX") << u"ui/desktop/singleinstance.cpp"_qs << u"<unistd.h>"_qs;
    QTest::newRow("ui opens no files") << u"ui/mainwindow.cpp"_qs << u"<QFile>"_qs;
    QTest::newRow("cli not ui") << u"app/cli/console.cpp"_qs << u"\"ui/mainwindow.h\""_qs;
    QTest::newRow("cli has no QtGui") << u"app/cli/main.cpp"_qs << u"<QGuiApplication>"_qs;
    QTest::newRow("cli has no QtWidgets") << u"app/cli/main.cpp"_qs << u"<QtWidgets/QApplication>"_qs;
    QTest::newRow("commands name no backend") << u"app/cli/listcommand.cpp"_qs << u"\"core/backend/localbackend.h\""_qs;
    QTest::newRow("gui not cli") << u"app/gui/demo.cpp"_qs << u"\"app/cli/console.h\""_qs;
    QTest::newRow("no test code in the product") << u"app/gui/demo.cpp"_qs << u"\"tests/support/testsite.h\""_qs;
    QTest::newRow("no Qt Test in the product") << u"app/gui/demo.cpp"_qs << u"<QTest>"_qs;
    QTest::newRow("the layer is named") << u"core/base/clock.cpp"_qs << u"\"clock.h\""_qs;
    QTest::newRow("the layer is named, not a neighbour") << u"core/base/clock.cpp"_qs << u"\"../base/clock.h\""_qs;
    QTest::newRow("a folder without a row") << u"core/extra/new.cpp"_qs << u"<optional>"_qs;
    QTest::newRow("a library without a rule") << u"core/base/clock.cpp"_qs << u"<boost/optional.hpp>"_qs;
    QTest::newRow("blanks do not hide it") << u"core/base/clock.h"_qs << u"  <QObject>  // why"_qs;
}

void TestIncludes::forbiddenEdgeIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, include);
    const auto violations = checkOne(path, include);
    QCOMPARE(violations.size(), 1);
    QCOMPARE(violations.first().path, path);
}

void TestIncludes::allowedEdgePasses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("include");

    QTest::newRow("base and POSIX") << u"core/base/lockfile.cpp"_qs << u"<fcntl.h>"_qs;
    QTest::newRow("base and its result") << u"core/base/result.h"_qs << u"<tl/expected.hpp>"_qs;
    QTest::newRow("the version counter maps memory") << u"core/config/pbscache.cpp"_qs << u"<sys/mman.h>"_qs;
    QTest::newRow("drain raises the counter") << u"core/drain/drainmonitor.cpp"_qs << u"\"core/config/pbscache.h\""_qs;
    QTest::newRow("drain reads the config")
        << u"core/drain/drainmonitor.cpp"_qs << u"\"core/config/datastoreconfig.h\""_qs;
    QTest::newRow("drain waits in epoll") << u"core/drain/exitwatch.cpp"_qs << u"<sys/epoll.h>"_qs;
    QTest::newRow("operations parse JSON") << u"core/operations/trackingfile.cpp"_qs << u"<simdjson.h>"_qs;
    QTest::newRow("text knows the states") << u"core/text/statetext.h"_qs << u"\"core/drain/drainstate.h\""_qs;
    QTest::newRow("text knows the findings") << u"core/text/findingtext.h"_qs << u"\"core/doctor/finding.h\""_qs;
    QTest::newRow("doctor reads as the monitor does")
        << u"core/doctor/foldercheck.cpp"_qs << u"\"core/drain/trackingreader.h\""_qs;
    QTest::newRow("text translates") << u"core/text/statetext.cpp"_qs << u"<QCoreApplication>"_qs;
    QTest::newRow("backend and network") << u"core/backend/pbsclient.cpp"_qs << u"<QNetworkAccessManager>"_qs;
    QTest::newRow("ui and the abstract backend") << u"ui/mainwindow.cpp"_qs << u"\"core/backend/backend.h\""_qs;
    QTest::newRow("ui and ui") << u"ui/mainwindow.cpp"_qs << u"\"ui/pages/datastorepage.h\""_qs;
    QTest::newRow("ui and Svg") << u"ui/widgets/drainindicator.cpp"_qs << u"<QSvgRenderer>"_qs;
    QTest::newRow("cli chooses in main") << u"app/cli/main.cpp"_qs << u"\"core/backend/localbackend.h\""_qs;
    QTest::newRow("gui chooses in composition")
        << u"app/gui/composition.cpp"_qs << u"\"core/backend/localbackend.h\""_qs;
    QTest::newRow("the library is everybody's") << u"core/maintenance/jobkind.cpp"_qs << u"<optional>"_qs;
    QTest::newRow("Qt's values are everybody's") << u"core/maintenance/jobkind.cpp"_qs << u"<QString>"_qs;
}

void TestIncludes::allowedEdgePasses()
{
    QFETCH(QString, path);
    QFETCH(QString, include);
    const auto violations = checkOne(path, include);
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestIncludes::circleIsFound()
{
    const QList<SourceFile> files = {
        {u"ui/pages/a.h"_qs, u"#include \"ui/models/b.h\"\n"_qs},
        {u"ui/models/b.h"_qs, u"#include \"ui/models/b2.h\"\n#include \"ui/widgets/c.h\"\n"_qs},
        {u"ui/widgets/c.h"_qs, u"#include <QWidget>\n#include \"ui/pages/a.h\"\n"_qs},
    };
    const auto violations = checkCycles(files);
    QCOMPARE(violations.size(), 1);
    QCOMPARE(violations.first().toString(),
             u"ui/pages/a.h:1: closes the circle ui/models > ui/widgets > ui/pages > ui/models"_qs);
    QVERIFY(checkCycles(files.mid(0, 2)).isEmpty());
}

void TestIncludes::lateOwnHeaderIsFound()
{
    const SourceFile header{u"core/base/clock.h"_qs, u"#pragma once\n"_qs};
    const SourceFile late{u"core/base/clock.cpp"_qs, u"#include <QString>\n#include \"core/base/clock.h\"\n"_qs};
    const SourceFile first{u"core/base/clock.cpp"_qs, u"#include \"core/base/clock.h\"\n#include <QString>\n"_qs};
    const SourceFile none{u"core/base/clock.cpp"_qs, u"int x;\n"_qs};
    QCOMPARE(checkOwnHeaderFirst({header, late}).size(), 1);
    QCOMPARE(checkOwnHeaderFirst({header, none}).size(), 1);
    QVERIFY(checkOwnHeaderFirst({header, first}).isEmpty());
    QVERIFY(checkOwnHeaderFirst({late}).isEmpty());
}

QTEST_GUILESS_MAIN(TestIncludes)
#include "tst_includes.moc"

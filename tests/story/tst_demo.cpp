// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

/// The demo without a display, as `./run` starts it: it tells a true drain, and leaves its pictures and nothing else.
class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tourTellsTheDrainAndLeavesPicturesAlone();
    void signalEndsTheJobsAndRemovesTheFolder_data();
    void signalEndsTheJobsAndRemovesTheFolder();
};

namespace {

constexpr int timeLimit = 100000; // milliseconds

/// `drydock --demo` with a folder of its own for everything temporary.
struct RunningDemo {
    RunningDemo()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TMPDIR"), folder.path());
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        // No bus answers here, but the bus library starts its thread.
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/nonexistent"));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral(DRYDOCK_BIN_DIR "/drydock"), {QStringLiteral("--demo")});
    }
    ~RunningDemo()
    {
        process.terminate();
        process.waitForFinished(timeLimit);
    }
    Q_DISABLE_COPY_MOVE(RunningDemo)

    bool waitForOutput(const QByteArray &text)
    {
        return QTest::qWaitFor(
                   [&] {
                       output += process.readAllStandardOutput();
                       return output.contains(text) || process.state() == QProcess::NotRunning;
                   },
                   timeLimit)
               && output.contains(text);
    }

    /// Command lines of processes that work in its folder.
    [[nodiscard]] QByteArrayList jobs() const
    {
        QByteArrayList result;
        for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            QFile file(QStringLiteral("/proc/%1/cmdline").arg(entry));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            if (const QByteArray line = file.readAll(); line.contains(QFile::encodeName(folder.path())))
                result.append(line);
        }
        return result;
    }

    [[nodiscard]] QStringList leftOver() const
    {
        return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

    QTemporaryDir folder;
    QProcess process;
    QByteArray output;
};

} // namespace

void TestDemo::tourTellsTheDrainAndLeavesPicturesAlone()
{
    RunningDemo demo;
    QTRY_VERIFY_WITH_TIMEOUT(demo.process.state() == QProcess::NotRunning, timeLimit);
    demo.output += demo.process.readAllStandardOutput();
    QVERIFY2(demo.process.exitStatus() == QProcess::NormalExit && demo.process.exitCode() == 0,
             demo.output.constData());
    qsizetype from = 0;
    for (const char *line :
         {"vault: None, 3 running", "1-quiet.png", "Setting vault offline",
          "vault: Offline, 3 conflicting tasks still active", "2-draining-3.png",
          "vault: Offline, 2 conflicting tasks still active", "2-draining-2.png",
          "vault: Offline, 1 conflicting task still active", "2-draining-1.png", "vault: Offline, No operations left",
          "3-drained.png", "Clearing the mode of vault", "vault: None", "4-cleared.png"}) {
        const qsizetype at = demo.output.indexOf(line, from);
        QVERIFY2(at >= 0, (QByteArray(line) + " is not in its place in:\n" + demo.output).constData());
        from = at;
    }
    QRegularExpressionMatchIterator pictures =
        QRegularExpression(QStringLiteral("(/\\S+\\.png)\n")).globalMatch(QString::fromUtf8(demo.output));
    int count = 0;
    for (; pictures.hasNext(); ++count)
        QVERIFY(QImage(pictures.next().captured(1)).width() >= 900);
    QCOMPARE(count, 6);
    QCOMPARE(demo.leftOver(), QStringList{QStringLiteral("drydock-demo-pictures")});
    QCOMPARE(demo.jobs(), QByteArrayList());
}

void TestDemo::signalEndsTheJobsAndRemovesTheFolder_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("kill") << SIGTERM;
}

void TestDemo::signalEndsTheJobsAndRemovesTheFolder()
{
    QFETCH(int, signal);
    RunningDemo demo;
    QVERIFY2(demo.waitForOutput("vault: None, 3 running"), demo.output.constData());
    QVERIFY(demo.jobs().size() >= 4);
    QCOMPARE(::kill(static_cast<pid_t>(demo.process.processId()), signal), 0);
    QTRY_VERIFY_WITH_TIMEOUT(demo.process.state() == QProcess::NotRunning, timeLimit);
    QCOMPARE(demo.process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(demo.process.exitCode(), 0);
    QCOMPARE(demo.leftOver(), QStringList{QStringLiteral("drydock-demo-pictures")});
    QCOMPARE(demo.jobs(), QByteArrayList());
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/localbackend.h"
#include "core/base/posixfilesystem.h"
#include "tests/story/storyprocess.h"
#include "ui/desktop/desktopsettings.h"
#include "ui/desktop/motion.h"
#include "ui/mainwindow.h"

#include <QAccessible>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace Drydock;

/// The main job, told by three jobs on one datastore: window, `watch --json` and `wait` tell it in the same order.
class TestStory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void windowWatchAndWaitTellTheSameStory(); // I-01 I-02 I-03 I-04 I-05 I-12
    void cleanupTestCase();

private:
    /// What the indicator tells a screen reader, noted whenever it is another than before.
    void noteIndicator();
    [[nodiscard]] QString indicatorName() const;
    ToolResult tool(const QStringList &arguments) { return runTool(m_folder.path(), arguments); }

    QTemporaryDir m_folder;
    DesktopSettings m_desktop;
    Motion m_motion{m_desktop, Motion::Wish::Reduced};
    std::unique_ptr<UiSettings> m_settings;
    std::unique_ptr<LocalBackend> m_backend;
    std::unique_ptr<MainWindow> m_window;
    QStringList m_windowStory;
};

void TestStory::initTestCase()
{
    QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("disk")));
    const ToolResult added =
        tool({QStringLiteral("add"), QStringLiteral("vault"), m_folder.filePath(QStringLiteral("disk"))});
    QVERIFY2(added.exitCode == 0, added.errorOutput.constData());

    SiteRequest request;
    request.root = m_folder.path();
    const auto site = chooseSite(request, SiteEnvironment::fromProcess());
    QVERIFY(site.has_value());
    const MonitorSurroundings surroundings{posixFileSystem(), systemProcessTable(), systemClock(),
                                           [] { return PbsHost(); }};
    m_backend = std::make_unique<LocalBackend>(surroundings, *site);
    m_settings = std::make_unique<UiSettings>(m_folder.filePath(QStringLiteral("settings.ini")));
    m_window = std::make_unique<MainWindow>(QList<Backend *>{m_backend.get()}, *m_settings, systemClock(), m_motion);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    connect(m_backend.get(), &Backend::snapshotChanged, this, &TestStory::noteIndicator, Qt::QueuedConnection);
    QTRY_VERIFY_WITH_TIMEOUT(m_backend->snapshot() && m_backend->snapshot()->find(QStringLiteral("vault")),
                             storyTimeLimit);
}

QString TestStory::indicatorName() const
{
    auto *indicator = m_window->findChild<QWidget *>(QStringLiteral("drain-indicator"));
    QAccessibleInterface *accessible = indicator ? QAccessible::queryAccessibleInterface(indicator) : nullptr;
    return accessible ? accessible->text(QAccessible::Name) : QString();
}

void TestStory::noteIndicator()
{
    const QString name = indicatorName();
    // How soon a proof is there, and what is seen to run before a mode is set, is no part of the story.
    const bool aside = name.contains(QStringLiteral("Checking")) || name.endsWith(QStringLiteral("running"));
    if (!name.isEmpty() && !aside && (m_windowStory.isEmpty() || m_windowStory.last() != name))
        m_windowStory << name;
}

void TestStory::windowWatchAndWaitTellTheSameStory()
{
    const QString vault = QStringLiteral("vault");
    const QString readOnly = QStringLiteral("read-only");
    const QString offline = QStringLiteral("offline");
    const QString draining = QStringLiteral("draining");
    const QString drained = QStringLiteral("drained");
    const auto windowSays = [this](const char *text) {
        return QTest::qWaitFor(
            [&] {
                noteIndicator();
                return m_windowStory.value(m_windowStory.size() - 1) == QLatin1String(text);
            },
            storyTimeLimit);
    };

    StoryJob firstWriter(m_folder.path(), vault, QStringLiteral("write"));
    StoryJob secondWriter(m_folder.path(), vault, QStringLiteral("write"));
    StoryJob reader(m_folder.path(), vault, QStringLiteral("read"));
    QVERIFY(firstWriter.waitForWork());
    QVERIFY(secondWriter.waitForWork());
    QVERIFY(reader.waitForWork());
    StoryWatch watch(m_folder.path(), vault);
    QVERIFY(watch.waitFor(QStringLiteral("none"), QStringLiteral("none"), 0));

    // Read-only: the two writers conflict, the reader does not.
    const ToolResult set =
        tool({QStringLiteral("set"), readOnly, vault, QStringLiteral("-m"), QStringLiteral("swap disk 2")});
    QVERIFY2(set.exitCode == 0, set.errorOutput.constData());
    QVERIFY(watch.waitFor(readOnly, draining, 2));
    QVERIFY(windowSays("vault, Read-only, 2 conflicting tasks still active"));

    StoryJob lateWriter(m_folder.path(), vault, QStringLiteral("write"));
    QCOMPARE(lateWriter.exitCode(), 75);
    QVERIFY2(lateWriter.errorOutput().contains(QStringLiteral("swap disk 2")), qPrintable(lateWriter.errorOutput()));
    StoryJob lateReader(m_folder.path(), vault, QStringLiteral("read"));
    QVERIFY(lateReader.waitForWork());
    lateReader.finish();
    QCOMPARE(lateReader.exitCode(), 0);

    firstWriter.finish();
    QCOMPARE(firstWriter.exitCode(), 0);
    QVERIFY(watch.waitFor(readOnly, draining, 1));
    QVERIFY(windowSays("vault, Read-only, 1 conflicting task still active"));
    QCOMPARE(tool({QStringLiteral("wait"), vault, QStringLiteral("--timeout=0s")}).exitCode, 8);

    // The wrapper dies, its job works on: it still counts. Then the job dies, and no file says so.
    secondWriter.killWrapper();
    QCOMPARE(tool({QStringLiteral("wait"), vault, QStringLiteral("--timeout=0s")}).exitCode, 8);
    secondWriter.killJob();
    QCOMPARE(tool({QStringLiteral("wait"), vault, QStringLiteral("--timeout=20s")}).exitCode, 0);
    QVERIFY(watch.waitFor(readOnly, drained, 0));
    QVERIFY(windowSays("vault, Read-only, No write operations left"));

    // Offline: now the reader conflicts.
    QCOMPARE(tool({QStringLiteral("set"), offline, vault}).exitCode, 0);
    QVERIFY(watch.waitFor(offline, draining, 1));
    QVERIFY(windowSays("vault, Offline, 1 conflicting task still active"));
    reader.finish();
    QCOMPARE(reader.exitCode(), 0);
    QCOMPARE(tool({QStringLiteral("wait"), vault, QStringLiteral("--timeout=20s")}).exitCode, 0);
    QVERIFY(watch.waitFor(offline, drained, 0));
    QVERIFY(windowSays("vault, Offline, No operations left"));

    QCOMPARE(tool({QStringLiteral("clear"), vault}).exitCode, 0);
    QVERIFY(watch.waitFor(QStringLiteral("none"), QStringLiteral("none"), 0));
    QVERIFY(windowSays("vault, None"));

    const QStringList story{QStringLiteral("none none"),
                            QStringLiteral("read-only draining 2"),
                            QStringLiteral("read-only draining 1"),
                            QStringLiteral("read-only drained"),
                            QStringLiteral("offline draining 1"),
                            QStringLiteral("offline drained"),
                            QStringLiteral("none none")};
    QCOMPARE(watch.story(), story);
    const QStringList seen{QStringLiteral("vault, None"),
                           QStringLiteral("vault, Read-only, 2 conflicting tasks still active"),
                           QStringLiteral("vault, Read-only, 1 conflicting task still active"),
                           QStringLiteral("vault, Read-only, No write operations left"),
                           QStringLiteral("vault, Offline, 1 conflicting task still active"),
                           QStringLiteral("vault, Offline, No operations left"),
                           QStringLiteral("vault, None")};
    QVERIFY2(m_windowStory == seen, qPrintable(m_windowStory.join(QStringLiteral(" | "))));
}

void TestStory::cleanupTestCase()
{
    m_window.reset();
    m_backend.reset();
}

QTEST_MAIN(TestStory)
#include "tst_story.moc"

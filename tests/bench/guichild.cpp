// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/guichild.h"

#include "app/gui/composition.h"
#include "tests/bench/measure.h"
#include "tests/support/fakebackend.h"
#include "ui/desktop/motion.h"
#include "ui/mainwindow.h"
#include "ui/models/datastorelistmodel.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QListView>
#include <QMainWindow>
#include <QSocketNotifier>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTimer>
#include <QTreeView>

#include <cstdio>

#include <unistd.h>

namespace Drydock {

namespace {

constexpr int rows = 1000;
constexpr int settleMilliseconds = 1500;
constexpr int childTimeout = 60000;

/// Says that the first complete frame is there: the view was painted when its model had all its rows.
class FirstFrame : public QObject
{
public:
    FirstFrame(QAbstractItemView *view, int wantedRows)
        : QObject(view)
        , m_view(view)
        , m_rows(wantedRows)
    {
        view->viewport()->installEventFilter(this);
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (!m_said && event->type() == QEvent::Paint && m_view->model()->rowCount() >= m_rows) {
            m_said = true;
            // After this event the frame is painted and flushed.
            QTimer::singleShot(0, this, [] {
                std::puts("ready");
                std::fflush(stdout);
            });
            QTimer::singleShot(settleMilliseconds, this, [] {
                std::puts("quiet");
                std::fflush(stdout);
            });
        }
        return false;
    }

private:
    QAbstractItemView *m_view;
    int m_rows;
    bool m_said = false;
};

int liveUntilInputEnds()
{
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, qApp, &QCoreApplication::quit);
    return QApplication::exec();
}

int runBare()
{
    QStandardItemModel model(rows, 1);
    for (int row = 0; row < rows; ++row)
        model.setItem(row, new QStandardItem(QStringLiteral("store-%1").arg(row)));
    QMainWindow window;
    auto *view = new QTreeView;
    view->setUniformRowHeights(true);
    view->setModel(&model);
    window.setCentralWidget(view);
    window.resize(900, 560);
    new FirstFrame(view, rows);
    window.show();
    return liveUntilInputEnds();
}

int runWindow(const QString &root)
{
    const Result<Site> site = chooseSite({root, {}}, SiteEnvironment::fromProcess());
    if (!site)
        giveUp("finding the site");
    Composition composition({{*site}, ColorScheme::System, root + QStringLiteral("/drydock.conf")});
    new FirstFrame(composition.window().findChild<QListView *>(QStringLiteral("datastore-list")), rows);
    composition.window().show();
    return liveUntilInputEnds();
}

int runSpinner()
{
    QTemporaryDir folder;
    UiSettings settings(folder.filePath(QStringLiteral("drydock.conf")));
    DesktopSettings desktop;
    const Motion motion(desktop, Motion::Wish::Full);
    // The selected store has no mode, so the other one's row has the only spinner.
    FakeBackend backend;
    backend.setStores({makeStore(QStringLiteral("idle-store")),
                       makeStore(QStringLiteral("busy-store"), MaintenanceType::Offline, 3)});
    MainWindow window({&backend}, settings, systemClock(), motion);
    new FirstFrame(window.findChild<QListView *>(QStringLiteral("datastore-list")), 2);
    window.show();
    return liveUntilInputEnds();
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList tasks(qint64 pid)
{
    QStringList result;
    const QString folder = QStringLiteral("/proc/%1/task").arg(pid);
    for (const QString &task : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        result.append(folder + u'/' + task);
    return result;
}

} // namespace

QString childName(ChildKind kind)
{
    switch (kind) {
    case ChildKind::Bare:
        return QStringLiteral("bare");
    case ChildKind::Window:
        return QStringLiteral("window");
    case ChildKind::Spinner:
        return QStringLiteral("spinner");
    }
    return {};
}

int runChild(int argc, char **argv, ChildKind kind, const QString &root)
{
    const QApplication application(argc, argv);
    switch (kind) {
    case ChildKind::Bare:
        return runBare();
    case ChildKind::Window:
        return runWindow(root);
    case ChildKind::Spinner:
        return runSpinner();
    }
    return 1;
}

Child::Child(ChildKind kind, const QByteArray &root)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer clock;
    clock.start();
    m_process.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("--child"), childName(kind), QFile::decodeName(root)});
    waitFor("ready");
    m_start = clock.nsecsElapsed();
}

Child::~Child()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(childTimeout))
        m_process.kill();
}

void Child::waitFor(const char *word)
{
    for (;;) {
        while (m_process.canReadLine()) {
            if (m_process.readLine().trimmed() == word)
                return;
        }
        if (!m_process.waitForReadyRead(childTimeout))
            giveUp("waiting for a window");
    }
}

void Child::waitUntilQuiet()
{
    waitFor("quiet");
}

qint64 Child::residentBytes() const
{
    const auto fields = readAll(QStringLiteral("/proc/%1/statm").arg(m_process.processId())).split(' ');
    return fields.value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

QHash<QString, qint64> Child::voluntarySwitches() const
{
    QHash<QString, qint64> switches;
    for (const QString &task : tasks(m_process.processId())) {
        for (const QByteArray &line : readAll(task + QStringLiteral("/status")).split('\n')) {
            if (line.startsWith("voluntary_ctxt_switches:"))
                switches.insert(task, line.mid(24).trimmed().toLongLong());
        }
    }
    return switches;
}

qint64 Child::cpuNanoseconds() const
{
    qint64 total = 0;
    for (const QString &task : tasks(m_process.processId()))
        total += readAll(task + QStringLiteral("/schedstat")).split(' ').value(0).toLongLong();
    return total;
}

} // namespace Drydock

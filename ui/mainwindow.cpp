// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "core/text/errortext.h"
#include "core/text/plural.h"
#include "ui/datastoreactions.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/pages/datastorepage.h"
#include "ui/pages/emptypage.h"
#include "ui/widgets/blockertable.h"
#include "ui/widgets/datastorelistview.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/huelabel.h"
#include "ui/widgets/messagebanner.h"
#include "ui/widgets/panesplitter.h"
#include "ui/widgets/symbolicicon.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Drydock {

namespace {

constexpr int narrowBelow = 700;
constexpr int shortBelow = 480;

} // namespace

MainWindow::MainWindow(const QList<Backend *> &backends, UiSettings &settings, const Clock &clock, const Motion &motion)
    : m_backends(backends)
    , m_settings(settings)
    , m_spinnerClock(motion)
    , m_minuteClock(clock)
    , m_model(new DatastoreListModel(m_minuteClock, this))
    , m_actions(new DatastoreActions(backends, this))
    , m_wanted(settings.selection())
{
    setObjectName(QStringLiteral("main-window"));
    setWindowTitle(QStringLiteral("Drydock"));
    buildCentre();
    buildBanner();
    buildNavigation();
    buildMenus();
    buildToolBar();
    buildStatusBar();
    connect(m_model, &DatastoreListModel::merged, this, &MainWindow::takeSnapshot);
    connect(m_actions, &DatastoreActions::begun, this, [this] { fail({}, {}); });
    connect(m_actions, &DatastoreActions::failed, this, &MainWindow::fail);
    connect(m_actions, &DatastoreActions::added, this, [this](const QString &backend, const QString &store) {
        m_wanted = {backend, store};
        m_wantedWillCome = true;
        takeSnapshot();
    });
    restore();
    for (Backend *backend : backends)
        m_model->addBackend(backend);
    takeSnapshot();
    m_list->setFocus();
}

void MainWindow::buildCentre()
{
    m_list = new DatastoreListView(m_spinnerClock, m_minuteClock);
    m_list->setObjectName(QStringLiteral("datastore-list"));
    m_list->setAccessibleName(tr("Datastores"));
    m_list->setModel(m_model);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, &MainWindow::contextMenu);
    connect(m_list, &DatastoreListView::editRequested, m_actions->editMode, &QAction::trigger);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (index.flags().testFlag(Qt::ItemIsSelectable))
            showPage(true);
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &MainWindow::showCurrent);

    m_page = new DatastorePage(m_spinnerClock, m_minuteClock);
    m_page->setObjectName(QStringLiteral("datastore-page"));
    m_page->setEditAction(m_actions->editMode);

    m_splitter = new PaneSplitter;
    m_splitter->setObjectName(QStringLiteral("panes"));
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_page);
    m_splitter->setStretchFactor(1, 1);

    m_empty = new EmptyPage(m_actions->addFolder);
    m_blank = new QWidget;
    m_blank->setBackgroundRole(QPalette::Base);
    m_blank->setAutoFillBackground(true);
    m_centre = new QStackedWidget;
    for (QWidget *page : QList<QWidget *>{m_blank, m_empty, m_splitter})
        m_centre->addWidget(page);
}

void MainWindow::buildBanner()
{
    m_banner = new MessageBanner;
    m_banner->setObjectName(QStringLiteral("window-message"));
    m_copyCommand = m_banner->addButton(m_actions->copyAsCommand->text(), QStringLiteral("banner-copy-as-command"));
    connect(m_copyCommand, &QPushButton::clicked, m_actions->copyAsCommand, &QAction::trigger);
    m_copyDetails = m_banner->addButton(m_actions->copyDiagnostics->text(), QStringLiteral("banner-copy-diagnostics"));
    connect(m_copyDetails, &QPushButton::clicked, m_actions->copyDiagnostics, &QAction::trigger);
    connect(m_banner, &MessageBanner::dismissed, this, [this] { fail({}, {}); });

    auto *central = new QWidget;
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_centre, 1);
    setCentralWidget(central);
}

void MainWindow::buildMenus()
{
    QMenu *datastore = menuBar()->addMenu(tr("&Datastore"));
    datastore->addAction(m_actions->addFolder);
    datastore->addSeparator();
    datastore->addActions({m_actions->editMode, m_actions->clearMode, m_actions->openFolder});
    datastore->addSeparator();
    datastore->addActions({m_actions->copy, m_actions->copyAsCommand});
    datastore->addSeparator();
    datastore->addAction(m_actions->removeStore);
    datastore->addSeparator();
    datastore->addAction(m_actions->quit);
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->addAction(m_actions->refresh);
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({m_actions->shortcuts, m_actions->copyDiagnostics});
    help->addSeparator();
    help->addAction(m_actions->about);
    for (QMenu *menu : {datastore, view, help})
        menu->setToolTipsVisible(true);
}

void MainWindow::buildToolBar()
{
    QToolBar *bar = addToolBar(tr("Tool Bar"));
    bar->setObjectName(QStringLiteral("tool-bar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const int icon = DrainIndicator::edge(16, fontMetrics());
    bar->setIconSize({icon, icon});
    bar->addActions({m_back, m_actions->editMode, m_actions->clearMode});
}

void MainWindow::buildStatusBar()
{
    m_counts = new HueLabel(Hue::Quiet);
    m_counts->setObjectName(QStringLiteral("status-counts"));
    m_counts->setContentsMargins(6, 0, 0, 0);
    m_siteTitle = new HueLabel(Hue::Quiet);
    m_siteTitle->setObjectName(QStringLiteral("status-site"));
    m_siteTitle->setContentsMargins(0, 0, 6, 0);
    statusBar()->addWidget(m_counts);
    statusBar()->addPermanentWidget(m_siteTitle);
}

void MainWindow::buildNavigation()
{
    const auto add = [this](const QString &text, const QList<QKeySequence> &keys, void (MainWindow::*slot)()) {
        auto *action = new QAction(text, this);
        action->setShortcuts(keys);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    m_back = add(tr("&Back"), {Qt::ALT | Qt::Key_Left, Qt::Key_Escape}, &MainWindow::showList);
    m_back->setObjectName(QStringLiteral("back"));
    m_back->setIcon(symbolicIcon(QStringLiteral("back")));
    m_back->setVisible(false);
    add(tr("Other Pane"), {Qt::Key_F6, Qt::SHIFT | Qt::Key_F6}, &MainWindow::otherPane);
    add(tr("Blockers"), {Qt::ALT | Qt::Key_1}, &MainWindow::goToBlockers);
}

SiteSnapshotPointer MainWindow::shownSite() const
{
    const DatastoreRow row = m_model->rowAt(m_list->currentIndex());
    if (row.backend != nullptr)
        return row.backend->snapshot();
    return m_backends.isEmpty() ? nullptr : m_backends.first()->snapshot();
}

void MainWindow::takeSnapshot()
{
    QWidget *wanted = m_blank;
    if (m_model->firstSelectable().isValid())
        wanted = m_splitter;
    else if (m_model->isComplete())
        wanted = m_empty;
    // First the row: a list that gets the focus without one makes its first row current, and selects nothing.
    chooseRow();
    if (m_centre->currentWidget() != wanted) {
        m_centre->setCurrentWidget(wanted);
        (wanted == m_empty ? static_cast<QWidget *>(m_empty) : m_list)->setFocus();
    }
    showCurrent();
}

void MainWindow::chooseRow()
{
    const QModelIndex wanted = m_model->find(m_wanted.backend, m_wanted.store);
    // What was selected the last time is not selected later on, when somebody adds it again.
    if (wanted.isValid() || (m_model->isComplete() && !m_wantedWillCome)) {
        m_wanted = {};
        m_wantedWillCome = false;
    }
    if (wanted.isValid())
        return selectRow(wanted);
    if (m_list->currentIndex().flags().testFlag(Qt::ItemIsSelectable))
        return;
    // A list that was empty for a moment, as while an editor writes the file, comes back as it was.
    const QModelIndex last = m_model->find(m_shown.backend, m_shown.store);
    selectRow(last.isValid() ? last : m_model->firstSelectable());
}

void MainWindow::selectRow(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    m_list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    m_list->scrollTo(index);
}

void MainWindow::showCurrent()
{
    const DatastoreRow row = m_model->rowAt(m_list->currentIndex());
    m_actions->setRow(row);
    noteShown(row);
    if (row.store)
        m_page->showStore(row.backend->id() + u'/' + row.store->name, row.store);
    else if (row.backend != nullptr && row.backend->snapshot())
        m_page->showSite(row.backend->title(), *row.backend->snapshot());
    else
        m_page->clear();
    updateBanner();
    updateStatusBar();
}

void MainWindow::noteShown(const DatastoreRow &row)
{
    const UiSettings::Selection shown =
        row.store ? UiSettings::Selection{row.backend->id(), row.store->name} : UiSettings::Selection();
    if (shown == m_shown)
        return;
    // The row went away under an open menu: what one presses there must not happen to another row.
    if (auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget()))
        menu->close();
    if (row.store)
        m_shown = shown;
}

void MainWindow::fail(const QString &text, const QString &hint)
{
    m_failure = text;
    m_failureHint = hint;
    updateBanner();
}

void MainWindow::updateBanner()
{
    const SiteSnapshotPointer site = shownSite();
    const bool failed = !m_failure.isEmpty();
    const bool broken = !failed && site && site->configError;
    const bool locked = !failed && !broken && site && site->cannotEdit;
    const bool noRights = broken && site->configError->code == ErrorCode::PermissionDenied;
    m_banner->setDismissable(failed);
    m_banner->setButtonVisible(m_copyCommand, locked || noRights);
    m_banner->setButtonVisible(m_copyDetails, broken && !noRights);
    if (failed)
        m_banner->showMessage({.hue = Hue::Error, .text = m_failure, .hint = m_failureHint});
    else if (broken)
        m_banner->showMessage(
            {.hue = Hue::Error, .text = errorText(*site->configError), .hint = errorHint(*site->configError)});
    else if (locked)
        m_banner->showMessage({.hue = Hue::Waiting,
                               .text = tr("Modes cannot be changed from here. %1").arg(errorText(*site->cannotEdit)),
                               .hint = errorHint(*site->cannotEdit)});
    else
        m_banner->clear();
}

void MainWindow::updateStatusBar()
{
    QStringList parts;
    if (const int count = m_model->inMaintenance(); count > 0)
        parts += pluralText("Drydock::MainWindow", QT_TRANSLATE_NOOP("Drydock::MainWindow", "1 in maintenance"),
                            QT_TRANSLATE_N_NOOP("Drydock::MainWindow", "%n in maintenance"), count);
    if (const int count = m_model->unknown(); count > 0)
        parts += pluralText("Drydock::MainWindow", QT_TRANSLATE_NOOP("Drydock::MainWindow", "1 unknown"),
                            QT_TRANSLATE_N_NOOP("Drydock::MainWindow", "%n unknown"), count);
    m_counts->setText(parts.join(QStringLiteral("   ")));
    const DatastoreRow row = m_model->rowAt(m_list->currentIndex());
    const Backend *backend = row.backend != nullptr ? row.backend : m_backends.value(0);
    m_siteTitle->setText(backend != nullptr ? backend->title() : QString());
}

MainWindow::Arrangement MainWindow::arrangementFor(const QSize &size)
{
    if (size.width() >= narrowBelow)
        return Arrangement::Wide;
    return size.height() >= shortBelow ? Arrangement::Stacked : Arrangement::Single;
}

void MainWindow::arrange()
{
    const Arrangement arrangement = arrangementFor(size());
    const auto orientation = [](Arrangement a) { return a == Arrangement::Wide ? Qt::Horizontal : Qt::Vertical; };
    if (std::exchange(m_arrangement, arrangement) != arrangement
        && m_splitter->orientation() != orientation(arrangement)) {
        m_settings.setSplitter(m_splitter->orientation(), m_splitter->saveState());
        m_splitter->setOrientation(orientation(arrangement));
        restoreSplitter();
    }
    const bool single = arrangement == Arrangement::Single;
    m_list->setVisible(!single || !m_pageIsShown);
    m_page->setVisible(!single || m_pageIsShown);
    m_back->setVisible(single && m_pageIsShown);
}

void MainWindow::showPage(bool page)
{
    m_pageIsShown = page;
    arrange();
}

void MainWindow::showList()
{
    showPage(false);
    m_list->setFocus(Qt::OtherFocusReason);
}

void MainWindow::otherPane()
{
    if (m_list->hasFocus() && m_centre->currentWidget() == m_splitter) {
        showPage(true);
        m_page->takeFocus();
    } else if (m_centre->currentWidget() == m_splitter) {
        showList();
    }
}

void MainWindow::goToBlockers()
{
    if (m_page->blockers()->isHidden())
        return;
    showPage(true);
    m_page->blockers()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::contextMenu(const QPoint &point)
{
    // Beside the rows there is nothing that the menu could be about. (By key it may be about a row out of sight.)
    if (m_list->viewport()->rect().contains(point) && m_list->indexAt(point) != m_list->currentIndex())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    menu->addActions({m_actions->editMode, m_actions->clearMode, m_actions->openFolder});
    menu->addSeparator();
    menu->addActions({m_actions->copy, m_actions->copyAsCommand});
    menu->addSeparator();
    menu->addAction(m_actions->removeStore);
    menu->popup(m_list->viewport()->mapToGlobal(point));
}

void MainWindow::updateAttention()
{
    const bool attention = isVisible() && !isMinimized();
    for (Backend *backend : m_backends)
        backend->setAttention(attention);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    arrange();
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::WindowStateChange)
        updateAttention();
    QMainWindow::changeEvent(event);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    updateAttention();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    updateAttention();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    save();
    event->accept();
}

void MainWindow::restore()
{
    if (!restoreGeometry(m_settings.geometry()))
        resize(900, 560);
    m_page->blockers()->restoreColumns(m_settings.blockerColumns());
    arrange();
    restoreSplitter();
}

void MainWindow::restoreSplitter()
{
    const Qt::Orientation orientation = m_splitter->orientation();
    if (m_splitter->restoreState(m_settings.splitter(orientation)))
        return;
    const int room = orientation == Qt::Horizontal ? width() : height();
    const int wanted = fontMetrics().averageCharWidth() * 42;
    const int list =
        orientation == Qt::Horizontal ? std::clamp(wanted, room * 36 / 100, room * 42 / 100) : room * 40 / 100;
    m_splitter->setSizes({list, room - list});
}

void MainWindow::save()
{
    m_settings.setGeometry(saveGeometry());
    m_settings.setSplitter(m_splitter->orientation(), m_splitter->saveState());
    m_settings.setBlockerColumns(m_page->blockers()->columns());
    const DatastoreRow row = m_model->rowAt(m_list->currentIndex());
    if (row.store)
        m_settings.setSelection({row.backend->id(), row.store->name});
}

} // namespace Drydock

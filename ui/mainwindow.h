// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"
#include "ui/desktop/minuteclock.h"
#include "ui/desktop/uisettings.h"
#include "ui/widgets/spinnerclock.h"

#include <QMainWindow>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace Drydock {

class Clock;
class DatastoreActions;
class DatastoreListModel;
class DatastoreListView;
class DatastorePage;
struct DatastoreRow;
class EmptyPage;
class MessageBanner;
class Motion;

/// The window: list and page, side by side, one under the other, or one at a time, as it has room.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// All of them outlive the window.
    MainWindow(const QList<Backend *> &backends, UiSettings &settings, const Clock &clock, const Motion &motion);

    [[nodiscard]] DatastoreListModel *model() const { return m_model; }
    [[nodiscard]] const SpinnerClock &spinnerClock() const { return m_spinnerClock; }

    enum class Arrangement { Wide, Stacked, Single };
    [[nodiscard]] static Arrangement arrangementFor(const QSize &size);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void buildCentre();
    void buildBanner();
    void buildMenus();
    void buildToolBar();
    void buildStatusBar();
    void buildNavigation();

    void takeSnapshot();
    void showCurrent();
    void chooseRow();
    void selectRow(const QModelIndex &index);
    void noteShown(const DatastoreRow &row);
    void updateBanner();
    void updateStatusBar();
    void updateAttention();
    void arrange();
    void showPage(bool page);
    void showList();
    void otherPane();
    void goToBlockers();
    void contextMenu(const QPoint &point);
    void fail(const QString &text, const QString &hint);
    void restore();
    void restoreSplitter();
    void save();
    [[nodiscard]] SiteSnapshotPointer shownSite() const;

    QList<Backend *> m_backends;
    UiSettings &m_settings;
    SpinnerClock m_spinnerClock;
    MinuteClock m_minuteClock;
    DatastoreListModel *m_model;
    DatastoreActions *m_actions;

    Arrangement m_arrangement = Arrangement::Wide;
    bool m_pageIsShown = false; ///< in the arrangement Single
    UiSettings::Selection m_wanted; ///< to be selected once it is there
    bool m_wantedWillCome = false; ///< it was added just now
    UiSettings::Selection m_shown; ///< the last store that was current
    QString m_failure;
    QString m_failureHint;

    MessageBanner *m_banner = nullptr;
    QPushButton *m_copyCommand = nullptr;
    QPushButton *m_copyDetails = nullptr;
    QStackedWidget *m_centre = nullptr;
    QWidget *m_blank = nullptr;
    EmptyPage *m_empty = nullptr;
    QSplitter *m_splitter = nullptr;
    DatastoreListView *m_list = nullptr;
    DatastorePage *m_page = nullptr;
    QAction *m_back = nullptr;
    QLabel *m_counts = nullptr;
    QLabel *m_siteTitle = nullptr;
};

} // namespace Drydock

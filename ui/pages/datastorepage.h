// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

#include <QScrollArea>

class QAction;
class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace Drydock {

class BlockerModel;
class BlockerTable;
class DrainIndicator;
class HueLabel;
class MessageBanner;
class MinuteClock;
class ModeValue;
class SelectableText;
class SpinnerClock;

/// Everything about one datastore: heading with the verdict, option row, other properties, what runs. Or, for a site
/// that cannot be read, what is wrong with it.
class DatastorePage : public QScrollArea
{
    Q_OBJECT

public:
    DatastorePage(SpinnerClock &spinnerClock, MinuteClock &minuteClock, QWidget *parent = nullptr);

    /// key: of backend and store; another one than before starts the page anew.
    void showStore(const QString &key, const std::shared_ptr<const StoreSnapshot> &store);
    void showSite(const QString &title, const SiteSnapshot &site);
    void clear();

    /// The page's button does what this action does, under its own short name.
    void setEditAction(QAction *action);

    void takeFocus(); ///< on the first thing that can have it
    [[nodiscard]] BlockerTable *blockers() const { return m_blockers; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildHeading(QVBoxLayout *column);
    void buildProperties(QVBoxLayout *column);
    void buildMessages(QVBoxLayout *column);
    void buildBlockers(QVBoxLayout *column);
    HueLabel *addProperty(int row, const QString &name, QWidget *value);

    void refresh();
    void updateHeading();
    void updateMessage();
    void updateBlockers();
    void updateTimes();
    [[nodiscard]] QString sinceText() const;

    SpinnerClock &m_spinnerClock;
    MinuteClock &m_minuteClock;
    QString m_key;
    std::shared_ptr<const StoreSnapshot> m_store;

    DrainIndicator *m_indicator = nullptr;
    SelectableText *m_name = nullptr;
    SelectableText *m_verdict = nullptr;
    SelectableText *m_since = nullptr;
    MessageBanner *m_message = nullptr;
    MessageBanner *m_warnings = nullptr;
    QWidget *m_properties = nullptr;
    QGridLayout *m_grid = nullptr;
    ModeValue *m_mode = nullptr;
    QPushButton *m_edit = nullptr;
    SelectableText *m_path = nullptr;
    HueLabel *m_commentName = nullptr;
    SelectableText *m_comment = nullptr;
    QWidget *m_separator = nullptr;
    QLabel *m_blockersTitle = nullptr;
    HueLabel *m_nothingRuns = nullptr;
    BlockerModel *m_blockerModel = nullptr;
    BlockerTable *m_blockers = nullptr;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"

#include <QKeySequence>
#include <QSet>

class QAction;
class QWidget;

namespace Drydock {

struct DatastoreRow;

/// Everything that can be done, each as one action with one name for menus, tool bar, page and context menu. An action
/// that is not to be had is disabled, and its tool tip says why.
class DatastoreActions : public QObject
{
    Q_OBJECT

public:
    /// window: parent of the dialogs, and where the shortcuts hold.
    DatastoreActions(const QList<Backend *> &backends, QWidget *window);

    /// The row that the actions are about, as it is now.
    void setRow(const DatastoreRow &row);

    QAction *addFolder = nullptr;
    QAction *editMode = nullptr;
    QAction *clearMode = nullptr;
    QAction *openFolder = nullptr;
    QAction *copy = nullptr;
    QAction *copyAsCommand = nullptr;
    QAction *removeStore = nullptr;
    QAction *quit = nullptr;
    QAction *refresh = nullptr;
    QAction *shortcuts = nullptr;
    QAction *copyDiagnostics = nullptr;
    QAction *about = nullptr;

Q_SIGNALS:
    void begun(); ///< something new: what failed before is over
    void failed(const QString &text, const QString &hint);
    void added(const QString &backendId, const QString &store);

private:
    using Handler = void (DatastoreActions::*)();

    QAction *make(const QString &text, const QString &name, const char *icon, const QList<QKeySequence> &keys,
                  Handler handler);
    void makeDatastoreActions();
    void makeOtherActions();
    void updateEnabled();
    [[nodiscard]] QString whyNoEdit() const;
    [[nodiscard]] QString whyNoClear() const;
    [[nodiscard]] QString whyNoRemove() const;
    [[nodiscard]] QList<Backend *> takingBackends() const;

    void doAdd();
    void doEdit();
    void doClear();
    void doOpenFolder();
    void doCopy();
    void doCopyAsCommand();
    void doRemove();
    void doRefresh();
    void doShortcuts();
    void doCopyDiagnostics();
    void doAbout();
    void remove(Backend *backend, const QString &store);
    void report(const Error &error);
    void reportWarnings(const QList<Error> &warnings);
    [[nodiscard]] QString commandForRow() const;

    QList<Backend *> m_backends;
    QWidget *m_window;
    Backend *m_backend = nullptr;
    std::shared_ptr<const StoreSnapshot> m_store;
    QSet<std::pair<Backend *, QString>> m_clearing; ///< asked for and not answered yet
};

} // namespace Drydock

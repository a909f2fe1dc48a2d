// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/datastoreactions.h"

#include "core/backend/whendone.h"
#include "core/base/clock.h"
#include "core/base/displaytext.h"
#include "core/text/errortext.h"
#include "core/text/statetext.h"
#include "ui/dialogs/adddatastoredialog.h"
#include "ui/dialogs/helpdialogs.h"
#include "ui/dialogs/maintenancedialog.h"
#include "ui/models/commandtext.h"
#include "ui/models/datastorelistmodel.h"
#include "ui/models/diagnostics.h"
#include "ui/models/tooltiptext.h"
#include "ui/widgets/blockertable.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/symbolicicon.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

namespace Drydock {

namespace {

void enable(QAction *action, const QString &whyNot)
{
    action->setEnabled(whyNot.isEmpty());
    action->setToolTip(toolTipText(whyNot)); // empty: the action's own text
}

/// A row for the clipboard: name, mode, state, path.
QString rowSummary(const StoreSnapshot &store)
{
    const QString state =
        store.state == DrainState::None ? stateShortText(store) : stateText(store, systemClock().wallSeconds());
    QStringList parts{store.name, modeWithMessage(store.mode), state, store.path};
    parts.removeAll(QString());
    return parts.join(u'\t');
}

} // namespace

DatastoreActions::DatastoreActions(const QList<Backend *> &backends, QWidget *window)
    : QObject(window)
    , m_backends(backends)
    , m_window(window)
{
    makeDatastoreActions();
    makeOtherActions();
    updateEnabled();
}

QAction *DatastoreActions::make(const QString &text, const QString &name, const char *icon,
                                const QList<QKeySequence> &keys, Handler handler)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setIcon(symbolicIcon(QString::fromLatin1(icon)));
    action->setShortcuts(keys);
    if (handler != nullptr)
        connect(action, &QAction::triggered, this, handler);
    m_window->addAction(action);
    return action;
}

void DatastoreActions::makeDatastoreActions()
{
    addFolder =
        make(tr("Add &Folder…"), QStringLiteral("add-folder"), "add", {QKeySequence::New}, &DatastoreActions::doAdd);
    editMode = make(tr("&Edit Maintenance Mode…"), QStringLiteral("edit-maintenance-mode"), "edit",
                    {Qt::CTRL | Qt::Key_M}, &DatastoreActions::doEdit);
    clearMode = make(tr("Clear &Mode"), QStringLiteral("clear-mode"), "clear", {Qt::CTRL | Qt::SHIFT | Qt::Key_M},
                     &DatastoreActions::doClear);
    openFolder = make(tr("&Open Folder"), QStringLiteral("open-folder"), "folder", {}, &DatastoreActions::doOpenFolder);
    copy = make(tr("&Copy"), QStringLiteral("copy"), "copy", {QKeySequence::Copy}, &DatastoreActions::doCopy);
    copyAsCommand = make(tr("Copy as Comma&nd"), QStringLiteral("copy-as-command"), "command",
                         {Qt::CTRL | Qt::SHIFT | Qt::Key_C}, &DatastoreActions::doCopyAsCommand);
    removeStore = make(tr("&Remove…"), QStringLiteral("remove-datastore"), "remove", {}, &DatastoreActions::doRemove);
    quit = make(tr("&Quit"), QStringLiteral("quit"), "quit", {Qt::CTRL | Qt::Key_Q, Qt::CTRL | Qt::Key_W}, nullptr);
    connect(quit, &QAction::triggered, m_window, &QWidget::close);
}

void DatastoreActions::makeOtherActions()
{
    refresh = make(tr("&Refresh"), QStringLiteral("refresh"), "refresh", {Qt::Key_F5}, &DatastoreActions::doRefresh);
    shortcuts = make(tr("&Keyboard Shortcuts"), QStringLiteral("shortcuts"), "keyboard", {Qt::CTRL | Qt::Key_Question},
                     &DatastoreActions::doShortcuts);
    copyDiagnostics = make(tr("Copy &Diagnostics"), QStringLiteral("copy-diagnostics"), "copy", {},
                           &DatastoreActions::doCopyDiagnostics);
    about = make(tr("&About Drydock"), QStringLiteral("about"), "about", {}, &DatastoreActions::doAbout);
}

void DatastoreActions::setRow(const DatastoreRow &row)
{
    m_backend = row.backend;
    m_store = row.store;
    updateEnabled();
}

QList<Backend *> DatastoreActions::takingBackends() const
{
    QList<Backend *> result;
    for (Backend *backend : m_backends) {
        const SiteSnapshotPointer site = backend->snapshot();
        if (site && !site->cannotAdd && !site->configError)
            result.append(backend);
    }
    // The one that the person looks at comes first.
    if (const qsizetype own = result.indexOf(m_backend); own > 0)
        result.move(own, 0);
    return result;
}

QString DatastoreActions::whyNoEdit() const
{
    const SiteSnapshotPointer site = m_backend != nullptr ? m_backend->snapshot() : nullptr;
    if (!m_store || !site)
        return tr("No datastore is selected.");
    if (site->configError)
        return errorText(*site->configError);
    return site->cannotEdit ? errorText(*site->cannotEdit) : QString();
}

QString DatastoreActions::whyNoClear() const
{
    if (const QString reason = whyNoEdit(); !reason.isEmpty())
        return reason;
    switch (m_store->mode.type) {
    case MaintenanceType::None:
        return tr("%1 has no maintenance mode.").arg(m_store->name);
    case MaintenanceType::Delete:
        return errorText({ErrorCode::TransitionRefused, m_store->name, {}});
    case MaintenanceType::Unknown:
        return errorText({ErrorCode::UnknownModeType, m_store->name, {}});
    default:
        return {};
    }
}

QString DatastoreActions::whyNoRemove() const
{
    const SiteSnapshotPointer site = m_backend != nullptr ? m_backend->snapshot() : nullptr;
    if (!m_store || !site)
        return tr("No datastore is selected.");
    if (site->configError)
        return errorText(*site->configError);
    if (site->cannotAdd)
        return errorText(*site->cannotAdd);
    for (const auto &[applies, code] :
         {std::pair(m_store->mode.isSet(), ErrorCode::ModeIsSet),
          std::pair(m_store->counts && m_store->counts->total() > 0, ErrorCode::StoreBusy)}) {
        if (applies)
            return errorText({code, m_store->name, {}}) + u' ' + errorHint({code, m_store->name, {}});
    }
    return {};
}

void DatastoreActions::updateEnabled()
{
    QString whyNoAdd;
    if (takingBackends().isEmpty()) {
        const SiteSnapshotPointer site = m_backends.isEmpty() ? nullptr : m_backends.first()->snapshot();
        const auto error = site && site->configError ? site->configError : site ? site->cannotAdd : std::nullopt;
        whyNoAdd = error ? errorText(*error) : tr("The configuration has not been read yet.");
    }
    enable(addFolder, whyNoAdd);
    enable(editMode, whyNoEdit());
    enable(clearMode, whyNoClear());
    enable(removeStore, whyNoRemove());
    const QString noStore = m_store ? QString() : tr("No datastore is selected.");
    enable(openFolder,
           m_store && m_store->state == DrainState::Absent ? tr("%1 is not mounted.").arg(m_store->name) : noStore);
    enable(copy, m_backend != nullptr ? QString() : noStore);
    enable(copyAsCommand, m_backend != nullptr ? QString() : noStore);
    if (m_backend != nullptr)
        copyAsCommand->setToolTip(toolTipText(commandForRow()));
}

void DatastoreActions::doAdd()
{
    Q_EMIT begun();
    auto *dialog = new AddDatastoreDialog(takingBackends(), m_window);
    connect(dialog, &AddDatastoreDialog::added, this, &DatastoreActions::added);
    dialog->open();
}

void DatastoreActions::doEdit()
{
    Q_EMIT begun();
    auto *dialog = new MaintenanceDialog(m_backend, m_store->name, m_window);
    connect(dialog, &MaintenanceDialog::warned, this,
            [this](const QString &, const QList<Error> &warnings) { reportWarnings(warnings); });
    dialog->open();
}

void DatastoreActions::doClear()
{
    // Until the answer to the first one is here, a second request would only find the mode changed.
    const std::pair key(m_backend, m_store->name);
    if (m_clearing.contains(key))
        return;
    m_clearing.insert(key);
    Q_EMIT begun();
    whenDone(m_backend->setMaintenanceMode(m_store->name, MaintenanceMode(), m_store->mode), this,
             [this, key](const Result<ModeChangeResult> &result) {
                 m_clearing.remove(key);
                 if (!result)
                     report(result.error());
                 else
                     reportWarnings(result->warnings);
             });
}

void DatastoreActions::doOpenFolder()
{
    Q_EMIT begun();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(m_store->path)))
        Q_EMIT failed(tr("No program opened %1.").arg(escapedForDisplay(m_store->path)), {});
}

void DatastoreActions::doCopy()
{
    QWidget *focus = QApplication::focusWidget();
    QString text;
    if (const auto *selectable = qobject_cast<SelectableText *>(focus))
        text = selectable->selectedText();
    else if (const auto *table = qobject_cast<BlockerTable *>(focus))
        text = table->currentRowText();
    if (text.isEmpty() && m_backend != nullptr)
        text = m_store ? rowSummary(*m_store) : m_backend->title();
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

QString DatastoreActions::commandForRow() const
{
    const SiteSnapshotPointer site = m_backend->snapshot();
    if (!m_store)
        return listCommand(m_backend->commandPrefix(), site && site->configError);
    return changeCommand(m_backend->commandPrefix(), m_store->name, m_store->mode, site && site->cannotEdit);
}

void DatastoreActions::doCopyAsCommand()
{
    QApplication::clipboard()->setText(commandForRow());
}

void DatastoreActions::doRemove()
{
    Q_EMIT begun();
    auto *box = new QMessageBox(m_window);
    box->setObjectName(QStringLiteral("remove-dialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(symbolicIcon(QStringLiteral("remove")).pixmap(32, 32));
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("Remove Datastore"));
    box->setText(tr("Remove %1 from the list?").arg(m_store->name));
    box->setInformativeText(tr("Files in %1 stay.").arg(escapedForDisplay(m_store->path)));
    // The box's text format is not this label's, which would take a path for markup.
    if (auto *files = box->findChild<QLabel *>(QStringLiteral("qt_msgbox_informativelabel")))
        files->setTextFormat(Qt::PlainText);
    QPushButton *confirm = box->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    confirm->setObjectName(QStringLiteral("remove-confirm"));
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(confirm, &QPushButton::clicked, this,
            [this, backend = m_backend, store = m_store->name] { remove(backend, store); });
    box->open();
}

void DatastoreActions::remove(Backend *backend, const QString &store)
{
    whenDone(backend->removeStore(store), this, [this](const Result<void> &result) {
        if (!result)
            report(result.error());
    });
}

void DatastoreActions::doRefresh()
{
    for (Backend *backend : m_backends)
        backend->refresh();
}

void DatastoreActions::doShortcuts()
{
    showShortcuts(m_window->actions(), m_window);
}

void DatastoreActions::doCopyDiagnostics()
{
    QApplication::clipboard()->setText(diagnosticsText(m_backends));
}

void DatastoreActions::doAbout()
{
    showAbout(m_window);
}

void DatastoreActions::report(const Error &error)
{
    Q_EMIT failed(errorText(error), errorHint(error));
}

void DatastoreActions::reportWarnings(const QList<Error> &warnings)
{
    if (warnings.isEmpty())
        return;
    QStringList lines;
    for (const Error &warning : warnings)
        lines.append(errorText(warning));
    Q_EMIT failed(tr("The mode is changed, but: %1").arg(lines.join(u' ')), errorHint(warnings.first()));
}

} // namespace Drydock

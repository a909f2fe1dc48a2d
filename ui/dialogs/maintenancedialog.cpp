// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/maintenancedialog.h"

#include "core/backend/whendone.h"
#include "core/text/errortext.h"
#include "core/text/plural.h"
#include "core/text/statetext.h"
#include "ui/dialogs/modepreview.h"
#include "ui/widgets/huelabel.h"
#include "ui/widgets/messagebanner.h"
#include "ui/widgets/messageedit.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Drydock {

namespace {

/// delete is for good; what an unknown type means is for its own program to say.
bool canBeLeft(MaintenanceType type)
{
    return type != MaintenanceType::Delete && type != MaintenanceType::Unknown;
}

bool isSettable(MaintenanceType type)
{
    return type != MaintenanceType::Unknown && !isInternal(type);
}

QString verb(MaintenanceType type)
{
    switch (type) {
    case MaintenanceType::ReadOnly:
        return MaintenanceDialog::tr("&Set Read-only");
    case MaintenanceType::Offline:
        return MaintenanceDialog::tr("&Set Offline");
    default:
        return MaintenanceDialog::tr("&Clear Mode");
    }
}

} // namespace

MaintenanceDialog::MaintenanceDialog(Backend *backend, const QString &store, QWidget *parent)
    : QDialog(parent)
    , m_backend(backend)
    , m_store(store)
{
    setObjectName(QStringLiteral("maintenance-dialog"));
    setWindowTitle(tr("Edit: Maintenance mode – %1").arg(store));
    setAttribute(Qt::WA_DeleteOnClose);
    m_banner = new MessageBanner;
    m_banner->setObjectName(QStringLiteral("maintenance-message"));
    m_reload = m_banner->addButton(tr("&Reload"), QStringLiteral("maintenance-reload"));
    m_overwrite = m_banner->addButton(tr("&Overwrite"), QStringLiteral("maintenance-overwrite"));
    connect(m_reload, &QPushButton::clicked, this, &MaintenanceDialog::reload);
    connect(m_overwrite, &QPushButton::clicked, this, &MaintenanceDialog::save);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(14);
    column->addWidget(m_banner);
    buildForm();
    buildButtons();
    if (const auto site = backend->snapshot())
        m_snapshot = site->find(store);
    if (m_snapshot)
        m_present = m_snapshot->mode;
    loadMode(m_present);
    connect(backend, &Backend::snapshotChanged, this, &MaintenanceDialog::look);
    setPhase(canBeLeft(m_present.type) ? Phase::Editing : Phase::Fixed);
    look();
    m_type->setFocus();
}

void MaintenanceDialog::buildForm()
{
    m_type = new QComboBox;
    m_type->setObjectName(QStringLiteral("maintenance-type"));
    for (const auto &[text, type] :
         {std::pair(tr("None"), MaintenanceType::None), std::pair(tr("Read only"), MaintenanceType::ReadOnly),
          std::pair(tr("Offline"), MaintenanceType::Offline)})
        m_type->addItem(text, static_cast<int>(type));
    m_description = new MessageEdit;
    m_description->setObjectName(QStringLiteral("maintenance-description"));
    m_note = new HueLabel(Hue::Quiet);
    m_note->setObjectName(QStringLiteral("maintenance-note"));
    m_note->setWordWrap(true);
    m_previewHeadline = plainLabel({});
    m_previewHeadline->setObjectName(QStringLiteral("maintenance-preview"));
    m_previewHeadline->setWordWrap(true);
    scaleFont(m_previewHeadline, 1, true);
    m_previewDetail = new HueLabel(Hue::Quiet);
    m_previewDetail->setWordWrap(true);
    m_previewDetail->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    // Room for what the longest preview needs, so that nothing moves while one chooses.
    m_previewDetail->setMinimumHeight(3 * fontMetrics().lineSpacing());

    auto *typeName = plainLabel(tr("Maintenance &Type:"));
    typeName->setBuddy(m_type);
    auto *descriptionName = plainLabel(tr("&Description:"));
    descriptionName->setBuddy(m_description);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(1, 1);
    grid->setColumnMinimumWidth(1, fontMetrics().averageCharWidth() * 50);
    grid->addWidget(typeName, 0, 0);
    grid->addWidget(m_type, 0, 1);
    grid->addWidget(descriptionName, 1, 0);
    grid->addWidget(m_description, 1, 1);
    grid->addWidget(m_note, 2, 1);
    auto *preview = new QVBoxLayout;
    preview->setSpacing(3);
    preview->addWidget(m_previewHeadline);
    preview->addWidget(m_previewDetail, 1);
    grid->addLayout(preview, 3, 1);
    grid->setRowStretch(3, 1);
    static_cast<QVBoxLayout *>(layout())->addLayout(grid, 1);

    connect(m_type, &QComboBox::currentIndexChanged, this, &MaintenanceDialog::updateControls);
    connect(m_description, &MessageEdit::cleaned, this, [this] { m_justCleaned = true; });
    connect(m_description, &QLineEdit::textChanged, this, [this] {
        updateNote(std::exchange(m_justCleaned, false));
        updateControls();
    });
}

void MaintenanceDialog::buildButtons()
{
    m_reset = new QPushButton(tr("R&eset"));
    m_reset->setObjectName(QStringLiteral("maintenance-reset"));
    m_reset->setAutoDefault(false);
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("maintenance-cancel"));
    m_cancel->setAutoDefault(false);
    m_save = new QPushButton;
    m_save->setObjectName(QStringLiteral("maintenance-save"));
    m_save->setDefault(true);
    int width = 0;
    for (const auto type : {MaintenanceType::None, MaintenanceType::ReadOnly, MaintenanceType::Offline}) {
        m_save->setText(verb(type));
        width = std::max(width, m_save->sizeHint().width());
    }
    m_save->setMinimumWidth(width);

    auto *row = new QHBoxLayout;
    row->addStretch();
    for (QPushButton *button : {m_reset, m_cancel, m_save})
        row->addWidget(button);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_reset, &QPushButton::clicked, this, [this] { loadMode(m_base); });
    connect(m_cancel, &QPushButton::clicked, this, &MaintenanceDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &MaintenanceDialog::save);
}

void MaintenanceDialog::loadMode(const MaintenanceMode &mode)
{
    m_base = mode;
    auto *items = qobject_cast<QStandardItemModel *>(m_type->model());
    constexpr int own = 3;
    if (m_type->count() > own)
        m_type->removeItem(own);
    if (isInternal(mode.type) || mode.type == MaintenanceType::Unknown) {
        m_type->addItem(modeText(mode), static_cast<int>(mode.type));
        items->item(own)->setFlags(Qt::NoItemFlags); // shown while it is the present one, never chosen
    }
    m_type->setCurrentIndex(m_type->findData(static_cast<int>(mode.type)));
    m_description->setText(mode.message);
    updateNote(false);
    updateControls();
}

MaintenanceType MaintenanceDialog::selectedType() const
{
    return static_cast<MaintenanceType>(m_type->currentData().toInt());
}

MaintenanceMode MaintenanceDialog::editedMode() const
{
    if (!isSettable(selectedType()))
        return m_base;
    MaintenanceMode mode;
    mode.type = selectedType();
    if (mode.isSet())
        mode.message = m_description->text();
    return mode;
}

bool MaintenanceDialog::isChanged() const
{
    return editedMode() != m_base;
}

void MaintenanceDialog::setPhase(Phase phase)
{
    m_phase = phase;
    if (phase == Phase::Fixed)
        showFixed();
    updateControls();
    growToFit(this);
}

void MaintenanceDialog::updateControls()
{
    const bool editing = m_phase == Phase::Editing;
    const MaintenanceType type = selectedType();
    const bool takesMessage = type == MaintenanceType::ReadOnly || type == MaintenanceType::Offline;
    m_type->setEnabled(editing || m_phase == Phase::Outdated);
    m_description->setEnabled(m_type->isEnabled() && takesMessage);
    m_banner->setButtonVisible(m_reload, m_phase == Phase::Outdated);
    m_banner->setButtonVisible(m_overwrite, m_phase == Phase::Outdated);
    m_reset->setEnabled(editing && isChanged());
    m_cancel->setEnabled(m_phase != Phase::Saving);
    m_cancel->setText(m_phase == Phase::Fixed || m_phase == Phase::Gone ? tr("Close") : tr("Cancel"));
    m_save->setText(m_phase == Phase::Saving ? tr("Saving…") : verb(type));
    const bool acceptable = !takesMessage || m_description->hasAcceptableInput();
    m_save->setEnabled(editing && isChanged() && acceptable && isSettable(type));
    m_overwrite->setEnabled(acceptable && isSettable(type));
    updatePreview();
}

void MaintenanceDialog::updateNote(bool cleaned)
{
    const int excess = m_description->length() - messageLengthLimit;
    QString note;
    if (excess > 0)
        note = pluralText("Drydock::MaintenanceDialog",
                          QT_TRANSLATE_NOOP("Drydock::MaintenanceDialog", "1 character more than fits."),
                          QT_TRANSLATE_N_NOOP("Drydock::MaintenanceDialog", "%n characters more than fit."), excess);
    else if (cleaned)
        note = tr("Line breaks and control characters became blanks.");
    m_note->setHue(excess > 0 ? Hue::Error : Hue::Quiet);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void MaintenanceDialog::updatePreview()
{
    const MaintenanceType type = selectedType();
    ModePreview preview;
    if (m_snapshot && m_phase != Phase::Gone && isSettable(type))
        preview = modePreview(*m_snapshot, type);
    else if (m_snapshot && m_phase != Phase::Gone && canBeLeft(type))
        preview = {tr("This mode was set by the server."), tr("None resets it.")};
    m_previewHeadline->setText(preview.headline);
    m_previewDetail->setText(preview.detail);
}

void MaintenanceDialog::look()
{
    const SiteSnapshotPointer site = m_backend->snapshot();
    const auto store = site ? site->find(m_store) : nullptr;
    if (!store) {
        if (m_phase != Phase::Saving)
            showGone();
        return;
    }
    m_snapshot = store;
    m_present = store->mode;
    if (m_phase == Phase::Saving) // what comes back is taken as the command's answer first
        return;
    if (m_phase == Phase::Gone) {
        m_banner->clear();
        setPhase(canBeLeft(m_base.type) ? Phase::Editing : Phase::Fixed);
    }
    if (m_present != m_base) {
        showOutdated();
    } else if (m_phase == Phase::Outdated) { // changed back to what the form began with
        m_banner->clear();
        setPhase(Phase::Editing);
    } else {
        updatePreview();
    }
}

void MaintenanceDialog::showOutdated()
{
    if (!canBeLeft(m_present.type)) {
        loadMode(m_present);
        setPhase(Phase::Fixed);
        return;
    }
    MessageBanner::Message message;
    message.hue = Hue::Waiting;
    message.text = tr("Changed by another program: %1 → %2").arg(modeWithMessage(m_base), modeWithMessage(m_present));
    message.hint = tr("Reload shows the new mode, Overwrite sets yours in its place.");
    m_banner->showMessage(message);
    setPhase(Phase::Outdated);
}

void MaintenanceDialog::showFixed()
{
    const ErrorCode code =
        m_base.type == MaintenanceType::Delete ? ErrorCode::TransitionRefused : ErrorCode::UnknownModeType;
    const Error error{code, m_store, {}};
    m_banner->showMessage({.hue = Hue::Error, .text = errorText(error), .hint = errorHint(error)});
}

void MaintenanceDialog::showGone()
{
    const SiteSnapshotPointer site = m_backend->snapshot();
    const Error error = site && site->configError ? *site->configError : Error{ErrorCode::NoSuchStore, m_store, {}};
    m_banner->showMessage({.hue = Hue::Error, .text = errorText(error)});
    setPhase(Phase::Gone);
}

void MaintenanceDialog::save()
{
    const MaintenanceMode wanted = editedMode();
    m_base = m_present; // the same, unless it is to be overwritten
    m_focusBefore = focusWidget();
    m_banner->clear();
    setPhase(Phase::Saving);
    whenDone(m_backend->setMaintenanceMode(m_store, wanted, m_base), this,
             [this](const Result<ModeChangeResult> &result) { take(result); });
}

void MaintenanceDialog::reload()
{
    m_banner->clear();
    loadMode(m_present);
    setPhase(canBeLeft(m_present.type) ? Phase::Editing : Phase::Fixed);
}

void MaintenanceDialog::take(const Result<ModeChangeResult> &result)
{
    if (result) {
        if (!result->warnings.isEmpty())
            Q_EMIT warned(m_store, result->warnings);
        m_phase = Phase::Editing;
        accept();
        return;
    }
    const Error &error = result.error();
    setPhase(Phase::Editing);
    giveFocusBack();
    if (error.code == ErrorCode::ModeChanged) {
        // The answer may be here before the snapshot that shows it.
        if (const auto mode = MaintenanceMode::parse(error.detail); mode || error.detail.isEmpty())
            m_present = mode ? *mode : MaintenanceMode();
        showOutdated();
        return;
    }
    m_banner->showMessage({.hue = Hue::Error, .text = errorText(error), .hint = errorHint(error)});
    growToFit(this);
    look();
}

void MaintenanceDialog::giveFocusBack()
{
    const bool canHaveIt = m_focusBefore && m_focusBefore->isVisibleTo(this) && m_focusBefore->isEnabled();
    (canHaveIt ? m_focusBefore.data() : m_type)->setFocus();
}

void MaintenanceDialog::reject()
{
    // The command can't be taken back; its answer comes within the lock's time limit.
    if (m_phase != Phase::Saving)
        QDialog::reject();
}

} // namespace Drydock

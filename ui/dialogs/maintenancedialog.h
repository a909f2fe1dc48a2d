// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"

#include <QDialog>
#include <QPointer>

class QComboBox;
class QLabel;
class QPushButton;

namespace Drydock {

class HueLabel;
class MessageBanner;
class MessageEdit;

/// PBS's dialog: type and description of one store's maintenance mode, with a preview of what the change means now. It
/// closes when the change has been made; a failure, or a change by somebody else meanwhile, shows inside.
class MaintenanceDialog : public QDialog
{
    Q_OBJECT

public:
    MaintenanceDialog(Backend *backend, const QString &store, QWidget *parent = nullptr);

    void reject() override;

Q_SIGNALS:
    /// The mode is set, but something beside it went wrong.
    void warned(const QString &store, const QList<Drydock::Error> &warnings);

private:
    enum class Phase {
        Editing,
        Saving,
        Outdated, ///< somebody else changed the mode: reload or overwrite
        Fixed, ///< this mode cannot be left from here
        Gone, ///< there is no such store any more
    };

    void buildForm();
    void buildButtons();
    void loadMode(const MaintenanceMode &mode);
    void look();
    void showOutdated();
    void showFixed();
    void showGone();
    void save();
    void reload();
    void take(const Result<ModeChangeResult> &result);
    void setPhase(Phase phase);
    void giveFocusBack();
    void updateControls();
    void updateNote(bool cleaned);
    void updatePreview();

    [[nodiscard]] MaintenanceMode editedMode() const;
    [[nodiscard]] MaintenanceType selectedType() const;
    [[nodiscard]] bool isChanged() const;

    Backend *m_backend;
    QString m_store;
    std::shared_ptr<const StoreSnapshot> m_snapshot; ///< the last one that had the store
    MaintenanceMode m_base; ///< the mode that the form was filled from
    QPointer<QWidget> m_focusBefore; ///< while saving, when nothing can have it
    MaintenanceMode m_present; ///< the mode that was last seen
    Phase m_phase = Phase::Editing;
    bool m_justCleaned = false; ///< the text that changes next was cleaned

    QComboBox *m_type = nullptr;
    MessageEdit *m_description = nullptr;
    HueLabel *m_note = nullptr;
    QLabel *m_previewHeadline = nullptr;
    HueLabel *m_previewDetail = nullptr;
    MessageBanner *m_banner = nullptr;
    QPushButton *m_reload = nullptr;
    QPushButton *m_overwrite = nullptr;
    QPushButton *m_reset = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace Drydock

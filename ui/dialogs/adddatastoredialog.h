// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backend/backend.h"

#include <QDialog>
#include <QPointer>
#include <QValidator>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QPushButton;

namespace Drydock {

class HueLabel;
class MessageBanner;

/// Makes a folder a datastore of one of the given backends, which all can take one. Checks while one types what can be
/// checked without touching a file; the backend checks the rest.
class AddDatastoreDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AddDatastoreDialog(const QList<Backend *> &backends, QWidget *parent = nullptr);

    void reject() override;

    /// How a name stands: Intermediate may still become one.
    [[nodiscard]] static QValidator::State checkName(const QString &name);

Q_SIGNALS:
    void added(const QString &backendId, const QString &store);

private:
    void buildForm(const QList<Backend *> &backends);
    void buildButtons();
    QLineEdit *addField(QGridLayout *grid, const QString &label, const QString &name, QWidget *beside = nullptr);
    void chooseFolder();
    void suggestName(const QString &path);
    void updateControls();
    void save();
    void setSaving(bool saving);
    [[nodiscard]] bool checkNameField();
    [[nodiscard]] Backend *backend() const;

    QList<Backend *> m_backends;
    bool m_saving = false;
    QPointer<QWidget> m_focusBefore; ///< while saving, when nothing can have it
    MessageBanner *m_banner = nullptr;
    QComboBox *m_site = nullptr; ///< only with several backends
    QLineEdit *m_name = nullptr;
    HueLabel *m_nameNote = nullptr;
    QLineEdit *m_path = nullptr;
    HueLabel *m_pathNote = nullptr;
    QPushButton *m_browse = nullptr;
    QLineEdit *m_comment = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace Drydock

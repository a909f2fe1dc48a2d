// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/adddatastoredialog.h"

#include "core/backend/whendone.h"
#include "core/text/errortext.h"
#include "ui/widgets/huelabel.h"
#include "ui/widgets/messagebanner.h"
#include "ui/widgets/messageedit.h"

#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace Drydock {

namespace {

constexpr int commentLimit = 128;
constexpr int shortestName = 3;
constexpr int longestName = 32;

/// What of a folder's name can be in a datastore's name.
QString nameFromPath(const QString &path)
{
    static const QRegularExpression notInNames(QStringLiteral("[^A-Za-z0-9_.-]+"));
    static const QRegularExpression notFirst(QStringLiteral("^[.-]+"));
    QString name = path.section(u'/', -1, -1, QString::SectionSkipEmpty);
    name.replace(notInNames, QStringLiteral("-"));
    name.remove(notFirst);
    name.truncate(longestName);
    return AddDatastoreDialog::checkName(name) == QValidator::Acceptable ? name : QString();
}

} // namespace

QValidator::State AddDatastoreDialog::checkName(const QString &name)
{
    static const QRegularExpression characters(QStringLiteral("\\A(?:[A-Za-z0-9_][A-Za-z0-9_.-]*)?\\z"));
    if (!characters.match(name).hasMatch() || name.size() > longestName)
        return QValidator::Invalid;
    // A store's lock file is its name and ".lock": another store of that name would be the same file.
    return name.size() < shortestName || name.endsWith(u".lock") ? QValidator::Intermediate : QValidator::Acceptable;
}

AddDatastoreDialog::AddDatastoreDialog(const QList<Backend *> &backends, QWidget *parent)
    : QDialog(parent)
    , m_backends(backends)
{
    setObjectName(QStringLiteral("add-datastore-dialog"));
    setWindowTitle(tr("Add Folder"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(14);
    m_banner = new MessageBanner;
    m_banner->setObjectName(QStringLiteral("add-message"));
    column->addWidget(m_banner);
    buildForm(backends);
    buildButtons();
    updateControls();
    m_path->setFocus();
}

QLineEdit *AddDatastoreDialog::addField(QGridLayout *grid, const QString &label, const QString &name, QWidget *beside)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(name);
    auto *text = plainLabel(label);
    text->setBuddy(edit);
    const int row = grid->rowCount();
    grid->addWidget(text, row, 0);
    grid->addWidget(edit, row, 1, 1, beside == nullptr ? 2 : 1);
    if (beside != nullptr)
        grid->addWidget(beside, row, 2);
    connect(edit, &QLineEdit::textChanged, this, &AddDatastoreDialog::updateControls);
    return edit;
}

void AddDatastoreDialog::buildForm(const QList<Backend *> &backends)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    grid->setColumnMinimumWidth(1, fontMetrics().averageCharWidth() * 40);
    if (backends.size() > 1) {
        m_site = new QComboBox;
        m_site->setObjectName(QStringLiteral("add-site"));
        for (const Backend *backend : backends)
            m_site->addItem(backend->title());
        auto *label = plainLabel(tr("&Site:"));
        label->setBuddy(m_site);
        grid->addWidget(label, grid->rowCount(), 0);
        grid->addWidget(m_site, grid->rowCount() - 1, 1, 1, 2);
        connect(m_site, &QComboBox::currentIndexChanged, this, &AddDatastoreDialog::updateControls);
    }
    m_browse = new QPushButton(tr("&Browse…"));
    m_browse->setObjectName(QStringLiteral("add-browse"));
    m_browse->setAutoDefault(false);
    connect(m_browse, &QPushButton::clicked, this, &AddDatastoreDialog::chooseFolder);
    m_path = addField(grid, tr("&Folder:"), QStringLiteral("add-path"), m_browse);
    m_pathNote = new HueLabel(Hue::Error);
    m_pathNote->setWordWrap(true);
    grid->addWidget(m_pathNote, grid->rowCount(), 1, 1, 2);
    m_name = addField(grid, tr("&Name:"), QStringLiteral("add-name"));
    m_nameNote = new HueLabel(Hue::Quiet);
    m_nameNote->setWordWrap(true);
    grid->addWidget(m_nameNote, grid->rowCount(), 1, 1, 2);
    m_comment = addField(grid, tr("C&omment:"), QStringLiteral("add-comment"));
    m_comment->setValidator(new SingleLineValidator(commentLimit, this));
    m_path->setValidator(new SingleLineValidator(0, this));
    static_cast<QVBoxLayout *>(layout())->addLayout(grid);
    static_cast<QVBoxLayout *>(layout())->addStretch();
}

void AddDatastoreDialog::buildButtons()
{
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setAutoDefault(false);
    m_save = new QPushButton(tr("&Add"));
    m_save->setObjectName(QStringLiteral("add-save"));
    m_save->setDefault(true);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(m_cancel);
    row->addWidget(m_save);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &AddDatastoreDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &AddDatastoreDialog::save);
}

Backend *AddDatastoreDialog::backend() const
{
    return m_backends.at(m_site == nullptr ? 0 : m_site->currentIndex());
}

void AddDatastoreDialog::chooseFolder()
{
    auto *chooser = new QFileDialog(this, tr("Choose a Folder"), m_path->text());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::Directory);
    chooser->setOption(QFileDialog::ShowDirsOnly);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_path->setText(path);
        suggestName(path);
    });
    chooser->open();
}

void AddDatastoreDialog::suggestName(const QString &path)
{
    if (m_name->text().isEmpty())
        m_name->setText(nameFromPath(path));
    m_name->setFocus();
    m_name->selectAll();
}

bool AddDatastoreDialog::checkNameField()
{
    const QString name = m_name->text();
    const SiteSnapshotPointer site = backend()->snapshot();
    if (site && site->find(name)) {
        m_nameNote->setHue(Hue::Error);
        m_nameNote->setText(errorText({ErrorCode::StoreExists, name, {}}));
        return false;
    }
    const QValidator::State state = checkName(name);
    m_nameNote->setHue(state == QValidator::Invalid || name.endsWith(u".lock") ? Hue::Error : Hue::Quiet);
    m_nameNote->setText(tr("3 to 32 letters, digits, dots, hyphens and underscores; no dot or hyphen first, no .lock "
                           "last."));
    return state == QValidator::Acceptable;
}

void AddDatastoreDialog::updateControls()
{
    const bool nameGood = checkNameField();
    const QString path = m_path->text();
    const bool pathGood = path.startsWith(u'/');
    m_pathNote->setText(pathGood || path.isEmpty() ? QString() : tr("The path must begin with a slash."));
    m_pathNote->setVisible(!m_pathNote->text().isEmpty());
    m_save->setEnabled(!m_saving && nameGood && pathGood && m_comment->hasAcceptableInput());
}

void AddDatastoreDialog::setSaving(bool saving)
{
    m_saving = saving;
    if (saving)
        m_focusBefore = focusWidget();
    for (QWidget *field : QList<QWidget *>{m_name, m_path, m_browse, m_comment, m_cancel})
        field->setEnabled(!saving);
    if (m_site != nullptr)
        m_site->setEnabled(!saving);
    m_save->setText(saving ? tr("Adding…") : tr("&Add"));
    updateControls();
    if (!saving && m_focusBefore)
        m_focusBefore->setFocus();
}

void AddDatastoreDialog::save()
{
    m_banner->clear();
    setSaving(true);
    const QString name = m_name->text();
    whenDone(backend()->addStore(name, m_path->text(), m_comment->text()), this,
             [this, name](const Result<void> &result) {
                 setSaving(false);
                 if (result) {
                     Q_EMIT added(backend()->id(), name);
                     accept();
                     return;
                 }
                 const Error &error = result.error();
                 m_banner->showMessage({.hue = Hue::Error, .text = errorText(error), .hint = errorHint(error)});
                 growToFit(this);
             });
}

void AddDatastoreDialog::reject()
{
    if (!m_saving)
        QDialog::reject();
}

} // namespace Drydock

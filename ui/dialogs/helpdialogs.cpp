// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/helpdialogs.h"

#include "ui/widgets/huelabel.h"

#include <QAction>
#include <QApplication>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace Drydock {

namespace {

QString text(const char *key)
{
    return QCoreApplication::translate("HelpDialogs", key);
}

QDialog *makeDialog(const QString &title, const QString &name, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setObjectName(name);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(24, 20, 24, 16);
    column->setSpacing(12);
    return dialog;
}

void addCloseButton(QDialog *dialog)
{
    auto *box = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    box->button(QDialogButtonBox::Close)->setDefault(true);
    dialog->layout()->addWidget(box);
}

void addRow(QGridLayout *grid, const QString &what, const QString &keys)
{
    const int row = grid->rowCount();
    grid->addWidget(plainLabel(what), row, 0);
    grid->addWidget(new HueLabel(Hue::Quiet, keys), row, 1, Qt::AlignTrailing);
}

QString withoutMnemonic(const QString &text)
{
    QString result = text;
    return result.remove(u'&').remove(QStringLiteral("…"));
}

QString keysOf(const QAction *action)
{
    QStringList keys;
    for (const QKeySequence &sequence : action->shortcuts())
        keys.append(sequence.toString(QKeySequence::NativeText));
    return keys.join(text(QT_TRANSLATE_NOOP("HelpDialogs", ", ")));
}

} // namespace

void showShortcuts(const QList<QAction *> &actions, QWidget *parent)
{
    QDialog *dialog = makeDialog(text(QT_TRANSLATE_NOOP("HelpDialogs", "Keyboard Shortcuts")),
                                 QStringLiteral("shortcuts-dialog"), parent);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(40);
    grid->setVerticalSpacing(6);
    for (const QAction *action : actions) {
        if (!action->shortcuts().isEmpty())
            addRow(grid, withoutMnemonic(action->text()), keysOf(action));
    }
    addRow(grid, text(QT_TRANSLATE_NOOP("HelpDialogs", "Edit the selected datastore's mode")),
           QKeySequence(Qt::Key_Return).toString(QKeySequence::NativeText));
    addRow(grid, text(QT_TRANSLATE_NOOP("HelpDialogs", "Context menu")),
           QKeySequence(Qt::SHIFT | Qt::Key_F10).toString(QKeySequence::NativeText));
    static_cast<QVBoxLayout *>(dialog->layout())->addLayout(grid);
    addCloseButton(dialog);
    dialog->open();
}

void showAbout(QWidget *parent)
{
    QDialog *dialog =
        makeDialog(text(QT_TRANSLATE_NOOP("HelpDialogs", "About Drydock")), QStringLiteral("about-dialog"), parent);
    auto *icon = new QLabel;
    icon->setPixmap(QApplication::windowIcon().pixmap(64, 64));
    auto *name =
        plainLabel(text(QT_TRANSLATE_NOOP("HelpDialogs", "Drydock %1")).arg(QApplication::applicationVersion()));
    scaleFont(name, 1.5, true);
    auto *what = plainLabel(text(QT_TRANSLATE_NOOP(
        "HelpDialogs", "Puts backup datastores into maintenance mode, shows what still runs on them, and "
                       "says when they may be touched.")));
    what->setWordWrap(true);
    auto *licences = new HueLabel(
        Hue::Quiet,
        text(QT_TRANSLATE_NOOP(
                 "HelpDialogs",
                 "Free software under the GNU General Public License, version 3 or later; it comes without any "
                 "warranty.\n\nBuilt with Qt %1 (GNU Lesser General Public License, version 3), simdjson (Apache "
                 "License 2.0) and tl::expected (CC0)."))
            .arg(QString::fromLatin1(qVersion())));
    licences->setWordWrap(true);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(8);
    for (QWidget *line : QList<QWidget *>{name, what, licences}) {
        line->setMinimumWidth(dialog->fontMetrics().averageCharWidth() * 52);
        lines->addWidget(line);
    }
    auto *row = new QHBoxLayout;
    row->setSpacing(20);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addLayout(lines);
    static_cast<QVBoxLayout *>(dialog->layout())->addLayout(row);
    addCloseButton(dialog);
    dialog->open();
}

} // namespace Drydock

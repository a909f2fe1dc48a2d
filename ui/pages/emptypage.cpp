// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/emptypage.h"

#include "ui/widgets/huelabel.h"
#include "ui/widgets/symbolicicon.h"

#include <QAction>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace Drydock {

namespace {

class Illustration : public QWidget
{
public:
    Illustration()
        : m_icon(symbolicIcon(QStringLiteral("empty")))
    {
        setFixedSize(96, 72);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

} // namespace

EmptyPage::EmptyPage(QAction *addFolder, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("empty-page"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    auto *title = plainLabel(tr("No datastores yet"));
    title->setAlignment(Qt::AlignCenter);
    scaleFont(title, 1.6, true);
    auto *text = new HueLabel(
        Hue::Quiet, tr("Drydock watches backup datastores and tells you when nothing works on them any more."));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);

    auto *button = new QPushButton(addFolder->text());
    button->setObjectName(QStringLiteral("add-folder"));
    button->setDefault(true);
    button->setMinimumWidth(150);
    const auto follow = [button, addFolder] {
        button->setEnabled(addFolder->isEnabled());
        button->setToolTip(addFolder->toolTip());
    };
    connect(button, &QPushButton::clicked, addFolder, &QAction::trigger);
    connect(addFolder, &QAction::changed, button, follow);
    follow();
    setFocusProxy(button);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(new Illustration, 0, Qt::AlignHCenter);
    column->addSpacing(8);
    column->addWidget(title);
    column->addWidget(text);
    column->addSpacing(8);
    column->addWidget(button, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

} // namespace Drydock

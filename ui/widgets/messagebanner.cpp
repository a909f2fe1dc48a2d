// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messagebanner.h"

#include "ui/widgets/accessibleroles.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/symbolicicon.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Drydock {

MessageBanner::MessageBanner(QWidget *parent)
    : QFrame(parent)
    , m_text(new SelectableText)
    , m_hint(new SelectableText)
    , m_buttonRow(new QWidget)
    , m_buttons(new QHBoxLayout(m_buttonRow))
    , m_dismiss(new QToolButton)
{
    setAccessibleRole(this, QAccessible::Notification);
    m_hint->setHue(Hue::Quiet);
    m_dismiss->setIcon(symbolicIcon(QStringLiteral("close")));
    m_dismiss->setAutoRaise(true);
    m_dismiss->setToolTip(tr("Dismiss"));
    m_dismiss->setAccessibleName(tr("Dismiss"));
    m_dismiss->hide();
    connect(m_dismiss, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    m_buttons->setContentsMargins(0, 4, 0, 0);
    m_buttons->addStretch();
    m_buttonRow->hide();

    auto *lines = new QVBoxLayout;
    lines->setSpacing(2);
    lines->addWidget(m_text);
    lines->addWidget(m_hint);
    lines->addWidget(m_buttonRow);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 8, 8, 8);
    row->addLayout(lines, 1);
    row->addWidget(m_dismiss, 0, Qt::AlignTop);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    hide();
}

void MessageBanner::showMessage(const Message &message)
{
    const QString lines = message.hint.isEmpty() ? message.text : message.text + u' ' + message.hint;
    const QString occasion = message.occasion.isEmpty() ? lines : message.occasion;
    const bool isNew = std::exchange(m_occasion, occasion) != occasion || isHidden();
    m_hue = message.hue;
    m_text->setText(message.text);
    m_hint->setText(message.hint);
    m_hint->setVisible(!message.hint.isEmpty());
    setAccessibleName(message.spoken.isEmpty() ? lines : message.spoken);
    update();
    if (isHidden()) {
        show(); // announces by itself
    } else if (isNew) {
        QAccessibleEvent event(this, QAccessible::ObjectShow);
        QAccessible::updateAccessibility(&event);
    }
}

void MessageBanner::clear()
{
    hide();
    m_occasion.clear();
    m_text->setText({});
    m_hint->setText({});
}

QPushButton *MessageBanner::addButton(const QString &text, const QString &name)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    button->setAutoDefault(false);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    m_allButtons.append(button);
    m_buttonRow->show();
    return button;
}

void MessageBanner::setButtonVisible(QPushButton *button, bool visible)
{
    button->setVisible(visible);
    m_buttonRow->setVisible(std::any_of(m_allButtons.cbegin(), m_allButtons.cend(),
                                        [](const QPushButton *each) { return !each->isHidden(); }));
}

void MessageBanner::setDismissable(bool dismissable)
{
    m_dismiss->setVisible(dismissable);
}

QString MessageBanner::text() const
{
    return m_text->text();
}

void MessageBanner::paintEvent(QPaintEvent *)
{
    const QColor hue = hueColor(m_hue, palette());
    const QColor under = palette().color(QPalette::Base);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(mixed(under, hue, 0.4));
    painter.setBrush(mixed(under, hue, 0.08));
    painter.drawRoundedRect(frame, 4, 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(hue);
    const QRectF bar(0, 0, 4, height());
    painter.drawRoundedRect(QStyle::visualRect(layoutDirection(), rect(), bar.toRect()), 2, 2);
}

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/huelabel.h"

#include <QApplication>
#include <QEvent>
#include <QLayout>

namespace Drydock {

HueLabel::HueLabel(Hue hue, QWidget *parent)
    : HueLabel(hue, QString(), parent)
{
}

HueLabel::HueLabel(Hue hue, const QString &text, QWidget *parent)
    : QLabel(parent)
    , m_hue(hue)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    colour();
}

void HueLabel::setHue(Hue hue)
{
    m_hue = hue;
    colour();
}

void HueLabel::colour()
{
    const QColor wanted = hueColor(m_hue, QApplication::palette());
    if (palette().color(QPalette::WindowText) == wanted && palette().color(QPalette::Text) == wanted)
        return;
    QPalette own;
    own.setColor(QPalette::WindowText, wanted); // the role on a window, and the one on a base
    own.setColor(QPalette::Text, wanted);
    setPalette(own);
}

void HueLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        colour();
    QLabel::changeEvent(event);
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

void scaleFont(QWidget *widget, qreal factor, bool bold)
{
    QFont font = widget->font();
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    font.setBold(bold);
    widget->setFont(font);
}

void growToFit(QWidget *window)
{
    window->layout()->activate();
    const int needed = window->layout()->totalHeightForWidth(window->width());
    if (window->height() < needed)
        window->resize(window->width(), needed);
}

} // namespace Drydock

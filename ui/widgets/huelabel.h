// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/desktop/palette.h"

#include <QLabel>

namespace Drydock {

/// A plain-text label in one of our hues, under every palette.
class HueLabel : public QLabel
{
    Q_OBJECT

public:
    explicit HueLabel(Hue hue, QWidget *parent = nullptr);
    HueLabel(Hue hue, const QString &text, QWidget *parent = nullptr);

    void setHue(Hue hue);

protected:
    void changeEvent(QEvent *event) override;

private:
    void colour();

    Hue m_hue;
};

/// A label that takes its text as it is.
[[nodiscard]] QLabel *plainLabel(const QString &text, QWidget *parent = nullptr);

/// The widget's font, scaled; for headings and for texts of second rank.
void scaleFont(QWidget *widget, qreal factor, bool bold = false);

/// Makes a window higher where its wrapped texts need that at its present width; layouts don't by themselves.
void growToFit(QWidget *window);

} // namespace Drydock

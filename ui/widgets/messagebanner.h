// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/desktop/palette.h"

#include <QFrame>

class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace Drydock {

class SelectableText;

/// An inline message: what happened, what to do about it, and buttons for that. Assistive technology hears of it (role
/// Notification) each time that it says something new.
class MessageBanner : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBanner(QWidget *parent = nullptr);

    struct Message {
        Hue hue = Hue::Quiet;
        QString text = {};
        QString hint = {}; ///< a second, quieter line; may be empty
        QString spoken = {}; ///< for assistive technology, where the two lines alone would not say what they are about
        QString occasion =
            {}; ///< the same one again only corrects the text and is not announced anew; empty: by the text
    };

    void showMessage(const Message &message);
    void clear(); ///< hides it and takes the text away

    /// In the banner's button row, from left to right.
    QPushButton *addButton(const QString &text, const QString &name);
    void setButtonVisible(QPushButton *button, bool visible);
    void setDismissable(bool dismissable);

    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Hue m_hue = Hue::Quiet;
    QString m_occasion;
    SelectableText *m_text;
    SelectableText *m_hint;
    QWidget *m_buttonRow;
    QHBoxLayout *m_buttons;
    QList<QPushButton *> m_allButtons;
    QToolButton *m_dismiss;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QValidator>

namespace Drydock {

class HueLabel;

/// One line of text for a config file: each run of control characters that comes in becomes one blank. Over the limit
/// (Unicode characters, as PBS counts them; 0: none) the text stays, and is not acceptable.
class SingleLineValidator : public QValidator
{
    Q_OBJECT

public:
    SingleLineValidator(int limit, QObject *parent);

    State validate(QString &input, int &position) const override;

Q_SIGNALS:
    void cleaned() const; ///< a control character was replaced

private:
    int m_limit;
};

/// The field of a maintenance mode's message, with its counter inside: 11/64.
class MessageEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit MessageEdit(QWidget *parent = nullptr);

    [[nodiscard]] int length() const; ///< in Unicode characters

Q_SIGNALS:
    void cleaned();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateCounter();

    HueLabel *m_counter;
};

} // namespace Drydock

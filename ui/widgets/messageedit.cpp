// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messageedit.h"

#include "core/maintenance/maintenancemode.h"
#include "ui/widgets/huelabel.h"

#include <QStyle>

#include <algorithm>

namespace Drydock {

namespace {

qsizetype codePoints(QStringView text)
{
    return text.toUcs4().size();
}

QString withoutControls(QStringView text)
{
    QString result;
    bool inRun = false;
    for (const QChar c : text) {
        const bool isControl = c.category() == QChar::Other_Control;
        if (!isControl)
            result.append(c);
        else if (!inRun)
            result.append(u' ');
        inRun = isControl;
    }
    return result;
}

} // namespace

SingleLineValidator::SingleLineValidator(int limit, QObject *parent)
    : QValidator(parent)
    , m_limit(limit)
{
}

QValidator::State SingleLineValidator::validate(QString &input, int &position) const
{
    const QString clean = withoutControls(input);
    if (clean != input) {
        position = static_cast<int>(withoutControls(QStringView(input).left(position)).size());
        input = clean;
        Q_EMIT cleaned();
    }
    return m_limit > 0 && codePoints(clean) > m_limit ? Intermediate : Acceptable;
}

MessageEdit::MessageEdit(QWidget *parent)
    : QLineEdit(parent)
    , m_counter(new HueLabel(Hue::Quiet, this))
{
    scaleFont(m_counter, 0.86);
    m_counter->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *validator = new SingleLineValidator(messageLengthLimit, this);
    connect(validator, &SingleLineValidator::cleaned, this, &MessageEdit::cleaned);
    setValidator(validator);
    connect(this, &QLineEdit::textChanged, this, &MessageEdit::updateCounter);
    updateCounter();
}

int MessageEdit::length() const
{
    return static_cast<int>(codePoints(text()));
}

void MessageEdit::updateCounter()
{
    m_counter->setText(QStringLiteral("%1/%2").arg(length()).arg(messageLengthLimit));
    m_counter->setHue(length() > messageLengthLimit ? Hue::Error : Hue::Quiet);
    m_counter->adjustSize();
    const int gap = style()->pixelMetric(QStyle::PM_DefaultFrameWidth, nullptr, this) + 6;
    const int y = (height() - m_counter->height()) / 2;
    const QRect place(width() - gap - m_counter->width(), y, m_counter->width(), m_counter->height());
    m_counter->setGeometry(QStyle::visualRect(layoutDirection(), rect(), place));
    // Line edits mirror their text, and not these margins.
    const int room = m_counter->width() + gap;
    setTextMargins(isRightToLeft() ? QMargins(room, 0, 0, 0) : QMargins(0, 0, room, 0));
}

void MessageEdit::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    updateCounter();
}

} // namespace Drydock

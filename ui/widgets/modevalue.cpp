// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/modevalue.h"

#include "core/base/displaytext.h"
#include "core/text/statetext.h"
#include "ui/desktop/palette.h"
#include "ui/widgets/drainindicator.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/spinnerclock.h"

#include <QHBoxLayout>
#include <QResizeEvent>

#include <utility>

namespace Drydock {

namespace {

/// Set apart from the text around it, whatever its direction is.
QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069);
}

} // namespace

ModeValue::ModeValue(SpinnerClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_flow(new FlowLayout(fontMetrics().horizontalAdvance(u' ') * 2, fontMetrics().leading() + 4))
    , m_mode(new SelectableText(this))
    , m_indicator(new DrainIndicator(DrainIndicator::Size::Inline, clock))
    , m_state(new SelectableText)
    , m_stateGroup(new QWidget(this))
    , m_message(new SelectableText(this))
{
    m_message->setHue(Hue::Quiet);
    m_indicator->setObjectName(QStringLiteral("maintenance-mode-indicator"));

    auto *group = new QHBoxLayout(m_stateGroup);
    group->setContentsMargins({});
    group->setSpacing(fontMetrics().horizontalAdvance(u' ') * 2);
    group->addWidget(m_indicator, 0, Qt::AlignTop);
    group->addWidget(m_state, 1);

    m_flow->addWidget(m_mode);
    m_flow->addWidget(m_stateGroup);
    m_flow->addWidget(m_message);
    setLayout(m_flow);
}

void ModeValue::setStore(const QString &key, const StoreSnapshot &store, qint64 now)
{
    // A message that stands on a line of its own stays there when the state's text gets shorter: nothing below it jumps
    // at the moment when everybody looks.
    const bool another = std::exchange(m_key, key) != key;
    m_flow->setBreakBeforeLast(!another && !m_message->isHidden() && m_message->y() > m_mode->y());
    const bool drains = DrainIndicator::isSpinner(store.state) || store.state == DrainState::Stalled;
    // The bar is PBS's; it stays on the mode's line when the rest begins a new one.
    m_mode->setText(drains ? modeText(store.mode) + QStringLiteral("  |") : modeText(store.mode));
    m_indicator->setState(key, store.state, store.conflicting);
    m_indicator->setAccessibleName(stateText(store, now));
    m_state->setText(stateText(store, now));
    m_stateGroup->setVisible(store.state != DrainState::None);
    m_message->setText(store.mode.message.isEmpty()
                           ? QString()
                           : QStringLiteral("(\"%1\")").arg(isolated(escapedForDisplay(store.mode.message))));
    m_message->setVisible(!store.mode.message.isEmpty());
    setAccessibleName(text());
}

void ModeValue::resizeEvent(QResizeEvent *event)
{
    if (event->size().width() != event->oldSize().width())
        m_flow->setBreakBeforeLast(false);
    QWidget::resizeEvent(event);
}

QString ModeValue::text() const
{
    QStringList parts{m_mode->text()};
    if (!m_stateGroup->isHidden())
        parts << m_state->text();
    if (!m_message->isHidden())
        parts << m_message->text();
    return parts.join(u' ').replace(QStringLiteral("  "), QStringLiteral(" "));
}

} // namespace Drydock

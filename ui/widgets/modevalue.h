// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainstate.h"

#include <QWidget>

namespace Drydock {

class DrainIndicator;
class FlowLayout;
class SelectableText;
class SpinnerClock;

/// The value of the option "Maintenance mode": mode, indicator with the state's sentence, message. Wraps before the
/// message, never elides: Offline | ◌ 3 conflicting tasks still active. ("swap disk 2")
class ModeValue : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(QString text READ text)

public:
    explicit ModeValue(SpinnerClock &clock, QWidget *parent = nullptr);

    /// key: of the store; now: UTC seconds, for ages.
    void setStore(const QString &key, const StoreSnapshot &store, qint64 now);
    [[nodiscard]] QString text() const; ///< all of it on one line

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QString m_key;
    FlowLayout *m_flow;
    SelectableText *m_mode;
    DrainIndicator *m_indicator;
    SelectableText *m_state;
    QWidget *m_stateGroup;
    SelectableText *m_message;
};

} // namespace Drydock

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QList>
#include <QPointer>

namespace Drydock {

/// Hears what assistive technology would hear, as long as it lives. One at a time.
class AccessibilitySpy
{
public:
    struct Event {
        QAccessible::Event type;
        QPointer<QObject> object;
        int child = -1;
        QString name; ///< of the object or child, at that moment
    };

    AccessibilitySpy()
    {
        QAccessible::setActive(true);
        s_events = &m_events;
        m_before = QAccessible::installUpdateHandler(&AccessibilitySpy::hear);
    }
    ~AccessibilitySpy()
    {
        QAccessible::installUpdateHandler(m_before);
        s_events = nullptr;
    }
    Q_DISABLE_COPY_MOVE(AccessibilitySpy)

    /// The events of this type about this object, newest last.
    [[nodiscard]] QList<Event> of(QAccessible::Event type, const QObject *object) const
    {
        QList<Event> result;
        for (const Event &event : m_events) {
            if (event.type == type && event.object == object)
                result.append(event);
        }
        return result;
    }
    void forget() { m_events.clear(); }

private:
    static void hear(QAccessibleEvent *event)
    {
        QAccessibleInterface *interface = event->accessibleInterface();
        const QString name = interface != nullptr ? interface->text(QAccessible::Name) : QString();
        s_events->append({event->type(), event->object(), event->child(), name});
    }

    inline static QList<Event> *s_events = nullptr;
    QList<Event> m_events;
    QAccessible::UpdateHandler m_before = nullptr;
};

} // namespace Drydock

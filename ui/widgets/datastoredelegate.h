// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include <functional>

namespace Drydock {

class MinuteClock;
class SpinnerClock;

/// Paints a datastore's row: indicator; name and mode; path and drain. The right column takes at most 45 %.
class DatastoreDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// How far a row's check mark is drawn, 0 to 1.
    using Settled = std::function<qreal(const QModelIndex &)>;

    DatastoreDelegate(SpinnerClock &spinnerClock, MinuteClock &minuteClock, Settled settled, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintStore(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintIndicator(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                        const QRect &box) const;
    [[nodiscard]] QString drainText(const QModelIndex &index, const QFontMetrics &metrics, int room) const;

    SpinnerClock &m_spinnerClock;
    MinuteClock &m_minuteClock;
    Settled m_settled;
};

} // namespace Drydock

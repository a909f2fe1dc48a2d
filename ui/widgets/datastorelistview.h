// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QListView>
#include <QPersistentModelIndex>
#include <QSet>
#include <QTimer>

#include <utility>

namespace Drydock {

class MinuteClock;
class SpinnerClock;

/// The list of datastores. Draws the check mark of a row that has just drained in one stroke, and tells assistive
/// technology when a row's name has changed.
class DatastoreListView : public QListView
{
    Q_OBJECT

public:
    DatastoreListView(SpinnerClock &spinnerClock, MinuteClock &minuteClock, QWidget *parent = nullptr);

Q_SIGNALS:
    void editRequested(); ///< double click or Return

protected:
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] std::pair<int, int> visibleRows() const; ///< first and last; last < first if there are none
    void settle();
    [[nodiscard]] qreal settled(const QModelIndex &index) const;

    SpinnerClock &m_spinnerClock;
    QSet<QPersistentModelIndex> m_spinners; ///< rows that were painted with one
    QHash<QPersistentModelIndex, QElapsedTimer> m_settling;
    QTimer m_settleTimer;
};

} // namespace Drydock
